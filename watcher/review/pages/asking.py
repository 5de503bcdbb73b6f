"""What a person asks of the watch: written down here, taken up by the daemon at its next tick.

The desk itself polls nothing and sends nothing. Where no daemon runs, what was asked waits.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from sqlite_utils import Database
from starlette.exceptions import HTTPException

from watcher.model.plain import clean
from watcher.review.access import Reviewer
from watcher.review.access.places import own_path
from watcher.review.desk import Desk, TheDesk
from watcher.review.templating import counted, path
from watcher.store import quarantine, requests, sent
from watcher.store.requests import Asked, Kind

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303

#: Requests that a page shows, the newest ones.
MOST_ASKED = 5

#: What each kind is called on the pages.
_WHAT = {
    Kind.POLL: "Poll now",
    Kind.ACCEPT: "Accept what is held",
    Kind.REJECT: "Reject what is held",
    Kind.RESEND: "Send again",
    Kind.PAUSE: "Pause",
    Kind.RESUME: "Resume",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """A request as pages show it. Moments are UTC."""

    what: str
    subject: str
    asked_at: datetime
    done_at: datetime | None
    failed: bool
    outcome: str  # "" while it waits; else what became of it, other people's words among it

    @property
    def open(self) -> bool:
        """Whether the daemon has yet to take it up, or to end it."""
        return self.done_at is None


def wishes(asked: Iterable[Asked]) -> tuple[Wish, ...]:
    """What was asked, and what became of it, in words."""
    return tuple(map(_wish, asked))


def _wish(asked: Asked) -> Wish:
    answer = json.loads(asked.answer) if asked.answer else {}
    error = clean(str(answer.get("error") or ""))
    return Wish(
        what=_WHAT.get(Kind(asked.kind), asked.kind),
        subject=asked.subject,
        asked_at=asked.asked_at,
        done_at=asked.done_at,
        failed=bool(error),
        outcome="" if asked.done_at is None else error or _outcome(Kind(asked.kind), answer),
    )


def _outcome(kind: Kind, answer: dict[str, object]) -> str:
    """What became of a request that was carried out."""
    match kind:
        case Kind.POLL:
            return _polled(answer)
        case Kind.ACCEPT:
            return f"Accepted: {_lines(answer)} in the change log."
        case Kind.REJECT:
            return (
                "Rejected. What was known still stands, and the incident stays open until a poll "
                "is good."
            )
        case Kind.RESEND:
            return "Queued again, to be sent at once; its attempts say whether it arrived."
        case Kind.PAUSE:
            return "Paused: it is not polled until it is resumed."
        case Kind.RESUME:
            return "Resumed: it is polled as the configuration says."
    return "Done."


def _polled(answer: dict[str, object]) -> str:
    outcome = str(answer.get("outcome", "")).replace("_", " ")
    return f"Polled: {outcome}, {_lines(answer)} in the change log."


def _lines(answer: dict[str, object]) -> str:
    changes = answer.get("changes")
    return counted(changes if isinstance(changes, int) else 0, "new line")


@router.post("/sources/{source_id}/poll")
def poll(desk: TheDesk, _: Reviewer, source_id: str) -> Response:
    """Ask for a poll now."""
    return _ask(desk, Kind.POLL, source_id)


@router.post("/sources/{source_id}/pause")
def pause(desk: TheDesk, _: Reviewer, source_id: str) -> Response:
    """Ask that a source be left alone until it is resumed."""
    return _ask(desk, Kind.PAUSE, source_id)


@router.post("/sources/{source_id}/resume")
def resume(desk: TheDesk, _: Reviewer, source_id: str) -> Response:
    """Ask that a source be polled again."""
    return _ask(desk, Kind.RESUME, source_id)


@router.post("/sources/{source_id}/accept")
def accept(desk: TheDesk, _: Reviewer, source_id: str, capture: Annotated[int, Form()]) -> Response:
    """Ask that what is held be taken as good, if it is still the capture that the person saw."""
    return _decide(desk, Kind.ACCEPT, source_id, capture)


@router.post("/sources/{source_id}/reject")
def reject(desk: TheDesk, _: Reviewer, source_id: str, capture: Annotated[int, Form()]) -> Response:
    """Ask that what is held be left out."""
    return _decide(desk, Kind.REJECT, source_id, capture)


@router.post("/deliveries/{delivery_id}/resend")
def resend(
    desk: TheDesk, _: Reviewer, delivery_id: str, back: Annotated[str, Form()] = "/deliveries"
) -> Response:
    """Ask that a delivery be sent again, under its own id."""
    if desk.read(sent.delivery, delivery_id) is None:
        raise HTTPException(404, "There is no such delivery.")
    desk.write(requests.ask_once, Kind.RESEND, delivery_id, desk.clock())
    return RedirectResponse(own_path(back), _SEE_OTHER)


def _decide(desk: Desk, kind: Kind, source_id: str, capture: int) -> Response:
    held = desk.read(_held, source_id)
    if held != capture:
        raise HTTPException(
            409,
            "Meanwhile something else is held of this source, or nothing is: nothing was asked. "
            "Look at its page again.",
        )
    return _ask(desk, kind, source_id)


def _held(db: Database, source_id: str) -> int | None:
    held = quarantine.held(db, source_id)
    return None if held is None else held.capture_id


def _ask(desk: Desk, kind: Kind, source_id: str) -> Response:
    """Write a request down, once; back to the source's page, which shows it."""
    if source_id not in {source.id for source in desk.config.sources}:
        raise HTTPException(404, "The configuration has no such source.")
    desk.write(requests.ask_once, kind, source_id, desk.clock())
    return RedirectResponse(f"{path('sources', source_id)}#asked", _SEE_OTHER)
