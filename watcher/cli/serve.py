"""`watcher serve`: the review desk by itself, beside a running daemon or without one."""

import socket
from dataclasses import replace
from typing import Annotated

import typer

from watcher.cli.options import ConfigPath
from watcher.cli.output import print_line
from watcher.config import Config, load, web
from watcher.errors import UsageError
from watcher.log import configure
from watcher.net.listening import address, bind
from watcher.review import server
from watcher.store.database import reading

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    config: ConfigPath = None,
    listen: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Where to listen; default: web.listen."),
    ] = None,
    inherited: Annotated[int | None, typer.Option("--socket", hidden=True)] = None,
) -> None:
    """Serve the review desk: the change log in a browser, as an API and a feed.

    It reads the database beside the daemon that owns it, and writes only reviews and requests,
    which the daemon takes up. `watcher run` serves it, too. Ctrl-C stops it.

    Example: watcher serve --listen 127.0.0.1:8080
    """
    configuration = load(config)
    configure(configuration.service.log_format)
    if listen is not None:
        configuration = _at(configuration, listen)
    with reading(configuration.service.database):
        pass  # what is wrong with it is said before anybody is served
    if inherited is not None:  # the daemon's child: it listens already, and tells where
        server.serve(configuration, socket.socket(fileno=inherited), with_parent=True)
        return
    if configuration.web.place is None:
        raise UsageError('web.listen is "off"; name a place with --listen, or in the file.')
    listening = bind(*configuration.web.place)
    print_line(f"The review desk is at {address(listening)}. Ctrl-C stops it.")
    server.serve(configuration, listening)


def _at(configuration: Config, listen: str) -> Config:
    """The same configuration with another place to listen; UsageError for none, or an open one."""
    try:
        section = replace(configuration.web, listen=web.listen(listen))
    except ValueError as error:
        raise UsageError(f"--listen: {listen!r} {error}.") from error
    if section.place is not None and section.is_open and not web.is_loopback(section.place[0]):
        raise UsageError(
            f"--listen: {listen} lets other machines in, so the configuration must say who may "
            "use the desk: make a password with `watcher password` and write it in [web]."
        )
    return replace(configuration, web=section)
