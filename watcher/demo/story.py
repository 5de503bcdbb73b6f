"""The story that the demo's site plays, step by step, and what it serves at each of them.

What is history: the 72 signatures of Hanoi and that of Mauritius (UN Treaty Collection,
XVIII-16). The footnote, and all that moves from the third step on, is invented: the steps say
so, and so do the texts wherever there is room for it.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from unicodedata import normalize

from watcher.demo.other_pages import NewsItem, UnodcPage
from watcher.demo.status_page import Row, StatusPage
from watcher.model.treaty import TreatyNumber

(
    BASELINE,
    MAURITIUS_SIGNS,
    RATIFICATION_REPORTED,
    FOOTNOTE_EDITED,
    MAINTENANCE,
    HALF_A_TABLE,
    FIRST_DEPOSIT,
    REBUILT,
) = range(8)

NUMBER = TreatyNumber("XVIII-16")
FIRST_PARTY = "Viet Nam"  # in the story alone

_TITLE = (
    "United Nations Convention against Cybercrime; Strengthening International Cooperation for"
    " Combating Certain Crimes Committed by Means of Information and Communications Technology"
    " Systems and for the Sharing of Evidence in Electronic Form of Serious Crimes"
)
_NOTE = (
    "Adopted by General Assembly resolution 79/243. Open for signature in Hanoi on 25 and 26"
    " October 2025, then in New York until 31 December 2026 (article 64;"
    " C.N.196.2025.TREATIES-XVIII.16 of 13 May 2025)."
)
_SHORT_NAME = "Simulated note: the short name of the participant is Czechia"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the story."""

    title: str
    happens: str  # one plain sentence
    simulated: bool  # False: it happened so
    day: date  # when it happened, or is said to have happened


STORY = (
    Step(
        "Baseline",
        "72 participants signed the Convention in Hanoi on 25 and 26 October 2025.",
        simulated=False,
        day=date(2025, 10, 26),
    ),
    Step(
        "Mauritius signs",
        "Mauritius signs in New York on 19 November 2025 and becomes the 73rd signatory.",
        simulated=False,
        day=date(2025, 11, 19),
    ),
    Step(
        "The news claims a ratification",
        "A news item says that Viet Nam has ratified; the depositary's record does not say so,"
        " and the UNODC page gains a passage.",
        simulated=True,
        day=date(2026, 1, 12),
    ),
    Step(
        "A footnote is edited",
        "The text of the footnote at the Czech Republic's name changes, and nothing else.",
        simulated=True,
        day=date(2026, 1, 19),
    ),
    Step(
        "The site is under maintenance",
        "The status page gives way to a maintenance notice, served as a good answer (200).",
        simulated=True,
        day=date(2026, 1, 26),
    ),
    Step(
        "Half of the table is missing",
        "The status page is back with half of its rows, below a header that still counts 73.",
        simulated=True,
        day=date(2026, 1, 27),
    ),
    Step(
        "The first instrument is deposited",
        "The page is whole again and shows an invented ratification: Viet Nam, 3 February 2026.",
        simulated=True,
        day=date(2026, 2, 3),
    ),
    Step(
        "The UNODC page is rebuilt",
        "The UNODC page no longer names the Convention: whether that is meant, a person decides.",
        simulated=True,
        day=date(2026, 2, 9),
    ),
)

_NEWS = (
    NewsItem(
        "2024/12/1158521",
        date(2024, 12, 24),
        "General Assembly adopts a convention against cybercrime",
        "Resolution 79/243 opens the way to the ceremony of signature in Hanoi.",
    ),
    NewsItem(
        "2025/10/1166181",
        date(2025, 10, 25),
        "UN Convention against Cybercrime is opened for signature in Hanoi",
        "It enters into force on the 90th day after the deposit of the 40th instrument.",
    ),
    NewsItem(
        "2025/10/1166182",
        date(2025, 10, 26),
        "After Hanoi, cybercrime convention can be signed in New York",
        "It stays open for signature at Headquarters until 31 December 2026.",
    ),
)
_CLAIM = NewsItem(
    "2026/01/1166801",
    STORY[RATIFICATION_REPORTED].day,
    f"{FIRST_PARTY} is first to ratify the UN cybercrime convention, officials say (simulated)",
    "Simulated by the demo: a report that runs ahead of the depositary's record.",
)
_ABOUT = (
    "The Convention gives States common rules for investigating crimes against computer systems.",
    "It was adopted on 24 December 2024 and opened for signature in Hanoi on 25 October 2025.",
    "It enters into force on the 90th day after the deposit of the 40th instrument.",
)
_GUIDE = "New, and simulated by the demo: a guide for parliaments on how to ratify the Convention."
_REBUILDING = (
    "Simulated by the demo: this part of the site is being rebuilt, and says nothing else."
)


def status_page(step: int) -> StatusPage | None:
    """Give the status page at a step; None where the site shows its maintenance page."""
    if step == MAINTENANCE:
        return None
    rows = _rows(step)
    half = step == HALF_A_TABLE
    edited = step >= FOOTNOTE_EDITED
    return StatusPage(
        number=NUMBER,
        chapter_title="PENAL MATTERS",
        title=_TITLE,
        place_and_date="New York, 24 December 2024",
        entry_label="Not yet in force",
        entry_into_force=(
            "article 65(1): on the ninetieth day after the deposit of the fortieth instrument of"
            " ratification, acceptance, approval or accession."
        ),
        note=_NOTE,
        headings=("Signature", "Acceptance(A), Ratification, Approval(AA), Accession(a)"),
        rows=rows[: len(rows) // 2] if half else rows,
        notes=(("1", f"{_SHORT_NAME}, notified in 2016." if edited else f"{_SHORT_NAME}."),),
        signatories=len(rows) if half else None,
    )


def feed(step: int) -> tuple[NewsItem, ...]:
    """Give the items of the news feed at a step, the oldest first."""
    return (*_NEWS, _CLAIM) if step >= RATIFICATION_REPORTED else _NEWS


def unodc_page(step: int) -> UnodcPage:
    """Give the UNODC page at a step; its last line moves at each."""
    if step >= REBUILT:
        return UnodcPage((_REBUILDING,), updated=STORY[step].day)
    passages = (*_ABOUT, _GUIDE) if step >= RATIFICATION_REPORTED else _ABOUT
    return UnodcPage(passages, updated=STORY[step].day)


def _rows(step: int) -> tuple[Row, ...]:
    """Give the whole table at a step, in the order of the alphabet, as on the site."""
    deposited = _printed(STORY[FIRST_DEPOSIT].day) if step >= FIRST_DEPOSIT else ""
    return tuple(
        Row(
            participant,
            cells=(_printed(signed), deposited if participant == FIRST_PARTY else ""),
            footnotes=("1",) if participant == "Czech Republic" else (),
        )
        for participant, signed in _signatories()
        if signed <= STORY[step].day
    )


@cache
def _signatories() -> tuple[tuple[str, date], ...]:
    """Read the signatories, each with the day of its signature, from the data we ship."""
    with Path(__file__).with_name("signatories.csv").open(encoding="utf-8", newline="") as lines:
        read = [
            (row["participant"], date.fromisoformat(row["signature"]))
            for row in csv.DictReader(lines)
        ]
    return tuple(sorted(read, key=lambda signatory: normalize("NFKD", signatory[0])))


def _printed(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
