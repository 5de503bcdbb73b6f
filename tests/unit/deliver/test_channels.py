"""A delivery reaches its channel whole, or fails with a sentence."""

import io
import json
import os
import re
import resource
import stat
from pathlib import Path

import pytest

from tests.unit.deliver.building import a_delivery, a_digest, the_means
from watcher.deliver import channels, console
from watcher.deliver.channels import CHANNELS
from watcher.errors import DeliveryError
from watcher.model.channel import (
    ChannelSettings,
    Chat,
    Email,
    Secret,
    Security,
    Webhook,
)

EMAIL = Email("127.0.0.1", 1, Security.NONE, "desk@example.org", ("a@example.org",))
WEBHOOK = Webhook("http://127.0.0.1:1/", (Secret("env:HOOK_SECRET"),))
CHAT = Chat(("json://127.0.0.1:1/",))


async def deliver(channel, delivery):
    async with the_means() as means:
        return await channels.deliver(channel, delivery, means)


async def to_console(delivery, stream):
    channel = ChannelSettings("desk", "console")
    async with the_means() as means:
        await console.deliver(channel, delivery, means, stream)


def said(subject):
    return a_delivery(a_digest(subject=subject))


def a_file(path):
    return ChannelSettings("desk", "file", str(path))


def lines_of(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


async def test_a_digest_is_one_json_line_with_the_delivery_in_front(tmp_path):
    path = tmp_path / "digests.jsonl"
    receipt = await deliver(a_file(path), a_delivery())
    assert (receipt.channel, receipt.delivery) == ("desk", "d-1")
    (line,) = lines_of(path)
    assert next(iter(line)) == "delivery"
    assert line["delivery"] == "d-1"
    assert line["subject"] == "Mauritius signs"


async def test_a_delivery_made_twice_can_be_told_by_its_id(tmp_path):
    path = tmp_path / "digests.jsonl"
    for _ in range(2):
        await deliver(a_file(path), a_delivery())
    await deliver(a_file(path), a_delivery(id="d-2"))
    assert [line["delivery"] for line in lines_of(path)] == ["d-1", "d-1", "d-2"]


async def test_missing_directories_are_made(tmp_path):
    path = tmp_path / "a" / "b" / "digests.jsonl"
    await deliver(a_file(path), a_delivery())
    assert len(lines_of(path)) == 1


async def test_a_line_that_was_cut_spoils_only_itself(tmp_path):
    path = tmp_path / "digests.jsonl"
    path.write_bytes(b'{"delivery":"d-0","subj')
    await deliver(a_file(path), a_delivery())
    _cut, whole = path.read_text("utf-8").splitlines()
    assert json.loads(whole)["delivery"] == "d-1"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
async def test_a_full_disk_is_told():
    with pytest.raises(DeliveryError, match="desk cannot write /dev/full: there is no space left"):
        await deliver(a_file("/dev/full"), a_delivery())


async def test_a_write_that_is_cut_in_the_middle_is_taken_back(tmp_path):
    path = tmp_path / "digests.jsonl"
    await deliver(a_file(path), a_delivery())
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
    try:
        with pytest.raises(DeliveryError, match="would grow beyond its limit"):
            await deliver(a_file(path), a_delivery(id="d-2"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before


async def test_a_directory_in_place_of_the_file_is_told(tmp_path):
    with pytest.raises(DeliveryError, match="it is a directory"):
        await deliver(a_file(tmp_path), a_delivery())


async def test_a_file_in_place_of_the_directory_is_told(tmp_path):
    (tmp_path / "data").write_text("no directory")
    with pytest.raises(DeliveryError, match="a part of the path is a file"):
        await deliver(a_file(tmp_path / "data" / "digests.jsonl"), a_delivery())
    with pytest.raises(DeliveryError, match="a part of the path is a file"):
        await deliver(a_file(tmp_path / "data" / "deep" / "digests.jsonl"), a_delivery())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write in a read-only directory")
async def test_a_read_only_directory_is_told(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(DeliveryError, match="permission denied"):
        await deliver(a_file(tmp_path / "digests.jsonl"), a_delivery())


async def test_what_not_even_root_may_write_is_told():
    # The kernel refuses to make files there, whoever asks.
    with pytest.raises(DeliveryError, match=re.escape("cannot write /proc/watcher/digests.jsonl")):
        await deliver(a_file("/proc/watcher/digests.jsonl"), a_delivery())


async def test_a_pipe_gives_no_receipt_for_what_nobody_reads(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DeliveryError, match="it is a pipe or a socket, not a file"):
        await deliver(a_file(tmp_path / "pipe"), a_delivery())


async def test_a_path_with_a_nul_is_refused():
    with pytest.raises(DeliveryError, match="desk cannot write"):
        await deliver(a_file("a\x00b"), a_delivery())


async def test_a_file_channel_needs_a_path():
    with pytest.raises(DeliveryError, match="needs a path"):
        await deliver(ChannelSettings("desk", "file"), a_delivery())


async def test_an_unknown_kind_names_the_known_ones():
    with pytest.raises(DeliveryError, match="known are console, file"):
        await deliver(ChannelSettings("desk", "pigeon"), a_delivery())


@pytest.mark.parametrize("kind", CHANNELS)
async def test_a_payload_that_is_no_digest_is_a_failed_delivery(kind, tmp_path):
    broken = a_delivery(payload="{}", recipient="json://127.0.0.1:1/")
    channel = ChannelSettings("desk", kind, tmp_path / "x", EMAIL, WEBHOOK, CHAT)
    with pytest.raises(DeliveryError, match="delivery d-1 cannot be read: this is no") as caught:
        await deliver(channel, broken)
    assert caught.value.permanent


async def test_the_console_gets_the_text(capsys):
    receipt = await deliver(ChannelSettings("desk", "console"), a_delivery())
    assert receipt.detail == "written to the console"
    text = capsys.readouterr().out
    assert text.startswith("Mauritius signs\n\nDaily, 20 Nov 2025, 07:00 (UTC)\n")
    assert "  - untc, unresolved name: Who is Zubrowka?\n" in text


async def test_the_console_gets_no_control_characters():
    stream = io.StringIO()
    await to_console(said("\x1b]0;owned\x07 \x9b2J\u202e"), stream)
    assert stream.getvalue().startswith("]0;owned 2J\n")
    assert stream.getvalue().replace("\n", "").isprintable()


async def test_a_console_without_unicode_gets_what_it_can_show():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    await to_console(said("Türkiye"), stream)
    assert raw.getvalue().startswith(b"T?rkiye\n")


async def test_a_console_that_is_gone_is_a_failed_delivery():
    reader, writer = os.pipe()
    os.close(reader)
    stream = os.fdopen(writer, "w", encoding="utf-8")
    with pytest.raises(DeliveryError, match="the console took nothing"):
        await to_console(a_delivery(), stream)
    with pytest.raises(BrokenPipeError):
        stream.close()
    with pytest.raises(DeliveryError, match="the console took nothing"):
        await to_console(a_delivery(), stream)
