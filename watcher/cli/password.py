"""`watcher password`: make the hash of a password for the review desk."""

import sys

import typer

from watcher.cli.output import print_line
from watcher.errors import UsageError
from watcher.review.passwords import LONGEST, SHORTEST, hashed

app = typer.Typer(add_completion=False)


@app.command()
def password() -> None:
    """Make the hash of a password for the review desk.

    It asks twice and shows nothing of what is typed; of a pipe it reads one line. Write the line
    that it prints under [web] of the configuration. The password itself is kept nowhere: whoever
    forgets it makes another, and every session ends then.

    Example: watcher password
    """
    words = _asked() if sys.stdin.isatty() else _piped()
    if len(words) < SHORTEST:
        raise UsageError(
            f"The password has {len(words)} characters; use {SHORTEST} or more, such as four words "
            "that have nothing to do with each other."
        )
    if len(words) > LONGEST:
        raise UsageError(f"The password has more than {LONGEST:,} characters.")
    # In single quotes, which leave every sign as it is; a hash holds none.
    print_line(f"password = '{hashed(words)}'")


def _asked() -> str:
    """Ask on the terminal, beside whatever the output goes to."""
    first: str = typer.prompt("Password for the review desk", hide_input=True, err=True)
    again: str = typer.prompt("The same once more", hide_input=True, err=True)
    if first != again:
        raise UsageError("The two were not the same, so nothing was made.")
    return first


def _piped() -> str:
    try:
        return sys.stdin.buffer.readline(4 * LONGEST + 10).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageError("The password is not UTF-8 text.") from error
