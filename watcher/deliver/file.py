"""The file channel: one JSON line a digest, appended.

Each line begins with the delivery's id, so that a line written twice (a crash between the
writing and the record of it) can be told from two digests. A line that was cut by a power cut
or a kill spoils only itself: the next one starts on a line of its own.
"""

import asyncio
import contextlib
import errno
import json
import os
import stat
from pathlib import Path

from watcher.deliver.means import Means
from watcher.deliver.payload import message_of
from watcher.errors import DeliveryError
from watcher.model.channel import ChannelSettings, Delivery, Receipt
from watcher.model.message import to_json

_SENTENCES = {
    errno.ENOSPC: "there is no space left on the disk",
    errno.EFBIG: "the file would grow beyond its limit",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EROFS: "the file system is read-only",
    errno.EISDIR: "it is a directory",
    errno.ENOTDIR: "a part of the path is a file, not a directory",
    errno.EEXIST: "a part of the path is a file, not a directory",
    errno.ENXIO: "it is a pipe or a socket, not a file",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ELOOP: "its links go in a circle",
}


async def deliver(channel: ChannelSettings, delivery: Delivery, _means: Means) -> Receipt:
    """Append the digest to the channel's file and return once the disk has it.

    The directory is made where it is missing. An attempt that fails leaves the file as it was.
    """
    if not channel.path:
        raise DeliveryError(f"channel {channel.id} is of kind 'file' and needs a path")
    path = Path(channel.path)
    line = _line(delivery)
    try:
        await asyncio.to_thread(_append, path, line)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = _SENTENCES.get(getattr(error, "errno", None) or 0, str(error))
        raise DeliveryError(f"channel {channel.id} cannot write {path}: {reason}") from error
    return Receipt(channel.id, delivery.id, f"appended to {path}")


def _line(delivery: Delivery) -> bytes:
    """Put the delivery's id in front of the digest's JSON."""
    body = to_json(message_of(delivery))
    return f'{{"delivery":{json.dumps(delivery.id)},{body[1:]}\n'.encode()


def _append(path: Path, line: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # O_NONBLOCK: no pipe or device can make the opening wait.
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o644)
    try:
        _write_whole(descriptor, line)
    finally:
        os.close(descriptor)
    _sync_directory(path.parent)


def _write_whole(descriptor: int, line: bytes) -> None:
    """Write the line in one call and sync it; what fails half-way is taken back."""
    status = os.fstat(descriptor)
    regular = stat.S_ISREG(status.st_mode)  # a device is neither read back nor synced
    if not regular and not stat.S_ISCHR(status.st_mode):
        # A pipe takes a line that nobody will read: that would be a false receipt.
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))
    size = status.st_size
    if regular and size and os.pread(descriptor, 1, size - 1) != b"\n":
        line = b"\n" + line
    written = 0
    try:
        while written < len(line):  # a full disk cuts the first call, the second says why
            written += os.write(descriptor, line[written:])
        if regular:
            os.fsync(descriptor)
    except OSError:
        # Where another process appended since, its line is worth more than a tidy end.
        if regular and os.fstat(descriptor).st_size == size + written:
            os.ftruncate(descriptor, size)
        raise


def _sync_directory(directory: Path) -> None:
    """Make the name of a new file last; file systems that cannot sync a directory need not."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
