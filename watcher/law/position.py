"""How the law stood for each participant on one day, by legal dates. Pure.

A participant has *signed* from the day of its signature, has *consented* from the deposit of its
instrument, is *bound* from the day on which that takes effect for it, and is *out* from the day on
which its withdrawal takes effect. Before the treaty's entry into force those that consented are
contracting States, after it parties (Vienna Convention on the Law of Treaties, art. 2).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from watcher.law.force import force, takes_effect
from watcher.law.leaves import ends
from watcher.model.finding import Statement
from watcher.model.force import Force, ForceRule, Instrument
from watcher.model.life import Act, Leave, Life
from watcher.model.treaty import CONSENT_ACTIONS, Action


@dataclass(frozen=True, slots=True)
class Regime:
    """What is known of a treaty's entry into force on one day.

    `in_force` is None where neither the record nor a rule tells; then a deposit counts as taking
    effect on its own day. `waits` says whether it is known how long a later one waits.
    """

    rule: ForceRule | None
    force: Force
    in_force: bool | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Position:
    """One participant on one day.

    `consent` is the instrument that counts on that day, or the one that the withdrawal ended.
    `withdrawal` is the one that ended it, or one that is notified and not yet effective.
    `bound_from` may lie ahead; None where it does not take effect, or cannot be known.
    """

    participant: str
    code: str | None
    signature: Act | None
    consent: Act | None
    further: tuple[Act, ...]  # other instruments and other acts that stand beside
    bound_from: date | None
    bound: bool
    withdrawal: Leave | None
    withdrawn: bool
    expected: (
        bool  # that the withdrawal takes effect is not sure: it lies ahead, or no page shows it
    )
    signature_stands: bool

    @property
    def consented(self) -> bool:
        """Whether an instrument of it stands."""
        return self.consent is not None and not self.withdrawn

    @property
    def signed(self) -> bool:
        """Whether its signature stands."""
        return self.signature is not None and self.signature_stands

    @property
    def state(self) -> str:
        """One word: party, contracting, signatory, withdrawn, or other."""
        if self.withdrawn:
            return "withdrawn"
        if self.consent is not None:
            return "party" if self.bound else "contracting"
        return "signatory" if self.signed else "other"


def regime(
    rule: ForceRule | None,
    lives: Iterable[Life],
    day: date,
    on_record: date | None,
    *,
    stated: bool,
    further: Iterable[Instrument] = (),
) -> Regime:
    """What is known of the entry into force on a day.

    `further` are instruments that count beside those of `lives`, of States that are no more.
    `on_record` is the date that the record has for it; `stated` says whether it speaks of the
    entry into force at all, be it that there is none yet.
    """
    deposited = sorted((*instruments(lives, on_record), *further), key=lambda each: each.date)
    found = force(rule, deposited, day, on_record)
    known = stated or rule is not None
    in_force = found.in_force_on is not None and found.in_force_on <= day
    later = takes_effect(rule, found, date.max.replace(year=9000)) if in_force else None
    return Regime(rule, found, in_force if known else None, waits=later is not None)


def instruments(lives: Iterable[Life], in_force_on: date | None = None) -> list[Instrument]:
    """What was deposited, and what ended it, as the rules of entry into force count it.

    A withdrawal before the treaty is in force has nothing to wait for: it counts at once.
    """
    found: list[Instrument] = []
    for life in lives:
        for act in life.consents:
            action = act.statement.action
            if action in CONSENT_ACTIONS:
                found.append(Instrument(life.participant, life.code, Action(action), act.date))
        for leave in life.leaves:
            early = leave.notified and (in_force_on is None or leave.notified < in_force_on)
            end = leave.notified if early and not leave.taken_back else leave.end
            if end is not None:
                found.append(Instrument(life.participant, life.code, Action.WITHDRAWAL, end))
        if life.ended is not None:
            found.append(Instrument(life.participant, life.code, Action.WITHDRAWAL, life.ended))
    return sorted(found, key=lambda each: each.date)


def positions(
    lives: Iterable[Life], treaty: Regime, day: date, today: date
) -> tuple[Position, ...]:
    """Where everyone stands on a day; who had done nothing by then is left out."""
    found = (position(life, treaty, day, today) for life in lives)
    return tuple(each for each in found if each is not None)


def position(life: Life, treaty: Regime, day: date, today: date) -> Position | None:
    """Where one participant stands on a day; None where it had done nothing by then, or was gone.

    After `today` nothing is sure: a withdrawal that is to take effect by then is expected to.
    """
    if life.ended is not None and life.ended < day:
        return None
    over = [leave for leave in life.leaves if leave.end is not None and leave.end <= day]
    done = [act for act in life.consents if act.date <= day]
    standing = [act for act in done if not any(ends(leave, act.date) for leave in over)]
    signatures = [act for act in life.signatures if act.date <= day]
    others = [act for act in life.others if act.date <= day]
    # Of several that stand the first binds: a later one beside it changes nothing.
    consent = next(iter(standing or done[-1:]), None)
    signature = signatures[-1] if signatures else None
    if consent is None and signature is None and not others:
        return None
    last = consent or signature
    withdrawal = _withdrawal(life, last, day) if last is not None else None
    withdrawn = _is_out(withdrawal, over) and not standing
    bound_from = effect(life, consent, treaty) if consent is not None and not withdrawn else None
    return Position(
        participant=life.participant,
        code=life.code,
        signature=signature,
        consent=consent,
        further=(*(act for act in standing if act is not consent), *others),
        bound_from=bound_from,
        bound=bound_from is not None and bound_from <= day,
        withdrawal=withdrawal,
        withdrawn=withdrawn,
        expected=withdrawal is not None and _open(withdrawal, today),
        signature_stands=_signature_stands(signature, life, over, consented=consent is not None),
    )


def effect(life: Life, act: Act, treaty: Regime) -> date | None:
    """When an instrument takes effect for its participant; None: it does not, as far as is known.

    What the record states of it counts first. A succession waits for nothing but the treaty.
    """
    following = min((each.date for each in life.consents if each.date > act.date), default=date.max)
    stated = [each for each in life.in_force if act.date <= each and each < following]
    if stated:
        return stated[0]
    if treaty.in_force is None:
        return act.date
    if treaty.force.in_force_on is None:
        return None
    at_once = max(act.date, treaty.force.in_force_on)
    if act.statement.action == Action.SUCCESSION:
        return at_once
    found = treaty.force
    if found.met_on is not None and found.met_on > treaty.force.in_force_on:
        # It was in force before what we know of was enough: deposits of old are not all known.
        found = replace(found, met_on=None)
    return takes_effect(treaty.rule, found, act.date) or at_once


def statement_on(act: Act | None, *, bracketed: bool) -> Statement | None:
    """The statement of an act, its brackets as they would have been on the day."""
    if act is None:
        return None
    stated = act.statement
    values = {name: getattr(stated, name) for name in stated.__dataclass_fields__}
    return Statement(**{**values, "bracketed": bracketed})


def _withdrawal(life: Life, last: Act, day: date) -> Leave | None:
    """The withdrawal from what counts: in effect, or notified by that day and not taken back."""
    for leave in reversed(life.leaves):
        if leave.begin is None or leave.begin > day or last.date >= leave.begin:
            continue
        if not leave.taken_back:
            return leave
        if leave.taken_back_on is not None and day < leave.taken_back_on:
            return leave
    return None


def _is_out(withdrawal: Leave | None, over: Sequence[Leave]) -> bool:
    return withdrawal is not None and withdrawal in over


def _open(withdrawal: Leave, today: date) -> bool:
    end = withdrawal.end
    return not withdrawal.shown or end is None or end > today


def _signature_stands(
    signature: Act | None, life: Life, over: Sequence[Leave], *, consented: bool
) -> bool:
    """A signature outlives a withdrawal unless the page brackets it, or it was all there was."""
    if signature is None:
        return False
    if any(ends(leave, signature.date) for leave in over):
        return bool(life.consents) and not signature.statement.bracketed
    # Brackets without a withdrawal beside a consent: the one took the place of the other.
    ends_later = any(ends(leave, signature.date) for leave in life.leaves)
    return not signature.statement.bracketed or ends_later or not consented
