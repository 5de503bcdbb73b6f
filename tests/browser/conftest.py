"""One Chromium for the tests of a file, and a demo that goes on while they run."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

import pytest

from tests.browser.windows import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser, without a window."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a desk that the tests of a file share, without a final slash."""
    with _served(tmp_path_factory.mktemp("demo") / "tour") as address:
        yield address


@pytest.fixture
def own_demo(tmp_path: Path) -> Iterator[str]:
    """The same for a test that changes what others look at."""
    with _served(tmp_path / "tour") as address:
        yield address


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The review desk of `watcher demo --serve`, once it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "watcher", "demo", "--serve", "--directory", str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield _announced(process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _announced(process: "subprocess.Popen[str]") -> str:
    said = ""
    for line in process.stdout or ():
        said += line
        found = re.search(r"Explore it at (http://[\d.:]+)/", line)
        if found:
            _wait_for(found[1])
            return found[1]
    raise AssertionError(f"the demo ended:\n{said}")


def _wait_for(address: str) -> None:
    """Wait until the desk answers, be it that something is wrong."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/healthz").close()
        except HTTPError:
            return
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{address} does not answer")
