"""The head of the chains, its signature, and the keys that signed it.

Whatever moves a chain on empties the signature; the transaction signs anew before it commits.
"""

from dataclasses import dataclass

from sqlite_utils import Database

from watcher.evidence.head import Head, Tip, key_rows_hashes
from watcher.evidence.key import SigningKey


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The head as it was signed last. `public` is the key's line of OpenSSH."""

    record: bytes
    signature: str
    public: str


def seal(db: Database, key: SigningKey) -> None:
    """Sign the head where it has moved since it was signed; call it last in a transaction."""
    row = db.conn.execute(
        "SELECT seq, hash, captures, captures_hash, deletions, deletions_hash, moved_at "
        "FROM head WHERE signature = ''"
    ).fetchone()
    if row is None:
        return
    head = Head(Tip(*row[0:2]), Tip(*row[2:4]), Tip(*row[4:6]), row[6], _keys(db))
    record = head.record()
    db.conn.execute("UPDATE head SET record = ?, signature = ?", (record, key.sign(record)))


def signed(db: Database) -> SignedHead:
    """The head, as it was signed last."""
    record, signature = db.conn.execute("SELECT record, signature FROM head").fetchone()
    return SignedHead(record, signature, newest_key(db) or "")


def newest_key(db: Database) -> str | None:
    """The public part of the key in use; None before there is one."""
    row = db.conn.execute("SELECT public FROM keys ORDER BY id DESC LIMIT 1").fetchone()
    return row[0] if row else None


def take_over(db: Database, key: SigningKey) -> None:
    """Have a key sign from now on, inside a transaction; the last head before it is kept."""
    record, signature = db.conn.execute("SELECT record, signature FROM head").fetchone()
    db.conn.execute(
        "INSERT INTO keys (id, public, head, signature) "
        "VALUES ((SELECT coalesce(max(id), 0) + 1 FROM keys), ?, ?, ?)",
        (key.public, record, signature),
    )
    db.conn.execute("UPDATE head SET signature = ''")


def _keys(db: Database) -> tuple[str, ...]:
    rows = db.conn.execute("SELECT id, public, head, signature FROM keys ORDER BY id")
    return key_rows_hashes(rows)
