"""Whatever was altered or removed is found, with the row that it is in."""

import random
import sqlite3
import zlib
from contextlib import closing

import pytest

from tests.unit.store import tampering
from tests.unit.store.polling import Polls, added, signature
from tests.unit.store.tampering import PROVEN, copied, difference, flip, unguard
from watcher.errors import StoreError, UsageError
from watcher.evidence.chain import Differs
from watcher.evidence.kept_head import read_kept_head
from watcher.evidence.key import key_file
from watcher.store.database import open_for_writing, reading, transaction
from watcher.store.verification import verify, verify_file


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """A database with everything that evidence is made of; no test writes to it."""
    path = tmp_path_factory.mktemp("history") / "watcher.db"
    tampering.make(path)
    return path


@pytest.fixture
def copy(history):
    db = copied(history)
    yield db
    db.close()


def flips(history, tries, seed):
    """Flip one byte in each of many copies; those that were not found."""
    rng, missed, done = random.Random(seed), [], 0
    while done < tries:
        db = copied(history)
        altered = flip(db, rng, rng.choice(PROVEN))
        if altered is not None:
            done += 1
            if difference(db) is None:
                missed.append(altered)
        db.close()
    return missed


def test_what_was_not_altered_is_verified(history):
    verified = verify_file(history)
    assert (verified.changes, verified.captures, verified.deleted, verified.keys) == (33, 27, 2, 2)
    assert verified.head.head.changes.number == 33
    assert verified.fingerprint.startswith("SHA256:")


def test_a_flipped_byte_is_found_wherever_it_is(history):
    assert flips(history, 60, seed=5) == []


@pytest.mark.heavy
def test_a_flipped_byte_is_found_a_thousand_times_of_a_thousand(history):
    assert flips(history, 1_000, seed=1) == []


def test_each_column_of_each_proven_table_is_proven(history):
    rng, missed = random.Random(2), []
    for table in (*PROVEN, "deletions", "keys"):
        with closing(copied(history)) as db:
            columns = [row[1] for row in db.conn.execute(f"PRAGMA table_info({table})")]
        for column in columns:
            with closing(copied(history)) as db:
                altered = flip(db, rng, table, column)
                if altered is not None and difference(db) is None:
                    missed.append(altered)
    assert missed == []


@pytest.mark.parametrize(
    ("table", "row"),
    [("changes", "33"), ("captures", "27"), ("deletions", "3"), ("keys", "2"), ("head", "1")],
)
def test_a_removed_last_row_is_found(copy, table, row):
    copy.conn.execute(f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})")
    found = difference(copy)
    assert (found.table, found.row, found.reason.partition(":")[0]) == (table, row, "it is missing")


def test_a_removed_body_is_found(copy):
    copy.conn.execute("DELETE FROM bodies WHERE rowid = (SELECT max(rowid) FROM bodies)")
    assert "is missing" in difference(copy).reason


def test_a_row_that_was_put_in_is_found(copy):
    names = [row[1] for row in copy.conn.execute("PRAGMA table_info(changes)")]
    values = ", ".join({"seq": "34", "hash": "'x'"}.get(name, name) for name in names)
    copy.conn.execute(f"INSERT INTO changes SELECT {values} FROM changes WHERE seq = 33")
    assert (difference(copy).table, difference(copy).row) == ("changes", "34")


def test_the_sentence_names_table_row_and_value(copy):
    copy.conn.execute("UPDATE changes SET date = '2025-11-20' WHERE seq = 7")
    assert str(difference(copy)) == (
        "changes, row 7: date says '2025-11-20', where its record says '2025-11-19'"
    )


def test_the_first_of_many_is_the_one_that_is_told(copy):
    copy.conn.execute("UPDATE changes SET summary = 'other' WHERE seq >= 4")
    assert difference(copy).row == "4"


def test_a_chain_that_was_recomputed_is_found_by_the_signature(copy):
    """Whoever alters the log and all hashes after it does not have the key."""
    copy.conn.execute("UPDATE head SET seq = 32, hash = (SELECT hash FROM changes WHERE seq = 32)")
    copy.conn.execute(
        "UPDATE head SET record = CAST(replace(record, '\"number\":33', '\"number\":32') AS BLOB)"
    )
    copy.conn.execute("DELETE FROM changes WHERE seq = 33")
    assert difference(copy).table == "head"


@pytest.mark.parametrize(
    "alter",
    [
        "UPDATE findings SET statement = replace(statement, '2025', '2024') WHERE key LIKE 'part%'",
        "DELETE FROM findings WHERE key = 'entries/3'",
        "UPDATE findings SET key = 'entries/99' WHERE key = 'entries/3'",
        "UPDATE findings SET earlier = '[\"x\"]' WHERE key = 'entries/3'",
        "UPDATE findings SET since = '2020-01-01T00:00:00.000Z' WHERE key = 'entries/3'",
        "UPDATE findings SET change = 1 WHERE key = 'entries/3'",
        "UPDATE findings SET statement = '{' WHERE key = 'entries/3'",
    ],
)
def test_findings_that_the_log_does_not_state_are_found(copy, alter):
    assert copy.conn.execute(alter).rowcount > 0
    assert difference(copy).table == "findings"


def test_bytes_that_a_change_was_read_from_are_never_rightly_deleted(copy):
    """Not even with a deletion on record: who has the key may not empty the evidence unseen."""
    copy.conn.execute(
        "UPDATE bodies SET deflated = x'' WHERE sha256 = "
        "(SELECT capture FROM changes WHERE seq = 1)"
    )
    found = difference(copy)
    assert (found.table, found.reason) == (
        "bodies",
        "its bytes are missing, and no deletion of them is on record",
    )


def test_other_bytes_with_all_their_hashes_made_right_are_found(copy):
    other = zlib.compress(b"another page")
    copy.conn.execute(
        "UPDATE bodies SET deflated = ?, size = 12 WHERE sha256 = "
        "(SELECT capture FROM changes WHERE seq = 1)",
        (other,),
    )
    assert difference(copy) is not None


def test_text_that_is_no_text_is_told_and_not_a_crash(copy):
    copy.conn.execute("UPDATE changes SET summary = CAST(x'ff00fe' AS TEXT) WHERE seq = 3")
    assert difference(copy).value == "summary"


@pytest.mark.parametrize("at", [0.3, 0.6, 0.95])
def test_a_damaged_file_is_a_failed_verification_and_not_a_crash(history, tmp_path, at):
    path = tmp_path / "watcher.db"
    path.write_bytes(history.read_bytes())
    with path.open("r+b") as file:
        file.seek(int(path.stat().st_size * at) // 4096 * 4096)
        file.write(b"\xa5" * 8192)
    with pytest.raises(Differs):
        verify_file(path)


def test_a_file_that_was_cut_is_a_failed_verification(history, tmp_path):
    path = tmp_path / "watcher.db"
    path.write_bytes(history.read_bytes()[: -64 * 1024])
    with pytest.raises(Differs):
        verify_file(path)


def test_verification_leaves_the_connection_as_it_was(history):
    with reading(history) as db:
        verify(db)
        assert db.execute("SELECT kind FROM changes WHERE seq = 1").fetchone() == ("baseline",)
        assert not db.conn.in_transaction


def test_it_is_one_view_beside_a_writer(path, log):
    """Rows that come in meanwhile are not half seen."""
    log.write(added(signature()))
    with reading(path) as beside:
        seen = []

        def meanwhile(table, done, total):
            if not seen:
                log.write(added(signature("FRA", "France")))
            seen.append(table)

        assert verify(beside, progress=meanwhile).changes == 1
    assert verify_file(path).changes == 2
    assert {"captures", "changes", "bodies", "findings"} <= set(seen)


# -- heads that are kept elsewhere ---------------------------------------------------------


def save_head(path, target):
    target.write_text(verify_file(path).head.to_json())
    return read_kept_head(target)


def test_a_head_that_was_kept_is_still_part_of_the_log(path, log, tmp_path):
    log.write(added(signature()))
    kept = save_head(path, tmp_path / "head.json")
    log.write(added(signature("FRA", "France")))
    assert verify_file(path, against=kept).changes == 2


def test_a_log_that_was_cut_and_signed_anew_is_found_by_a_head_that_was_kept(path, log, tmp_path):
    for number in range(3):
        log.write(added(signature(f"S{number}")))
    kept = save_head(path, tmp_path / "head.json")
    unguard(log.db.conn)
    with transaction(log.db):  # with the right key
        log.db.execute("DELETE FROM changes WHERE seq = 3")
        log.db.execute("DELETE FROM findings WHERE change = 3")
        log.db.execute(
            "UPDATE head SET seq = 2, hash = (SELECT hash FROM changes WHERE seq = 2), "
            "signature = ''"
        )
    assert verify_file(path).changes == 2
    with pytest.raises(Differs, match=r"changes, row 3: it is missing, and the head of 2026-"):
        verify_file(path, against=kept)
    log.write(added(signature("ITA", "Italy")))
    with pytest.raises(Differs, match="changes, row 3: it is another row"):
        verify_file(path, against=kept)


def test_a_head_of_another_log_is_told_as_such(path, log, history, tmp_path):
    kept = save_head(history, tmp_path / "head.json")
    log.write(added(signature()))
    with pytest.raises(Differs, match="never signed this log"):
        verify_file(path, against=kept)


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"head": "x", "signature": "", "public_key": ""}']
)
def test_a_file_that_is_no_head_is_refused(tmp_path, text):
    path = tmp_path / "head.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"head\.json: this is no signed head"):
        read_kept_head(path)


def test_a_kept_head_that_was_altered_is_refused(history, tmp_path):
    target = tmp_path / "head.json"
    save_head(history, target)
    target.write_text(target.read_text().replace('\\"number\\":33', '\\"number\\":32'))
    with pytest.raises(UsageError, match="or it was altered"):
        read_kept_head(target)


# -- the key -------------------------------------------------------------------------------


def test_the_key_is_made_at_first_use_for_its_owner_alone(path, db):
    assert key_file(path).stat().st_mode & 0o777 == 0o600
    assert key_file(path).read_text().startswith("-----BEGIN OPENSSH PRIVATE KEY-----")


def test_without_its_key_nothing_is_added_and_no_other_key_is_made(path, db):
    db.close()
    key_file(path).unlink()
    with pytest.raises(StoreError, match=r"the key that signs the log is missing.*--new-key"):
        open_for_writing(path)
    assert not key_file(path).exists()
    assert verify_file(path).changes == 0  # reading needs no key


def test_a_key_of_another_database_is_refused(path, db, tmp_path):
    db.close()
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "watcher.db"
    open_for_writing(other).close()
    key_file(other).replace(key_file(path))
    with pytest.raises(StoreError, match="another key than the one that the database was signed"):
        open_for_writing(path)


@pytest.mark.parametrize("text", [b"", b"no key", b"-----BEGIN OPENSSH PRIVATE KEY-----\nxxxx\n"])
def test_a_key_that_is_none_is_refused(path, db, text):
    db.close()
    key_file(path).write_bytes(text)
    with pytest.raises(StoreError, match=r"watcher\.db\.key: this is no key of OpenSSH"):
        open_for_writing(path)


def test_a_lost_key_is_replaced_on_record_and_never_beside_another(path, log):
    log.write(added(signature()))
    first = log.db.key.fingerprint
    log.db.close()
    with pytest.raises(StoreError, match="there is a key already"):
        open_for_writing(path, new_key=True)
    key_file(path).unlink()
    with closing(open_for_writing(path, new_key=True)) as db:
        Polls(db).write(added(signature("FRA", "France")))
        assert db.key.fingerprint != first
    verified = verify_file(path)
    assert (verified.changes, verified.keys) == (2, 2)


def test_what_the_lost_key_signed_cannot_be_altered_with_the_new_one(path, log):
    log.write(added(signature()), added(signature("FRA", "France")))
    log.db.close()
    key_file(path).unlink()
    with closing(open_for_writing(path, new_key=True)) as db:
        unguard(db.conn)
        with transaction(db):
            db.execute("DELETE FROM changes WHERE seq = 2")
            db.execute("DELETE FROM findings WHERE change = 2")
            db.execute(
                "UPDATE head SET seq = 1, hash = (SELECT hash FROM changes WHERE seq = 1), "
                "signature = ''"
            )
    with pytest.raises(Differs, match="changes, row 2: it is missing, and the head of"):
        verify_file(path)


def test_a_commit_that_does_not_move_a_chain_is_not_signed_anew(db, log):
    log.write(added(signature()))
    before = log.rows("SELECT record, signature FROM head")
    log.write()
    assert log.rows("SELECT record, signature FROM head") == before


def test_a_transaction_that_fails_leaves_the_head_as_it_was_signed(path, log):
    log.write(added(signature()))
    with pytest.raises(sqlite3.IntegrityError):
        log.write(added(signature("FRA", "France")), status=200, held=frozenset(), bytes=None)
    assert verify_file(path).changes == 1
