"""`watcher verify`: is everything as it was recorded?"""

import os
from pathlib import Path
from typing import Annotated

import typer

from watcher.cli.options import AsJson, ConfigPath
from watcher.cli.output import print_json, print_line
from watcher.cli.progress import progress_shown
from watcher.config import load
from watcher.errors import UsageError
from watcher.evidence.chain import Differs
from watcher.evidence.kept_head import read_kept_head
from watcher.evidence.key import key_file
from watcher.evidence.newfile import new_file
from watcher.store.database import exclusive, open_for_writing
from watcher.store.verification import Verified, verify_file

app = typer.Typer(add_completion=False)


@app.command()
def verify(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="A backup. Default: the database itself."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A head that was saved earlier: is it still in the log?"),
    ] = None,
    save_head: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the signed head into a file, to be kept elsewhere."
        ),
    ] = None,
    new_key: Annotated[
        bool,
        typer.Option("--new-key", help="The key is lost: make a new one, and put that on record."),
    ] = False,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Recompute every hash, and say whether anything was altered or removed.

    The log, the captures and their bytes, the signature of the newest head and what each source
    states now are read whole; the first row that differs is named, and the exit code is 1. It
    can run beside the daemon.

    Whoever has the key could cut the log and sign it anew. Save a head now and then, keep it
    where nobody else can write, and compare: watcher verify --against head.json

    Example: watcher verify --save-head head-2026-02.json
    """
    if path is not None and new_key:
        raise UsageError("--new-key is for the database itself, and not for a copy of it.")
    path = path or load(config).service.database
    kept = read_kept_head(against) if against else None
    if save_head is not None and save_head.exists():
        raise UsageError(f"{save_head}: there is a file already, and no head replaces another.")
    if new_key:
        _make_new_key(path, as_json=as_json)
    try:
        with progress_shown() as progress:
            verified = verify_file(path, against=kept, progress=progress)
    except Differs as found:
        _tell_difference(path, found, as_json=as_json)
        raise typer.Exit(1) from None
    if save_head is not None:
        with new_file(save_head, replace=False) as file:
            file.write(verified.head.to_json().encode())
    if as_json:
        print_json(_as_json(verified))
        return
    _tell(path, verified)
    if against is not None:
        print_line(f"the head in {against} is part of it")
    if save_head is not None:
        print_line(f"the head was saved in {save_head}: keep it where nobody else can write")


def _make_new_key(path: Path, *, as_json: bool) -> None:
    if not path.exists():
        raise UsageError(f"{path}: there is no database yet; its first key is made with it.")
    with exclusive(path, f"`watcher verify --new-key` (process {os.getpid()})"):
        db = open_for_writing(path, new_key=True)
        fingerprint = db.key.fingerprint
        db.close()
    if not as_json:
        print_line(
            f"{key_file(path)}: {fingerprint} signs from now on. The head that the key before it "
            "signed last is kept, and what it names cannot be altered unseen."
        )


def _tell_difference(path: Path, found: Differs, *, as_json: bool) -> None:
    if as_json:
        where = {"table": found.table, "row": found.row, "column": found.value}
        print_json({"verified": False, **where, "reason": found.reason})
    else:
        print_line(f"{path}: not as it was recorded: {found}")


def _tell(path: Path, verified: Verified) -> None:
    head = verified.head.head
    deleted = f", of {verified.deleted:,} the hash alone" if verified.deleted else ""
    print_line(f"{path}: everything is as it was recorded")
    print_line(f"changes: {head.changes.number:,}, the newest {head.changes.hash or 'none'}")
    print_line(f"captures: {head.captures.number:,}, with {verified.bodies:,} bodies{deleted}")
    print_line(f"findings: {verified.findings:,}, as the log states them")
    print_line(f"head: signed at {head.moved_at or 'its beginning'}")
    print_line(f"key: {verified.fingerprint}{_number_of_keys(verified)}")
    print_line(f"public key: {verified.head.public}")


def _number_of_keys(verified: Verified) -> str:
    if verified.keys == 1:
        return ", the only one since the beginning"
    return f", number {verified.keys}: those before it were given up"


def _as_json(verified: Verified) -> dict[str, object]:
    head = verified.head
    return {
        "verified": True,
        "changes": verified.changes,
        "captures": verified.captures,
        "bodies": verified.bodies,
        "deleted": verified.deleted,
        "findings": verified.findings,
        "hash": head.head.changes.hash,
        "signed_at": head.head.moved_at or None,
        "key": verified.fingerprint,
        "keys": verified.keys,
        "head": {
            "head": head.record.decode(),
            "signature": head.signature,
            "public_key": head.public,
        },
    }
