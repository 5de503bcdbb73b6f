"""A database of an earlier version: its captures are brought into the chain, and all is signed."""

import hashlib
import json
import zlib

import pytest
from sqlite_utils import Database

from tests.unit.store.polling import Polls, added, signature
from watcher.evidence.canonical import canonical
from watcher.evidence.chain import Differs
from watcher.store.case import gathered
from watcher.store.database import open_for_writing, reading
from watcher.store.rows import to_json
from watcher.store.schema import APPLICATION_ID, migrations
from watcher.store.verification import verify_file

SIDE = {
    **dict.fromkeys(("participant", "participant_code", "action", "date", "effective")),
    **dict.fromkeys(("mark", "bracketed", "text", "link", "published")),
    "footnotes": [],
}


@pytest.fixture
def old(path):
    """Two changes of one poll, as the third version wrote them."""
    db = Database(path)
    db.execute("PRAGMA auto_vacuum = INCREMENTAL")
    migrations.apply(db, stop_before="m004_evidence")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("PRAGMA user_version = 3")
    db.table("sources").insert(
        {"id": "untc", "kind": "untc-status", "url": "https://a.example/", "tier": "record"}
    )
    body = b"the page"
    sha256 = hashlib.sha256(body).hexdigest()
    db.execute("INSERT INTO bodies VALUES (?, ?, ?)", (sha256, len(body), zlib.compress(body)))
    at = "2026-01-01T10:00:00.123Z"
    headers = to_json([["ETag", '"é"']])
    db.execute(
        "INSERT INTO captures VALUES (1, ?, 'untc', 'https://a.example/', 200, ?, ?)",
        (sha256, headers, at),
    )
    previous = ""
    for seq, code in enumerate(("FRA", "ITA"), 1):
        new = {**SIDE, "participant": code, "participant_code": code, "date": "2025-12-01"}
        fields = {
            **dict.fromkeys(("treaty", "action", "date", "effective", "old")),
            "seq": seq,
            "kind": "baseline",
            "source": "untc",
            "tier": "record",
            "participant": code,
            "participant_code": code,
            "new": new,
            "summary": code,
            "detected_at": f"{at[:19]}Z",
            "captured_at": f"{at[:19]}Z",
            "imported": False,
            "capture": sha256,
        }
        stated = {"part": "participants/signature", "subject": code, "statement": new}
        key = f"participants/{code}/signature"
        record = canonical({**fields, "updates": [[key, stated]], "previous": previous})
        previous = hashlib.sha256(record).hexdigest()
        columns = {
            **fields,
            "new": to_json(new),
            "imported": 0,
            "detected_at": at,
            "captured_at": at,
            "capture_id": 1,
            "record": record,
            "hash": previous,
        }
        marks = ", ".join("?" * len(columns))
        db.execute(
            f"INSERT INTO changes ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values())
        )
        db.execute(
            "INSERT INTO findings VALUES ('untc', ?, ?, ?, ?, '[]', ?, ?)",
            (key, stated["part"], code, to_json(new), at, seq),
        )
    db.execute("UPDATE head SET seq = 2, hash = ?", (previous,))
    db.conn.commit()
    db.close()
    return path


def test_all_that_it_holds_is_verified_from_then_on(old):
    open_for_writing(old).close()
    verified = verify_file(old)
    assert (verified.changes, verified.captures, verified.findings) == (2, 1, 2)
    assert verified.head.head.moved_at == "2026-01-01T10:00:00.000Z"


def test_the_records_of_the_log_stay_as_they_were(old):
    before = list(Database(old).query("SELECT seq, record, hash FROM changes"))
    open_for_writing(old).close()
    with reading(old) as db:
        assert list(db.query("SELECT seq, record, hash FROM changes")) == before
        (capture,) = db.query("SELECT record FROM captures")
    assert json.loads(capture["record"])["headers"] == [["ETag", '"é"']]


def test_the_log_goes_on_in_the_same_chains(old):
    db = open_for_writing(old)
    Polls(db).write(added(signature()))
    db.close()
    assert verify_file(old).captures == 2
    with reading(old) as db, gathered(db, 1) as case:
        assert not case.names_capture
    with reading(old) as db, gathered(db, 3) as case:
        assert case.names_capture


def test_what_had_been_altered_before_is_found(old):
    db = Database(old)
    db.execute("DROP TRIGGER changes_are_never_updated")
    db.execute("UPDATE changes SET participant = 'Spain' WHERE seq = 2")
    db.execute(
        "CREATE TRIGGER changes_are_never_updated BEFORE UPDATE ON changes "
        "BEGIN SELECT RAISE(ABORT, ''); END"
    )
    db.conn.commit()
    db.close()
    open_for_writing(old).close()
    with pytest.raises(Differs, match="changes, row 2: participant says 'Spain'"):
        verify_file(old)
