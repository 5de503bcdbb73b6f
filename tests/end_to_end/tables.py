"""Status pages that tests write row by row, in the shape of the real ones."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from watcher.demo.status_page import Row, StatusPage, render_status_page
from watcher.model.treaty import TreatyNumber

SIGNATURE = "Signature"
CONSENT = "Ratification, Acceptance(A), Approval(AA), Accession(a)"

_served: Iterator[int] = count(1)

#: Cells by participant.
Rows = dict[str, tuple[str, ...]]

#: Who signed in Hanoi, in part; the dates of consent are invented.
ROWS: Rows = {
    "Algeria": ("25 Oct 2025", ""),
    "Australia": ("25 Oct 2025", "3 Mar 2026"),
    "Brazil": ("25 Oct 2025", ""),
    "Chile": ("25 Oct 2025", "5 Mar 2026"),
    "Cuba": ("26 Oct 2025", ""),
    "Ecuador": ("25 Oct 2025", "12 Feb 2026"),
    "Ghana": ("25 Oct 2025", ""),
    "Netherlands": ("26 Oct 2025", "14 Apr 2026 A"),
    "Peru": ("25 Oct 2025", ""),
    "Qatar": ("25 Oct 2025", "1 Apr 2026"),
    "Sri Lanka": ("25 Oct 2025", ""),
    "Thailand": ("25 Oct 2025", ""),
    "Uruguay": ("25 Oct 2025", ""),
    "Viet Nam": ("25 Oct 2025", "3 Feb 2026"),
}


def table(
    rows: Rows = ROWS,
    *,
    headings: tuple[str, ...] = (SIGNATURE, CONSENT),
    number: str = "XVIII-16",
    title: str = "United Nations Convention against Cybercrime",
    footnotes: dict[str, tuple[str, ...]] | None = None,
    notes: tuple[tuple[str, str], ...] = (),
    counts_of: Rows | None = None,
    with_table: bool = True,
) -> bytes:
    """Render a status page; it has another view state and another stamp each time.

    `rows` are cells by participant, one for each heading. The header counts them, or the rows
    `counts_of` where these are given.
    """
    footnotes = footnotes or {}
    page = StatusPage(
        number=TreatyNumber(number),
        chapter_title="PENAL MATTERS",
        title=title,
        place_and_date="New York, 24 December 2024",
        entry_label="Not yet in force",
        entry_into_force="see article 65.",
        headings=headings,
        rows=tuple(Row(name, cells, footnotes.get(name, ())) for name, cells in rows.items()),
        notes=notes,
        table=with_table,
    )
    if counts_of is not None:
        whole = replace(page, rows=tuple(Row(name, cells) for name, cells in counts_of.items()))
        page = replace(page, signatories=whole.printed_signatories, parties=whole.printed_parties)
    times = next(_served)
    stamp = f"03-02-2026 10:{times // 60 % 60:02d}:{times % 60:02d} EDT"
    return render_status_page(page, view_state=f"state{times:032d}", stamp=stamp)


def but(rows: Rows = ROWS, /, **cells: tuple[str, ...] | None) -> Rows:
    """The rows with these ones added or altered, or gone where None stands for the cells."""
    named = {name.replace("_", " "): value for name, value in cells.items()}
    merged = {**rows, **named}
    present = {name: cells for name, cells in merged.items() if cells is not None}
    return dict(sorted(present.items()))
