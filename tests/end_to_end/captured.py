"""The captured status pages, and hands that alter a copy of one as the site itself would."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.end_to_end.shared import CAPTURES, REPLAY

_GRID = re.compile(rb'<table id="[^"]*_tblgrid".*?</table>', re.DOTALL)
_ROW = re.compile(rb'<tr class="trB[^>]*>.*?</tr>', re.DOTALL)
_CELL = re.compile(rb"<td>.*?</td>", re.DOTALL)
_COUNTS = {"signatories": rb"(Signatories\s*:\s*)(\d+)", "parties": rb"(Parties\s*:\s*)(\d+)"}
_COUNTED = {"signature": "signatories", "consent": "parties"}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

NUMBERS = sorted(path.stem for path in (CAPTURES / "untc").glob("*.html"))


@dataclass(frozen=True, slots=True)
class Stated:
    """What one cell of a page states, as another parser read it."""

    participant: str
    role: str  # signature, consent, provisional_application
    action: str
    date: str
    mark: str
    bracketed: bool


def body_of(number: str) -> bytes:
    """The captured page, byte for byte."""
    return (CAPTURES / "untc" / f"{number}.html").read_bytes()


def truth_of(number: str) -> dict[str, Any]:
    """What another parser read on the captured page."""
    text = (REPLAY / "truth" / f"{number}.json").read_text(encoding="utf-8")
    truth: dict[str, Any] = json.loads(text)
    return truth


def stated_on(number: str) -> list[Stated]:
    """All dated cells of the page."""
    return [
        Stated(
            participant=row["participant"],
            role="provisional_application" if cell["role"] == "provisional" else cell["role"],
            # The page's own labels: "Provisional application under article 23".
            action=cell["action"].partition(" under ")[0].lower().replace(" ", "_"),
            date=cell["date"],
            mark=cell["mark"],
            bracketed=cell["bracketed"],
        )
        for row in truth_of(number)["rows"]
        for cell in row["cells"]
        if cell["raw"]
    ]


def standing(number: str, role: str) -> list[Stated]:
    """The cells of a column that are not in brackets."""
    return [each for each in stated_on(number) if each.role == role and not each.bracketed]


def signed_only(number: str) -> str | None:
    """A participant that signed and did not yet consent to be bound; None where all did."""
    bound = {each.participant for each in stated_on(number) if each.role == "consent"}
    signatories = (each.participant for each in standing(number, "signature"))
    return next((name for name in signatories if name not in bound), None)


def served_again(body: bytes, times: int) -> bytes:
    """The page with a view state and a stamp that differ with each number of `times`."""
    body = re.sub(rb'(id="__VIEWSTATE" value=")[^"]*', rb"\g<1>%032d" % times, body)
    return re.sub(rb"(STATUS AS AT : )[^<]*", rb"\g<1>04-02-2026 10:16:%02d EDT" % times, body)


def with_date(number: str, cell: Stated, day: date) -> bytes:
    """The page with another date in one dated cell."""
    return _alter(number, cell.participant, {cell.role: f"{_printed(day)} {cell.mark}"}, {})


def with_consent(number: str, participant: str, day: date, mark: str) -> bytes:
    """The page on which a signatory consents to be bound."""
    cells = {"consent": f"{_printed(day)} {mark}"}
    return _alter(number, participant, cells, {"parties": 1})


def with_brackets(number: str, participant: str) -> bytes:
    """The page on which all dates of a participant went into brackets."""
    row = [each for each in stated_on(number) if each.participant == participant]
    cells = {each.role: f"[{_printed(date.fromisoformat(each.date))} {each.mark}]" for each in row}
    return _alter(number, participant, cells, {_COUNTED[each.role]: -1 for each in row})


def _printed(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}\t {day.year}"


def _alter(number: str, participant: str, cells: dict[str, str], counts: dict[str, int]) -> bytes:
    """Print other cells in a participant's row, and count as the header then would."""
    truth = truth_of(number)
    place = [row["participant"] for row in truth["rows"]].index(participant)
    roles = [column["role"] for column in truth["columns"]]
    body = served_again(body_of(number), 7)
    grid = _GRID.search(body)
    assert grid is not None
    old_row = _ROW.findall(grid[0])[place]
    printed = _CELL.findall(old_row)
    for role, text in cells.items():
        printed[roles.index(role)] = f"<td>{text}<br></td>".encode()
    pieces = iter(printed)
    new_row = _CELL.sub(lambda _: next(pieces), old_row)
    body = body[: grid.start()] + grid[0].replace(old_row, new_row, 1) + body[grid.end() :]
    for count, more in counts.items():
        stated = re.search(_COUNTS[count], body)
        assert stated is not None
        counted = b"%s%d" % (stated[1], int(stated[2]) + more)
        body = body[: stated.start()] + counted + body[stated.end() :]
    return body
