"""What stands in the captured status pages, counted on their raw bytes without our readers."""

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from watcher.extract.untc.status import extract
from watcher.model.capture import Document
from watcher.model.finding import Extraction
from watcher.model.source import Source, Tier

UNTC = Path(__file__).resolve().parents[5] / "shared" / "captures" / "untc"
PAGES = sorted(UNTC.glob("*.html"))

needs_captures = pytest.mark.skipif(not PAGES, reason=f"the captured pages are not in {UNTC}")
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)

_ENTRY = re.compile(
    r'id="[^"]*_(dg\w+?)_ctl\d+_divParticipant"[^>]*>(.*?)</div>\s*'
    r'<div id="[^"]*_divText"[^>]*>(.*?)</div>',
    re.DOTALL,
)
_NOTE = re.compile(r'class="divNotesAll"[^>]*>(.*?)</div>', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_CN_LINK = re.compile(r"/CN/(\d{4})/CN\.(\d+)\.(\d{4})-Eng\.pdf")
_FOLDED = re.compile(r"\W+")


@dataclass(frozen=True)
class Printed:
    """An entry of a section: its grid, whose it is, and its letters and digits."""

    grid: str
    participant: str
    letters: str
    dates: tuple[str, ...]  # as they stand at the right
    undated: int  # objections that begin with a heading of their own and no date above it


def raw(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def read(path: Path) -> Extraction:
    source = Source(
        path.stem,
        "untc-status",
        "https://treaties.un.org/Pages/ViewDetails.aspx",
        Tier.RECORD,
        timedelta(hours=6),
        treaty=path.stem,
    )
    return extract(source, Document(source.url, path.read_bytes(), "text/html; charset=utf-8"))


def entries(path: Path) -> list[Printed]:
    """Every declaration, objection and declaration under an article that the page prints."""
    return [
        Printed(
            grid,
            plain(re.sub(r"<SUP>.*?</SUP>", "", name, flags=re.DOTALL)),
            letters(re.sub(r"<p class='invisible'>.*?</p>", "", text, flags=re.DOTALL)),
            tuple(plain(day) for day in re.findall(r"<p align=right>(.*?)</p>", text, re.DOTALL)),
            len(re.findall(r"(?:</p>|<br></n>)<p align=left><i>Objection to", text)),
        )
        for grid, name, text in _ENTRY.findall(raw(path))
    ]


def end_notes(path: Path) -> list[str]:
    """The letters of every end note, its number left out."""
    blocks = _NOTE.findall(raw(path))
    return [letters(re.sub(r"<a name='\d+'>\d+</a>", "", block)) for block in blocks]


def linked_notifications(path: Path) -> set[str]:
    """Every C.N. that the page links to, by year and number."""
    return {f"C.N.{number}.{year}" for _, number, year in _CN_LINK.findall(raw(path))}


def named_notifications(path: Path) -> set[str]:
    """Every C.N. that the page names in its text, however it spells it."""
    named = re.findall(r"\bC\.?N\.(\d+)\.(\d{4})\b", _TAG.sub("", raw(path)))
    return {f"C.N.{number}.{year}" for number, year in named}


def plain(markup: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", markup)).split())


def letters(markup: str) -> str:
    """Letters and digits alone: how lines are broken and spaces set makes no difference."""
    return _FOLDED.sub("", unescape(_TAG.sub("", markup))).casefold()
