"""Signatures in OpenSSH's format, as `ssh-keygen -Y sign` makes them and `-Y verify` checks them.

The format is that of OpenSSH's PROTOCOL.sshsig: a blob that names the key, the namespace and the
hash, in an armour of base64. Only Ed25519 keys are used.
"""

import base64
import hashlib
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: What the signatures are for: one that was made for another purpose is none of ours.
NAMESPACE = "treaty-watcher"

_MAGIC = b"SSHSIG"
_VERSION = 1
_HASH = b"sha512"
_TYPE = b"ssh-ed25519"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_WIDTH = 70  # characters of base64 on a line, as ssh-keygen writes them
_LENGTH = 64  # bytes of an Ed25519 signature


def sign(key: Ed25519PrivateKey, message: bytes) -> str:
    """Sign a message; the armoured signature ends with a line break."""
    return _armoured(key.public_key(), key.sign(_signed(message)))


def verifies(public: Ed25519PublicKey, message: bytes, armoured: str) -> bool:
    """Whether the signature is this key's, of this message.

    Only the one form that `sign` writes is taken: base64 has spare bits, and armour white space,
    that could be altered unseen.
    """
    lines = armoured.split("\n")
    try:
        blob = base64.b64decode("".join(lines[1:-2]), validate=True)
        signature = blob[-_LENGTH:]
        if _armoured(public, signature) != armoured:
            return False
        public.verify(signature, _signed(message))
    except (ValueError, InvalidSignature):
        return False
    return True


def public_blob(public: Ed25519PublicKey) -> bytes:
    """A public key as OpenSSH encodes it."""
    return _string(_TYPE) + _string(public.public_bytes_raw())


def public_line(public: Ed25519PublicKey) -> str:
    """A public key as it stands in a `.pub` or an `allowed_signers` file, without a comment."""
    return f"{_TYPE.decode()} {base64.b64encode(public_blob(public)).decode()}"


def public_from_line(line: str) -> Ed25519PublicKey:
    """The inverse of `public_line`; ValueError for any other text."""
    name, _, encoded = line.partition(" ")
    try:
        blob = base64.b64decode(encoded, validate=True)
        public = Ed25519PublicKey.from_public_bytes(blob[-32:])
    except ValueError as error:
        raise ValueError("it is no Ed25519 key") from error
    if name != _TYPE.decode() or public_line(public) != line:
        raise ValueError("it is no Ed25519 key")
    return public


def fingerprint(public: Ed25519PublicKey) -> str:
    """A key's name in short, as `ssh-keygen -l` prints it: "SHA256:…"."""
    digest = hashlib.sha256(public_blob(public)).digest()
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


def _armoured(public: Ed25519PublicKey, signature: bytes) -> str:
    blob = (
        _MAGIC
        + struct.pack(">I", _VERSION)
        + _string(public_blob(public))
        + _string(NAMESPACE.encode())
        + _string(b"")  # reserved
        + _string(_HASH)
        + _string(_string(_TYPE) + _string(signature))
    )
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
    return "\n".join((_BEGIN, *lines, _END, ""))


def _signed(message: bytes) -> bytes:
    digest = hashlib.sha512(message).digest()
    parts = (NAMESPACE.encode(), b"", _HASH, digest)
    return _MAGIC + b"".join(map(_string, parts))


def _string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value
