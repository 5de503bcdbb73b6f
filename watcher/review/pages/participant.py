"""One participant: what it signed and consented to among the watched treaties, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlite_utils import Database

from watcher.model.change import LoggedChange
from watcher.model.groups import Group, groups
from watcher.model.participants import Participant, by_code, resolve
from watcher.model.report import Report, ReportState
from watcher.review.desk import Desk, TheDesk
from watcher.review.leaves import PageNumber, page_of
from watcher.review.templating import path
from watcher.review.treaties.brief import Brief, Member
from watcher.review.treaties.together import BOUND
from watcher.store import of_treaties, reports

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303

#: Lines of the log, and reports, that a participant's page shows.
_NEWEST = 12
_REPORTS = 20
#: Treaties on one page, and those at most that are named one after the other.
_SIZE = 100
_INLINE = 40


@dataclass(frozen=True, slots=True)
class InTreaty:
    """What a participant did with one treaty; `member` is None where it did nothing."""

    number: str
    name: str | None
    brief: Brief
    member: Member | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told of a participant beside its treaties."""

    news: tuple[LoggedChange, ...]
    waiting: tuple[Report, ...]


@router.get("/participants/{code}")
def participant(
    request: Request, desk: TheDesk, code: str, absent: str = "", page: PageNumber = 1
) -> Response:
    """The participant's page; a name that is listed leads to that of its code.

    A hundred treaties are on a page; with `absent` those of which nothing of it is on record.
    """
    known = by_code(code) or by_code(code.upper()) or resolve(code)
    if known is None:
        raise HTTPException(
            HTTPStatus.NOT_FOUND,
            f"{code} is no participant's code or name. "
            "What the log says of a name is found with the log's own filter.",
        )
    if known.code != code:
        return RedirectResponse(path("participants", known.code), _SEE_OTHER)
    there, others, beside = desk.read(_read, desk, known)
    context = _context(known, there, others, beside, listing=bool(absent), page=page)
    return desk.page(request, "participant.html", context)


def in_groups(code: str) -> Sequence[Group]:
    """The groups that a participant is a member of."""
    return [each for each in groups() if code in each.members]


def _read(
    db: Database, desk: Desk, known: Participant
) -> tuple[list[InTreaty], list[InTreaty], Beside]:
    """The treaties that it has to do with, the newest first, the others, and what is beside."""
    every = desk.treaties.together(db, desk.clock().date())
    of = {brief.number: member for brief, member in reversed(every.of(known.code))}
    name = desk.treaties.names.name
    found = [
        InTreaty(brief.number, name(brief.number), brief, of.get(brief.number))
        for brief in every.briefs.values()
    ]
    there = [each for each in found if each.member]
    there.sort(key=lambda each: _newest(each.member), reverse=True)
    news = of_treaties.news_of(db, known.code, _NEWEST)
    waiting = reports.listed(
        db, participant=known.code, states=(ReportState.UNCONFIRMED.value,), limit=_REPORTS
    )
    return there, [each for each in found if not each.member], Beside(news, waiting)


def _context(
    known: Participant,
    there: Sequence[InTreaty],
    others: Sequence[InTreaty],
    beside: Beside,
    *,
    listing: bool,
    page: int,
) -> dict[str, object]:
    leaf = page_of(others if listing else there, page, _SIZE)
    return {
        "known": known,
        "there": len(there),
        "absent": len(others),
        "rows": leaf.rows,
        "pages": leaf,
        "address": partial(path, "participants", known.code, absent="1" if listing else ""),
        "listing": listing,
        "without": others if len(others) <= _INLINE and not listing else (),
        "signed": sum(bool(each.member and each.member.signature) for each in there),
        "bound": sum(each.member is not None and each.member.state in BOUND for each in there),
        "groups": in_groups(known.code),
        "beside": beside,
    }


def _newest(member: Member | None) -> str:
    return max(member.signature or "", member.consent or "") if member else ""
