"""Backups, one after the other, of a database that another process writes to at full speed.

    python -m tests.benchmarks.backup 100 --megabytes 200

Each is made by `watcher backup` and put back by `watcher restore` into an empty folder, which
verifies it; meanwhile the writer stands still, for it no longer matters to the backup. It prints a
line for each, and at the end how many of them came back.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watcher.model.capture import Capture
from watcher.model.change import Change, ChangeKind, PollRecord
from watcher.model.finding import Finding, Statement
from watcher.model.source import Outcome, Source, Tier
from watcher.store import polls
from watcher.store.database import open_for_writing, reading, transaction

ROOT = Path(__file__).resolve().parents[2]
CONFIG = (
    '[service]\ndatabase = "watcher.db"\n\n[[source]]\nid = "untc"\nkind = "page"\n'
    'url = "http://127.0.0.1:9/"\n'
)
SOURCE = Source(
    "untc", "untc-status", "https://untc.example.org/", Tier.RECORD, timedelta(hours=6), "XVIII-16"
)
#: Bytes of a page: of those that the database begins with, and of those written meanwhile.
LARGE, SMALL = 60_000, 2_000


def write(path: Path, until: int | None = None) -> None:
    """Commit polls one by one, without a pause; or, until a size in bytes, many together.

    One in fifty has a change and a capture. The others found nothing new, as most polls do: else
    the database would grow by gigabytes before the last backup.
    """
    db = open_for_writing(path)
    with transaction(db):
        polls.register(db, [SOURCE])
    number = int(db.execute("SELECT count(*) FROM polls").fetchone()[0])
    while until is None or path.stat().st_size < until:
        # Many at once are only to have a database of that size.
        together, size = (1, SMALL) if until is None else (100, LARGE)
        with transaction(db):
            for _ in range(together):
                number += 1
                polls.write(db, record(number, size, changed=until is not None or not number % 50))


def record(number: int, size: int, *, changed: bool) -> PollRecord:
    """A poll that found a new signature on a page of so many bytes, or nothing new."""
    now = datetime.now(UTC)
    poll = PollRecord(
        source_id=SOURCE.id,
        tier=SOURCE.tier.value,
        treaty=SOURCE.treaty,
        started_at=now,
        finished_at=now,
        outcome=Outcome.CHANGED if changed else Outcome.UNCHANGED,
        next_poll=now + SOURCE.every,
    )
    if not changed:
        return poll
    new = Statement(action="signature", participant=f"State {number}", date="2026-02-03")
    key = f"participants/{number}/signature"
    finding = Finding(key, "participants/signature", new)
    summary = f"State {number} signed on 3 Feb 2026"
    capture = Capture(SOURCE.url, 200, (("ETag", '"1"'),), now, os.urandom(size), timedelta(0))
    change = Change(ChangeKind.ADDED, summary, None, new, ((key, finding),))
    return replace(poll, capture=capture, changes=(change,))


def watcher(folder: Path, *words: str) -> None:
    """Run a command; it must end well."""
    subprocess.run(
        [sys.executable, "-m", "watcher", *words, "--config", "watcher.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def main() -> int:
    """Measure; the exit code is 1 unless all of them verified."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("count", type=int, nargs="?", default=100)
    options.add_argument("--megabytes", type=int, default=200, help="of the database at first")
    options.add_argument("--folder", type=Path, default=None)
    options.add_argument("--write", type=Path, help=argparse.SUPPRESS)  # the other process
    chosen = options.parse_args()
    if chosen.write:
        write(chosen.write)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        return measure(Path(name), chosen.count, chosen.megabytes * 1_000_000)


def measure(folder: Path, count: int, size: int) -> int:
    """Make the database, start the writer, and take backups beside it."""
    database = folder / "watcher.db"
    (folder / "watcher.toml").write_text(CONFIG, encoding="utf-8")
    write(database, until=size)
    words = [sys.executable, "-m", "tests.benchmarks.backup", "--write", str(database)]
    with subprocess.Popen(words, cwd=ROOT) as writer:
        try:
            good = sum(one(folder, number, writer) for number in range(1, count + 1))
        finally:
            writer.kill()
    print(f"{good} of {count} restored and verified")
    return 0 if good == count else 1


def one(folder: Path, number: int, writer: "subprocess.Popen[bytes]") -> bool:
    """Take one backup, and restore it; whether it came back."""
    database, backup, back = folder / "watcher.db", folder / "backup.db", folder / "back"
    before, began = commits(database), time.monotonic()
    try:
        watcher(folder, "backup", "backup.db")
        taken = time.monotonic() - began
        meanwhile = commits(database) - before
        writer.send_signal(signal.SIGSTOP)
        size = backup.stat().st_size
        back.mkdir()
        (back / "watcher.toml").write_text(CONFIG, encoding="utf-8")
        watcher(back, "restore", str(backup))
        with reading(back / "watcher.db") as db:
            changes = int(db.execute("SELECT seq FROM head").fetchone()[0])
    except subprocess.CalledProcessError as error:
        print(f"{number}: {error}")
        return False
    finally:
        writer.send_signal(signal.SIGCONT)
        shutil.rmtree(back, ignore_errors=True)
        backup.unlink(missing_ok=True)
    restored = time.monotonic() - began - taken
    print(
        f"{number}: {size / 1e6:.0f} MB, {changes:,} changes; backup {taken:.1f} s beside "
        f"{meanwhile:,} commits, restored and verified {restored:.1f} s",
        flush=True,
    )
    return True


def commits(database: Path) -> int:
    """How many polls the writer has committed; each is a commit of its own."""
    with reading(database) as db:
        return int(db.execute("SELECT max(id) FROM polls").fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
