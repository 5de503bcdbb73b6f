"""What the operator is told: which trouble begins, which is over. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from watcher.model.change import Incident
from watcher.model.channel import DeliveryState, Failing
from watcher.model.operator import (
    Episode,
    OperatorAlert,
    OperatorEvent,
    OperatorSettings,
    Silence,
    Trouble,
)
from watcher.model.plain import clean, cut, span

#: For so long a recipient may take nothing before the operator is told.
CHANNEL_PATIENCE = timedelta(days=1)

#: What is found of a source is named after its trouble is over, up to so many changes.
FOUND_NAMED = 5

_FAILED, _QUARANTINED = "failed", "quarantined"


@dataclass(frozen=True, slots=True)
class Facts:
    """How things stand at one moment."""

    incidents: Sequence[Incident] = ()  # that are open
    failures: Mapping[str, int] = field(default_factory=dict)  # bad polls in a row, by source
    silent: Mapping[str, Silence] = field(default_factory=dict)  # by source
    dead: Sequence[DeliveryState] = ()
    failing: Sequence[Failing] = ()
    disk: str | None = None  # what is wrong with it
    found: Mapping[str, Sequence[str]] = field(default_factory=dict)  # news since, by source
    watched: frozenset[str] | None = None  # the sources that there are; None: not asked for


@dataclass(frozen=True, slots=True)
class _Now:
    """A trouble as it stands; `ready` once it is worth an alert."""

    text: str
    since: datetime
    ready: bool = True


def events(
    settings: OperatorSettings, facts: Facts, known: Sequence[Episode], now: datetime
) -> tuple[OperatorEvent, ...]:
    """The episodes that begin, and those that are over, by comparison with those that are known.

    A source is told of after so many bad polls or so much time, whichever comes first.
    """
    troubles = dict(_troubles(settings, facts, now))
    open_ = {(episode.trouble, episode.subject): episode for episode in known}
    begun = [
        OperatorEvent(trouble, subject, state.text, state.since)
        for (trouble, subject), state in troubles.items()
        if state.ready and (trouble, subject) not in open_
    ]
    over = [
        OperatorEvent(
            *(episode.trouble, episode.subject, _over(episode, facts, now)),
            since=episode.since,
            over=True,
        )
        for key, episode in open_.items()
        if key not in troubles
    ]
    return (*begun, *over)


def alert(told: Sequence[OperatorEvent], timezone: str, now: datetime) -> OperatorAlert | None:
    """The message about these events; None where there is nothing to tell.

    That a notice no longer holds is no news: a person has seen to it.
    """
    news = [event for event in told if not (event.over and event.trouble is Trouble.NOTICE)]
    if not news:
        return None
    first = _short(news[0])
    more = f"; and {len(news) - 1} more" if len(news) > 1 else ""
    return OperatorAlert(f"Treaty watcher: {first}{more}", timezone, now, tuple(news))


def database_event(reason: str, since: datetime, *, over: bool, now: datetime) -> OperatorEvent:
    """That the database refuses, or works again."""
    text = f"works again after {span(now - since)}." if over else f"{clean(reason)}"
    return OperatorEvent(Trouble.DATABASE, "the database", text, since, over)


def _troubles(
    settings: OperatorSettings, facts: Facts, now: datetime
) -> Iterator[tuple[tuple[Trouble, str], _Now]]:
    for incident in facts.incidents:
        if incident.kind in (_FAILED, _QUARANTINED):
            what = "cannot be read" if incident.kind == _FAILED else "cannot be trusted"
            polls = facts.failures.get(incident.source, 1)
            ready = polls >= settings.after_polls or now - incident.opened_at >= settings.after
            text = f"{what} (polls in a row: {polls}): {_sentence(incident.reason)}"
            yield (Trouble.SOURCE, incident.source), _Now(text, incident.opened_at, ready)
        else:
            subject = f"{incident.source}, {incident.kind.replace('_', ' ')}"
            if incident.subject:
                subject = f"{subject} {cut(incident.subject, 80)}"
            yield (Trouble.NOTICE, subject), _Now(_sentence(incident.reason), incident.opened_at)
    for source, silence in facts.silent.items():
        text = (
            f"answers, and has said nothing new for {span(now - silence.since)}; before, it was "
            f"never silent for more than {span(silence.usual)}. Look whether it still is the "
            "right page."
        )
        yield (Trouble.SILENCE, source), _Now(text, silence.since)
    for delivery in facts.dead:
        to = f" to {delivery.recipient}" if delivery.recipient else ""
        text = (
            f'"{cut(delivery.subject, 120)}" by {delivery.channel}{to} was given up after '
            f"{delivery.attempts} {'attempt' if delivery.attempts == 1 else 'attempts'}: "
            f"{_sentence(delivery.answer or 'no answer is on record')} To send it again: "
            f"`watcher deliveries resend {delivery.id[:8]}`."
        )
        yield (Trouble.DELIVERY, delivery.id), _Now(text, delivery.finished_at or now)
    for each in facts.failing:
        subject = f"{each.channel} ({each.recipient})" if each.recipient else each.channel
        ready = now - each.since >= CHANNEL_PATIENCE
        text = f"takes no messages: {_sentence(each.answer)}"
        yield (Trouble.CHANNEL, subject), _Now(text, each.since, ready)
    if facts.disk is not None:
        yield (Trouble.DISK, "the disk"), _Now(_sentence(facts.disk), now)


def _over(episode: Episode, facts: Facts, now: datetime) -> str:
    lasted = span(now - episode.since)
    of_a_source = episode.trouble in (Trouble.SOURCE, Trouble.SILENCE)
    if of_a_source and facts.watched is not None and episode.subject not in facts.watched:
        return "is no longer watched: it was taken out of the configuration."
    match episode.trouble:
        case Trouble.SOURCE:
            return f"is well again after {lasted}. Found since: {_found(episode, facts)}"
        case Trouble.SILENCE:
            return f"says something new again, after {lasted}."
        case Trouble.DELIVERY:
            return "is on its way again, or arrived after all."
        case Trouble.CHANNEL:
            return f"takes messages again, after {lasted}."
        case Trouble.DISK:
            return f"has room again, after {lasted}."
        case _:
            return "no longer holds."


def _found(episode: Episode, facts: Facts) -> str:
    found = facts.found.get(episode.subject, ())
    if not found:
        return "nothing new."
    more = len(found) - FOUND_NAMED
    return _sentence("; ".join(found[:FOUND_NAMED]) + (f"; and {more} more" if more > 0 else ""))


_SHORT = {
    Trouble.SOURCE: ("{subject} cannot be read or trusted", "{subject} is well again"),
    Trouble.SILENCE: ("{subject} is silent", "{subject} is no longer silent"),
    Trouble.NOTICE: ("{subject}", "{subject} no longer holds"),
    Trouble.DELIVERY: ("a delivery was given up", "a delivery arrived after all"),
    Trouble.CHANNEL: ("{subject} takes no messages", "{subject} takes messages again"),
    Trouble.DISK: ("the disk fills", "the disk has room again"),
    Trouble.DATABASE: ("the database cannot be written", "the database works again"),
}


def _short(event: OperatorEvent) -> str:
    return _SHORT[event.trouble][event.over].format(subject=event.subject)


def _sentence(text: str) -> str:
    said = clean(text)
    return said if said.endswith((".", "…")) else f"{said}."
