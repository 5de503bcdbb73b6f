"""Keeps the review desk running beside the daemon, in a process of its own.

Pages then never wait for a poll, nor a poll for a page, and what goes wrong in one leaves the
other alone. The daemon opens the socket and hands it over; the desk ends when the daemon does,
however that happens, since it watches a pipe that the daemon holds.
"""

import asyncio
import contextlib
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

import watcher
from watcher.config import Config
from watcher.errors import UsageError
from watcher.log import get_logger
from watcher.net.listening import address, bind

log = get_logger(__name__)

#: Seconds before a desk that ended, or a place that is taken, is tried again: doubled each time.
_FIRST_PAUSE, _LONGEST_PAUSE = 1, 60

#: A desk that ran for so many seconds had begun well: its end starts a new series of pauses.
_WELL_BEGUN = 60

#: Seconds that it is given to answer what it is asked at a stop; then it is killed.
_LAST_ANSWERS = 7


class Serving:
    """The desk of one daemon: started, started again when it ended, stopped with the daemon."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, unless the configuration wants no desk. The watch never waits for it."""
        if self._config.web.place is not None:
            self._task = asyncio.create_task(self._keep(*self._config.web.place))

    async def stop(self) -> None:
        """End the desk; what it is answering is let end."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _keep(self, host: str, port: int) -> None:
        """Serve until cancelled. The socket stays open from desk to desk: nobody is refused."""
        with await _bound(host, port) as listening:
            log.info("review desk", address=address(listening))
            pause, loop = _FIRST_PAUSE, asyncio.get_running_loop()
            while True:
                began = loop.time()
                process = await self._spawn(listening)
                try:
                    code = await process.wait()
                except asyncio.CancelledError:
                    await _end(process)
                    raise
                well_begun = loop.time() - began > _WELL_BEGUN
                pause = _FIRST_PAUSE if well_begun else min(2 * pause, _LONGEST_PAUSE)
                log.error("the review desk ended, and is started again", code=code, pause=pause)
                await asyncio.sleep(pause)

    async def _spawn(self, listening: socket.socket) -> Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "watcher", "serve"),
            *("--config", str(self._config.path), "--socket", str(listening.fileno())),
            pass_fds=[listening.fileno()],
            env={**os.environ, "PYTHONPATH": _own_path()},
            stdin=PIPE,
            stdout=DEVNULL,
            # A signal to the terminal's group is the daemon's to pass on, in its order.
            start_new_session=True,
        )


async def _bound(host: str, port: int) -> socket.socket:
    """Listen at a place. One that is taken may become free: it is tried until it is had."""
    pause, told = _FIRST_PAUSE, ""
    while True:
        try:
            return bind(host, port)
        except UsageError as error:
            if str(error) != told:
                log.error("no review desk for now", reason=str(error))
            told = str(error)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _own_path() -> str:
    """Where the child finds modules: this very package first, and never the working directory."""
    own = str(Path(watcher.__file__).parents[1])
    return os.pathsep.join(filter(None, (own, os.environ.get("PYTHONPATH"))))


async def _end(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _LAST_ANSWERS)
        except TimeoutError:
            process.kill()
            await process.wait()
