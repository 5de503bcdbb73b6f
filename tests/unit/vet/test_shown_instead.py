"""For each kind of source: what is shown in its place is refused, and its own page is not.

A good page may carry the scripts of a bot protection; a block page with status 200 is no page.
"""

import importlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.end_to_end.tables import table
from tests.unit.vet.shown_instead import IN_BODY, IN_HEAD, PAGES
from watcher.errors import ExtractError
from watcher.extract.kinds import KINDS
from watcher.model.capture import Document
from watcher.model.finding import Known
from watcher.model.reading import Listing, Table
from watcher.model.source import Outcome, Source, Tier
from watcher.vet import Remembered, examine

NOW = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)
SOURCE = Source("one", "page", "https://example.org/", Tier.OFFICIAL, timedelta(hours=6))
HEAD = "<!DOCTYPE html><html lang='en'><head><title>Treaty news</title></head><body>"


def listing_page():
    items = "".join(
        f'<li class="item"><a href="/news/{n}">States discuss matter {n}</a> '
        f"<time>2026-02-{n:02d}</time></li>"
        for n in range(1, 20)
    )
    return f"{HEAD}<ul>{items}</ul></body></html>"


def table_page():
    names = ("Albania", "Brazil", "Chile", "Denmark", "Ecuador", "Fiji", "Ghana", "Haiti")
    rows = "".join(
        f"<tr><td>{name}</td><td>November {n}, 2020</td></tr>" for n, name in enumerate(names, 1)
    )
    return f"{HEAD}<table><tr><th>Party</th><th>Ratified</th></tr>{rows}</table></body></html>"


def text_page():
    text = "".join(f"<p>Article {n} obliges each Party to something.</p>" for n in range(30))
    return f"{HEAD}<main>{text}</main></body></html>"


def news_feed():
    items = "".join(
        f"<item><guid>{n}</guid><title>States discuss matter {n}</title></item>" for n in range(9)
    )
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


@dataclass(frozen=True)
class Case:
    """A source with a document of its own."""

    source: Source
    body: str
    protected: bool = True  # whether a page of it can carry scripts at all


CASES = {
    "untc-status": Case(
        replace(SOURCE, kind="untc-status", treaty="XVIII-16", tier=Tier.RECORD),
        table().decode(),
    ),
    "page": Case(SOURCE, text_page()),
    "listing": Case(replace(SOURCE, kind="listing", listing=Listing("li.item")), listing_page()),
    "table": Case(
        replace(
            SOURCE,
            kind="table",
            treaty="XVIII-16",
            table=Table(columns=(("Party", "participant"), ("Ratified", "ratification"))),
        ),
        table_page(),
    ),
    "feed": Case(replace(SOURCE, kind="feed"), news_feed(), protected=False),
}


def read(source, body):
    module = importlib.import_module(KINDS[source.kind].module)
    kind = "text/xml" if body.startswith("<rss") else "text/html; charset=utf-8"
    return module.extract(source, Document(source.url, body.encode(), kind))


def outcome(source, body, past=None):
    try:
        extraction = read(source, body)
    except ExtractError:
        return Outcome.FAILED
    return examine(source, extraction, past or Remembered(), NOW).refused


def remembered(case):
    extraction = read(case.source, case.body)
    keyed = [replace(f, key=f.key or f"passages/{n}") for n, f in enumerate(extraction.findings)]
    known = {finding.key: Known(finding) for finding in keyed}
    return Remembered(known, extraction.parts, title=extraction.title or "")


@pytest.mark.parametrize("kind", CASES)
def test_its_own_document_is_believed(kind):
    case = CASES[kind]
    assert outcome(case.source, case.body) is None
    assert outcome(case.source, case.body, remembered(case)) is None


@pytest.mark.parametrize("kind", [kind for kind, case in CASES.items() if case.protected])
def test_its_own_page_is_believed_with_the_scripts_of_a_bot_protection(kind):
    case = CASES[kind]
    protected = case.body.replace("</head>", f"{IN_HEAD}</head>")
    protected = protected.replace("</body>", f"{IN_BODY}</body>")
    assert protected.count("_Incapsula_Resource") > 2
    assert outcome(case.source, protected) is None
    assert outcome(case.source, protected, remembered(case)) is None


@pytest.mark.parametrize("instead", PAGES, ids=lambda page: page.what)
@pytest.mark.parametrize("kind", CASES)
def test_what_is_shown_in_its_place_is_refused(kind, instead):
    case = CASES[kind]
    assert outcome(case.source, instead.html) in (Outcome.QUARANTINED, Outcome.FAILED)
    refused = outcome(case.source, instead.html, remembered(case))
    assert refused in (Outcome.QUARANTINED, Outcome.FAILED)
