"""The claims of a title and of its text as one list, each once.

The text governs (labelling rule 1): what it says of an act of the same participant on the same
treaty replaces what the title says, and of several stages of one act the furthest stands.
"""

from collections.abc import Iterable
from dataclasses import replace

from watcher.model.claim import Claim, Stage
from watcher.model.treaty import Action

#: Of one act, the later stage tells more.
_FURTHEST = (
    Stage.CALLED_FOR,
    Stage.HISTORICAL,
    Stage.ANNOUNCED,
    Stage.DOMESTIC_STEP,
    Stage.DONE,
)
#: Ways of becoming bound: of one treaty a title may name another than the text does.
_BINDING = frozenset({Action.RATIFICATION, Action.ACCESSION, Action.ACCEPTANCE, Action.APPROVAL})


def merged(title: Iterable[Claim], text: Iterable[Claim]) -> tuple[Claim, ...]:
    """Join the claims of a title with those of the text that explains it."""
    explained = _furthest(_single(text))
    said = _furthest(_single(title))
    kept = [claim for claim in said if not any(_explains(other, claim) for other in explained)]
    return _together(_named([*kept, *explained]))


def _named(claims: list[Claim]) -> list[Claim]:
    """Leave out a claim of nobody where another says who did the same."""
    known = {(claim.treaty, claim.action, claim.stage) for claim in claims if claim.participants}
    return [
        claim
        for claim in claims
        if claim.participants
        or not claim.unnamed
        or claim.stage is Stage.COUNT
        or (claim.treaty, claim.action, claim.stage) not in known
    ]


def _single(claims: Iterable[Claim]) -> list[Claim]:
    """One claim for each participant; a claim without a name stays as it is."""
    single: list[Claim] = []
    for claim in claims:
        single += [replace(claim, participants=(code,)) for code in claim.participants] or [claim]
    return single


def _same(one: Claim, other: Claim) -> bool:
    return (one.treaty, one.action, one.participants) == (
        other.treaty,
        other.action,
        other.participants,
    )


def _furthest(claims: list[Claim]) -> list[Claim]:
    kept: list[Claim] = []
    for claim in claims:
        if claim.stage is Stage.COUNT:
            if not any(_same(claim, other) and other.stage is Stage.COUNT for other in kept):
                kept.append(claim)
            continue
        place = next(
            (i for i, o in enumerate(kept) if _same(claim, o) and o.stage is not Stage.COUNT), None
        )
        if place is None:
            kept.append(claim)
        elif _FURTHEST.index(claim.stage) > _FURTHEST.index(kept[place].stage):
            kept[place] = claim
    return kept


def _explains(text: Claim, title: Claim) -> bool:
    """Whether the text's claim stands for the title's."""
    if text.treaty != title.treaty or text.participants != title.participants:
        return False
    if Stage.COUNT in (text.stage, title.stage):
        return text.stage is title.stage and text.action is title.action
    if text.action is title.action:
        return text.stage is not Stage.CALLED_FOR or title.stage is Stage.CALLED_FOR
    if text.stage is Stage.DONE and title.action is Action.SIGNATURE:
        return text.action in _BINDING  # a title's "signs" where an instrument was deposited
    return {text.action, title.action} <= _BINDING and text.stage is title.stage


def _together(claims: list[Claim]) -> tuple[Claim, ...]:
    """Join claims of one sentence that differ in nothing but the participant."""
    joined: list[Claim] = []
    for claim in claims:
        place = next(
            (
                i
                for i, o in enumerate(joined)
                if replace(o, participants=claim.participants) == claim
            ),
            None,
        )
        if place is None:
            joined.append(claim)
        elif claim.participants:
            known = joined[place]
            joined[place] = replace(known, participants=(*known.participants, *claim.participants))
    return tuple(joined)
