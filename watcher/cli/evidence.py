"""`watcher evidence`: one change with all that proves it."""

from pathlib import Path
from typing import Annotated

import typer

from watcher.cli.options import LARGEST, ConfigPath
from watcher.cli.output import print_line
from watcher.config import load
from watcher.errors import StoreError
from watcher.evidence.chain import Differs
from watcher.evidence.newfile import new_file
from watcher.evidence.pack import write_pack
from watcher.store.case import gathered
from watcher.store.database import reading

app = typer.Typer(add_completion=False)


@app.command()
def evidence(
    seq: Annotated[
        int,
        typer.Argument(
            metavar="SEQ",
            min=1,
            max=LARGEST,
            help="The change's number, as `watcher log` shows it.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default: evidence-SEQ.zip, here."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    config: ConfigPath = None,
) -> None:
    """Pack one change with all that proves it, for people who do not have this program.

    In the pack: the captures before and after, as they came and as WARC; the exact bytes that
    were hashed; the chain from there to the signed head; a page to read and print; and
    HOW-TO-CHECK.txt, whose steps need public tools alone.

    Example: watcher evidence 84 -o case.zip
    """
    configuration = load(config)
    path = configuration.service.database
    target = output or Path(f"evidence-{seq}.zip")
    try:
        with reading(path) as db, gathered(db, seq) as case, new_file(target, replace=force) as f:
            write_pack(f, case, configuration.service.timezone)
    except Differs as found:
        print_line(
            f"{path}: this makes no evidence: {found}. `watcher verify` checks the whole database."
        )
        raise typer.Exit(1) from None
    except StoreError as error:
        raise StoreError(f"{error} Nothing was written.") from error
    head = case.head.head
    print_line(f"{target}: change {seq}: {case.logged.change.summary}")
    print_line(
        f"signed head: change {head.changes.number:,}, as of {head.moved_at or 'the beginning'}"
    )
    print_line(f"key: {case.fingerprint}")
    print_line("HOW-TO-CHECK.txt in it says how to check it without this program")
