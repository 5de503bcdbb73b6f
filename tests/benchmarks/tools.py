"""The programs under measurement, each as the harness wants it: a class that can poll once."""

import json
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

from tests.benchmarks.harness import peers

Command = list[str | Path]


class Watcher(peers.Tool):  # type: ignore[misc]  # the harness is untyped and not on mypy's path
    """This project as its user runs it: `watcher poll`, every source, politeness off."""

    executable: ClassVar[Path] = Path(sys.executable).with_name("watcher")
    workers = 50

    def prepare(self) -> None:
        """Write a configuration of `self.urls` for the database `watcher.db`."""
        # An installed program has its bytecode; an editable one may keep its own too.
        self.env["PYTHONDONTWRITEBYTECODE"] = ""
        service = (
            "[service]\n"
            'database = "watcher.db"\n'
            'contact = "mailto:bench@example.org"\n'
            'host_pause = "0s"\n'
            f"host_connections = {self.w}\n"
            "allow_private_addresses = true\n"
        )
        kind = "feed" if self.kind == "feeds" else "page"
        select = '\nselect = "table#participants"' if kind == "page" else ""
        sources = (
            f'\n[[source]]\nid = "s{number:05}"\nkind = "{kind}"\n'
            f'url = {json.dumps(url)}\nevery = "1h"{select}\n'
            for number, url in enumerate(self.urls)
        )
        (self.d / "watcher.toml").write_text(service + "".join(sources))

    def cmd(self, seed: bool = False) -> Command:
        """One poll of everything; the first one is no different from any other."""
        return [self.executable, "poll", "--config", self.d / "watcher.toml"]

    def changes(self) -> int:
        """How many changes the log holds, baselines left out."""
        with closing(sqlite3.connect(self.d / "watcher.db")) as database:
            rows = database.execute("select count(*) from changes where kind <> 'baseline'")
            count: int = rows.fetchone()[0]
            return count

    def data(self) -> list[Path]:
        """The database with its write-ahead log."""
        return sorted(self.d.glob("watcher.db*"))


class Floor(peers.FloorHttpxAiohttp):  # type: ignore[misc]  # as above
    """The least a Python poller must do, over httpx and aiohttp's transport.

    It runs in the harness's own environment `lab`, or else in ours, which has all it imports.
    """

    def cmd(self, seed: bool = False) -> Command:
        """The harness's command, with an interpreter that is there."""
        python, *rest = super().cmd(seed)
        return [python if Path(python).exists() else sys.executable, *rest]


TOOLS: dict[str, Any] = {
    "floor": Floor,
    "reader": peers.Reader,
    "urlwatch": peers.Urlwatch,
    "watcher": Watcher,
}


def missing(names: Sequence[str]) -> list[str]:
    """Those of `names` whose program is not installed."""
    programs = {
        "reader": peers.VENVS / "reader/bin/python",
        "urlwatch": peers.VENVS / "urlwatch/bin/urlwatch",
        "watcher": Watcher.executable,
    }
    return [name for name in names if name in programs and not programs[name].exists()]
