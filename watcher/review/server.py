"""uvicorn on the socket that the desk listens on."""

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from watcher.config import Config
from watcher.review.app import application

#: Seconds that answers under way are given at a stop.
_LAST_ANSWERS = 5


def serve(config: Config, listening: socket.socket, *, with_parent: bool = False) -> None:
    """Answer until SIGTERM or SIGINT; with `with_parent`, also until standard input ends.

    A daemon starts the desk so: when it goes, however that happens, the desk goes too.
    """
    server = _Server(
        uvicorn.Config(
            application(config),
            log_config=None,  # our own log takes its warnings
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_LAST_ANSWERS,
            timeout_keep_alive=30,
            lifespan="on",
        )
    )

    async def answer() -> None:
        if with_parent:
            await _stop_with_parent(server)
        await server.serve([listening])

    asyncio.run(answer())


class _Server(uvicorn.Server):
    """Ends well at a signal: uvicorn itself raises the signal again once it has stopped."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        yield

    def _stop(self) -> None:
        self.force_exit = self.should_exit  # a second one does not wait for answers
        self.should_exit = True


async def _stop_with_parent(server: uvicorn.Server) -> None:
    """End when standard input does: its other end is held by the process that started this one."""

    class Ending(asyncio.Protocol):
        def connection_lost(self, _: Exception | None) -> None:
            server.should_exit = True

    await asyncio.get_running_loop().connect_read_pipe(Ending, sys.stdin.buffer)
