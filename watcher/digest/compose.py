"""Compose a digest from a span of the change log. Pure: no clock, no database, no network.

What a record states goes under "record", what anybody else states under "reported", the text
of pages under "documents"; the three never mix. The same action stated by several records is
told once, with each of them as evidence.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from watcher.digest.ahead import reminders
from watcher.digest.evidence import address_of, evidence_of, line, web_address
from watcher.digest.limit import Parts, limited
from watcher.digest.names import treaty_name
from watcher.digest.record import CITED, event_of, record_sections
from watcher.digest.reports import claimed, contradicted, waiting
from watcher.digest.subject import Summed, subject_line
from watcher.digest.wanted import at_once, covered, wanted
from watcher.model.change import ChangeKind, Incident, LoggedChange
from watcher.model.digest import (
    Cited,
    Correction,
    Digest,
    DigestSettings,
    DocumentSection,
    Material,
    OperatorNotice,
    PassageChange,
    Reminder,
    Reported,
    Told,
    Trouble,
    Unsettled,
)
from watcher.model.late import days_late
from watcher.model.plain import clean, cut
from watcher.model.source import Tier
from watcher.model.wire import change_to_json
from watcher.model.wording import Shape, shape

PASSAGE_LENGTH = 4000  # characters kept of each side of a changed passage

_TROUBLE = frozenset({"failed", "quarantined"})


def compose(settings: DigestSettings, material: Material, *, now: datetime) -> Digest:
    """Compose what the reader of `settings` is told about `material`.

    See `wanted` for what the settings leave out. What the reader was told of before
    (`material.already`) is named briefly. `now` is the moment of composing, UTC.
    """
    sources = covered(settings, material)
    incidents = [incident for incident in material.incidents if incident.source in sources]
    changes = [change for change in material.changes if wanted(settings, change)]
    troubles = tuple(_troubles(incidents, material))
    notices = () if material.operator_told else tuple(_notices(incidents, material))
    ahead = tuple(reminders(settings, material, now))
    beside = Beside(
        sources,
        troubles,
        notices,
        ahead,
        tuple(contradicted(settings, material)),
        tuple(waiting(settings, material)),
    )
    return _composed(settings, material, changes, beside, now)


def compose_alert(settings: DigestSettings, material: Material, *, now: datetime) -> Digest:
    """Compose what the reader of `settings` is told at once: actions on record, and no more."""
    changes = [change for change in material.changes if at_once(settings, change)]
    beside = Beside(covered(settings, material), is_alert=True)
    return _composed(settings, material, changes, beside, now)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a digest says beside the changes."""

    sources: tuple[str, ...]
    troubles: tuple[Trouble, ...] = ()
    notices: tuple[OperatorNotice, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    contradicted: tuple[Unsettled, ...] = ()
    waiting: tuple[Unsettled, ...] = ()
    is_alert: bool = False


def _composed(
    settings: DigestSettings,
    material: Material,
    changes: Sequence[LoggedChange],
    beside: Beside,
    now: datetime,
) -> Digest:
    new = [change for change in changes if change.seq not in material.already]
    fresh = [change for change in new if not _corrects(change, material)]
    told = tuple(_told(changes, material))
    whole = Parts(
        record=tuple(record_sections(fresh, material)),
        corrections=tuple(_corrections(new, material)),
        reported=tuple(_reports(fresh, material)),
        notifications=tuple(_notifications(fresh, material)),
        documents=tuple(_documents(new, material)),
    )
    # The subject sums up all of it, corrections by their treaty.
    subject = subject_line(
        Summed(
            record=tuple(record_sections(new, material)),
            reported=tuple(_reports(new, material)),
            notifications=whole.notifications,
            documents=whole.documents,
            troubles=beside.troubles,
            notices=beside.notices,
            reminders=beside.reminders,
            contradicted=len(beside.contradicted),
            waiting=len(beside.waiting),
            already=len(told),
            covered=len(beside.sources),
        )
    )
    parts, left_out = limited(whole, settings.max_changes)
    shown = parts.seqs | {each.evidence.seq for each in told}
    return Digest(
        id=settings.id,
        title=clean(settings.title),
        subject=subject,
        schedule=settings.schedule,
        timezone=settings.timezone,
        composed_at=now,
        since_seq=material.since_seq,
        until_seq=material.until_seq,
        start=material.start,
        end=material.end,
        record=parts.record,
        reported=parts.reported,
        documents=parts.documents,
        troubles=beside.troubles,
        notices=beside.notices,
        sources=beside.sources,
        type="alert" if beside.is_alert else "digest",
        corrections=parts.corrections,
        notifications=parts.notifications,
        told=told,
        reminders=beside.reminders,
        contradicted=beside.contradicted,
        waiting=beside.waiting,
        periods=material.periods,
        left_out=left_out,
        public_url=material.public_url,
        changes=tuple(_as_json(change) for change in changes if change.seq in shown),
    )


def _as_json(logged: LoggedChange) -> dict[str, Any]:
    """The change for other programs, its words as they stand; halves of letters are replaced."""
    text = json.dumps(change_to_json(logged), ensure_ascii=False)
    found: dict[str, Any] = json.loads(text.encode("utf-8", "replace"))
    return found


def _corrects(logged: LoggedChange, material: Material) -> bool:
    """Whether a change takes back or alters what an earlier digest told; a withdrawal is news."""
    if logged.seq not in material.corrects or shape(logged.change.stated) is Shape.PASSAGE:
        return False
    if logged.tier != Tier.RECORD:
        return logged.change.kind in (ChangeKind.MODIFIED, ChangeKind.REMOVED)
    return event_of(logged.change) in ("corrected", "edited", "removed")


def _corrections(changes: Iterable[LoggedChange], material: Material) -> Iterator[Correction]:
    for logged in changes:
        if _corrects(logged, material):
            yield Correction(
                sentence=clean(logged.change.summary),
                tier=str(logged.tier),
                name=treaty_name(logged.treaty, material) if logged.treaty else None,
                told_in=material.corrects[logged.seq],
                detected_at=logged.detected_at,
                evidence=evidence_of(logged, material),
            )


def _told(changes: Iterable[LoggedChange], material: Material) -> Iterator[Told]:
    for logged in changes:
        if logged.seq in material.already:
            yield Told(
                sentence=clean(logged.change.summary),
                name=treaty_name(logged.treaty, material) if logged.treaty else None,
                told_in=material.already[logged.seq],
                evidence=evidence_of(logged, material),
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
            claims=tuple(claimed(logged, material)),
        )


def _notifications(changes: Iterable[LoggedChange], material: Material) -> Iterator[Cited]:
    for logged in changes:
        if logged.tier == Tier.RECORD and event_of(logged.change) in CITED:
            yield Cited(
                sentence=clean(logged.change.summary),
                treaty=logged.treaty,
                link=web_address(logged.change.stated.link),
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
