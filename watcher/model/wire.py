"""A change as it leaves the watcher: the same JSON for the command line, files and webhooks."""

from datetime import UTC, datetime
from typing import Any

from watcher.model.change import Change, LoggedChange, PollRecord
from watcher.model.claim import Claim
from watcher.model.finding import Statement
from watcher.model.report import Report


def change_to_json(logged: LoggedChange) -> dict[str, Any]:
    """Turn a change into plain JSON values, its keys in their fixed order.

    `date` and `effective` are the action's own; `detected_at` is when it was found, `captured_at`
    when the bytes named by `capture` (their SHA-256) were there, both UTC in whole seconds.
    """
    fields = change_fields(logged.change)
    stated = {
        "source": logged.source,
        "tier": str(logged.tier),
        "treaty": logged.treaty,
    }
    told = {
        "detected_at": moment_to_json(logged.detected_at),
        "captured_at": moment_to_json(logged.captured_at),
        "imported": logged.imported,
        "capture": logged.capture,
        "hash": logged.hash,
    }
    kind = {"kind": fields.pop("kind")}
    return {"seq": logged.seq, **kind, **stated, **fields, **told}


def change_fields(change: Change) -> dict[str, Any]:
    """What a change says by itself, before the log numbers it."""
    stated = change.stated
    return {
        "kind": change.kind.value,
        "participant": stated.participant,
        "participant_code": stated.participant_code,
        "action": change.action,
        "date": change.date,
        "effective": change.effective,
        "old": statement_to_json(change.old),
        "new": statement_to_json(change.new),
        "summary": change.summary,
    }


def poll_to_json(record: PollRecord) -> dict[str, Any]:
    """How a poll ended, as commands print it. `held` are changes that wait for a second look."""
    return {
        "source": record.source_id,
        "outcome": record.outcome.value,
        "status": record.status,
        "changes": len(record.changes),
        "held": len(record.held),
        "waiting": list(record.held_summaries),
        "filtered": len(record.filtered),
        "error": record.error,
        "notices": [notice.text for notice in (*(record.notices or ()), *(record.agreement or ()))],
        "bytes": record.bytes,
        "milliseconds": record.milliseconds,
        "next_poll": moment_to_json(record.next_poll),
    }


def statement_to_json(statement: Statement | None) -> dict[str, Any] | None:
    """Turn one side of a change into JSON: every key always there, null where it does not apply."""
    if statement is None:
        return None
    return {
        "participant": statement.participant,
        "participant_code": statement.participant_code,
        "action": statement.action,
        "date": statement.date,
        "effective": statement.effective,
        "mark": statement.mark,
        "bracketed": statement.bracketed,
        "text": statement.text,
        "link": statement.link,
        "footnotes": list(statement.footnotes),
        "published": statement.published,
    }


def claim_to_json(claim: Claim) -> dict[str, Any]:
    """Turn a claim into plain JSON values; participants are codes."""
    return {
        "treaty": claim.treaty,
        "action": claim.action.value,
        "stage": claim.stage.value,
        "participants": list(claim.participants),
        "unnamed": claim.unnamed,
        "number": claim.number,
        "quote": claim.quote,
    }


def report_to_json(report: Report) -> dict[str, Any]:
    """Turn a report into plain JSON values; `seq` is the line of the log that said so first."""
    return {
        "id": report.id,
        "treaty": report.treaty,
        "action": report.action.value,
        "deed": report.deed.value,
        "participant_code": report.participant,
        "number": report.number,
        "state": report.state.value,
        "source": report.source,
        "seq": report.change,
        "title": report.title,
        "link": report.link,
        "reported_at": moment_to_json(report.reported_at),
        "settled_at": moment_to_json(report.settled_at) if report.settled_at else None,
        "settled_by": report.settled_by,
        "reason": report.reason or None,
    }


def moment_to_json(moment: datetime) -> str:
    """Write an aware moment as "2026-02-03T10:16:18Z"; ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
