"""The listing of depositary notifications: one finding a C.N.; the page is a window on them."""

import re
from collections.abc import Sequence

from watcher.errors import ExtractError
from watcher.extract import markup
from watcher.extract.document_checks import base_of, not_a_page, title_of, whole
from watcher.extract.matching import facts, sift
from watcher.extract.notifications import runs
from watcher.extract.notifications.items import Item, items, text_of
from watcher.extract.notifications.subject import Subject, Title, read_lines
from watcher.extract.text import bounded, decode, required_text
from watcher.model.capture import Document
from watcher.model.finding import Check, Extraction, Finding, Notice, Statement
from watcher.model.source import Source

PART = "notifications"

#: What the site calls its files, in the order in which they are wanted.
_ENGLISH = ("eng", "", "frn")
_FRENCH = ("frn", "", "eng")
_IN_FRENCH = re.compile(r"[?&]clang=_fr\b", re.IGNORECASE)

_MONTH = r"[^\W\d]{3,10}\.?"
_DAY = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}"
    rf"|\d{{1,2}}[\s-]{_MONTH},?[\s-]\d{{4}}|{_MONTH}\s\d{{1,2}},?\s\d{{4}})"
)
_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?)?"
#: A line that is a date and nothing more, in whatever order of day, month and year.
_DATE = re.compile(rf"(?:(?:date\s*:|of|on)\s+)?(?P<date>{_DAY}){_TIME}", re.IGNORECASE)
_DATED = re.compile(rf"(?P<line>.*\S)\s*\((?P<date>{_DAY})\)", re.IGNORECASE)


def extract(source: Source, document: Document) -> Extraction:
    """Read every C.N. that the page lists; what does not hold is told by the failed checks.

    ExtractError where the page nests deeper than any that is written for people.
    """
    refusal = not_a_page(document)
    if refusal is not None:
        return Extraction((), complete=False, parts=frozenset({PART}), checks=(refusal,))
    text = decode(document)
    try:
        tree = markup.parse(text)
    except markup.NestedTooDeepError as error:
        raise ExtractError(source.id, f"the page cannot be read: {error}") from error
    page = runs.Runs()
    if tree.body is not None:
        page = runs.read(tree.body, base_of(tree, document.url))
    listed = items(page)
    title = title_of(tree)
    checks = (
        Check("page", True, "an HTML page"),
        whole(source, text, page.runs[-1].text if page.runs else ""),
        _check(listed),
        *required_text(source, f"{title} {text_of(page)}"),
    )
    return _extraction(source, document.url, listed, checks, title)


def _extraction(
    source: Source, url: str, listed: Sequence[Item], checks: tuple[Check, ...], title: str
) -> Extraction:
    wanted = _FRENCH if source.language == "fr" or _IN_FRENCH.search(url) else _ENGLISH
    found = []
    doubts: dict[str, Notice] = {}  # by the finding's key
    for item in listed:
        finding, subject = _finding(item, url, wanted)
        found.append(finding)
        if subject.unresolved is not None:
            doubts[finding.key] = _unresolved(item, subject.unresolved)
    kept, filtered = sift(source, found)
    linked = sum(bool(item.links) for item in listed)
    counted = [("notifications", str(len(listed))), ("with a file", str(linked))]
    if listed:
        newest = max((item.reference for item in listed), key=lambda each: (each.year, each.number))
        counted.append(("newest", newest.text))
    return Extraction(
        findings=kept,
        complete=False,
        parts=frozenset({PART}),
        checks=checks,
        title=title or None,
        facts=(*counted, *facts(source, kept, filtered)),
        # Names in what nobody asked for are nobody's concern.
        notices=tuple(doubts[each.key] for each in kept if each.key in doubts),
        filtered=filtered,
    )


def _check(listed: Sequence[Item]) -> Check:
    if listed:
        return Check("notifications", True, f"{len(listed)} are listed")
    detail = (
        "the page names no depositary notification (C.N.) and links to the file of none: "
        "it is another page, or is put together by scripts in the reader's browser"
    )
    return Check("notifications", False, detail)


def _finding(item: Item, url: str, languages: Sequence[str]) -> tuple[Finding, Subject]:
    """What a row states. Its date is that of the notification, and so not of the action."""
    lines = [part for line in item.lines for part in _parts(line)]
    undated = [line for line in lines if not _DATE.fullmatch(line)]
    title = Title(Subject(), "") if item.shared else read_lines(undated)
    reference, subject = item.reference, title.subject
    headline = f"{reference.text}: {title.text}" if title.text else reference.text
    rest = " | ".join(line for line in lines if line not in title.lines)
    links = sorted(item.links, key=lambda link: _order(link.language, languages))
    statement = Statement(
        action=subject.action.value if subject.action else None,
        text=bounded(f"{headline}\n\n{rest}" if rest else headline),
        # A row without a link was read on the page itself.
        link=links[0].address if links else url,
        participant=subject.participant,
        participant_code=subject.code,
        published=None if item.shared else _published(lines),
    )
    return Finding(f"{PART}/{reference.key}", PART, statement), subject


def _parts(line: str) -> tuple[str, ...]:
    """A line, and the date in brackets at its end by itself."""
    match = _DATED.fullmatch(line)
    return (match["line"], match["date"]) if match else (line,)


def _published(lines: Sequence[str]) -> str | None:
    """The date that stands alone in a line, or behind the reference; None where several do."""
    dates = {match["date"] for line in lines if (match := _DATE.fullmatch(line))}
    return dates.pop() if len(dates) == 1 else None


def _order(language: str, languages: Sequence[str]) -> int:
    return languages.index(language) if language in languages else len(languages)


def _unresolved(item: Item, name: str) -> Notice:
    return Notice(
        "unresolved_name",
        name,
        f"{name!r} in the title of {item.reference.text} is no participant that is known: the "
        "notification is told as it stands, without its action.",
    )
