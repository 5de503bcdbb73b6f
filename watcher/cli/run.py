"""`watcher run`: the daemon."""

import asyncio
import os
import threading

import typer

from watcher.cli.options import ConfigPath, chosen
from watcher.cli.ready import must_be_there
from watcher.config import load
from watcher.daemon import run as watch
from watcher.log import configure
from watcher.review.credentials import credentials
from watcher.store.handle import open_store

app = typer.Typer(add_completion=False)

#: Seconds after the daemon's work has ended in which its threads may end too.
_LAST_THREADS = 2


@app.command()
def run(config: ConfigPath = None) -> None:
    """Watch: poll, compose digests and deliver them until told to stop.

    A secret that a channel needs must be there at the start. SIGTERM and Ctrl-C stop it in an
    orderly way. What came due while it was down is done once at its start.

    Example: watcher run --config config/watcher.toml
    """
    configuration = load(config)
    configure(configuration.service.log_format)
    chosen(configuration, None)
    must_be_there(configuration)
    if configuration.web.place is not None:
        credentials(configuration)  # the desk reads them itself; here their want is told at once
    who = f"`watcher run` (process {os.getpid()})"
    with open_store(configuration.service.database, who) as store:
        asyncio.run(watch(configuration, store, at_the_end=_leave_soon))


def _leave_soon() -> None:
    """Do not wait for a name server: a thread that asks one cannot be interrupted.

    By now every poll is committed or will be done again, as after a crash.
    """
    deadline = threading.Timer(_LAST_THREADS, os._exit, (0,))
    deadline.daemon = True
    deadline.start()
