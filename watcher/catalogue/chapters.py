"""The chapter pages of the UN Treaty Collection.

    https://treaties.un.org/Pages/Treaties.aspx?id=18&subid=A&clang=_en

Chapter XI has five subchapters with a page each; any other chapter has one page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from watcher.catalogue.entries import CatalogueEntry
from watcher.model.treaty import ROMAN, TreatyNumber

CHAPTERS = 29
SUBCHAPTERS: Mapping[int, str] = {11: "ABCDE"}

#: A page that lists fewer of the treaties that were known from it is taken for half a page.
LEAST_KNOWN = 0.8


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter page: the chapter as an Arabic number, and the subchapter where it has one."""

    number: int
    subchapter: str | None = None

    @property
    def name(self) -> str:
        """What the numbers of its treaties begin with: "XVIII", "XI-B"."""
        roman = ROMAN[self.number - 1]
        return f"{roman}-{self.subchapter}" if self.subchapter else roman

    @property
    def path(self) -> str:
        """Path and query of its page, in English."""
        return f"/Pages/Treaties.aspx?id={self.number}&subid={self.subchapter or 'A'}&clang=_en"

    def holds(self, treaty: TreatyNumber) -> bool:
        """Whether a treaty of this number belongs on the page."""
        return treaty.text.startswith(f"{self.name}-")


@dataclass(frozen=True, slots=True)
class ChapterPage:
    """What a chapter page listed when it was read last."""

    chapter: str  # its name
    url: str
    read_at: datetime  # UTC
    sha256: str  # of the body as served
    entries: tuple[CatalogueEntry, ...]


def chapters() -> tuple[Chapter, ...]:
    """Every chapter page, in order."""
    return tuple(
        Chapter(number, subchapter)
        for number in range(1, CHAPTERS + 1)
        for subchapter in SUBCHAPTERS.get(number, "") or (None,)
    )


def chapter_asked(url: str) -> Chapter | None:
    """Read from a chapter page's address which chapter was asked for; None for other addresses."""
    query = {name.lower(): value for name, value in parse_qsl(urlsplit(url).query)}
    for chapter in chapters():
        if query.get("id") == str(chapter.number) and (
            chapter.subchapter is None or query.get("subid") == chapter.subchapter
        ):
            return chapter
    return None


def gone(before: ChapterPage | None, entries: tuple[CatalogueEntry, ...]) -> list[str]:
    """Give the numbers that the page listed before and does not list now."""
    listed = {entry.number for entry in entries}
    return [
        entry.number for entry in (before.entries if before else ()) if entry.number not in listed
    ]


def is_half(before: ChapterPage | None, entries: tuple[CatalogueEntry, ...]) -> bool:
    """Whether so much of what the page listed before is gone that it cannot be whole."""
    known = len(before.entries) if before else 0
    return known - len(gone(before, entries)) < LEAST_KNOWN * known
