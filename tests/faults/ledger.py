"""Is a database whole? Whatever was killed, every promise of the store must hold in what is left.

    assert_whole(tmp_path / "watcher.db")

It looks at a copy, so that the original stays as the kill left it and the next run recovers it.
Nothing of the watcher's own reading of the log is used, save how a statement is hashed.
"""

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from watcher.store.rows import statement_from_json

OPERATOR = "/operator"  # the series of messages to the operator
_EARLIER = 20  # statements of a finding that are remembered


def assert_whole(path: Path) -> None:
    """Assert that the database opens and that each poll in it is there as a whole."""
    with copied(path) as db:
        if db is None:
            return  # killed before the tables were made, which is one transaction
        _file(db)
        _chain(db)
        _polls(db)
        _captures(db)
        _findings(db)
        _sources(db)
        _outbox(db)


@contextmanager
def copied(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection to a copy of the database; None where it has no tables yet."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        for suffix in ("", "-wal", "-journal"):
            if Path(f"{path}{suffix}").exists():
                shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
        db = sqlite3.connect(copy)
        db.row_factory = sqlite3.Row
        try:
            tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            yield db if tables else None
        finally:
            db.close()


def told(path: Path) -> dict[str, list[tuple[str, ...]]]:
    """What the log says of each source, in order, without what differs between two runs."""
    with copied(path) as db:
        said: dict[str, list[tuple[str, ...]]] = {}
        for row in db.execute("SELECT * FROM changes ORDER BY seq") if db else ():
            updates = json.loads(row["record"])["updates"]
            line = (row["kind"], row["summary"], row["old"], row["new"], json.dumps(updates))
            said.setdefault(row["source"], []).append(line)
        return said


def rows(path: Path, sql: str) -> list[dict[str, Any]]:
    """What a query gives on a copy of the database; nothing where it has no tables yet."""
    with copied(path) as db:
        return [dict(row) for row in db.execute(sql)] if db else []


def _file(db: sqlite3.Connection) -> None:
    assert [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA application_id").fetchone()[0] == 0x54525457
    assert db.execute("PRAGMA user_version").fetchone()[0] >= 1
    # FTS5 raises where its index does not agree with itself.
    db.execute("INSERT INTO changes_text (changes_text) VALUES ('integrity-check')")
    db.rollback()


def _chain(db: sqlite3.Connection) -> None:
    previous, count = "", 0
    for count, row in enumerate(db.execute("SELECT * FROM changes ORDER BY seq"), 1):
        record = json.loads(row["record"])
        assert row["seq"] == record["seq"] == count
        assert hashlib.sha256(row["record"]).hexdigest() == row["hash"]
        assert record["previous"] == previous
        previous = row["hash"]
        _repeats(row, record)
    head = db.execute("SELECT seq, hash FROM head").fetchall()
    assert [tuple(row) for row in head] == [(count, previous)]
    assert _one(db, "SELECT count(*) FROM changes_text_docsize") == count


def _repeats(row: sqlite3.Row, record: dict[str, Any]) -> None:
    """The columns say what the hashed record says."""
    for name in ("kind", "source", "tier", "treaty", "action", "date", "effective", "summary"):
        assert row[name] == record[name], name
    assert row["capture"] == record["capture"]
    for name in ("old", "new"):
        assert (json.loads(row[name]) if row[name] else None) == record[name]


def _polls(db: sqlite3.Connection) -> None:
    written = Counter(row[0] for row in db.execute("SELECT capture_id FROM changes"))
    for poll in db.execute("SELECT * FROM polls"):
        found = written.pop(poll["capture"], 0) if poll["capture"] is not None else 0
        assert found == poll["changes"], dict(poll)
        kept = poll["changes"] or poll["outcome"] == "quarantined"
        assert (poll["capture"] is not None) == bool(kept), dict(poll)
    assert not written, "changes of a poll that is not there"


def _captures(db: sqlite3.Connection) -> None:
    previous, count = "", 0
    for count, row in enumerate(db.execute("SELECT * FROM captures ORDER BY id"), 1):
        assert hashlib.sha256(row["record"]).hexdigest() == row["hash"]
        record = json.loads(row["record"])
        assert row["id"] == record["id"] == count
        assert record["previous"] == previous
        previous = row["hash"]
        for name in ("sha256", "source", "url", "status", "fetched_at"):
            assert row[name] == record[name], name
        assert json.loads(row["headers"]) == record["headers"]
    (head,) = db.execute("SELECT * FROM head")
    assert (head["captures"], head["captures_hash"]) == (count, previous)
    if head["signature"]:  # killed before the first key was made, there is none
        signed = json.loads(head["record"])
        assert signed["changes"] == {"number": head["seq"], "hash": head["hash"]}
        assert signed["captures"] == {"number": count, "hash": previous}
    else:
        assert not count
    for row in db.execute("SELECT * FROM bodies"):
        body = zlib.decompress(row["deflated"])
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (row["sha256"], row["size"])
    polled = "SELECT count(*) FROM captures WHERE id NOT IN (SELECT capture FROM polls"
    assert _one(db, f"{polled} WHERE capture IS NOT NULL)") == 0
    assert (
        _one(db, "SELECT count(*) FROM bodies WHERE sha256 NOT IN (SELECT sha256 FROM captures)")
        == 0
    )


def _findings(db: sqlite3.Connection) -> None:
    """The findings are what the log's updates, applied one by one, come to."""
    replayed: dict[tuple[str, str], dict[str, Any]] = {}
    for row in db.execute("SELECT * FROM changes ORDER BY seq"):
        for key, finding in json.loads(row["record"])["updates"]:
            place = (row["source"], key)
            before = replayed.pop(place, None)
            if finding is not None:
                earlier = _earlier(before, finding["statement"])
                since = {"since": row["detected_at"], "change": row["seq"], "earlier": earlier}
                replayed[place] = finding | since
    stored = {
        (row["source"], row["key"]): {
            "part": row["part"],
            "subject": row["subject"],
            "statement": json.loads(row["statement"]),
            "since": row["since"],
            "change": row["change"],
            "earlier": json.loads(row["earlier"]),
        }
        for row in db.execute("SELECT * FROM findings")
    }
    assert stored == replayed


def _earlier(before: dict[str, Any] | None, statement: dict[str, Any]) -> list[str]:
    if before is None:
        return []
    old, new = statement_from_json(before["statement"]), statement_from_json(statement)
    assert old is not None
    assert new is not None
    same = old.substance == new.substance
    return before["earlier"] if same else [*before["earlier"], old.digest][-_EARLIER:]


def _sources(db: sqlite3.Connection) -> None:
    """A source's state is that of its last poll; what is remembered moved on with the polls."""
    polls: dict[str, list[sqlite3.Row]] = {}
    for poll in db.execute("SELECT * FROM polls ORDER BY id"):
        polls.setdefault(poll["source"], []).append(poll)
    for source in db.execute("SELECT * FROM sources"):
        own = polls.get(source["id"], [])
        good = [poll for poll in own if poll["outcome"] not in ("failed", "quarantined")]
        last = own[-1] if own else None
        assert source["last_poll"] == (last["finished_at"] if last else None)
        assert source["last_outcome"] == (last["outcome"] if last else None)
        assert source["last_good"] == (good[-1]["finished_at"] if good else None)
        assert (source["next_poll"] is None) == (last is None)
        assert (source["fingerprint"] is None) == (not good)
        if not good:
            assert source["etag"] is source["last_modified"] is source["body_digest"] is None
        bad = own[own.index(good[-1]) + 1 :] if good else own
        assert source["failures"] == len(bad)
        episodes = db.execute(
            "SELECT count(*) FROM incidents WHERE source = ? AND closed_at IS NULL "
            "AND kind IN ('failed', 'quarantined')",
            [source["id"]],
        ).fetchone()[0]
        assert episodes == bool(bad)


def _outbox(db: sqlite3.Connection) -> None:
    """Messages follow each other without gap, each with its deliveries, each try on record."""
    until: dict[str, tuple[int, str]] = {}
    for digest in db.execute("SELECT * FROM digests ORDER BY id"):
        name, since = digest["name"], digest["since_seq"]
        if _at_once(name):  # such a series passes over what is not for it
            assert since >= until.get(name, (0, ""))[0]
        elif name in until:
            assert since == until[name][0]
        assert since <= digest["until_seq"]
        assert name != OPERATOR or (since, digest["until_seq"]) == (0, 0)
        # The clock may have gone back in between.
        until[name] = (digest["until_seq"], max(digest["period_end"], until.get(name, (0, ""))[1]))
        sent = db.execute("SELECT count(*) FROM deliveries WHERE digest = ?", [digest["id"]])
        assert (sent.fetchone()[0] > 0) == (digest["document"] is not None)
    for cursor in db.execute("SELECT * FROM cursors"):
        seq, end = until.get(cursor["name"], (cursor["seq"], cursor["period_end"]))
        assert cursor["period_end"] == end
        assert cursor["seq"] == seq or (_at_once(cursor["name"]) and cursor["seq"] > seq)
    _missed(db)
    _told(db)
    _deliveries(db)
    _episodes(db)


def _at_once(name: str) -> bool:
    return name.endswith("/immediate")


def _missed(db: sqlite3.Connection) -> None:
    """A period that shares the message of a later one tells nothing itself."""
    for row in db.execute(
        "SELECT missed.*, later.name AS other, later.period_end AS end, later.told_with AS next, "
        "later.since_seq AS start FROM digests AS missed "
        "JOIN digests AS later ON later.id = missed.told_with"
    ):
        assert row["document"] is None
        assert row["since_seq"] == row["until_seq"] == row["start"]
        assert (row["name"], row["next"]) == (row["other"], None)
        assert row["period_end"] < row["end"]


def _told(db: sqlite3.Connection) -> None:
    """What is marked as told stands in the message, and in no other one of its series."""
    marked: dict[int, list[int]] = {}
    for row in db.execute("SELECT * FROM told ORDER BY digest, change"):
        marked.setdefault(row["digest"], []).append(row["change"])
    said: Counter[tuple[str, int]] = Counter()
    for digest in db.execute("SELECT * FROM digests WHERE document IS NOT NULL"):
        own = marked.pop(digest["id"], [])
        changes = json.loads(digest["document"]).get("changes", [])
        assert own == sorted(change["seq"] for change in changes)
        assert all(digest["since_seq"] < seq <= digest["until_seq"] for seq in own)
        said.update((digest["name"], seq) for seq in own)
    assert not marked, "told by a period that has no message"
    assert max(said.values(), default=1) == 1


def _deliveries(db: sqlite3.Connection) -> None:
    for delivery in db.execute("SELECT * FROM deliveries"):
        tries = db.execute(
            "SELECT accepted FROM attempts WHERE delivery = ? ORDER BY id", [delivery["id"]]
        ).fetchall()
        assert delivery["attempts"] == len(tries) >= delivery["tries"]
        # Those before it was resent, where it was, are over.
        latest = [row["accepted"] for row in tries[len(tries) - delivery["tries"] :]]
        accepted = [0] * (len(latest) - 1) + [int(delivery["state"] == "delivered")]
        assert latest == (accepted if latest else [])
        assert latest or delivery["state"] == "queued"
        queued = delivery["state"] == "queued"
        assert (delivery["next_attempt"] is None, delivery["finished_at"] is None) == (
            not queued,
            queued,
        )
    twice = "SELECT 1 FROM deliveries GROUP BY digest, channel, recipient HAVING count(*) > 1"
    assert db.execute(twice).fetchall() == []
    answers = db.execute(
        "SELECT answer.digest > told.digest AND answer.channel = told.channel "
        "AND answer.recipient = told.recipient FROM deliveries AS answer "
        "JOIN deliveries AS told ON told.id = answer.reply_to"
    )
    assert all(row[0] for row in answers)


def _episodes(db: sqlite3.Connection) -> None:
    """Each beginning and each end has its message to the operator; a notice ends silently."""
    messages = db.execute("SELECT composed_at FROM digests WHERE name = ?", [OPERATOR])
    told = {row["composed_at"] for row in messages}
    meant = set()
    for episode in db.execute("SELECT * FROM episodes"):
        meant.add(episode["opened_at"])
        if episode["closed_at"] is not None and episode["trouble"] != "notice":
            meant.add(episode["closed_at"])
    assert told == meant


def _one(db: sqlite3.Connection, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])
