"""`watcher digest`: what the next digest says."""

import asyncio
from typing import Annotated

import typer

from watcher.cli.options import AsJson, ConfigPath, unknown
from watcher.config import Config, load
from watcher.digest.compose import compose
from watcher.digest.render import render_json, render_text
from watcher.errors import UsageError
from watcher.log import configure
from watcher.model.digest import Digest, DigestSettings
from watcher.outgoing import compose_now, gather, send_due
from watcher.store.database import reading
from watcher.store.handle import Store, open_store
from watcher.watch import introduce, open_way, utc_now

app = typer.Typer(add_completion=False)


@app.command()
def digest(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The digest's id in the configuration.")
    ],
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show it: nothing is sent, nothing moves on.")
    ] = False,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Compose a digest now and deliver it; with --preview only show it.

    Example: watcher digest daily --preview
    """
    configuration = load(config)
    configure(configuration.service.log_format, "warning")
    settings = _settings(configuration, name)
    if not preview:
        with open_store(configuration.service.database, "`watcher digest`") as store:
            sent = asyncio.run(_send(configuration, store, settings))
        if as_json:
            typer.echo(render_json(sent))
        elif sent.empty and settings.when_empty == "skip":
            typer.echo("Nothing to tell; nothing was sent.")
        return
    now = utc_now()
    with reading(configuration.service.database) as db:
        composed = compose(settings, gather(db, configuration, settings, now), now=now)
    typer.echo(render_json(composed) if as_json else render_text(composed), nl=as_json)


def _settings(config: Config, name: str) -> DigestSettings:
    by_id = {settings.id: settings for settings in config.digests}
    if name not in by_id:
        raise UsageError(unknown("digest", name, list(by_id), config.path))
    return by_id[name]


async def _send(config: Config, store: Store, settings: DigestSettings) -> Digest:
    async with open_way(config, store) as way:
        await introduce(config, way)
        composed = await compose_now(way, config, settings, way.clock())
        await send_due(way, {channel.id: channel for channel in config.channels})
    return composed
