from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.extract import page
from watcher.extract.text import MAX_TEXT, tidy
from watcher.model.capture import Document
from watcher.model.source import Source, Tier

CAPTURES = Path(__file__).parents[4] / "shared" / "captures" / "pages"
URL = "https://un.example/page.html"

needs_captures = pytest.mark.skipif(
    not CAPTURES.is_dir(), reason="needs ../shared/captures, the pages as their sites served them"
)


def read(body, content_type="text/html; charset=utf-8", **settings):
    source = Source("page", "page", URL, Tier.OFFICIAL, timedelta(hours=1), **settings)
    return page.extract(source, Document(URL, body, content_type))


def html(inner, head=""):
    return f"<html><head>{head}</head><body>{inner}</body></html>".encode()


def texts(extraction):
    return [finding.statement.text for finding in extraction.findings]


def failed(extraction):
    return [check.name for check in extraction.checks if not check.passed]


def differing(name, **settings):
    """How many passages of a captured page went, and how many came."""
    pages = [read((CAPTURES / f"{name}-{side}.html").read_bytes(), **settings) for side in "ab"]
    assert [failed(page) for page in pages] == [[], []]
    before, after = (Counter(texts(page)) for page in pages)
    return (before - after).total(), (after - before).total()


@needs_captures
def test_a_change_that_matters_differs_in_the_passage_it_is_about():
    assert differing("truepos-dataset-removal") == (1, 0)


@needs_captures
@pytest.mark.parametrize("select", [None, "body", "#content", ".container"])
def test_links_made_relative_and_new_menu_entries_are_no_difference(select):
    assert differing("falsepos-small-changes", select=select) == (0, 0)


@needs_captures
def test_a_menu_that_is_selected_is_read():
    assert differing("falsepos-small-changes", select="nav.sidenav, footer") == (1, 2)


@needs_captures
@pytest.mark.parametrize("select", [None, "body", ".l-page", ".l-main", "[role=main]"])
def test_a_carousel_in_the_header_is_no_difference(select):
    assert differing("falsepos-footer", select=select) == (0, 0)


def test_one_element_of_many_that_stands_in_the_footer_was_not_meant():
    body = html("<p>Text</p><footer><p>Foot</p></footer>")
    assert texts(read(body, select="p")) == ["Text"]
    assert texts(read(body, select="footer p")) == ["Foot"]
    assert texts(read(body, select="p, footer p")) == ["Text", "Foot"]


def test_how_much_was_left_out_around_the_text_is_told():
    body = html("<nav><a href='/'>Home</a></nav><p>Text</p><footer>Foot</footer>")
    assert ("navigation, header, footer", "2 passages, left out") in read(body).facts


@needs_captures
@pytest.mark.parametrize("name", ["falsepos-footer-a", "truepos-dataset-removal-b"])
def test_a_captured_page_cut_before_its_end_tags_is_not_whole(name):
    body = (CAPTURES / f"{name}.html").read_bytes()
    end = body.rindex(b"</body>")
    for length in range(2_000, end, 4_999):
        assert "whole" in failed(read(body[:length]))


def test_an_end_tag_inside_a_script_is_no_end():
    body = b"<html><body><script>document.write('</body></html>')</script><p>Half a pa"
    assert "whole" in failed(read(body))


def test_a_fragment_without_html_and_body_cannot_be_judged_and_passes():
    assert failed(read(b"<div><p>Text</p></div>")) == []


def test_a_row_of_data_is_one_passage_with_its_first_link():
    body = html(
        "<table><tr><td>Peru</td><td></td><td><a href='/pe'>20 Oct</a> <a href='/x'>a</a></td>"
        "</tr></table>"
    )
    (finding,) = read(body).findings
    assert finding.statement.text == "Peru | | 20 Oct a"
    assert finding.statement.link == "https://un.example/pe"


def test_a_changed_cell_changes_one_passage():
    def rows(date):
        return texts(
            read(html(f"<table><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>{date}</td></tr>"))
        )

    assert rows("2") == ["A | 1", "B | 2"]
    assert rows("3") == ["A | 1", "B | 3"]


def test_a_link_belongs_to_the_passage_that_its_words_are_in():
    body = html(
        "<a href='/icon'><img></a><p>No link</p><a href='/card'><h2>Card</h2><p>Text</p></a>"
    )
    assert [(f.statement.text, f.statement.link) for f in read(body).findings] == [
        ("No link", None),
        ("Card", "https://un.example/card"),
        ("Text", "https://un.example/card"),
    ]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "#top", "mailto:a@un.example", "http://["])
def test_an_address_that_leads_nowhere_on_the_web_is_no_link(href):
    (finding,) = read(html(f"<p><a href='{href}'>Words</a></p>")).findings
    assert finding.statement.link is None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<p>Côte</p>".encode(), "text/html"),
        ("<p>Côte</p>".encode("windows-1252"), "text/html"),
        ("<p>Côte</p>".encode("windows-1252"), "text/html; charset=ISO-8859-1"),
        ("<p>Côte</p>".encode("utf-16"), "text/html; charset=iso-8859-1"),
        (b"\xef\xbb\xbf" + "<p>Côte</p>".encode(), "text/html; charset=iso-8859-1"),
        ("<meta charset='koi8-r'><p>Côte</p>".encode(), "text/html; charset=utf-8"),
        ("<meta charset='utf-16'><p>Côte</p>".encode(), "text/html"),
        ("<p>Côte</p>".encode(), "text/html; charset=no-such-encoding"),
        ("<p>Côte</p>".encode(), "text/html; charset=base64"),
        ("<p>Côte</p>".encode(), "text/html; charset=idna"),
    ],
)
def test_the_encoding_is_found_as_browsers_find_it(body, content_type):
    assert texts(read(body, content_type)) == ["Côte"]


def test_a_stray_byte_does_not_change_the_other_letters():
    assert texts(read(b"<p>C\xc3\xb4te \xff</p>")) == ["Côte \N{REPLACEMENT CHARACTER}"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7", "text/html"),
        (b"\x89PNG\r\n", None),
        (b"<html></html>", "application/pdf"),
        (b"\x00\x00\x00\x00", "application/octet-stream"),
        (b'{"error": 1}', "text/html"),
        (b"", "text/html"),
        (b"<?xml version='1.0'?><rss/>", "text/html"),
    ],
)
def test_what_is_no_page_fails_one_check_with_a_sentence(body, content_type):
    extraction = read(body, content_type)
    assert [(check.name, check.passed) for check in extraction.checks] == [("page", False)]
    assert extraction.checks[0].detail.startswith("th")
    assert extraction.findings == ()


def test_a_page_without_text_fails_a_check():
    assert failed(read(html("<script>render()</script><noscript>Enable it</noscript>"))) == ["text"]


def test_a_page_on_which_everything_is_ignored_has_no_text():
    assert failed(read(html("<p>Visits: 7</p>"), ignore=("^Visits",))) == ["text"]


def test_a_page_of_many_unclosed_paragraphs_is_not_nested_deep():
    extraction = read(html("<p>text<br>" * 20_000))
    assert len(extraction.findings) == 20_000


def test_absurd_nesting_is_refused_before_it_is_parsed():
    assert failed(read(html("<div>" * 100_000))) == ["page"]


def test_a_long_passage_is_cut_with_a_mark():
    (text,) = texts(read(html(f"<p>{'x' * (MAX_TEXT + 5)}</p>")))
    assert text.startswith("xxx")
    assert "[cut: 20,005 characters in all" in text


@settings(deadline=None)
@given(text=st.text(max_size=40))
def test_tidying_twice_is_tidying_once(text):
    assert tidy(tidy(text)) == tidy(text)


@settings(deadline=None)
@given(inner=st.text("<>/abp ti r=\"'&;-!", max_size=120))
def test_no_markup_breaks_the_reading(inner):
    extraction = read(html(inner))
    assert all(text and text == tidy(text) for text in texts(extraction))
