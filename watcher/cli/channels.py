"""`watcher channels`: where messages go, and whether they arrive."""

import asyncio
import uuid
from dataclasses import dataclass
from typing import Annotated

import typer

from watcher.cli.options import AsJson, ConfigPath, unknown
from watcher.cli.output import print_json, print_line, print_table
from watcher.config import Config, load
from watcher.deliver.channels import deliver
from watcher.deliver.secrets import missing
from watcher.errors import DeliveryError, UsageError
from watcher.log import configure
from watcher.model.channel import ChannelSettings, Delivery, label
from watcher.model.message import TestMessage, to_json
from watcher.sending import means_of
from watcher.watch import utc_now

app = typer.Typer(name="channels", add_completion=False, invoke_without_command=True)


@app.callback()
def channels(context: typer.Context, config: ConfigPath = None, as_json: AsJson = False) -> None:
    """List the channels; `test` sends a message through one.

    Example: watcher channels
    """
    if context.invoked_subcommand is not None:
        # What stands before the word means the same as behind it.
        context.default_map = {"test": {"config": config, "as_json": as_json}}
        return
    configuration = load(config)
    for channel in configuration.channels if as_json else ():
        print_json(
            {
                "channel": channel.id,
                "kind": channel.kind,
                "to": _to(channel),
                "missing": list(missing(channel.secrets)),
                "digests": _digests(configuration, channel.id),
            }
        )
    if as_json:
        return
    rows = [
        (channel.id, channel.kind, each, ", ".join(_digests(configuration, channel.id)))
        for channel in configuration.channels
        for each in _to(channel)
    ]
    print_table(("channel", "kind", "to", "digests"), rows)
    for channel in configuration.channels:
        for sentence in missing(channel.secrets):
            print_line(f"{channel.id}: {sentence}.")


@app.command("test")
def send_test(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The channel's id in the configuration.")
    ],
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Send a labelled test message through a channel, to each of its recipients.

    It is tried once, and is no digest: nothing is recorded. The exit code is 1 where one did not
    take it.

    Example: watcher channels test desk
    """
    configuration = load(config)
    configure(configuration.service.log_format, "error")
    by_id = {channel.id: channel for channel in configuration.channels}
    if name not in by_id:
        raise UsageError(unknown("channel", name, list(by_id), configuration.path))
    outcomes = asyncio.run(_try(configuration, by_id[name]))
    for outcome in outcomes:
        if as_json:
            print_json(
                {
                    "channel": name,
                    "recipient": outcome.recipient or None,
                    "accepted": outcome.accepted,
                    "answer": outcome.answer,
                }
            )
        else:
            print_line(f"{'accepted' if outcome.accepted else 'refused'}: {outcome.answer}")
    if not all(outcome.accepted for outcome in outcomes):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Outcome:
    recipient: str
    accepted: bool
    answer: str


async def _try(config: Config, channel: ChannelSettings) -> list[_Outcome]:
    payload = to_json(TestMessage(channel.id, config.service.timezone, utc_now()))

    async def attempt(recipient: str) -> _Outcome:
        delivery = Delivery(str(uuid.uuid4()), 0, channel.id, payload, 0, recipient)
        try:
            receipt = await deliver(channel, delivery, means)
        except DeliveryError as error:
            return _Outcome(recipient, accepted=False, answer=str(error))
        return _Outcome(recipient, accepted=True, answer=receipt.detail)

    async with means_of(config) as means:
        return list(await asyncio.gather(*map(attempt, channel.recipients)))


def _to(channel: ChannelSettings) -> list[str]:
    if channel.webhook is not None:
        return [label(channel.webhook.url).partition("?")[0]]
    if channel.path is not None:
        return [str(channel.path)]
    return list(channel.recipients)


def _digests(config: Config, channel: str) -> list[str]:
    own = [digest.id for digest in config.digests if channel in digest.channels]
    return own + (["operator"] if channel in config.operator.channels else [])
