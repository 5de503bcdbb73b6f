"""Recorded histories of treaties, version by version, through the real way."""

import asyncio
import time

import pytest

from tests.end_to_end.shared import Replay, needs_replay, replaying, score
from tests.end_to_end.watching import Watching, untc_source, watching
from tests.replay_adapter import emitted
from watcher.model.source import Outcome

pytestmark = needs_replay

PARIS = ("paris_XXVII-7-d", "XXVII-7-d", 129)
OTTAWA = ("synth_ottawa", "XXVI-5", 7)
CYBERCRIME = ("synth_cybercrime", "XVIII-16", 5)

async def replayed(folder, history, options=(), faults=(), versions=None):
    name, treaty, count = history
    with replaying("--history", name, *options) as replay:
        async with watching(folder, untc_source(replay.url(treaty), treaty)) as watcher:
            heads = []
            for version in range(versions or count):
                await asyncio.to_thread(replay.show, version)
                for _ in range(2):
                    r = await watcher.poll()
                    if r.outcome is not Outcome.UNCONFIRMED:
                        break
                heads.append((await watcher.rows("select seq from head"))[0]["seq"])
            return emitted(await watcher.log(), heads)

@pytest.mark.parametrize("history", [PARIS, OTTAWA, CYBERCRIME], ids=lambda h: h[0])
async def test_every_change(history, tmp_path):
    t=time.time()
    told = await replayed(tmp_path, history)
    print("TIME", time.time()-t)
    result = score(history[0], told, tmp_path)
    print(result)
    print(score(history[0], told, tmp_path, "--footnotes"))
    assert (result["misses"], result["false_alarms"]) == (0, 0)
