"""How far one treaty is from its entry into force, and by which rule that is known. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from watcher.law import record
from watcher.law.condition import read
from watcher.law.force import counts, force, takes_effect
from watcher.law.standing import Standing, standings
from watcher.model.change import LoggedChange
from watcher.model.digest import Counts, Effect
from watcher.model.force import Force, ForceRule, Instrument, Terms
from watcher.model.participants import ParticipantKind, by_code
from watcher.model.plain import as_date, day
from watcher.model.source import Tier
from watcher.model.treaty import CONSENT_ACTIONS, Action

BY_CONFIGURATION = "the rule in the configuration"
BY_TEXT = "the treaty's own text on record"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of a treaty's entry into force on one day.

    `basis` says where the rule comes from; it is None where there is none, and `doubts` say why,
    or what must be stated by hand.
    """

    treaty: str
    day: date
    terms: Terms
    rule: ForceRule | None
    basis: str | None
    doubts: tuple[str, ...]
    rows: tuple[Standing, ...]
    instruments: tuple[Instrument, ...]
    force: Force
    conditions_on_record: bool  # it prints what is asked, and no date: the treaty is not in force
    stated_for: Mapping[str, date]  # by participant: when it enters into force for it, on record

    @property
    def in_force(self) -> bool | None:
        """Whether the treaty is in force on that day; None where nothing tells."""
        if self.force.in_force_on is not None:
            return self.force.in_force_on <= self.day
        if not self.rows and not self.conditions_on_record:
            return None  # nothing was read of it yet
        return False if self.rule is not None or self.conditions_on_record else None

    @property
    def origin(self) -> str:
        """Where the day of the entry into force comes from."""
        if self.force.on_record is not None:
            return "stated on record"
        met = f" ({day(self.force.met_on.isoformat())})" if self.force.met_on else ""
        return f"worked out from the deposits on record{met} by {self.basis}"


def outlook(treaty: str, terms: Terms, statements: record.Statements, today: date) -> Outlook:
    """Find the rule of a treaty and work out how far it has come by today.

    What the configuration states wins over what is read from the record.
    """
    rows = standings(statements, today)
    stated = record.entry_into_force(statements)
    deposited = record.instruments(rows, statements, today)
    rule, basis = terms.rule, BY_CONFIGURATION
    doubts: tuple[str, ...] = ()
    if rule is None:
        reading = read(stated.text)
        rule, basis, doubts = reading.rule, BY_TEXT, reading.doubts
    return Outlook(
        treaty=treaty,
        day=today,
        terms=terms,
        rule=rule,
        basis=basis if rule is not None else None,
        doubts=doubts,
        rows=rows,
        instruments=deposited,
        force=force(rule, deposited, today, stated.day),
        conditions_on_record=stated.text is not None and stated.day is None,
        stated_for=record.stated_for(rows),
    )


def with_progress(counted: Counts, seen: Outlook) -> Counts:
    """Add to a treaty's counts how far it is from its entry into force."""
    ahead = seen.force.in_force_on if seen.in_force is False else None
    known = seen.rule is not None
    return replace(
        counted,
        in_force=seen.in_force,
        organisations=sum(map(_bound_organisation, seen.rows)),
        counted=seen.force.counted if known else None,
        needed=seen.force.needed,
        waits_for=seen.force.waits_for,
        in_force_on=ahead.isoformat() if ahead is not None else None,
    )


def effects(
    changes: Iterable[LoggedChange], outlooks: Mapping[str, Outlook]
) -> Mapping[int, Effect]:
    """What each new consent on record does, by the number of its change; the usual is left out."""
    found: dict[int, Effect] = {}
    for logged in changes:
        seen = outlooks.get(logged.treaty or "")
        new = logged.change.new
        if seen is None or new is None or logged.tier != Tier.RECORD or new.bracketed:
            continue
        deposited = as_date(new.date) if new.date else None
        if new.action not in CONSENT_ACTIONS or deposited is None or deposited > seen.day:
            continue
        own = next(
            (
                each
                for each in seen.instruments
                if each.action == new.action
                and each.date == deposited
                and each.identity == (new.participant_code or (new.participant or "").casefold())
            ),
            None,
        )
        if own is not None:
            found[logged.seq] = _effect(own, seen)
    return found


def effect_of(instrument: Instrument, seen: Outlook) -> date | None:
    """The day on which the treaty enters into force for a later participant, apart from others.

    What the record itself says of a participant wins.
    """
    if (stated := seen.stated_for.get(instrument.identity)) is not None:
        return stated
    effective = takes_effect(seen.rule, seen.force, instrument.date)
    return effective if effective != seen.force.in_force_on else None


def bound_from(row: Standing, seen: Outlook) -> date | None:
    """The day on which the treaty enters into force for a participant; None: not known, or not yet.

    As `position.effect`: what the record states wins, and a succession waits for nothing but the
    treaty.
    """
    consent, in_force_on = row.consent, seen.force.in_force_on
    deposited = as_date(consent.date) if consent and consent.date else None
    if consent is None or consent.bracketed or row.withdrawn or deposited is None:
        return None
    if (stated := seen.stated_for.get(row.code or row.participant.casefold())) is not None:
        return stated
    if in_force_on is None:
        return None
    if consent.action == Action.SUCCESSION:
        return max(deposited, in_force_on)
    return takes_effect(seen.rule, seen.force, deposited)


def difference(seen: Outlook) -> str | None:
    """What there is to say where the record has another date than our calculation."""
    found = seen.force
    if found.on_record is None:
        return None
    stated = day(found.on_record.isoformat())
    if found.differs and found.calculated is not None and found.met_on is not None:
        return (
            f"the record states the entry into force for {stated}; by {seen.basis} it would be "
            f"{day(found.calculated.isoformat())}, from the deposits up to "
            f"{day(found.met_on.isoformat())}"
        )
    if seen.rule is not None and found.calculated is None and found.on_record <= seen.day:
        missing = ", ".join(found.waits_for) or f"{found.counted} of {found.needed}"
        return (
            f"the record states the entry into force for {stated}; by {seen.basis} what is asked "
            f"is not there yet ({missing})"
        )
    return None


def _effect(own: Instrument, seen: Outlook) -> Effect:
    expected = seen.rule is None or seen.in_force is not False
    return Effect(expected or counts(seen.rule, own), effect_of(own, seen))


def _bound_organisation(row: Standing) -> bool:
    known = by_code(row.code) if row.code else None
    organisation = known is not None and known.kind is ParticipantKind.ORGANISATION
    stands = row.consent is not None and not row.consent.bracketed and not row.withdrawn
    return organisation and stands


def words(seen: Outlook, *, called: str = "The treaty") -> Sequence[str]:
    """How far a treaty has come, for the operator: sentences without a final stop."""
    return tuple(_words(seen, called))


def telling(seen: Outlook, *, alone: bool) -> Iterable[str]:
    """How far a treaty has come, as sentences: where it waits, or its dates differ, or `alone`."""
    waits = seen.in_force is False and seen.force.in_force_on is None
    if alone or waits or difference(seen):
        yield from (f"{line}." for line in words(seen, called=seen.treaty))


def _words(seen: Outlook, called: str) -> Iterable[str]:
    found = seen.force
    if not seen.rows and found.in_force_on is None:
        yield f"{called}: nothing is on record yet"
    elif found.in_force_on is not None:
        verb = "entered" if found.in_force_on <= seen.day else "enters"
        yield f"{called} {verb} into force on {day(found.in_force_on.isoformat())}, {seen.origin}"
    elif seen.in_force is None:
        yield f"whether {called} is in force is not known"
    elif seen.rule is not None:
        number = f"{found.counted} of {found.needed}" if found.needed is not None else ""
        beside = f", {found.not_counted} not counted (organisations)" if found.not_counted else ""
        asked = "; ".join(filter(None, (number + beside, *found.waits_for)))
        yield f"{called} is not in force: {asked}, by {seen.basis}"
    yield from seen.doubts
    if (other := difference(seen)) is not None:
        yield other
