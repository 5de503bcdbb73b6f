"""The command line: one visible table of commands, each loaded only when it is called.

`watcher --help` shows the table without importing a command, so that it answers at once.
"""

import gc
import importlib
import io
import os
import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from watcher import __version__
from watcher.errors import WatcherError

#: Command -> its module (with an `app` of that one command) and its line in the help.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", "Take a tour: a small site plays the UN, and the real pipeline watches it."),
    "treaties": ("treaties", "Find treaties by number, title or alias; read the UN's full list."),
    "follow": ("follow", "Follow a treaty: add it and its status page to the configuration."),
    "unfollow": ("unfollow", "Take a treaty and its sources out of the configuration."),
    "check": ("check", "Check the configuration, and show what is understood of each source."),
    "run": ("run", "Watch: poll, compose digests and deliver them until told to stop."),
    "serve": ("serve", "Serve the review desk: the change log in a browser, as an API and a feed."),
    "password": ("password", "Make the hash of a password for the review desk."),
    "poll": ("poll", "Poll sources once, now, and print how each poll ended."),
    "import": ("import_past", "Read captures that were saved earlier, as a source's history."),
    "log": ("log", "Read the change log, newest first."),
    "show": ("show", "Show one change: before and after, its dates, and the capture behind it."),
    "status": ("status", "Show who signed, ratified, acceded or withdrew, as the record stands."),
    "correct": ("correct", "Enter what the record's pages do not say, or take it back."),
    "reports": ("reports", "List what news says was done, and what the record made of it."),
    "pipeline": ("pipeline", "Show who is on the way to being bound by a treaty, by the news."),
    "verify": ("verify", "Recompute every hash, and say whether anything was altered or removed."),
    "evidence": (
        "evidence",
        "Pack one change with all that proves it, for people who do not have this program.",
    ),
    "export": (
        "export",
        "Write the log as JSON lines or CSV, or its captures as WARC, oldest first.",
    ),
    "backup": (
        "backup",
        "Copy the database as it is now, also while the daemon runs, and verify the copy.",
    ),
    "restore": ("restore", "Put a backup in the database's place, after it was verified."),
    "calendar": ("calendar", "Show what lies ahead: entries into force, withdrawals, closings."),
    "sources": (
        "sources",
        "Show each source's health: last and next poll, failures, open incidents.",
    ),
    "quarantine": ("quarantine", "List what could not be believed; accept or reject it."),
    "digest": ("digest", "Compose a digest now and deliver it; with --preview only show it."),
    "channels": ("channels", "List the channels; `test` sends a message through one."),
    "deliveries": (
        "deliveries",
        "List deliveries, newest first; `resend` sends one again.",
    ),
    "health": ("health", "Tell whether the daemon is alive (for a container's health check)."),
}


class _LazyGroup(TyperGroup):
    """Knows its commands by the table, and loads one when it is about to be run."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 -- typer's own types are private
        if args and args[0] in COMMANDS:
            module = importlib.import_module(f"watcher.cli.{COMMANDS[args[0]][0]}")
            command = typer.main.get_command(module.app)
            command.help = _unwrapped(command.help or "")
            self.commands[args[0]] = command
            gc.freeze()  # what was imported stays: it need not be looked at again
            gc.enable()
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 -- as above
        """Run the command; a reader (head, less) that has seen enough is no failure.

        Ctrl-C ends it with a sentence and 130.
        """
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            # Python must not complain at exit either, when it flushes what is left.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit from None
        except KeyboardInterrupt:  # caught here: Typer itself would end without a word
            sys.stderr.write("watcher: interrupted; what was finished is stored.\n")
            raise typer.Exit(130) from None


def _unwrapped(text: str) -> str:
    """A docstring's paragraphs, each on one line: the help wraps them to the terminal."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


app = typer.Typer(
    cls=_LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"watcher {__version__}")
        raise typer.Exit


@app.callback()
def _watcher(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Watch official treaty pages and feeds, and tell what changed.

    New here? Try: watcher demo
    """


def _to_be_loaded() -> None:
    raise AssertionError("a command's own module runs in its place")


for _name, (_module, _help) in COMMANDS.items():
    app.command(_name, help=_help)(_to_be_loaded)


def main() -> None:
    """Run; our own errors become one sentence on stderr and their exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal whose encoding lacks a letter of a name shows "?" in its place.
            stream.reconfigure(errors="replace")
    try:
        app()
    except WatcherError as error:
        for line in str(error).splitlines():
            sys.stderr.write(f"watcher: {line}\n")
        sys.exit(error.exit_code)
