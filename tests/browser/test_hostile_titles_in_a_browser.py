"""A hundred hostile titles through every page of the desk: nothing runs, nothing breaks."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.browser.windows import FITS, Window, opened
from tests.hostile_titles import titles
from tests.unit.desk import at_the_desk
from tests.unit.digest.whole import HOSTILE_LINKS
from tests.unit.store.polling import added, signature, statement
from watcher.model.source import Outcome
from watcher.store import reviews
from watcher.store.log import LogFilter, changes

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).resolve().parents[2]
WINDOWS = (Window(320), Window(1280, "dark"))
LISTS = (
    *("/", "/changes", "/changes?q=ratified", "/treaties", "/treaties/XVIII-16"),
    *("/participants", "/reports", "/calendar", "/sources", "/sources/news", "/sources/untc"),
    *("/sources/untc/quarantine", "/digests", "/digests/1", "/digests/2", "/deliveries"),
)

#: Elements that no page of ours has: somebody's title has become one.
MADE = """[...document.querySelectorAll(
  "main script, main object, main embed, main style, base, meta[http-equiv], [onload], [onerror]"
)].map(each => each.outerHTML)"""


async def _written(folder: Path) -> list[int]:
    """Write the titles wherever a source, a person or a server may write; numbers of the lines."""
    said = titles()
    async with at_the_desk(folder) as desk:
        await desk.compose()
        await desk.poll(
            *(
                added(
                    statement(title, link=HOSTILE_LINKS[n % len(HOSTILE_LINKS)]),
                    key=f"entries/{n}",
                    summary=title,
                )
                for n, title in enumerate(said)
            ),
            source="news",
        )
        await desk.poll(
            *(
                added(
                    signature(None, title, text=title),
                    key=f"participants/{title}/signature",
                    summary=f"{title} signed",
                )
                for title in said
            ),
            *(
                added(
                    statement(title, action="declaration", participant=title),
                    key=f"declarations/{n}",
                    summary=f"{title} declared",
                )
                for n, title in enumerate(said)
            ),
        )
        for title in said[:15]:
            await desk.poll(source="news", outcome=Outcome.FAILED, error=title, status=500)
        await desk.poll(outcome=Outcome.QUARANTINED, error=" ".join(said[40:60]))
        desk.now += timedelta(days=1, hours=2)
        await desk.compose()
        await desk.send()
        numbers = await desk.way.store.read(
            lambda db: [each.seq for each in changes(db, LogFilter(), newest_first=False)]
        )
        for seq, title in zip(numbers, said, strict=False):
            await desk.way.store.write(
                reviews.add, seq, reviews.Verdict.IMPORTANT, title, title, desk.now
            )
        return numbers


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "watcher", "serve", "--listen", "127.0.0.1:0"),
            *("--config", str(folder / "watcher.toml")),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield re.search(r"http://[\d.:]+", process.stdout.readline())[0]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def test_a_hundred_hostile_titles_run_nothing_and_break_nothing(chromium, tmp_path):
    with ThreadPoolExecutor(1) as aside:  # the browser's driver has this thread's event loop
        numbers = aside.submit(asyncio.run, _written(tmp_path)).result()
    assert len(numbers) == 300
    wrong = []
    with _served(tmp_path) as base:
        for window in WINDOWS:
            lines = range(1, 101, 2) if window.width < 1000 else range(101, 301, 7)
            with opened(chromium, window) as tab:
                for path in (*LISTS, *(f"/changes/{seq}" for seq in lines)):
                    wrong += _wrong(tab, base, path, window)
    assert wrong == []


def _wrong(tab, base, path, window):
    """What is wrong with one page, after its links and names were touched."""
    tab.page.goto(base + path)
    for target in tab.page.query_selector_all("main bdi, main a")[:15]:
        target.dispatch_event("mouseover")
        target.dispatch_event("focus")
    links = tab.page.eval_on_selector_all("a", "all => all.map(each => each.href)")
    told = {
        "ran": tab.page.evaluate("window.ran"),
        "asked": tab.elsewhere(base),
        "said": list(tab.complaints),
        "scrolls": not tab.page.evaluate(FITS),
        "links": [each for each in links if not each.startswith(("http://", "https://"))],
        "made": tab.page.evaluate(MADE),
        "headings": tab.page.locator("h1").count() - 1,
    }
    tab.asked.clear()
    tab.complaints.clear()
    return [(path, str(window), name, found) for name, found in told.items() if found]
