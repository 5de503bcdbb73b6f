"""`watcher restore`: a backup becomes the database again."""

from pathlib import Path
from typing import Annotated

import typer

from watcher.cli.options import ConfigPath
from watcher.cli.output import print_line
from watcher.cli.progress import progress_shown
from watcher.config import load
from watcher.evidence.chain import Differs
from watcher.evidence.key import fingerprint, key_file
from watcher.store import backup as copies

app = typer.Typer(add_completion=False)


@app.command()
def restore(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The backup.")],
    config: ConfigPath = None,
) -> None:
    """Put a backup in the database's place, after it was verified.

    A database that is there is never overwritten, and one that a daemon holds is left alone. A
    key that lies beside the backup comes with it.

    Example: watcher restore /mnt/backups/watcher-2026-02-03.db
    """
    target = load(config).service.database
    try:
        with progress_shown() as progress:
            verified = copies.restore(path, target, progress)
    except Differs as found:
        print_line(f"{path}: nothing was restored: it is not as it was recorded: {found}")
        raise typer.Exit(1) from None
    head = verified.head.head
    print_line(
        f"{target}: restored and verified: {head.changes.number:,} changes, "
        f"{head.captures.number:,} captures, as of {head.moved_at or 'the beginning'}"
    )
    if not key_file(target).exists():
        print_line(
            f"its private key is not here yet: put {fingerprint(verified.head.public)} at "
            f"{key_file(target)}, or, if it is lost, run `watcher verify --new-key`"
        )
