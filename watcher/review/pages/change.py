"""One change: before and after, its dates, the evidence, who was told, what people made of it."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from watcher.errors import UsageError
from watcher.model import claim_words
from watcher.model.correction import CORRECTIONS
from watcher.model.late import days_late
from watcher.model.review import UNREVIEWED, Verdict
from watcher.review.access import Reviewer, remember_name
from watcher.review.access.places import own_path
from watcher.review.access.sessions import clean_name
from watcher.review.changelog import copies
from watcher.review.changelog.dossier import gather
from watcher.review.changelog.reviewing import LONGEST_NOTE, verdict_of
from watcher.review.changelog.sides import compared_fields, compared_texts
from watcher.review.changelog.view import EVERY_KIND, LARGEST, View
from watcher.review.desk import Desk, TheDesk
from watcher.store import log, reviews

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303

Seq = Annotated[int, Path(ge=1, le=LARGEST)]


@router.get("/changes/{seq:int}")
def change(request: Request, desk: TheDesk, seq: Seq) -> Response:
    """One line of the log and all that there is around it."""
    return _page(request, desk, seq)


@router.post("/changes/{seq:int}/review")
def review(
    request: Request,
    desk: TheDesk,
    visitor: Reviewer,
    seq: Seq,
    verdict: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    name: Annotated[str | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Write a review, and go back to where it was written.

    A script of ours asks for JSON and gets the new state. What cannot be is told on the page of the
    change, with all that was typed.
    """
    note = note.replace("\r\n", "\n")
    who = visitor.name if name is None or visitor.by == "header" else name
    try:
        wanted = verdict_of(verdict, note)
        desk.write(reviews.add, seq, wanted, note, clean_name(who) or "", desk.clock())
    except KeyError as error:
        raise HTTPException(404, _missing(seq, desk.read(log.head))) from error
    except UsageError as error:
        typed = {"verdict": verdict, "note": note, "name": who or "", "problem": str(error)}
        return _page(request, desk, seq, typed, status=422)
    if "application/json" in request.headers.get("accept", ""):
        waiting = desk.read(reviews.counts).total
        return JSONResponse({"seq": seq, "state": wanted.value, "waiting": waiting})
    response = RedirectResponse(own_path(back or f"/changes/{seq}#review"), _SEE_OTHER)
    if name is not None:
        remember_name(response, request, name)
    return response


def _page(
    request: Request,
    desk: Desk,
    seq: int,
    typed: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    try:
        found = desk.read(gather, seq, desk.treaties, desk.clock().date())
    except KeyError as error:
        raise HTTPException(404, _missing(seq, error.args[0])) from error
    visitor, logged = request.state.visitor, found.logged
    stated = logged.change.stated
    source = next((each for each in desk.config.sources if each.id == logged.source), None)
    about = View(
        treaty=logged.treaty or "",
        participant=stated.participant_code or "",
        kind=(EVERY_KIND,),
    )
    return desk.page(
        request,
        "change.html",
        {
            "known": found,
            "logged": logged,
            "stated": stated,
            "fields": compared_fields(logged.change.old, logged.change.new),
            "texts": compared_texts(logged.change.old, logged.change.new),
            "late": days_late(logged),
            "entered": logged.source == CORRECTIONS,
            "official": source.url if source else None,
            "shown": found.exhibit is not None
            and copies.copy_of(found.exhibit.capture) is not None,
            "names": desk.names,
            "about": about.address() if about.participant else None,
            "said": claim_words.said,
            "reported": claim_words.reported,
            "became": claim_words.became,
            "verdicts": [each for each in Verdict if each is not Verdict.NOTE],
            "unreviewed": UNREVIEWED,
            "longest": LONGEST_NOTE,
            "typed": typed
            or {"verdict": "", "note": "", "name": visitor.name or "", "problem": ""},
        },
        status=status,
    )


def _missing(seq: int, newest: int) -> str:
    return f"There is no change {seq}; the newest is {newest}."
