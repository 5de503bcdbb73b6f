"""Participants: who they are, and how each stands with the watched treaties."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field
from starlette.exceptions import HTTPException

from watcher.model.groups import groups
from watcher.model.participants import Participant, by_code, resolve, shipped
from watcher.review.api import models
from watcher.review.api.answers import answer
from watcher.review.api.fields import Name, NoQuery
from watcher.review.api.shared import together
from watcher.review.desk import TheDesk
from watcher.review.treaties.brief import Member

router = APIRouter(tags=["Participants"])


@router.get("/participants", response_model=models.Listing[models.Participant])
def list_participants(request: Request, _: NoQuery) -> Response:
    """List all participants that the watcher knows, former ones too, by their codes."""
    items = [models.Participant(**_known(each)) for _, each in sorted(shipped().by_code.items())]
    return answer(request, models.Listing[models.Participant](items=items))


@router.get("/participants/{code}", response_model=models.ParticipantOnRecord)
def get_participant(
    request: Request,
    desk: TheDesk,
    code: Annotated[Name, Field(description="A code such as MUS, or a name in any spelling.")],
    _: NoQuery,
) -> Response:
    """Show what a participant signed and joined among the watched treaties, as on record now."""
    person = by_code(code.strip().upper()) or resolve(code)
    if person is None:
        raise HTTPException(404, "No participant has this code or name.")

    treaties = [
        _membership(brief.number, member)
        for brief, member in desk.read(together, desk).of(person.code)
    ]
    return answer(request, models.ParticipantOnRecord(**_known(person), treaties=treaties))


def _membership(treaty: str, member: Member) -> models.Membership:
    return models.Membership(
        treaty=treaty,
        participant=member.participant,
        state=member.state,
        signature=member.signature,
        consent=member.consent,
        action=member.action,
        takes_effect=member.takes_effect,
        withdrawal_notified=member.notified,
        withdrawal_effective=member.effective,
        texts=member.texts,
    )


def _known(person: Participant) -> dict[str, object]:
    of = sorted(group.id for group in groups() if person.code in group.members)
    return {
        "code": person.code,
        "name": person.name,
        "kind": person.kind.value,
        "groups": of,
    }
