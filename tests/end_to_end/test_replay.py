"""Recorded histories of treaties, version by version, through the real way.

Each run polls as a reader of the histories would: once at the first version for the baseline,
then at each later one until nothing waits for a second look.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.end_to_end.shared import (
    PROJECT,
    Replay,
    needs_replay,
    replaying,
    score,
    watcher_command,
)
from tests.end_to_end.watching import Watching, configuration, untc_source, watching
from tests.replay_adapter import emitted
from watcher.model.source import Outcome

pytestmark = needs_replay


@dataclass(frozen=True)
class History:
    """A recorded history: its name, its treaty, and how many versions there are."""

    name: str
    treaty: str
    versions: int

    def __str__(self) -> str:
        return self.name


PARIS = History("paris_XXVII-7-d", "XXVII-7-d", 129)
OTTAWA = History("synth_ottawa", "XXVI-5", 7)
CYBERCRIME = History("synth_cybercrime", "XVIII-16", 5)

#: Each fault at least once, by the number of the request that meets it.
FAULTS = {
    "3": "maintenance",
    "5": "half",
    "7-8": "half_counts",
    "10": "empty",
    "12": "nogrid",
    "14": "wrong",
    "16": "notfound",
    "18": "truncated",
    "20": "cut",
    "22": "500",
    "24": "404",
    "25": "403",
    "27": "reset",
    "29": "stale",
    "31": "stall",
    "33-34": "stale",
    "36": "slow",
}


def misbehaving(faults):
    """The server's options for faults: pairs of what happens and when."""
    return [word for kind, when in faults for word in ("--fault", f"{kind}@{when}")]


async def poll_version(watcher: Watching, at_most: int = 2) -> None:
    """Poll until nothing waits for a second look."""
    for _ in range(at_most):
        if (await watcher.poll()).outcome is not Outcome.UNCONFIRMED:
            return


async def head(watcher: Watching) -> int:
    (row,) = await watcher.rows("SELECT seq FROM head")
    return row["seq"]


async def told(
    folder: Path,
    replay: Replay,
    history: History,
    versions: int | None = None,
    show: Callable[[Replay, int], None] = Replay.show,
) -> list[dict[str, Any]]:
    """What the change log tells of a history, in the scorer's words.

    `show` brings the server to a version. At the end all faults are over, and the last version
    is polled again.
    """
    async with watching(folder, untc_source(replay.url(history.treaty), history.treaty)) as watcher:
        heads = []
        for version in range(versions or history.versions):
            await asyncio.to_thread(show, replay, version)
            await poll_version(watcher)
            heads.append(await head(watcher))
        await asyncio.to_thread(replay.recover)
        await poll_version(watcher)
        return emitted(await watcher.log(), [*heads[:-1], await head(watcher)])


def as_expected(result: dict[str, object]) -> bool:
    print(json.dumps(result, indent=1, ensure_ascii=False))  # shown where a test fails
    return (result["misses"], result["false_alarms"]) == (0, 0)


@pytest.mark.parametrize("history", [PARIS, OTTAWA, CYBERCRIME], ids=str)
async def test_every_change_of_the_history_is_found_and_no_other(history, tmp_path):
    with replaying("--history", history.name) as replay:
        lines = await told(tmp_path, replay, history)
    assert as_expected(score(history.name, lines, tmp_path))
    assert as_expected(score(history.name, lines, tmp_path, "--footnotes"))


@pytest.mark.parametrize("option", ["--gzip", "--footnotes=0.1", "--stamp=fixed"])
async def test_how_the_history_is_served_makes_no_difference(option, tmp_path):
    with replaying("--history", PARIS.name, option) as replay:
        lines = await told(tmp_path, replay, PARIS, versions=40)
    assert as_expected(score(PARIS.name, lines, tmp_path, "--to-step", "39"))


async def test_outages_neither_hide_a_change_nor_make_one(tmp_path):
    faults = misbehaving((kind, when) for when, kind in FAULTS.items())
    with replaying("--history", PARIS.name, "--delay", "0.3", *faults) as replay:
        lines = await told(tmp_path, replay, PARIS, versions=40)
    assert as_expected(score(PARIS.name, lines, tmp_path, "--to-step", "39", "--tolerance", "2"))


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [1, 2])
async def test_the_whole_history_is_found_through_outages_at_random(seed, tmp_path):
    rng, quick = Random(seed), sorted(set(FAULTS.values()) - {"slow", "stall"})

    def show(replay: Replay, version: int) -> None:
        replay.show(version)
        # The first poll makes the baseline: half a table with the counts of half is then a whole.
        if version and rng.random() < 0.25:
            replay.fail(rng.choice(quick), rng.randint(1, 2))

    with replaying("--history", PARIS.name) as replay:
        lines = await told(tmp_path, replay, PARIS, show=show)
    # By dates: an outage may hide that a mark was put right, and the action is then right at once.
    options = ("--tolerance", "12", "--level", "dates")
    assert as_expected(score(PARIS.name, lines, tmp_path, *options))


async def poll_through_faults(watcher: Watching, replay: Replay, rng: Random) -> None:
    """Poll until the version was served twice as it is, whatever comes in between.

    An old page that is served anew looks as good as any, so the two are counted from there; and
    two of them with nothing good in between are a record that went back, to any observer.
    """
    clean, old_page = 0, False
    while clean < 2:
        fault = rng.choice(sorted(set(FAULTS.values()))) if rng.random() < 0.4 else None
        if fault == "stale" and old_page:
            fault = None
        if fault is not None:
            await asyncio.to_thread(replay.fail, fault, 1)
        outcome = (await watcher.poll()).outcome
        if fault is None:
            assert outcome.good
            clean, old_page = clean + 1, False
        elif fault == "stale":
            clean, old_page = 0, True
        await asyncio.to_thread(replay.recover)


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize("history", [PARIS, OTTAWA, CYBERCRIME], ids=str)
async def test_faults_at_random_leave_exactly_the_true_changes_within_two_good_polls(
    history, seed, tmp_path
):
    rng = Random(seed)
    with replaying("--history", history.name, "--delay", "0.2") as replay:
        source = untc_source(replay.url(history.treaty), history.treaty)
        async with watching(tmp_path, source) as watcher:
            await poll_version(watcher)  # the baseline
            heads = [await head(watcher)]
            for version in range(1, history.versions):
                await asyncio.to_thread(replay.show, version)
                await poll_through_faults(watcher, replay, rng)
                heads.append(await head(watcher))
            lines = emitted(await watcher.log(), heads)
    assert as_expected(score(history.name, lines, tmp_path))


def test_the_command_line_tells_a_history_as_it_was(tmp_path):
    with replaying("--history", CYBERCRIME.name) as replay:
        source = untc_source(replay.url(CYBERCRIME.treaty), CYBERCRIME.treaty)
        configuration(tmp_path, source)
        heads = []
        for version in range(CYBERCRIME.versions):
            replay.show(version)
            answer = json.loads(watcher_command(tmp_path, "poll", "--json").stdout)
            heads.append(sum(heads[-1:]) + answer["changes"])
    log = watcher_command(tmp_path, "log", "--json", "--limit", "0")
    adapter = subprocess.run(
        [sys.executable, str(PROJECT / "tests" / "replay_adapter.py"), *map(str, heads)],
        input=log.stdout,
        capture_output=True,
        text=True,
        check=True,
    )
    told = [json.loads(line) for line in adapter.stdout.splitlines()]
    assert as_expected(score(CYBERCRIME.name, told, tmp_path, "--footnotes"))
