"""The key that signs session cookies: a file beside the database that only its owner can read.

Who takes it away ends every session; the next start makes a new one.
"""

import os
import secrets
import tempfile
from pathlib import Path

from watcher.errors import StoreError
from watcher.evidence.newfile import put_in_place

_BYTES = 32


def session_file(database: Path) -> Path:
    """Where the key is of the sessions of a database's desk."""
    return Path(f"{database}.session")


def session_key(database: Path) -> bytes:
    """The key; made at the first use. Whoever comes second uses what the first one made.

    Raises StoreError where it can be neither read nor written, or is no such key.
    """
    path = session_file(database)
    try:
        if not path.exists():
            _make(path)
        key = bytes.fromhex(path.read_text("ascii"))
    except OSError as error:
        raise StoreError(
            f"{path}: the key that signs sessions cannot be read or written: "
            f"{(error.strerror or str(error)).lower()}. Check the folder, its owner and its disk."
        ) from error
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise StoreError(f"{path}: this is no key of sessions; delete the file, and log in again.")
    return key


def _make(path: Path) -> None:
    """Write a new key beside its place, and give it its name only if that is still free."""
    descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:  # mkstemp makes it 0600
            file.write(secrets.token_hex(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        put_in_place(Path(beside), path)
    except FileExistsError:
        pass  # another process was first, and its key is as good
    finally:
        Path(beside).unlink(missing_ok=True)
