"""A treaty's pipeline: who is on the way to being bound, as far as the news tells. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from watcher.law.standing import Standing
from watcher.model.claim import Stage
from watcher.model.report import Deed, ReadClaim, deed_of


class Step(StrEnum):
    """How far a participant has come, the furthest first."""

    REPORTED = "reported"  # said to be done, and not on record
    DOMESTIC_STEP = "domestic_step"
    ANNOUNCED = "announced"
    SIGNED = "signed"  # on record, and nothing further is heard


_STEPS = {
    Stage.DONE: Step.REPORTED,
    Stage.DOMESTIC_STEP: Step.DOMESTIC_STEP,
    Stage.ANNOUNCED: Step.ANNOUNCED,
}


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """One participant that has not consented to be bound on record."""

    code: str
    step: Step
    signed: str | None  # the date on record, ISO 8601; None: it has not signed, or no date stands
    heard: ReadClaim | None  # the newest claim that says so; None where only the signature does


def on_the_way(claims: Iterable[ReadClaim], rows: Iterable[Standing]) -> tuple[OnTheWay, ...]:
    """Who is on the way, the furthest first, and of the same step the newest first.

    `claims` are those about one treaty, oldest first; `rows` how it stands on record. A
    participant whose consent once stood and was withdrawn is on no way by that alone.
    """
    by_code = {row.code: row for row in rows if row.code}
    heard: dict[str, ReadClaim] = {}
    for claim in claims:
        step = _STEPS.get(claim.claim.stage)
        if step is None or deed_of(claim.claim.action) is not Deed.CONSENT:
            continue
        for code in claim.claim.participants:
            known = heard.get(code)
            if known is None or _rank(step) <= _rank(_STEPS[known.claim.stage]):
                heard[code] = claim
    waiting = {
        code
        for code, row in by_code.items()
        if row.signature and not row.signature.bracketed and row.consent is None
    }
    bound = {code for code, row in by_code.items() if row.consent and not row.withdrawn}
    found = [
        OnTheWay(
            code=code,
            step=_STEPS[heard[code].claim.stage] if code in heard else Step.SIGNED,
            signed=_signed(by_code.get(code)),
            heard=heard.get(code),
        )
        for code in (heard.keys() | waiting) - bound
    ]
    return tuple(sorted(found, key=_order))


def _signed(row: Standing | None) -> str | None:
    signature = row.signature if row else None
    return signature.date if signature and not signature.bracketed else None


def _rank(step: Step) -> int:
    return list(Step).index(step)


def _order(each: OnTheWay) -> tuple[int, int, str]:
    newest = -each.heard.change if each.heard else 0
    return _rank(each.step), newest, each.code
