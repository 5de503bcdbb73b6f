"""What stands around the text of a page, and what only looks like it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.extract import markup
from watcher.extract.furniture import furniture

SENTENCE = "The Convention enters into force on the ninetieth day after the fortieth deposit. "


def read(body):
    tree = markup.parse(f"<html><head><title>T</title></head><body>{body}</body></html>")
    return [passage.text for passage in markup.passages(tree.body, "", furniture(tree))]


@pytest.mark.parametrize(
    "around",
    [
        "<nav><a href='/a'>Noise</a></nav>",
        "<div role='navigation'><a href='/a'>Noise</a></div>",
        "<header><h1>Noise</h1><p>A photograph</p></header>",
        "<div role='banner'>Noise</div>",
        "<footer><p>Noise</p></footer>",
        "<div role='contentinfo'>Noise</div>",
        "<form role='search'><label>Noise</label></form>",
        "<ul class='breadcrumbs'><li><a href='/a'>Noise</a></li></ul>",
        "<ol class='nav breadcrumb-list'><li>Noise</li></ol>",
        "<ul class='pagination'><li><a href='?p=2'>2</a></li></ul>",
        "<div class='social-links'><a href='/a'>Noise</a></div>",
        "<div class='addthis_toolbar'><a href='/a'>Noise</a></div>",
        "<div id='onetrust-banner-sdk'><p>Noise</p></div>",
        "<div class='cookie-banner'><p>Noise</p></div>",
        "<a class='skip-link' href='#main'>Noise</a>",
        "<a class='sr-only' href='#main'>Noise</a>",
    ],
)
@pytest.mark.parametrize("place", ["{around}<p>Text</p>", "<p>Text</p><div><div>{around}</div>"])
def test_what_stands_around_the_text_is_left_out(around, place):
    assert read(place.format(around=around)) == ["Text"]


@pytest.mark.parametrize(
    "inside",
    [
        "<main><header><h1>Text</h1></header></main>",
        "<article><header><h2>Text</h2></header></article>",
        "<section><header>Text</header></section>",
        "<div role='main'><header>Text</header></div>",
        "<aside>Text</aside>",
        "<div class='shareholders'>Text</div>",
        "<div class='social-security'>Text</div>",
        "<div class='page-content'>Text</div>",
        "<div class='consent'>Text</div>",
        "<a href='#note'>Text</a>",
        "<blockquote><footer>Text</footer></blockquote>",
        "<footer class='footnotes'>Text</footer>",
        "<footer role='doc-endnotes'>Text</footer>",
        "<pre class='share'>Text</pre>",
    ],
)
def test_what_belongs_to_the_text_is_read(inside):
    assert read(inside) == ["Text"]


@pytest.mark.parametrize("tag", ["nav", "header", "footer"])
def test_the_main_part_is_read_wherever_a_missing_end_tag_puts_it(tag):
    assert "Text" in read(f"<{tag}><a href='/'>Home</a><main><p>Text</p></main>")


def test_a_navigation_without_its_end_is_known_by_what_is_no_link():
    assert SENTENCE.strip() in read(f"<nav><a href='/'>Home</a><p>{SENTENCE * 5}</p>")[1]


def test_a_header_that_holds_the_footer_holds_the_page():
    assert read("<header><p>Text</p><footer>Noise</footer>") == ["Text"]


def test_a_long_footer_of_an_article_says_something_and_that_of_the_page_does_not():
    long = SENTENCE * 20
    assert read(f"<article><footer>{long}</footer></article>") == [long.strip()]
    assert read(f"<p>Text</p><footer>{long}</footer>") == ["Text"]


def test_what_stands_before_and_behind_what_is_left_out_stays_apart():
    assert read("before<nav><a href='/'>Home</a></nav>behind") == ["before", "behind"]
    text = "<div>before <a class='skip-link' href='#x'>Skip</a> behind</div>"
    assert read(text) == ["before behind"]


def test_many_parts_inside_each_other_are_measured_in_one_pass():
    assert read("<nav>" * 4_000 + SENTENCE * 20) == [(SENTENCE * 20).strip()]


PIECES = st.sampled_from(
    [
        *("<nav>", "</nav>", "<header>", "</header>", "<footer>", "</footer>", "<main>", "</main>"),
        *("<article>", "</article>", "<div class='share'>", "</div>", "<tr>", "<td>", "<table>"),
        *("</table>", "<pre>", "</pre>", "<h1>", "</h1>", "<a href='#x' class='skip'>", "</a>"),
        "text ",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_without_furniture_a_page_says_less_and_nothing_else(body):
    tree = markup.parse(f"<html><body>{body}</body></html>")
    everything = " ".join(p.text for p in markup.passages(tree.body, "")).split()
    rest = " ".join(p.text for p in markup.passages(tree.body, "", furniture(tree))).split()
    remaining = iter(everything)
    assert all(word in remaining for word in rest if word != "|")
