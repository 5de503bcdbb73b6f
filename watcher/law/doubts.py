"""What a person should know of a participant's history: where the record leaves something open."""

from collections.abc import Iterator, Sequence

from watcher.law.cells import Place, of_part, stands
from watcher.law.standing import CONSENT, SIGNATURE
from watcher.model.life import Act, Leave
from watcher.model.plain import day
from watcher.model.treaty import CONSENT_ACTIONS


def doubts(
    pages: Sequence[Place],
    signatures: Sequence[Act],
    consents: Sequence[Act],
    leaves: Sequence[Leave],
) -> Iterator[str]:
    """What the record leaves open of one participant: a sentence each."""
    name = pages[0].last.statement.participant if pages else ""
    cells = of_part(pages, CONSENT, SIGNATURE)
    if cells and not stands(pages) and not signatures and not consents:
        seen = max(place.gone_on for place in cells if place.gone_on)
        yield (
            f"{name}: its row was taken off the page, as seen on {day(seen.isoformat())}, and "
            "nothing says why; it is left out. If it withdrew, `watcher correct` can say when."
        )
    for act in consents:
        if not act.dated:
            yield (
                f"{name}: the record gives no date of its {_noun(act)}; it counts from "
                f"{day(act.date.isoformat())}, when that was first read."
            )
    for leave in leaves:
        if leave.effective is None and leave.by is not None:
            yield (
                f"{name}: the record does not say when its withdrawal took effect; it counts as "
                f"out from {day(leave.by.isoformat())}, when that was first seen. "
                "`watcher correct` can say when it was."
            )


def _noun(act: Act) -> str:
    stated = act.statement.action
    return (stated if stated in CONSENT_ACTIONS else "consent to be bound").replace("_", " ")
