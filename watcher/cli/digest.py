"""`watcher digest`: what the next digest says."""

import asyncio
from typing import Annotated

import typer

from watcher.cli.options import AsJson, ConfigPath, unknown
from watcher.cli.output import print_line
from watcher.cli.ready import must_be_there
from watcher.composing import compose_now, gather
from watcher.config import Config, load
from watcher.digest.compose import compose
from watcher.digest.render.text import render_text
from watcher.errors import UsageError
from watcher.log import configure
from watcher.model.channel import DeliveryState
from watcher.model.digest import Digest, DigestSettings
from watcher.model.message import to_json
from watcher.reporting import read_news
from watcher.sending import open_sender
from watcher.store import deliveries
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
    html: Annotated[
        bool, typer.Option("--html", help="With --preview: show it as the HTML of a mail.")
    ] = False,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Compose a digest now and deliver it; with --preview only show it.

    The exit code is 1 where a channel did not take it; a running daemon tries again then.

    Example: watcher digest daily --preview
    """
    if html and not preview:
        raise UsageError("--html shows a preview and sends nothing: write --preview --html.")
    configuration = load(config)
    configure(configuration.service.log_format, "warning")
    settings = _settings(configuration, name)
    if preview:
        _show(configuration, settings, html=html, as_json=as_json)
        return
    must_be_there(configuration)
    with open_store(configuration.service.database, "`watcher digest`") as store:
        sent, states = asyncio.run(_send(configuration, store, settings))
    if as_json:
        typer.echo(to_json(sent))
    elif not states:
        typer.echo("Nothing to tell; nothing was sent.")
    failed = [state for state in states if state.state != "delivered"]
    for state in failed:
        print_line(_outcome(state))
    if failed:
        raise typer.Exit(1)


def _show(config: Config, settings: DigestSettings, *, html: bool, as_json: bool) -> None:
    now = utc_now()
    with reading(config.service.database) as db:
        composed = compose(settings, gather(db, config, settings, now), now=now)
    if html:
        # Jinja costs 40 ms, and drawing half a second, which no other form needs.
        from watcher.charts.drawing import Drawer
        from watcher.deliver.pictures import embedded
        from watcher.digest.render.html import render_html

        with Drawer() as drawer:
            typer.echo(render_html(composed, embedded(composed, drawer)))
        return
    typer.echo(to_json(composed) if as_json else render_text(composed), nl=as_json)


def _settings(config: Config, name: str) -> DigestSettings:
    by_id = {settings.id: settings for settings in config.digests}
    if name not in by_id:
        raise UsageError(unknown("digest", name, list(by_id), config.path))
    return by_id[name]


async def _send(
    config: Config, store: Store, settings: DigestSettings
) -> tuple[Digest, list[DeliveryState]]:
    async with open_way(config, store) as way, open_sender(way, config) as sender:
        await introduce(config, way)
        await read_news(way, config)
        composed, number = await compose_now(way, config, settings, way.clock())
        await sender.send_due()
        ids = await store.read(deliveries.of_digest, number or 0)
        states = await store.read(deliveries.states, ids)
    return composed, [states[each] for each in ids]


def _outcome(state: DeliveryState) -> str:
    if state.attempts == 0:
        to = f", {state.recipient}" if state.recipient else ""
        return f"{state.channel}{to}: waits for the end of the quiet hours; a daemon sends it then"
    again = "it is given up" if state.state == "dead" else "a running daemon tries it again"
    return f"{state.answer}; {again}"
