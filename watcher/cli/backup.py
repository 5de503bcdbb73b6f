"""`watcher backup` and `watcher restore`: copies that are verified before they count."""

from pathlib import Path
from typing import Annotated

import typer

from watcher.cli.options import ConfigPath
from watcher.cli.output import print_line
from watcher.cli.progress import progress_shown
from watcher.config import load
from watcher.errors import UsageError
from watcher.evidence.chain import Differs
from watcher.evidence.key import key_file
from watcher.store import backup as copies
from watcher.store.verification import Verified

app = typer.Typer(add_completion=False)


@app.command()
def backup(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file to make.")],
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Copy the private key beside it, too.")
    ] = False,
    config: ConfigPath = None,
) -> None:
    """Copy the database as it is now, also while the daemon runs, and verify the copy.

    Nothing is overwritten, and what fails leaves nothing behind. The private key, the file beside
    the database whose name ends in ".key", is not part of a backup: keep a copy of it once, in
    another place. Who has both could alter the log and sign it anew.

    Example: watcher backup /mnt/backups/watcher-2026-02-03.db
    """
    source = load(config).service.database
    if with_key and key_file(path).exists():
        raise UsageError(f"{key_file(path)}: there is a key already, and none replaces another.")
    try:
        with progress_shown() as progress:
            verified = copies.back_up(source, path, progress)
    except Differs as found:
        print_line(
            f"{source}: no backup was made: the database is not as it was recorded: {found}. "
            "Keep it as it is, and the backups from before."
        )
        raise typer.Exit(1) from None
    if with_key:
        copies.copy_key(source, path)
    print_line(f"{path}: {_told(path, verified)}")
    print_line(
        f"the private key was copied to {key_file(path)}; guard both"
        if with_key
        else f"the private key, {key_file(source)}, is not in it: keep a copy of that elsewhere, "
        "once; without it the restored log cannot be signed on"
    )


def _told(path: Path, verified: Verified) -> str:
    head = verified.head.head
    return (
        f"{path.stat().st_size:,} bytes, verified: {head.changes.number:,} changes, "
        f"{head.captures.number:,} captures, signed by {verified.fingerprint}"
    )
