"""Positive proof that what was served is still the page that was watched.

A block page, a login or an outage is often served with status 200. Status pages, tables and
feeds prove themselves by what their readers look for. A page of any text has nothing of the
kind, so it is held against what is known of it: its text, its title, the texts that the user
requires. Nothing is concluded from scripts: good pages carry those of bot protections.
"""

import re
from collections import Counter
from collections.abc import Iterator

from watcher.model.finding import Check, Extraction, Finding
from watcher.model.source import Source
from watcher.vet.remembered import Remembered

_NAME = "right page"

#: Where less of the known text than this is left on a much shorter page, it is another page.
_NOTHING = 0.1
#: Where less than this is left and the title is another one, too.
_HALF = 0.5

#: What is shown in place of a page, in the words of those who serve it; see `_in_its_place`.
_INSTEAD = re.compile(
    r"just a moment|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"attention required|access (?:to this page has been )?denied|pardon our interruption|"
    r"request unsuccessful|incapsula incident|unusual traffic|you have been blocked|"
    r"(?:enable|requires|need to enable) javascript|enable cookies|"
    r"(?:sign|log) ?in to (?:continue|your account|the network)|accept the terms|"
    r"(?:under|scheduled|urgent) maintenance|temporarily (?:unavailable|down)|"
    r"be (?:right )?back (?:soon|shortly)|page (?:was |could )?not (?:be )?found",
    re.IGNORECASE,
)
#: Such a notice is short; a longer text that has these words writes about them.
_SHORT = 1_500

_WORD = re.compile(r"\w+")


def same_page(source: Source, extraction: Extraction, past: Remembered) -> Iterator[Check]:
    """The gate, for the kinds that need it; a page must be this page, a listing this listing."""
    if source.kind == "page":
        yield _page(source, extraction, past)
    elif source.kind == "listing" and past.known:
        yield _listing(extraction, past)


def _page(source: Source, extraction: Extraction, past: Remembered) -> Check:
    if source.require_text:
        return _passed("the required text is there")
    known = Counter(_text(item.finding) for item in past.known.values() if past.alike)
    found = Counter(_texts(extraction))
    length, before = _characters(found), _characters(known)
    share = _characters(known & found) / before if before else 0.0
    if share >= _HALF:
        return _passed(f"{share:.0%} of the known text is there")
    notice = _in_its_place(extraction, length)
    if notice is not None:
        return _failed(f"this seems to be shown in its place: “{notice}”")
    if not before:
        return _passed("nothing is known of it yet")
    left = f"{share:.0%} of the known text is there"
    if share < _NOTHING and 2 * length < before:
        told = f"{left}, and the page is much shorter: {length:,} characters, not {before:,}"
        return _failed(told + _titled(extraction))
    # What a selector finds may well be replaced as a whole, on a page that goes by each new text.
    if source.select is None and _another(past.title, extraction.title):
        return _failed(f"{left}, and the title was “{past.title}”{_titled(extraction)}")
    return _passed(left)


def _listing(extraction: Extraction, past: Remembered) -> Check:
    """Its selector can match items on any page, but not the items that were there."""
    texts = {item.finding.statement.text for item in past.known.values()}
    known = sum(
        finding.key in past.known or finding.statement.text in texts
        for finding in extraction.findings
    )
    counted = f"{known} of the {len(extraction.findings)} items were known"
    if not known and _another(past.title, extraction.title):
        return _failed(f"{counted}, and the title was “{past.title}”{_titled(extraction)}")
    return _passed(counted)


def _in_its_place(extraction: Extraction, length: int) -> str | None:
    """The words by which a short page says that it stands in for another one."""
    if length > _SHORT:
        return None
    texts = (extraction.title, *_texts(extraction))
    return next((text[:200] for text in texts if text and _INSTEAD.search(text)), None)


def _another(before: str | None, now: str | None) -> bool:
    """Whether a title has less than half of its words in common with the one before."""
    if not before:
        return False
    old = set(_WORD.findall(before.casefold()))
    new = set(_WORD.findall((now or "").casefold()))
    return 2 * len(old & new) < len(old | new)


def _texts(extraction: Extraction) -> Iterator[str]:
    """All that the page says, what `match` and `exclude` leave out included."""
    for finding in extraction.findings:
        yield _text(finding)
    for left_out in extraction.filtered:
        yield left_out.statement.text or ""


def _text(finding: Finding) -> str:
    return finding.statement.text or ""


def _characters(texts: Counter[str]) -> int:
    return sum(len(text) * times for text, times in texts.items())


def _titled(extraction: Extraction) -> str:
    return f"; it is titled “{extraction.title[:200]}”" if extraction.title else "; it has no title"


def _passed(detail: str) -> Check:
    return Check(_NAME, True, detail)


def _failed(detail: str) -> Check:
    return Check(_NAME, False, detail)
