"""Polls and changes to write into a real database."""

from datetime import UTC, datetime, timedelta

from watcher.model.capture import Capture, Validators
from watcher.model.change import Change, ChangeKind, PollRecord
from watcher.model.finding import Finding, Statement
from watcher.model.source import Outcome, Source, Tier
from watcher.store import polls
from watcher.store.database import transaction

NOW = datetime(2026, 2, 3, 10, 16, 18, 123_000, tzinfo=UTC)
SOURCES = tuple(
    Source(name, kind, f"https://{name}.example.org/", tier, timedelta(hours=6), treaty=treaty)
    for name, kind, tier, treaty in (
        ("untc", "untc-status", Tier.RECORD, "XVIII-16"),
        ("news", "feed", Tier.OFFICIAL, None),
    )
)


class Polls:
    """Writes polls as the pipeline would, one after the other."""

    def __init__(self, db):
        self.db = db
        self.now = NOW

    def record(self, *changes, source="untc", outcome=None, **fields):
        self.now += timedelta(minutes=1)
        body = fields.pop("body", f"body at {self.now}".encode())
        kept = changes or outcome is Outcome.QUARANTINED
        capture = Capture(
            f"https://{source}.example.org/",
            200,
            (("ETag", '"1"'), ("X-Odd", "é")),
            self.now,
            body,
            timedelta(seconds=1),
        )
        source_ = next(each for each in SOURCES if each.id == source)
        values = {
            "source_id": source,
            "tier": source_.tier.value,
            "treaty": source_.treaty,
            "started_at": self.now,
            "finished_at": self.now,
            "outcome": outcome or (Outcome.CHANGED if changes else Outcome.UNCHANGED),
            "next_poll": self.now + timedelta(hours=6),
            "status": 200,
            "capture": capture if kept else None,
            "changes": changes,
            **fields,
        }
        return PollRecord(**values)

    def write(self, *changes, **fields):
        record = self.record(*changes, **fields)
        with transaction(self.db):
            polls.write(self.db, record)
        return record

    def rows(self, sql, *values):
        return list(self.db.query(sql, list(values)))


def statement(text="text", **fields):
    return Statement(text=text, **fields)


def signature(code="MUS", name="Mauritius", date="2025-11-19", **fields):
    return Statement(
        action="signature",
        date=date,
        mark="",
        bracketed=False,
        participant=name,
        participant_code=code,
        **fields,
    )


def part_of(key):
    """The part that a key belongs to: the column of a participant's cell, else what comes first."""
    family, *_, last = key.split("/")
    return f"{family}/{last}" if family == "participants" else family


def added(new, key=None, kind=ChangeKind.ADDED, summary=None):
    """A change by which one finding is stated for the first time."""
    key = key or f"participants/{new.participant_code}/signature"
    finding = Finding(key, part_of(key), new, new.participant_code)
    return Change(
        kind,
        summary or f"{new.participant or new.text} is new",
        None,
        new,
        ((key, finding),),
        new.action,
        new.date,
    )


def modified(old, new, key=None):
    key = key or f"participants/{new.participant_code}/signature"
    finding = Finding(key, part_of(key), new, new.participant_code)
    return Change(
        ChangeKind.MODIFIED, "it changed", old, new, ((key, finding),), new.action, new.date
    )


def removed(old, key=None):
    key = key or f"participants/{old.participant_code}/signature"
    return Change(ChangeKind.REMOVED, "it is gone", old, None, ((key, None),), old.action, old.date)


VALIDATORS = Validators('"1"', "Tue, 03 Feb 2026 10:16:18 GMT")
