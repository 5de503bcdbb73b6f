"""Compose a digest from a span of the change log. Pure: no clock, no database, no network.

What a record states goes under "record", what anybody else states under "reported", the text
of pages under "documents"; the three never mix. The same action stated by several records is
told once, with each of them as evidence.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from watcher.digest.evidence import address_of, evidence_of, line, web_address
from watcher.digest.record import record_sections
from watcher.digest.subject import subject_line
from watcher.model.change import ChangeKind, Incident, LoggedChange
from watcher.model.digest import (
    Digest,
    DigestSettings,
    DocumentSection,
    Material,
    OperatorNotice,
    PassageChange,
    Reported,
    Trouble,
)
from watcher.model.late import days_late
from watcher.model.plain import clean, cut
from watcher.model.source import Tier
from watcher.model.wording import Shape, shape

#: Told unless a digest's `kinds` says otherwise. Baselines are never told, whatever it says.
USUAL_KINDS = frozenset({ChangeKind.ADDED, ChangeKind.MODIFIED, ChangeKind.REMOVED})

PASSAGE_LENGTH = 4000  # characters kept of each side of a changed passage

_TROUBLE = frozenset({"failed", "quarantined"})


def compose(settings: DigestSettings, material: Material, *, now: datetime) -> Digest:
    """Compose what the reader of `settings` is told about `material`.

    `settings.treaties` and `settings.sources` narrow what is told (a source without a treaty
    is left out where treaties are named); `settings.kinds` names the kinds of changes, with
    "editorial" for footnotes and spellings. Imported history is never told. `now` is the
    moment of composing, UTC.
    """
    changes = [change for change in material.changes if _wanted(settings, change)]
    covered = _covered(settings, material)
    record = tuple(record_sections(changes, material))
    reported = tuple(_reports(changes, material))
    documents = tuple(_documents(changes, material))
    incidents = [incident for incident in material.incidents if incident.source in covered]
    troubles = tuple(_troubles(incidents, material))
    notices = tuple(_notices(incidents, material))
    return Digest(
        id=settings.id,
        title=clean(settings.title),
        subject=subject_line(record, reported, documents, troubles, notices, len(covered)),
        schedule=settings.schedule,
        timezone=settings.timezone,
        composed_at=now,
        since_seq=material.since_seq,
        until_seq=material.until_seq,
        start=material.start,
        end=material.end,
        record=record,
        reported=reported,
        documents=documents,
        troubles=troubles,
        notices=notices,
        sources=covered,
    )


def _wanted(settings: DigestSettings, logged: LoggedChange) -> bool:
    kind = logged.change.kind
    if kind is ChangeKind.BASELINE or logged.imported:
        return False
    return (
        kind in (settings.kinds or USUAL_KINDS)
        and (not settings.treaties or logged.treaty in settings.treaties)
        and (not settings.sources or logged.source in settings.sources)
    )


def _covered(settings: DigestSettings, material: Material) -> tuple[str, ...]:
    return tuple(
        source.id
        for source in material.sources.values()
        if (not settings.sources or source.id in settings.sources)
        and (not settings.treaties or source.treaty in settings.treaties)
    )


def _reports(changes: Iterable[LoggedChange], material: Material) -> Iterator[Reported]:
    for logged in changes:
        stated = logged.change.stated
        if logged.tier == Tier.RECORD or shape(stated) is Shape.PASSAGE:
            continue
        yield Reported(
            title=clean(logged.change.summary),
            tier=str(logged.tier),
            date=line(stated.date or stated.published),
            link=web_address(stated.link),
            late=days_late(logged) is not None,
            detected_at=logged.detected_at,
            evidence=evidence_of(logged, material),
        )


def _documents(changes: Iterable[LoggedChange], material: Material) -> Iterator[DocumentSection]:
    by_source: dict[str, list[PassageChange]] = {}
    for logged in changes:
        if shape(logged.change.stated) is Shape.PASSAGE:
            old, new = logged.change.old, logged.change.new
            by_source.setdefault(logged.source, []).append(
                PassageChange(
                    seq=logged.seq,
                    old=cut(old.text or "", PASSAGE_LENGTH) if old else None,
                    new=cut(new.text or "", PASSAGE_LENGTH) if new else None,
                )
            )
    for source, passages in by_source.items():
        yield DocumentSection(source, address_of(source, material), tuple(passages))


def _troubles(incidents: Iterable[Incident], material: Material) -> Iterator[Trouble]:
    for incident in incidents:
        if incident.kind in _TROUBLE:
            yield Trouble(
                source=incident.source,
                url=address_of(incident.source, material),
                kind=incident.kind,
                reason=clean(incident.reason),
                opened_at=incident.opened_at,
                closed_at=incident.closed_at,
            )


def _notices(incidents: Iterable[Incident], material: Material) -> Iterator[OperatorNotice]:
    """Notices that opened since the last digest: the operator is told once an episode."""
    for incident in incidents:
        if incident.kind in _TROUBLE:
            continue
        if material.start is None or incident.opened_at >= material.start:
            yield OperatorNotice(incident.source, incident.kind, clean(incident.reason))
