"""What lies outside the test's process: recorded pages and histories, the server that replays
them, and the real command line.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.command import run_text
from watcher.model.treaty import TreatyNumber

PROJECT = Path(__file__).resolve().parents[2]
SHARED = PROJECT.parent / "shared"
REPLAY = SHARED / "replay"
CAPTURES = SHARED / "captures"

needs_replay = pytest.mark.skipif(
    not REPLAY.is_dir(), reason=f"the recorded histories are not in {REPLAY}"
)
needs_captures = pytest.mark.skipif(
    not CAPTURES.is_dir(), reason=f"the captured pages are not in {CAPTURES}"
)


@dataclass(frozen=True, slots=True)
class Replay:
    """A running replay server."""

    base: str

    def url(self, treaty: str) -> str:
        """The address of a treaty's status page."""
        return self.base + TreatyNumber(treaty).status_path

    def show(self, version: int) -> None:
        """Serve this version of the history from now on."""
        self._post("_version", n=version)

    def fail(self, kind: str, count: int) -> None:
        """Misbehave in this way at the next requests."""
        self._post("_fault", kind=kind, count=count)

    def recover(self) -> None:
        """Misbehave no more."""
        self._post("_faults/clear")

    def _post(self, path: str, **query: object) -> None:
        urlopen(Request(f"{self.base}/{path}?{urlencode(query)}", method="POST")).close()


def watcher_command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line with the configuration in this folder, and wait for its end."""
    config = str(folder / "watcher.toml")
    return run_text(*words, "--config", config, cwd=folder, env={"NO_COLOR": "1"})


@contextmanager
def replaying(*options: str) -> Iterator[Replay]:
    """Run the replay server with these options on a free port."""
    command = [sys.executable, str(REPLAY / "serve.py"), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            first = process.stdout.readline() if process.stdout else ""
            address = next((word for word in first.split() if word.startswith("http://")), None)
            if address is None:
                raise RuntimeError(f"the replay server did not start: {first!r}")
            yield Replay(address.partition("/Pages/")[0])
        finally:
            process.terminate()


def score(history: str, emitted: list[dict[str, Any]], folder: Path, *options: str) -> Any:
    """Compare what was told of a history with what was to be told, by the replay's own rules."""
    told = folder / "emitted.jsonl"
    told.write_text("".join(json.dumps(line) + "\n" for line in emitted), encoding="utf-8")
    expected = REPLAY / "expected" / f"{history}.jsonl"
    command = [sys.executable, str(REPLAY / "score.py"), str(expected), str(told), "--json"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    if not done.stdout:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)
