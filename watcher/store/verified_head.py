"""Verifies the head and the keys that signed it. Called inside one read transaction.

Text comes as bytes: see `as_stored`.
"""

from sqlite_utils import Database

from watcher.evidence import sshsig
from watcher.evidence.chain import Differs, shown, text
from watcher.evidence.head import Head, head_from, key_row_hash
from watcher.evidence.kept_head import KeptHead, kept_head
from watcher.store.as_stored import stored_rows, stored_value


def check_head(db: Database) -> tuple[Head, list[str], KeptHead]:
    """The head, the keys that signed (newest last), and the head with its signature."""
    rows = list(stored_rows(db, "SELECT * FROM head"))
    if len(rows) != 1 or rows[0]["id"] != 1:
        raise Differs("head", 1, "it is missing")
    (row,) = rows
    try:
        head = head_from(row["record"])
    except ValueError:
        raise Differs("head", 1, "its record cannot be read", "record") from None
    said = {
        "seq": head.changes.number,
        "hash": text(head.changes.hash),
        "captures": head.captures.number,
        "captures_hash": text(head.captures.hash),
        "deletions": head.deletions.number,
        "deletions_hash": text(head.deletions.hash),
        "moved_at": text(head.moved_at),
    }
    for name, expected in said.items():
        if row[name] != expected:
            reason = f"{name} says {shown(row[name])}, where what was signed says {shown(expected)}"
            raise Differs("head", 1, reason, name)
    publics = _keys(db)
    if len(publics) < len(head.keys):
        raise Differs("keys", len(publics) + 1, "it is missing")
    try:
        kept = kept_head(row["record"], row["signature"].decode(), publics[-1])
    except ValueError:
        reason = f"its signature is not that of {_called(publics[-1])}"
        raise Differs("head", 1, reason, "signature") from None
    _check_keys(db, head)
    return head, publics, kept


def _keys(db: Database) -> list[str]:
    """The public parts of all keys, oldest first; at least one."""
    publics: list[str] = []
    for number, row in enumerate(stored_rows(db, "SELECT public FROM keys ORDER BY id"), 1):
        try:
            publics.append(row["public"].decode())
            sshsig.public_from_line(publics[-1])
        except ValueError:
            raise Differs("keys", number, "it holds no key", "public") from None
    if not publics:
        raise Differs("keys", 1, "it is missing")
    return publics


def _check_keys(db: Database, head: Head) -> None:
    """The rows are those that the signed head names."""
    known = dict(enumerate(head.keys, 1))
    for number, row in enumerate(stored_rows(db, "SELECT * FROM keys ORDER BY id"), 1):
        signature = row["signature"].decode("utf-8", "replace")
        digest = key_row_hash(row["id"], row["public"].decode(), row["head"], signature)
        if row["id"] != number or digest != known.get(number):
            raise Differs("keys", number, "it is not what the signed head names")


def check_earlier_heads(db: Database, publics: list[str], against: KeptHead | None) -> None:
    """Heads that were signed before must be of this very log."""
    for number, row in enumerate(stored_rows(db, "SELECT * FROM keys ORDER BY id"), 1):
        if number == 1:
            continue
        try:
            before = kept_head(row["head"], row["signature"].decode(), publics[number - 2])
        except ValueError:
            reason = "the last head before it is not signed by the key before it"
            raise Differs("keys", number, reason, "head") from None
        _contains(db, before.head)
    if against is None:
        return
    if against.public not in publics:
        raise Differs(
            "keys",
            len(publics),
            f"{_called(against.public)}, which signed the head that was kept elsewhere, never "
            "signed this log",
        )
    _contains(db, against.head)


def _contains(db: Database, head: Head) -> None:
    tips = (
        ("changes", "seq", head.changes),
        ("captures", "id", head.captures),
        ("deletions", "id", head.deletions),
    )
    for table, name, tip in tips:
        if not tip.number:
            continue
        found = stored_value(db, f"SELECT hash FROM {table} WHERE {name} = ?", tip.number)  # noqa: S608 -- our own names
        if found is None:
            reason = f"it is missing, and the head of {head.moved_at} names it"
            raise Differs(table, tip.number, reason)
        if found != text(tip.hash):
            reason = f"it is another row than the one that the head of {head.moved_at} names"
            raise Differs(table, tip.number, reason)


def _called(public: str) -> str:
    return f"the key {sshsig.fingerprint(sshsig.public_from_line(public))}"
