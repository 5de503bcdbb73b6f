"""`watcher run`: the daemon."""

import asyncio
import os

import typer

from watcher.cli.options import ConfigPath, chosen
from watcher.config import load
from watcher.daemon import run as watch
from watcher.log import configure
from watcher.store.handle import open_store

app = typer.Typer()


@app.command()
def run(config: ConfigPath = None) -> None:
    """Watch: poll, compose digests and deliver them until told to stop.

    SIGTERM and Ctrl-C stop it in an orderly way. What came due while it was down is done once
    at its start.

    Example: watcher run --config config/watcher.toml
    """
    configuration = load(config)
    configure(configuration.service.log_format)
    chosen(configuration, None)
    who = f"`watcher run` (process {os.getpid()})"
    with open_store(configuration.service.database, who) as store:
        asyncio.run(watch(configuration, store))
