"""A signed head that is kept elsewhere: by it, a log that was cut and signed anew is found."""

import json
from dataclasses import dataclass
from pathlib import Path

from watcher.errors import UsageError
from watcher.evidence import sshsig
from watcher.evidence.head import Head, head_from


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A head with its signature. `public` is the key's line of OpenSSH."""

    head: Head
    record: bytes
    signature: str
    public: str

    def to_json(self) -> str:
        """As it is kept in a file."""
        fields = {
            "head": self.record.decode(),
            "signature": self.signature,
            "public_key": self.public,
        }
        return json.dumps(fields, indent=2) + "\n"


def kept_head(record: bytes, signature: str, public: str) -> KeptHead:
    """A head whose signature is that of the key; ValueError for any other."""
    head = head_from(record)
    if not sshsig.verifies(sshsig.public_from_line(public), record, signature):
        raise ValueError("its signature is not that of its key")
    return KeptHead(head, record, signature, public)


def read_kept_head(path: Path) -> KeptHead:
    """Read a head from the file that `watcher verify --save-head` wrote; UsageError for another."""
    try:
        stated = json.loads(path.read_bytes())
        return kept_head(stated["head"].encode(), stated["signature"], stated["public_key"])
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path}: it cannot be read: {reason}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path}: this is no signed head, or it was altered; it must be a file that "
            "`watcher verify --save-head` wrote."
        ) from error
