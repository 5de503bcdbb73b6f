"""What others say was done, what the record made of it, and who is on the way to being bound."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlite_utils import Database

from watcher.config.named import treaty_number
from watcher.errors import UsageError
from watcher.law.on_the_way import OnTheWay, Step, on_the_way
from watcher.model.change import LoggedChange
from watcher.model.claim_words import became, name_of, reported
from watcher.model.participants import by_code, resolve
from watcher.model.report import Report, ReportState
from watcher.review.desk import Desk, TheDesk
from watcher.review.pages.treaties import numbers
from watcher.review.pages.treaty import moved, number_of
from watcher.review.templating import path
from watcher.store import claims, log, reports

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303

#: Reports on one page.
PAGE = 50

#: What each state is called where it is chosen.
STATES = {
    ReportState.UNCONFIRMED: "waiting",
    ReportState.CONFIRMED: "confirmed",
    ReportState.CONTRADICTED: "contradicted",
    ReportState.LAPSED: "lapsed",
}

#: How each step on the way is told.
STEPS = {
    Step.REPORTED: "reported as done, not on record",
    Step.DOMESTIC_STEP: "a domestic step",
    Step.ANNOUNCED: "announced",
    Step.SIGNED: "signed",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One report; `line` is the line of the record that settled it, None where none did."""

    report: Report
    what: str
    became: str
    line: LoggedChange | None

    @property
    def days(self) -> int | None:
        """How many days later the record showed it; negative where it was there before."""
        return self.report.days_until(self.line.detected_at) if self.line else None


@router.get("/reports")
def reported_by_others(
    request: Request,
    desk: TheDesk,
    treaty: str = "",
    participant: str = "",
    state: Annotated[list[str] | None, Query()] = None,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> Response:
    """Reports, newest first, by treaty, participant and state."""
    states = tuple(dict.fromkeys(each for each in state or () if each))
    for each in states:
        if each not in set(ReportState):
            raise UsageError(f"state: {each!r} is not one of: {', '.join(ReportState)}.")
    number = treaty_number(treaty, desk.config) if treaty.strip() else ""
    code = _code(participant)
    found, counts, every = desk.read(_read, desk, number, code, states, before)
    asked = {"treaty": number, "participant": code, "state": list(states)}
    last = found[PAGE - 1].report.id if len(found) > PAGE else None
    return desk.page(
        request,
        "reports.html",
        {
            "found": found[:PAGE],
            "counts": counts,
            "states": STATES,
            "chosen": states,
            "treaty": number,
            "participant": code,
            "who": name_of(code) if code else "",
            "names": {each: desk.treaties.names.name(each) for each in every},
            "older": path("reports", **asked, before=last) if last else None,
            "newest": path("reports", **asked) if before else None,
        },
    )


@router.get("/treaties/{number}/pipeline")
def pipeline(request: Request, desk: TheDesk, number: str, heard: str = "") -> Response:
    """Who is on the way to being bound by a treaty, by the news: no record."""
    known = number_of(desk, number)
    if known != number:
        return RedirectResponse(moved(known, request, "pipeline"), _SEE_OTHER)
    every = desk.read(_on_the_way, desk, number)
    found = [each for each in every if each.heard or not heard]
    return desk.page(
        request,
        "pipeline.html",
        {
            "number": number,
            "name": desk.treaties.names.name(number),
            "found": found,
            "anything": any(each.heard for each in found),
            "total": len(every),
            "heard": bool(heard),
            "steps": STEPS,
            "name_of": name_of,
        },
    )


def _read(
    db: Database,
    desk: Desk,
    number: str,
    code: str,
    states: tuple[str, ...],
    before: int | None,
) -> tuple[list[Row], Mapping[str, int], tuple[str, ...]]:
    listed = reports.listed(
        db,
        treaty=number or None,
        participant=code or None,
        states=states,
        before=before,
        limit=PAGE + 1,
    )
    rows = [
        Row(
            report=each,
            what=reported(each),
            became=became(each),
            line=log.change(db, each.settled_by) if each.settled_by else None,
        )
        for each in listed
    ]
    return rows, reports.counts(db, number or None), numbers(db, desk)


def _on_the_way(db: Database, desk: Desk, number: str) -> tuple[OnTheWay, ...]:
    found = desk.treaties.pages(db, number, desk.clock().date())
    every = on_the_way(claims.read(db, treaty=number), found.seen.rows if found else ())
    only_signed = (each for each in every if each.heard is None)
    by_name = sorted(only_signed, key=lambda each: name_of(each.code).casefold())
    return (*(each for each in every if each.heard), *by_name)


def _code(text: str) -> str:
    """A participant's code, from its name in any spelling or its code; "" for none."""
    if not text.strip():
        return ""
    known = resolve(text) or by_code(text.strip().upper())
    if known is None:
        raise UsageError(f"participant: {text!r} is no participant's name or code.")
    return known.code
