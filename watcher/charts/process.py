"""The process that draws, as the program sees it: started, asked, ended."""

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from typing import Any

from watcher.errors import DrawingError

_KEPT_VARIABLES = (
    "PATH",
    "HOME",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
)


class EndedError(Exception):
    """The process ended before it answered."""


class Worker:
    """One process that draws."""

    def __init__(self, idle: float, timeout: float) -> None:
        self._timeout = timeout
        command = [
            sys.executable,
            "-m",
            "watcher.charts.worker",
            str(idle),
            str(round(timeout) + 5),
        ]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as error:
            raise DrawingError(f"the process that draws does not start: {error}") from error
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        assert self._process.stdout is not None  # noqa: S101
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        # When it ends of itself, it must not stay behind as a zombie.
        threading.Thread(target=self._process.wait, name="chart worker's end", daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it still runs, as far as is known."""
        return self._process.returncode is None

    def end(self) -> None:
        """End it, whatever it does. For any thread."""
        self._process.kill()

    def close(self) -> None:
        """End it, and close the pipes to it; only for who asks it, or when nobody does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def ask(self, asked: bytes, deadline: float) -> bytes:
        """Hand it one chart and wait for the picture.

        EndedError where it ended, DrawingError where it takes too long (it is ended) or says why
        it cannot draw.
        """
        if not self.alive:
            raise self._ended()
        try:
            self._send(asked, deadline)
            received = b""
            while b"\n" not in received:
                received += self._received(deadline)
            line, _, content = received.partition(b"\n")
            answer: dict[str, Any] = json.loads(line)
            if "error" in answer:
                raise DrawingError(f"the chart cannot be drawn: {answer['error']}")
            parts, missing = [content], answer["size"] - len(content)
            while missing > 0:
                parts.append(self._received(deadline))
                missing -= len(parts[-1])
            return b"".join(parts)
        except OSError as error:  # the pipe is broken
            raise self._ended() from error

    def _send(self, asked: bytes, deadline: float) -> None:
        left = memoryview(asked)
        while left:
            self._ready(self._to, selectors.EVENT_WRITE, deadline)
            left = left[os.write(self._to, left[: 1 << 16]) :]

    def _received(self, deadline: float) -> bytes:
        self._ready(self._from, selectors.EVENT_READ, deadline)
        received = os.read(self._from, 1 << 20)
        if not received:
            raise self._ended()
        return received

    def _ready(self, pipe: int, event: int, deadline: float) -> None:
        """Wait until the pipe takes or has something."""
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, event)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                self.end()
                raise DrawingError(f"it took more than {self._timeout:g} seconds to draw the chart")

    def _ended(self) -> EndedError:
        self.end()
        return EndedError(f"the process that draws ended with {self._process.wait()}")


def _environment() -> dict[str, str]:
    """What the process gets to know: where modules and fonts are, and no secret and no proxy."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    modules = os.pathsep.join(filter(None, sys.path))
    return kept | {"PYTHONPATH": modules, "PYTHONSAFEPATH": "1", "TZ": "UTC"}
