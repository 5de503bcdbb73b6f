"""Signatures that OpenSSH takes for its own, and no others are taken."""

import shutil
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from watcher.evidence import key as keys
from watcher.evidence.sshsig import (
    NAMESPACE,
    fingerprint,
    public_from_line,
    public_line,
    sign,
    verifies,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
needs_ssh_keygen = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed (openssh-client)"
)


def ssh_keygen(*words, **options):
    return subprocess.run(
        ["ssh-keygen", *words], capture_output=True, text=True, check=False, **options
    )


@pytest.fixture
def signers(tmp_path):
    path = tmp_path / "allowed_signers"
    path.write_text(f'us namespaces="{NAMESPACE}" {public_line(KEY.public_key())}\n')
    return path


@needs_ssh_keygen
@pytest.mark.parametrize(("message", "good"), [("the head", True), ("another head", False)])
def test_ssh_keygen_verifies_what_was_signed_and_nothing_else(tmp_path, signers, message, good):
    (tmp_path / "sig").write_text(sign(KEY, b"the head"))
    words = ("-f", signers, "-I", "us", "-n", NAMESPACE, "-s", tmp_path / "sig")
    done = ssh_keygen("-Y", "verify", *words, input=message)
    assert (done.returncode == 0) is good


@needs_ssh_keygen
def test_what_ssh_keygen_signs_with_the_key_file_is_the_very_same(tmp_path):
    path = tmp_path / "watcher.db.key"
    key = keys.make(path)
    (tmp_path / "head").write_bytes(b"the head")
    done = ssh_keygen("-Y", "sign", "-f", path, "-n", NAMESPACE, tmp_path / "head")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "head.sig").read_text() == key.sign(b"the head")


@needs_ssh_keygen
def test_ssh_keygen_reads_the_key_file_and_names_it_as_we_do(tmp_path):
    path = tmp_path / "watcher.db.key"
    key = keys.make(path)
    assert key.fingerprint in ssh_keygen("-l", "-f", path).stdout
    assert ssh_keygen("-y", "-f", path).stdout.strip() == key.public
    assert keys.load(path).public == key.public


@given(st.binary(max_size=200))
def test_what_was_signed_is_verified(message):
    assert verifies(KEY.public_key(), message, sign(KEY, message))


@given(st.data())
def test_no_altered_byte_of_a_signature_is_overlooked(data):
    """Not the spare bits of base64 either, nor white space that a reader would pass over."""
    signature = sign(KEY, b"the head").encode()
    at = data.draw(st.integers(0, len(signature) - 1))
    altered = bytearray(signature)
    altered[at] ^= 1 << data.draw(st.integers(0, 7))
    assert not verifies(KEY.public_key(), b"the head", altered.decode("utf-8", "replace"))


@pytest.mark.parametrize("text", ["", "\n", "-----BEGIN SSH SIGNATURE-----\n", "é"])
def test_what_is_no_signature_is_none(text):
    assert not verifies(KEY.public_key(), b"the head", text)


def test_another_keys_signature_is_none():
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert not verifies(KEY.public_key(), b"the head", sign(other, b"the head"))


def test_a_public_key_comes_back_from_its_line():
    public = KEY.public_key()
    assert public_from_line(public_line(public)) == public
    assert fingerprint(public).startswith("SHA256:")


@pytest.mark.parametrize("line", ["", "ssh-rsa AAAA", "ssh-ed25519 AAAA", "ssh-ed25519 é"])
def test_a_line_that_is_no_such_key_is_refused(line):
    with pytest.raises(ValueError, match="no Ed25519 key"):
        public_from_line(line)


def test_a_key_never_takes_another_files_place(tmp_path):
    path = tmp_path / "watcher.db.key"
    keys.make(path)
    before = path.read_bytes()
    with pytest.raises(keys.StoreError, match="there is a file already"):
        keys.make(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["watcher.db.key"]
