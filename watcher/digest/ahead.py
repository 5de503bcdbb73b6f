"""The dates ahead that a digest reminds of, in words. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from watcher.digest.names import treaty_name
from watcher.digest.wanted import reminded
from watcher.model.ahead import Ahead, AheadKind
from watcher.model.digest import DigestSettings, Material, Reminder
from watcher.model.plain import clean, day

NAMED = 5  # participants of one day

#: What is done by the treaty is told with its name as the subject, all else behind a colon.
_BY_THE_TREATY = frozenset(
    {AheadKind.CLOSES_FOR_SIGNATURE, AheadKind.ENTRY_INTO_FORCE, AheadKind.TAKES_EFFECT}
)
_OF_A_PARTICIPANT = frozenset({AheadKind.TAKES_EFFECT, AheadKind.WITHDRAWAL})


def reminders(settings: DigestSettings, material: Material, now: datetime) -> Iterator[Reminder]:
    """What the reader of `settings` is reminded of, in order of the dates.

    What befalls several participants of a treaty on one day is one reminder. `now` is the moment
    of composing, UTC: what fell due while nothing ran, and is past by then, is not told.
    """
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    wanted = [
        each for each in material.ahead if each.date >= today and reminded(settings, each, material)
    ]
    for group in _together(sorted(wanted, key=lambda each: each.date)):
        yield _reminder(group, material, today)


def _together(ahead: Iterable[Ahead]) -> Iterable[list[Ahead]]:
    groups: dict[tuple[object, ...], list[Ahead]] = {}
    for each in ahead:
        own = None if each.kind in _OF_A_PARTICIPANT else each.what
        groups.setdefault((each.treaty, each.date, each.kind, own), []).append(each)
    return groups.values()


def _reminder(group: list[Ahead], material: Material, today: date) -> Reminder:
    ahead, alone = group[0], len(group) == 1
    name = treaty_name(ahead.treaty, material)
    what = clean(ahead.what) if alone else _joint(group)
    subject = f"{name} {what}" if ahead.kind in _BY_THE_TREATY else f"{name}: {what}"
    on = ", " if ahead.kind is AheadKind.ANNOUNCED else " on "
    return Reminder(
        sentence=f"{subject}{on}{day(ahead.date.isoformat())}",
        treaty=ahead.treaty,
        name=name,
        kind=ahead.kind.value,
        date=ahead.date.isoformat(),
        days=(ahead.date - today).days,
        basis=clean(ahead.basis),
        participant=clean(ahead.participant) if alone and ahead.participant else None,
        participant_code=ahead.participant_code if alone else None,
    )


def _joint(ahead: list[Ahead]) -> str:
    names = [clean(each.participant or "") for each in ahead]
    more = len(names) - NAMED
    shown = names[:NAMED] if more > 0 else names[:-1]
    last = f"{more} more" if more > 0 else names[-1]
    who = f"{', '.join(shown)} and {last}"
    if ahead[0].kind is AheadKind.WITHDRAWAL:
        return f"the withdrawals of {who} take effect"
    return f"enters into force for {who}"
