"""Draws charts, in a process of its own that starts when it is needed and ends when it is idle.

A page or a digest never breaks for a chart: whatever goes wrong is one `DrawingError`, within a
time that is bounded. What was drawn is kept, up to some megabytes, by what it was drawn from.
"""

import hashlib
import importlib.metadata
import json
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Self

from watcher.charts.chart import Spec
from watcher.charts.process import EndedError, Worker
from watcher.charts.safe import asks_outside
from watcher.errors import DrawingError

MEBIBYTE = 1024 * 1024

#: Seconds in which a chart must be there. It takes half a second with the start of the process,
#: and ten on a machine whose every core is taken several times over.
TIMEOUT = 30.0
#: Seconds without work after which the process ends.
IDLE = 20.0
#: Threads that may wait for a chart at a time; the next one is refused at once.
MOST_WAITING = 16
#: Bytes of a specification at most; that of a map of all States has 130,000.
LARGEST_SPEC = 2 * MEBIBYTE
#: Bytes of pictures that are kept at most.
KEPT = 16 * MEBIBYTE


class Form(StrEnum):
    """In which form a picture is wanted: SVG for a page, PNG for a mail (2 pixels for each)."""

    SVG = "svg"
    PNG = "png"


_MEDIA_TYPES = {Form.SVG: "image/svg+xml", Form.PNG: "image/png"}
_SCALE = 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, and the quoted ETag that it can be served under."""

    content: bytes
    media_type: str
    etag: str


def etag_of(spec: Spec, form: Form = Form.SVG) -> str:
    """The ETag of a picture, from what it is drawn from and by: known without drawing it."""
    return f'"{_key(_canonical(spec), form)[:32]}"'


class Drawer:
    """Draws charts, one at a time. For plain threads; one for the program.

    Nothing is started before the first chart. A context manager; `close` ends the process.
    """

    def __init__(
        self,
        *,
        timeout: float = TIMEOUT,
        idle: float = IDLE,
        waiting: int = MOST_WAITING,
        kept: int = KEPT,
    ) -> None:
        self._timeout = timeout
        self._idle = idle
        self._places = threading.BoundedSemaphore(waiting)
        self._turn = threading.Lock()
        self._memory = _Memory(kept)
        self._worker: Worker | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def running(self) -> bool:
        """Whether there is a process at the moment."""
        return self._worker is not None and self._worker.alive

    def draw(self, spec: Spec, form: Form = Form.SVG) -> Drawn:
        """Draw a chart, or give it as it was drawn before.

        DrawingError, in at most `timeout` seconds: it took too long, too many wait already, or
        the specification cannot be drawn or asks for something from outside.
        """
        text = _canonical(spec)
        key = _key(text, form)
        if (kept := self._memory.get(key)) is not None:
            return Drawn(kept, _MEDIA_TYPES[form], f'"{key[:32]}"')
        if len(text) > LARGEST_SPEC:
            raise DrawingError(f"the chart's data are larger than {LARGEST_SPEC // MEBIBYTE} MB")
        if (asked := asks_outside(spec)) is not None:
            raise DrawingError(f"the chart asks for something from outside ({asked})")
        if not self._places.acquire(blocking=False):
            raise DrawingError("too many charts wait to be drawn: try again in a moment")
        try:
            content = self._drawn(text, form, key)
        finally:
            self._places.release()
        return Drawn(content, _MEDIA_TYPES[form], f'"{key[:32]}"')

    def close(self) -> None:
        """End the process. Nothing is drawn any more."""
        self._closed = True
        if (worker := self._worker) is not None:
            worker.end()  # whoever waits for it sees its end
            with self._turn:
                worker.close()

    def _drawn(self, text: bytes, form: Form, key: str) -> bytes:
        deadline = time.monotonic() + self._timeout
        if not self._turn.acquire(timeout=self._timeout):
            raise DrawingError(f"other charts took more than {self._timeout:g} seconds")
        try:
            if (kept := self._memory.get(key)) is not None:  # another thread wanted the same
                return kept
            asked = b'{"form":"%s","scale":%d,"spec":%s}\n' % (form.encode(), _SCALE, text)
            content = self._asked(asked, deadline)
            self._memory.put(key, content)
            return content
        finally:
            self._turn.release()

    def _asked(self, asked: bytes, deadline: float) -> bytes:
        """Have it drawn; once more where the process ended between two charts, as it may."""
        if self._worker is not None:
            with suppress(EndedError):
                return self._worker.ask(asked, deadline)
            self._worker.close()
        if self._closed:
            raise DrawingError("the program is ending: no chart is drawn any more")
        self._worker = Worker(self._idle, self._timeout)
        try:
            return self._worker.ask(asked, deadline)
        except EndedError as error:
            raise DrawingError(str(error)) from error


class _Memory:
    """What was drawn last, up to so many bytes. For any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """What is kept under a key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: str, content: bytes) -> None:
        """Keep it, and forget what was asked for longest ago."""
        with self._lock:
            self._size += len(content) - len(self._kept.pop(key, b""))
            self._kept[key] = content
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1])


def _canonical(spec: Spec) -> bytes:
    """The specification on one line, always the same bytes; halves of letters are replaced."""
    text = json.dumps(spec, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "replace")


def _key(text: bytes, form: Form) -> str:
    return hashlib.sha256(f"{form} {_SCALE} {_version()}\n".encode() + text).hexdigest()


@cache
def _version() -> str:
    """Of what draws: another release may draw otherwise."""
    return importlib.metadata.version("vl-convert-python")
