"""Three sources that move from one stage to the next, and what a desk says of them undisturbed."""

import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.faults.ledger import assert_whole, rows, told
from tests.faults.running import OUTGOING, Desk, page_of, page_source
from tests.servers import Site, page
from watcher.demo.other_pages import NewsItem, render_feed
from watcher.demo.status_page import Row, StatusPage, render_status_page
from watcher.model.treaty import TreatyNumber

#: Stage 0 is the baseline. At stage 1 a participant signs, one ratifies and one is gone, an entry
#: and two passages are new. What is gone waits for a second poll.
BEFORE, AFTER = 0, 1

Told = dict[str, list[tuple[str, ...]]]

_SIGNED = ["Albania", "Brazil", "Czechia", "Ghana", "Norway", "Peru", "Togo", "Ukraine", "Zambia"]
_NEWS = [
    NewsItem(f"2026/01/{n}", date(2026, 1, 1 + n), f"Story {n}", "What it says") for n in range(9)
]


@dataclass(slots=True)
class Scene:
    """The site, a desk that has its baseline, and what the log says without any kill."""

    site: Site
    folder: Path
    sections: tuple[str, ...]
    expected: dict[str, Told] = field(default_factory=dict)  # by the name of the way, see `desk`
    seconds: dict[str, float] = field(default_factory=dict)  # that a poll takes undisturbed

    def desk(self, folder: Path, way: str) -> Desk:
        """A desk about to poll: "fresh" has no database, "moved" a baseline and a moved site."""
        stage = AFTER if way == "moved" else BEFORE
        show(self.site, stage)
        desk = Desk(folder).configure(*self.sections)
        if way == "moved":
            shutil.copy(self.folder / "template.db", desk.database)
            shutil.copy(self.folder / "template.db.key", f"{desk.database}.key")
        return desk

    def assert_goes_on(self, desk: Desk, way: str) -> None:
        """What a kill left is whole; the next run takes it up, and the log ends as without it."""
        assert_whole(desk.database)
        self._assert_validators_fit(desk, way)
        settle(desk)
        assert_whole(desk.database)
        assert told(desk.database) == self.expected[way]

    def _assert_validators_fit(self, desk: Desk, way: str) -> None:
        """Who has the validators of a stage has its changes too: else they would be missed."""
        said = told(desk.database)
        for source in rows(desk.database, "SELECT id, etag FROM sources"):
            if source["etag"] is None:
                continue
            stage = int(source["etag"].strip('"'))
            way_there = "moved" if stage == AFTER else "fresh"
            assert said[source["id"]] == self.expected[way_there][source["id"]]


def settle(desk: Desk) -> None:
    """Poll, and again while something waits for a second look."""
    for _ in range(3):
        done = desk.run("poll")
        assert done.returncode == 0, done.stdout + done.stderr
        if "unconfirmed" not in done.stdout:
            return
    raise AssertionError("it never settles")


@contextmanager
def playing(folder: Path) -> Iterator[Scene]:
    """Play the scene: its references are made by runs that nothing disturbs."""
    with Site() as site:
        scene = Scene(site, folder, (*_sections(site), OUTGOING))
        for way in ("fresh", "moved"):
            (folder / way).mkdir()
            desk = scene.desk(folder / way, way)
            began = time.monotonic()
            first = desk.run("poll")
            scene.seconds[way] = time.monotonic() - began
            assert first.returncode == 0, first.stdout + first.stderr
            settle(desk)
            assert_whole(desk.database)
            scene.expected[way] = told(desk.database)
            if way == "fresh":
                shutil.copy(desk.database, folder / "template.db")
                shutil.copy(f"{desk.database}.key", folder / "template.db.key")
        assert all(
            len(scene.expected["moved"][name]) > len(scene.expected["fresh"][name])
            for name in ("status", "news", "page")
        )
        yield scene


def _sections(site: Site) -> tuple[str, ...]:
    return (
        '[[source]]\nid = "status"\nkind = "untc-status"\ntreaty = "XVIII-16"',
        f'url = "{site.url("/status")}"',
        f'[[source]]\nid = "news"\nkind = "feed"\nurl = "{site.url("/news")}"\nmatch = "*"',
        page_source(site.url("/page"), more='select = "main"'),
    )


def show(site: Site, stage: int) -> None:
    """Let the site stand at a stage; the validators it gives name the stage."""
    etag = f'"{stage}"'
    news = render_feed(_NEWS if stage else _NEWS[:-1], base_url="http://news.example")
    site.answer("/status", page(_status(stage), etag=etag))
    site.answer("/news", page(news, etag=etag, headers={"Content-Type": "application/rss+xml"}))
    site.answer("/page", page(page_of(*_passages(stage)), etag=etag))


def _status(stage: int) -> bytes:
    signed = [*_SIGNED[:-1], "Viet Nam"] if stage else _SIGNED
    table = StatusPage(
        number=TreatyNumber("XVIII-16"),
        chapter_title="PENAL MATTERS",
        title="United Nations Convention against Cybercrime",
        place_and_date="New York, 24 December 2024",
        entry_label="Not yet in force",
        entry_into_force="on the ninetieth day after the fortieth instrument.",
        note="Adopted by resolution 79/243.",
        headings=("Signature", "Ratification"),
        rows=tuple(
            Row(name, ("25 Oct 2025", "3 Feb 2026" if stage and name == "Peru" else ""))
            for name in signed
        ),
        notes=(),
    )
    return render_status_page(table, view_state="dmlldw==", stamp="03-02-2026 10:16:18 EDT")


def _passages(stage: int) -> list[str]:
    """Long ones, so that a poll fills many pages of the database."""
    rng = random.Random(16)
    passages = [f"Passage {n}: {rng.randbytes(900).hex()}" for n in range(30)]
    if stage:
        passages[3] += " It was amended."
        passages.append("A last passage is new.")
    return passages
