"""What a reader asked to be told: the filters of a digest, on changes and on sources. Pure."""

from collections.abc import Mapping

from watcher.model.ahead import Ahead, AheadKind
from watcher.model.change import ChangeKind, LoggedChange
from watcher.model.digest import DigestSettings, Material
from watcher.model.finding import Statement
from watcher.model.source import Tier
from watcher.model.treaty import CONSENT_ACTIONS, Action

#: Told unless a digest's `kinds` says otherwise. Baselines are never told, whatever it says.
USUAL_KINDS = frozenset({ChangeKind.ADDED, ChangeKind.MODIFIED, ChangeKind.REMOVED})

#: What a date ahead has to do with, for those who asked for some actions only.
_ACTIONS: Mapping[AheadKind, frozenset[Action]] = {
    AheadKind.CLOSES_FOR_SIGNATURE: frozenset({Action.SIGNATURE}),
    AheadKind.ENTRY_INTO_FORCE: frozenset({Action.ENTRY_INTO_FORCE}),
    AheadKind.TAKES_EFFECT: CONSENT_ACTIONS | {Action.ENTRY_INTO_FORCE},
    AheadKind.WITHDRAWAL: frozenset({Action.WITHDRAWAL}),
}


def wanted(settings: DigestSettings, logged: LoggedChange) -> bool:
    """Whether a change is told at all. Imported history never is.

    A filter leaves out what has nothing of what it asks for: a report has neither participant
    nor action. The treaty's own entry into force concerns every participant.
    """
    kind = logged.change.kind
    if kind is ChangeKind.BASELINE or logged.imported:
        return False
    return (
        kind in (settings.kinds or USUAL_KINDS)
        and (not settings.treaties or logged.treaty in settings.treaties)
        and (not settings.sources or logged.source in settings.sources)
        and (not settings.actions or logged.change.action in settings.actions)
        and (not settings.participants or _concerns(logged.change.stated, settings.participants))
    )


def _concerns(stated: Statement, codes: tuple[str, ...]) -> bool:
    of_all = stated.action == Action.ENTRY_INTO_FORCE and stated.participant is None
    return of_all or stated.participant_code in codes


def at_once(settings: DigestSettings, logged: LoggedChange) -> bool:
    """Whether a change is sent before the digest is due: only what is on record can be."""
    return (
        logged.tier == Tier.RECORD
        and logged.change.action in settings.immediate
        and wanted(settings, logged)
    )


def reminded(settings: DigestSettings, ahead: Ahead, material: Material) -> bool:
    """Whether a date ahead is told. One that is of no participant concerns all of them."""
    read = {source.treaty for source in material.sources.values() if source.id in settings.sources}
    actions = _ACTIONS.get(ahead.kind, frozenset())
    return (
        (not settings.treaties or ahead.treaty in settings.treaties)
        and (not settings.sources or ahead.treaty in read)
        and (not settings.actions or not actions.isdisjoint(settings.actions))
        and (
            not settings.participants
            or ahead.participant is None
            or ahead.participant_code in settings.participants
        )
    )


def covered(settings: DigestSettings, material: Material) -> tuple[str, ...]:
    """The ids of the sources that a digest is about."""
    return tuple(
        source.id
        for source in material.sources.values()
        if (not settings.sources or source.id in settings.sources)
        and (not settings.treaties or source.treaty in settings.treaties)
    )
