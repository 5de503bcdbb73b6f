"""When a treaty enters into force, worked out from what was deposited. Pure.

The arithmetic is that of the depositary: "on the thirtieth day after" 5 October is 4 November, a
span of months ends on the same day of its month (or on that month's last), and "the first day of
the month after" is never the day itself. See the Summary of Practice of the Secretary-General
(ST/LEG/7/Rev.1), and the Vienna Convention on the Law of Treaties, arts. 16 and 24.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from watcher.model.force import Force, ForceRule, Instrument, Quota, Shares, Wait
from watcher.model.participants import ParticipantKind, by_code
from watcher.model.treaty import CONSENT_ACTIONS, Action

#: What is said of a condition of which only the day is stated.
FURTHER = "the further condition"

#: Of shares, which are printed with two or three decimals: a sum may miss by this much.
_ROUNDING = 1e-9


def force(
    rule: ForceRule | None,
    instruments: Iterable[Instrument],
    day: date,
    on_record: date | None = None,
) -> Force:
    """Work out how far a treaty has come on a day, from what was deposited up to then.

    Only consent to be bound counts: no signature that is subject to ratification, no provisional
    application. A participant counts once, from its first instrument on; one that withdrew
    before the entry into force counts no more, as if it had deposited nothing. An organisation
    counts only where the rule says so. Without a rule nothing is calculated.
    """
    known = sorted((each for each in instruments if each.date <= day), key=_in_time)
    all_bound = _bound(known, day)
    if rule is None:
        return Force(len(all_bound), None, in_force_on=on_record, on_record=on_record)
    bound = _counting(all_bound, rule)
    met_on, calculated = _met(rule, known, day)
    return Force(
        counted=len(bound),
        needed=rule.count,
        met_on=met_on,
        in_force_on=on_record or calculated,
        on_record=on_record,
        calculated=calculated,
        not_counted=len(all_bound) - len(bound),
        waits_for=() if met_on else tuple(_waits_for(rule, bound, day)),
    )


def takes_effect(rule: ForceRule | None, force: Force, deposited: date) -> date | None:
    """When an instrument takes effect for its participant; None where that cannot be known.

    For those that made up what was asked that is the treaty's entry into force; a later one
    waits its own time, and never takes effect before the treaty. `force` is that of any day on
    which the entry into force is known.
    """
    if force.in_force_on is None:
        return None
    if force.met_on is not None and deposited <= force.met_on:
        return force.in_force_on
    if rule is None or not rule.later_known:
        return None
    return max(force.in_force_on, after(deposited, rule.later or rule.wait))


def after(day: date, wait: Wait) -> date:
    """The day on which a wait is over that begins with this day, which itself is not counted.

    A page may print any year: no wait goes beyond the last day that there is.
    """
    try:
        end = _months_later(day, wait.months) + timedelta(days=wait.days)
        return _months_later(end.replace(day=1), 1) if wait.first_of_month else end
    except (OverflowError, ValueError):
        return date.max


def counts(rule: ForceRule | None, instrument: Instrument) -> bool:
    """Whether an instrument is one of those that the treaty asks for."""
    of_counting = rule is None or rule.count_organisations or not _is_organisation(instrument)
    return instrument.action in CONSENT_ACTIONS and of_counting


def _in_time(instrument: Instrument) -> tuple[date, bool, str]:
    """By their dates; who leaves and comes back on one day is back."""
    return (instrument.date, instrument.action is not Action.WITHDRAWAL, instrument.identity)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _met(rule: ForceRule, known: list[Instrument], day: date) -> tuple[date | None, date | None]:
    """When all that is asked was there, and when the treaty enters into force by that.

    Who withdraws before that day is not counted, and what was there is there no more. What
    happens on the day itself, or later, changes nothing.
    """
    met: date | None = None
    for at in _turns(rule, known, day):
        if met is not None and _entry(rule, met) <= at:
            break
        bound = _counting(_bound(known, at), rule)
        short = rule.count is not None and len(bound) < rule.count
        if short or any(_waits_for(rule, bound, at)):
            met = None
        elif met is None:
            met = at
    return met, _entry(rule, met) if met is not None else None


def _entry(rule: ForceRule, met: date) -> date:
    entry = after(met, rule.wait)
    return max(entry, rule.not_before) if rule.not_before is not None else entry


def _turns(rule: ForceRule, known: list[Instrument], day: date) -> list[date]:
    """The days, up to this one, on which what is asked can come to be there or be gone."""
    turns = {each.date for each in known}
    if rule.condition_met is not None and rule.condition_met <= day:
        turns.add(rule.condition_met)
    return sorted(turns)


def _bound(known: Iterable[Instrument], day: date) -> Mapping[str, Instrument]:
    """Who had consented by the end of a day and not withdrawn, with its first instrument."""
    bound: dict[str, Instrument] = {}
    for each in known:
        if each.date > day:
            break
        if each.action in CONSENT_ACTIONS:
            bound.setdefault(each.identity, each)
        elif each.action is Action.WITHDRAWAL:
            bound.pop(each.identity, None)
    return bound


def _counting(bound: Mapping[str, Instrument], rule: ForceRule) -> list[Instrument]:
    return [each for each in bound.values() if counts(rule, each)]


def _is_organisation(instrument: Instrument) -> bool:
    known = by_code(instrument.code) if instrument.code else None
    return known is not None and known.kind is ParticipantKind.ORGANISATION


def _waits_for(rule: ForceRule, bound: list[Instrument], day: date) -> Iterator[str]:
    """What is asked beside the number and not there on a day, each for people."""
    for quota in rule.quotas:
        there = _of_quota(quota, bound)
        if there < quota.count:
            yield f"{there} of {quota.count} of {quota.name}"
    if rule.condition_met is not None:
        if rule.condition_met > day:
            yield FURTHER
    elif rule.shares is not None:
        share = _share(rule.shares, bound)
        if share + _ROUNDING < rule.shares.needed:
            yield f"{share:.2%} of the {rule.shares.needed:.0%} of {rule.shares.name}"
    elif rule.conditional:
        yield FURTHER


def _of_quota(quota: Quota, bound: list[Instrument]) -> int:
    return sum(each.code in quota.codes for each in bound)


def _share(shares: Shares, bound: list[Instrument]) -> float:
    return sum(shares.of.get(each.code or "", 0.0) for each in bound)
