"""The key that signs the head: a file beside the database, in OpenSSH's format.

`ssh-keygen -l -f watcher.db.key` shows its fingerprint, `ssh-keygen -y -f …` its public part.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_ssh_private_key,
)

from watcher.errors import StoreError
from watcher.evidence import sshsig
from watcher.evidence.newfile import sync_folder


def key_file(database: Path) -> Path:
    """Where the key of a database is."""
    return Path(f"{database}.key")


@dataclass(frozen=True)
class SigningKey:
    """A key that can sign. It is read once, and kept in memory while the database is open."""

    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> str:
        """An armoured SSH signature."""
        return sshsig.sign(self.private, message)

    @cached_property
    def public(self) -> str:
        """The public part, as a line of OpenSSH."""
        return sshsig.public_line(self.private.public_key())

    @property
    def fingerprint(self) -> str:
        """Its name in short: "SHA256:…"."""
        return sshsig.fingerprint(self.private.public_key())


def make(path: Path) -> SigningKey:
    """Make a new key and keep it in a file that only its owner can read.

    Never over another file. Raises StoreError where it cannot be written.
    """
    key = SigningKey(Ed25519PrivateKey.generate())
    text = key.private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    write(path, text)
    return key


def write(path: Path, text: bytes) -> None:
    """Write a key's file: whole or not at all, readable by its owner alone. StoreError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                raise FileExistsError(17, "there is a file already", str(path))
            beside.rename(path)
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(
            f"{path}: the key that signs the log cannot be written: {_reason(error)}. "
            "Check the folder and its disk."
        ) from error


def load(path: Path) -> SigningKey:
    """Read a key from its file; StoreError where it is no such key, or cannot be read."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise StoreError(
            f"{path}: the key that signs the log cannot be read: {_reason(error)}. "
            "Check its owner and permissions."
        ) from error
    try:
        private = load_ssh_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise StoreError(
            f"{path}: this is no key of OpenSSH, or it has a passphrase; put the key of this "
            "database there, without a passphrase."
        ) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise StoreError(f"{path}: this is no Ed25519 key; put the key of this database there.")
    return SigningKey(private)


def fingerprint(public: str) -> str:
    """A public key's name in short; the line itself where it is none."""
    try:
        return sshsig.fingerprint(sshsig.public_from_line(public))
    except ValueError:
        return public


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
