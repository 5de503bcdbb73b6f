"""A message as HTML for mail: the same facts as its text, lawful whatever the sources wrote."""

import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from selectolax.lexbor import LexborHTMLParser

from tests.unit.digest.anything import anything
from tests.unit.digest.conftest import NUMBER
from tests.unit.digest.whole import HOSTILE, act, alert, full, hostile, trial
from watcher.digest.compose import compose
from watcher.digest.marks import marked, pieces
from watcher.digest.render.html import render_html
from watcher.digest.render.looks import LOOKS, STYLE_SHEET
from watcher.digest.render.text import render_text
from watcher.model.digest import Digest, PassageChange
from watcher.model.finding import Statement
from watcher.model.message import TestMessage
from watcher.model.operator import OperatorAlert

MESSAGES = [full, hostile, alert, trial]
GMAIL_CLIPS = 102_000  # bytes; what is longer is cut off behind a link

ADDRESS = re.compile(r"https?://[^\s<>\"]+")
MOMENT = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d")
CHANGE = re.compile(r"change \d+", re.IGNORECASE)

GLOBAL = frozenset({"class", "style", "role"})
#: All that may come out: each element with its attributes beside the global ones.
ALLOWED = {
    "html": {"lang", "dir"},
    "head": set(),
    "meta": {"charset", "name", "content", "http-equiv"},
    "title": set(),
    "style": set(),
    "body": set(),
    "div": {"lang", "dir", "aria-roledescription"},
    "a": {"href", "rel"},
    "th": {"scope", "width"},
    "span": {"aria-hidden"},
} | {
    name: set()
    for name in (
        *("h1", "h2", "h3", "p", "ul", "li", "b", "br", "bdi", "code", "ins", "del"),
        *("table", "caption", "thead", "tbody", "tr", "td"),
    )
}


def shown(message):
    return LexborHTMLParser(render_html(message))


def words(message):
    """What a reader sees, in its order, without line ends."""
    return " ".join(shown(message).body.text(separator=" ").split())


def links(message):
    return [link.attributes["href"] for link in shown(message).css("a")]


def rows(message):
    """The tables of what is on record, row by row, without the labels of narrow screens."""
    page = shown(message)
    for hidden in page.css("[aria-hidden]"):
        hidden.decompose()
    return [
        [" ".join(cell.text(separator=" ").split()) for cell in row.css("th, td")]
        for row in page.css("tbody tr")
    ]


def unlawful(document):
    """All in a document that has no place in a mail of ours."""
    page = LexborHTMLParser(document)
    yield from (wrong for node in page.root.traverse() for wrong in _unlawful_in(node))
    if [sheet.text() for sheet in page.css("style")] != [str(STYLE_SHEET)]:
        yield "another style sheet"
    for character in set(document) - {"\n", "\u200d"}:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            yield f"character {character!r}"


def _unlawful_in(node):
    if node.tag not in ALLOWED:
        yield f"element {node.tag}"
        return
    judged = {"href": _may_lead_to, "style": lambda style: style == _style_of(node)}
    for name, value in node.attributes.items():
        if name not in ALLOWED[node.tag] | GLOBAL or not judged.get(name, bool)(value):
            yield f"{name}={value} of {node.tag}"
    if node.tag == "a" and node.attributes.get("rel") != "noopener noreferrer":
        yield f"a link that tells where it stands: {node.html}"


def _may_lead_to(address):
    return address.lower().startswith(("http://", "https://"))


def _style_of(node):
    look = LOOKS.get(node.attributes.get("class", ""))
    return look.style if look else None


# The same facts as the text


def test_all_that_happened_stands_in_its_place():
    text = words(full())
    order = [
        "UN Convention against Cybercrime: 2 sign, Viet Nam ratifies",
        "Daily digest, 20 Nov 2025, 08:00 (Europe/Vienna)",
        "On record",
        "UN Convention against Cybercrime ( XVIII-16 ) 73 signatories, 3 of 40 contracting States",
        "Participant Action Date of the action Found",
        "Mauritius Action Signature Date of the action 1 Oct 2025 Published late",
        "20 Nov 2025, 07:00 change 1 from untc-cybercrime",
        "Viet Nam Action Ratification. In force for it from 18 Dec 2025.",
        "change 2 from untc-cybercrime change 3 from untc-cybercrime-xml",
        "Official page of untc-cybercrime treaties.un.org",
        "Paris Agreement ( XXVII-7-d ) 195 signatories, 194 parties.",
        "United States of America's acceptance of 20 Jan 2021 stands in brackets",
        "The treaty enters into force on 1 Dec 2025.",
        "Reported by others",
        "Seventy-two States ratify the Convention",
        "un-news (an official body's news), dated 18 Nov 2025",
        "press (press), dated 18 Sep 2025; found 20 Nov 2025, 07:00 Published late",
        "وقعت موريشيوس على الاتفاقية",
        "No link given",
        "Corrections of what earlier digests said",
        "Date of Chile's signature corrected from 25 Oct 2025 to 26 Oct 2025.",
        "Told in the digest of 19 Nov 2025, 08:00",
        "change 17 from untc-cybercrime",
        "Edited: Sixty-five States sign.",
        "Depositary notifications",
        "C.N.421.2025.TREATIES-XVIII-16 is cited on the page.",
        "Pages that changed",
        "Changed ( change 13",
        "until Removed: 30 Added: 31 December 2026;",
        "New ( change 14 ) It enters into force ninety days later.",
        "Before ( change 15 ) The next session has not been scheduled.",
        "Now Vienna, 26 to 30 January: rules of procedure.",
        "Taken out ( change 16 ) Registration is closed.",
        "Dates ahead",
        "In 7 days: UN Convention against Cybercrime closes for signature on 27 Nov 2025.",
        "Stated in the configuration.",
        "In 30 days: Paris Agreement enters into force for Libya and Yemen on 20 Dec 2025.",
        "Sources that could not be read or trusted",
        "press could not be read from 20 Nov 2025, 05:00 to 20 Nov 2025, 07:00; well again.",
        "untc-paris has not been trusted since 20 Nov 2025, 05:00",
        "Half of the rows are missing: 97 of 195.",
        "For the operator",
        'untc-cybercrime, unknown column: Nobody knows the column "Consent".',
        "Told before",
        "In what was sent at once on 19 Nov 2025, 23:00",
        "12 more changes stand in the change log",
        "Why you get this",
        'It is the digest "daily" (schedule: 0 7 * * *, Europe/Vienna)',
        "It covers the change log from 1 to 19.",
        "3 digests came due while the watcher was off",
    ]
    assert [part for part in order if part not in text] == []
    places = [text.index(part) for part in order]
    assert all(before < after for before, after in pairwise(places))


@pytest.mark.parametrize("message", MESSAGES[:1] + MESSAGES[2:])
def test_text_and_html_name_the_same_moments_and_changes(message):
    text, html = " ".join(render_text(message()).split()), words(message())
    for fact in (MOMENT, CHANGE):
        named = {each.lower() for each in fact.findall(text)}
        assert {each.lower() for each in fact.findall(html)} == named


def test_every_address_of_the_text_is_a_link():
    assert set(ADDRESS.findall(render_text(full()))) == set(links(full()))


def test_the_sentences_of_the_text_stand_in_the_html_too():
    digest = full()
    html = words(digest)
    told = [
        *(each.title for each in digest.reported),
        *(each.sentence for each in digest.corrections),
        *(each.sentence for each in digest.notifications),
        *(each.reason for each in digest.troubles),
        *(each.text for each in digest.notices),
        *(each.sentence for each in digest.told),
    ]
    assert [sentence for sentence in told if sentence not in html] == []


def test_an_empty_digest_says_that_nothing_is_new(settings, log):
    text = words(compose(settings, log.material(), now=log.now))
    assert text.startswith("No change on 3 sources Daily digest")
    assert "On record Nothing new." in text
    assert "Reported" not in text


# The table of what is on record


def told(log, settings, **different):
    return compose(settings, log.material(**different), now=log.now)


def test_an_action_that_says_no_more_than_its_columns_is_told_in_a_word(settings, log):
    log.add("untc", None, act("Viet Nam", "ratification"))
    (row,) = rows(told(log, settings))
    assert row == [
        "Viet Nam",
        "Ratification",
        "19 Nov 2025",
        "20 Nov 2025, 07:00 change 1 from untc",
    ]


def test_an_action_that_says_more_keeps_its_sentence(settings, log):
    deposit = Statement(
        action="ratification",
        text=f"C.N.9.2026.TREATIES-{NUMBER}: VIET NAM",
        participant="Viet Nam",
    )
    log.add("untc", None, deposit)
    (row,) = rows(told(log, settings))
    assert row[:3] == ["Viet Nam", "Viet Nam ratified (C.N.9.2026).", "Not given"]


def test_an_action_that_the_page_does_not_date_says_so(settings, log):
    log.add("untc", None, act("Holy See", "accession", None))
    assert rows(told(log, settings))[0][:3] == ["Holy See", "Accession", "Not given"]


def test_what_the_treaty_itself_does_has_the_treaty_for_its_name(settings, log):
    log.add("untc", None, Statement(action="entry_into_force", date="2026-03-01"))
    assert rows(told(log, settings))[0][:3] == [
        "The treaty",
        "The treaty enters into force on 1 Mar 2026.",
        "1 Mar 2026",
    ]


def test_a_participant_stands_as_the_official_page_spells_it(settings, log):
    log.add("untc", None, act("Türkiye (Republic of)", participant_code="TUR"))
    assert rows(told(log, settings))[0][0] == "Türkiye (Republic of)"


def test_a_table_has_its_caption_and_its_header_cells():
    for table in shown(full()).css("table"):
        assert len(table.css("caption")) == 1
        assert [cell.attributes["scope"] for cell in table.css("thead th")] == ["col"] * 4
        for row in table.css("tbody tr"):
            assert [cell.attributes["scope"] for cell in row.css("th")] == ["row"]
            assert len(row.css("td")) == 3


def test_the_record_and_reports_stand_apart():
    page = shown(full())
    (reported,) = page.css(".reported")
    assert reported.css_first("h2").text() == "Reported by others"
    assert reported.css("table") == []
    assert "dashed" in reported.attributes["style"]


# Links


def test_without_an_address_of_the_log_changes_are_named_and_not_linked(settings, log):
    log.add("untc", None, act("Mauritius"))
    digest = told(log, settings)
    assert links(digest) == ["https://treaties.example.org/status"]
    assert "change 1 from untc" in words(digest)


def test_changes_lead_to_the_log(settings, log):
    log.add("untc", None, act("Mauritius"))
    digest = told(log, settings, public_url="https://watch.example.org")
    assert "https://watch.example.org/changes/1" in links(digest)


def test_the_page_of_a_source_that_left_the_configuration_is_no_link(settings, log):
    log.add("gone", None, act("Mauritius"))
    digest = told(log, settings)
    assert links(digest) == []
    assert "Official page of gone no longer configured" in words(digest)


# Marks


def passage(old, new):
    digest = full()
    document = replace(digest.documents[0], passages=(PassageChange(1, old, new),))
    return shown(replace(digest, documents=(document,)))


def test_what_is_gone_and_new_is_marked_by_more_than_a_colour():
    page = passage("Open until 30 December 2026", "Open until 31 December 2026")
    (gone,), (new,) = page.css(".quote del"), page.css(".quote ins")
    assert (gone.text(), new.text()) == ("30", "31")
    assert "line-through" in gone.attributes["style"]
    assert "underline" in new.attributes["style"]


def test_text_that_holds_the_signs_of_marks_is_marked_all_the_same():
    page = passage("the old [-sign-] stands here", "the new [-sign-] stands here")
    assert [each.text() for each in page.css(".quote ins")] == ["new"]


def test_passages_with_little_in_common_are_told_as_before_and_now():
    page = passage("nothing in common", "with the other text")
    assert page.css(".quote ins, .quote del") == []
    assert [each.text() for each in page.css(".quote")] == [
        "nothing in common",
        "with the other text",
    ]


def test_pieces_and_marks_are_one_computation():
    old, new = "a b c d e", "a x c d e f"
    assert [(piece.kind, piece.text) for piece in pieces(old, new)] == [
        ("same", "a"),
        ("gone", "b"),
        ("new", "x"),
        ("same", "c d e"),
        ("new", "f"),
    ]
    assert marked(old, new) == "a [-b-] {+x+} c d e {+f+}"


# What sources write


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_lawful(message):
    assert list(unlawful(render_html(message()))) == []


@pytest.mark.heavy
@given(anything(Digest) | anything(OperatorAlert) | anything(TestMessage))
@settings(max_examples=40)  # each takes long to make
def test_any_message_is_lawful(message):
    assert list(unlawful(render_html(message))) == []


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.isprintable()])
def test_hostile_words_are_shown_as_they_stand(settings, log, text):
    log.add("news", None, Statement(text=text, link="https://x.example.org/"))
    digest = replace(told(log, settings), title=text)
    page = shown(digest)
    assert text[:100] in page.css_first(".reported .lead").text()
    assert text in page.css_first("h1 + p").text()


def test_templates_written_by_sources_stay_words():
    (text,) = [text for text in HOSTILE if "7*7" in text]
    assert text in words(hostile())


def test_line_ends_and_controls_are_spaces():
    assert "one Bcc: someone@example.org <b>two</b>" in words(hostile())
    assert "nul bell escape [2J delete" in words(hostile())


def test_words_from_right_to_left_are_set_apart():
    (title,) = [each for each in shown(full()).css("bdi") if each.text().startswith("وقعت")]
    assert title.html == "<bdi>وقعت موريشيوس على الاتفاقية</bdi>"


# The document


@pytest.mark.parametrize("message", MESSAGES)
def test_it_is_a_whole_document(message):
    document, page = render_html(message()), shown(message())
    assert document.startswith("<!DOCTYPE html>\n")
    assert page.css_first("html").attributes["lang"] == "en"
    assert page.css_first("meta[charset]").attributes["charset"] == "utf-8"
    metas = {meta.attributes["name"]: meta.attributes["content"] for meta in page.css("meta[name]")}
    assert metas["viewport"] == "width=device-width, initial-scale=1"
    assert metas["color-scheme"] == "light dark"
    assert page.css_first("title").text() == page.css_first("h1").text()
    assert len(page.css("style")) == len(page.css("h1")) == 1


def test_the_title_is_the_subject():
    assert shown(full()).css_first("title").text() == full().subject


@pytest.mark.parametrize("message", MESSAGES)
def test_nothing_outside_of_it_is_asked_for(message):
    document = render_html(message())
    page = LexborHTMLParser(document)
    assert page.css("[src], [srcset], [background], [poster], [data], link, img, form") == []
    styles = [each.attributes["style"] for each in page.css("[style]")]
    for style in (*styles, *(sheet.text() for sheet in page.css("style"))):
        assert "url(" not in style
        assert "@import" not in style


def test_the_dark_scheme_overrules_what_is_inline():
    _, dark = STYLE_SHEET.split("@media (prefers-color-scheme:dark)")
    declarations = re.findall(r"[{;]([a-z-]+:[^;{}]+)", dark)
    assert declarations
    assert all(declaration.endswith("!important") for declaration in declarations)


def test_every_colour_of_text_is_set_anew_in_the_dark():
    forgotten = [
        name
        for name, look in LOOKS.items()
        if re.search(r"(?<![-\w])color:", look.style + look.narrow)
        and not re.search(r"(?<![-\w])color:", look.dark)
    ]
    assert forgotten == []


def test_a_digest_of_sixty_actions_is_not_clipped(settings, log):
    for number in range(60):
        who = f"United Kingdom of Great Britain and Northern Ireland {number}"
        log.add("untc", None, act(who, "ratification", "2025-09-01"))
    digest = told(log, settings, public_url="https://treaties.example.org/watcher")
    assert len(digest.record[0].actions) == 60
    assert len(render_html(digest).encode()) < GMAIL_CLIPS


# The other messages


def test_an_alert_to_the_operator_says_what_its_text_says():
    text = words(alert())
    assert "untc-paris : cannot be read: <script>window.ran = 1</script>." in text
    assert "Since 20 Nov 2025, 05:00 (Europe/Vienna)." in text
    assert "the disk : has room again. Over." in text
    assert "You get this as the operator of the treaty watcher." in text


def test_a_test_message_says_what_its_text_says():
    text = words(trial())
    assert text.startswith("Test message to channel desk: nothing happened This is a test.")
    assert "`" not in text
    assert shown(trial()).css_first("code").text() == "watcher channels test desk"


def test_the_templates_cost_nothing_until_a_message_is_shown_as_html():
    program = (
        "import sys, watcher.digest.compose, watcher.digest.render.text, "
        "watcher.digest.render.brief; print('jinja2' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert ran.stdout.split() == [b"False"]
