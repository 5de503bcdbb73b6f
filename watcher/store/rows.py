"""Rows <-> the model."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from watcher.evidence.replay import statement_from
from watcher.model.capture import Validators
from watcher.model.change import Change, ChangeKind, LoggedChange
from watcher.model.finding import Finding, Known, Statement
from watcher.model.source import Candidate, Outcome, Rhythm, SourceState
from watcher.model.wire import statement_to_json

Row = Mapping[str, Any]


def to_text(moment: datetime) -> str:
    """A UTC moment as text whose order is the order in time."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def to_moment(text: str) -> datetime:
    """The inverse of `to_text`."""
    return datetime.fromisoformat(text)


def maybe_moment(text: str | None) -> datetime | None:
    """A moment, or None where there is none."""
    return to_moment(text) if text else None


def to_json(value: object) -> str:
    """Compact JSON that stays readable in other SQLite tools."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def statement_from_json(value: Mapping[str, Any] | None) -> Statement | None:
    """The inverse of `wire.statement_to_json`."""
    if value is None:
        return None
    return statement_from(value)


def finding_to_json(finding: Finding | None) -> dict[str, Any] | None:
    """A finding as the log's record holds it, so that findings can be rebuilt from the log."""
    if finding is None:
        return None
    return {
        "part": finding.part,
        "subject": finding.subject,
        "statement": statement_to_json(finding.statement),
    }


def known(row: Row) -> Known:
    """A row of `findings`."""
    statement = statement_from_json(json.loads(row["statement"]))
    return Known(
        Finding(row["key"], row["part"], statement or Statement(), row["subject"]),
        frozenset(json.loads(row["earlier"])),
    )


def source_state(row: Row) -> SourceState:
    """A row of `sources`."""
    return SourceState(
        source_id=row["id"],
        fingerprint=row["fingerprint"],
        validators=Validators(row["etag"], row["last_modified"]),
        body_digest=row["body_digest"],
        parts=frozenset(json.loads(row["parts"])),
        held=frozenset(json.loads(row["held"])),
        failures=row["failures"],
        next_poll=maybe_moment(row["next_poll"]),
        last_poll=maybe_moment(row["last_poll"]),
        last_good=maybe_moment(row["last_good"]),
        last_outcome=Outcome(row["last_outcome"]) if row["last_outcome"] else None,
        paused=bool(row["paused"]),
        moved_to=row["moved_to"],
        rhythm=_rhythm(row["rhythm"]),
        candidate=_candidate(row["candidate"]),
        title=row["title"],
        disagreement=row["disagreement"],
        paused_by_person=bool(row["paused_by_person"]),
    )


def rhythm_to_json(rhythm: Rhythm) -> str:
    """A feed's rhythm, its wait in seconds."""
    return to_json(
        {
            "wait": None if rhythm.wait is None else rhythm.wait.total_seconds(),
            "skip_hours": sorted(rhythm.skip_hours),
            "skip_days": sorted(rhythm.skip_days),
        }
    )


def candidate_to_json(candidate: Candidate) -> str:
    """What may be believed when it is seen often enough."""
    since = to_text(candidate.since)
    return to_json({"digest": candidate.digest, "since": since, "polls": candidate.polls})


def _rhythm(text: str | None) -> Rhythm | None:
    if text is None:
        return None
    stated = json.loads(text)
    wait = stated["wait"]
    return Rhythm(
        wait=None if wait is None else timedelta(seconds=wait),
        skip_hours=frozenset(stated["skip_hours"]),
        skip_days=frozenset(stated["skip_days"]),
    )


def _candidate(text: str | None) -> Candidate | None:
    if text is None:
        return None
    stated = json.loads(text)
    return Candidate(stated["digest"], to_moment(stated["since"]), stated["polls"])


def logged_change(row: Row) -> LoggedChange:
    """A row of `changes`; `updates` stay in its record and are not read here."""
    return LoggedChange(
        seq=row["seq"],
        change=Change(
            kind=ChangeKind(row["kind"]),
            summary=row["summary"],
            old=statement_from_json(json.loads(row["old"]) if row["old"] else None),
            new=statement_from_json(json.loads(row["new"]) if row["new"] else None),
            updates=(),
            action=row["action"],
            date=row["date"],
            effective=row["effective"],
        ),
        source=row["source"],
        tier=row["tier"],
        treaty=row["treaty"],
        detected_at=to_moment(row["detected_at"]),
        captured_at=to_moment(row["captured_at"]),
        capture=row["capture"],
        capture_id=row["capture_id"],
        imported=bool(row["imported"]),
        hash=row["hash"],
    )
