"""A small change log to compose from: one treaty, its status page, a news feed, a page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from watcher.model.change import Change, ChangeKind, Incident, LoggedChange
from watcher.model.digest import Counts, DigestSettings, Material
from watcher.model.finding import Statement
from watcher.model.source import Source, Tier
from watcher.model.treaty import Treaty
from watcher.model.wording import describe

NOW = datetime(2025, 11, 20, 7, 0, tzinfo=UTC)
NUMBER = "XVIII-16"

SOURCES = {
    source.id: source
    for source in (
        Source(
            "untc",
            "untc-status",
            "https://treaties.example.org/status",
            Tier.RECORD,
            timedelta(hours=6),
            treaty=NUMBER,
        ),
        Source("news", "feed", "https://news.example.org/rss", Tier.PRESS, timedelta(hours=1)),
        Source("home", "page", "https://home.example.org/", Tier.OFFICIAL, timedelta(hours=12)),
    )
}


class Log:
    """Writes changes as the real log holds them, numbered from 1."""

    now = NOW
    sources = SOURCES

    def __init__(self):
        self.changes = []
        self.incidents = []

    def add(self, source, old, new, kind=None, *, treaty=None, imported=False):
        kind = kind or (
            ChangeKind.ADDED
            if old is None
            else ChangeKind.REMOVED
            if new is None
            else ChangeKind.MODIFIED
        )
        seq = len(self.changes) + 1
        stated = new or old
        withdrawn = new is not None and old is not None and new.bracketed != old.bracketed
        known = self.sources.get(source)
        self.changes.append(
            LoggedChange(
                seq=seq,
                change=Change(
                    kind,
                    describe(kind, old, new),
                    old,
                    new,
                    (),
                    "withdrawal" if withdrawn else stated.action,
                    stated.date if stated.action else None,
                    stated.effective,
                ),
                source=source,
                tier=known.tier if known else Tier.RECORD,
                treaty=treaty or (known.treaty if known else NUMBER),
                detected_at=NOW - timedelta(hours=1),
                captured_at=NOW - timedelta(hours=1),
                capture=f"{seq:064x}",
                capture_id=seq,
                imported=imported,
                hash=f"{seq:064x}",
            )
        )

    def incident(self, source, kind, reason, *, ago=timedelta(hours=3), closed=False):
        self.incidents.append(
            Incident(
                id=len(self.incidents) + 1,
                source=source,
                kind=kind,
                subject="",
                reason=reason,
                opened_at=NOW - ago,
                closed_at=NOW - timedelta(hours=1) if closed else None,
            )
        )

    def material(self, **different):
        material = Material(
            since_seq=0,
            until_seq=len(self.changes),
            start=NOW - timedelta(days=1),
            end=NOW,
            changes=self.changes,
            incidents=self.incidents,
            sources=self.sources,
            treaties={NUMBER: Treaty(NUMBER, "UN Convention against Cybercrime")},
            counts={NUMBER: Counts(73, 1)},
        )
        return replace(material, **different)


@pytest.fixture
def log():
    return Log()


@pytest.fixture
def settings():
    return DigestSettings(
        id="daily",
        title="Daily digest",
        schedule="0 7 * * *",
        timezone="Europe/Vienna",
        channels=("desk",),
    )


@pytest.fixture
def act():
    """A statement of a treaty action, as the status page makes it."""

    def act(participant, action="signature", date="2025-11-19", **fields):
        fields.setdefault("bracketed", False)
        return Statement(action=action, date=date, participant=participant, **fields)

    return act
