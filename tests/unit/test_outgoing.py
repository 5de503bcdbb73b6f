"""Digests are composed once a period, queued with their cursor, and sent until accepted."""

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.store.polling import Polls, added, signature
from watcher import outgoing
from watcher.config import load
from watcher.deliver.retry import GAPS
from watcher.model.finding import Statement
from watcher.model.source import Outcome
from watcher.outgoing import compose_due, compose_now, send_due
from watcher.store import outbox
from watcher.store.handle import open_store
from watcher.watch import introduce, open_way

CONFIGURATION = """
[service]
database = "{folder}/watcher.db"

[[treaty]]
number = "XVIII-16"
name = "UN Convention against Cybercrime"

[[source]]
id = "untc"
kind = "untc-status"
treaty = "XVIII-16"

[[channel]]
id = "file"
kind = "file"
path = "{folder}/digests.jsonl"

[[digest]]
id = "daily"
schedule = "0 7 * * *"
timezone = "UTC"
channels = ["file"]
when_empty = "{when_empty}"
"""


class Desk:
    """A way with a clock that stands until it is moved."""

    def __init__(self, folder):
        self.folder = folder
        self.now = datetime(2026, 2, 3, 6, 0, tzinfo=UTC)

    async def sign(self, code):
        """A poll that finds a signature."""
        record = Polls(None).record(added(signature(code, f"State {code}")))
        await self.way.store.writer.submit(record)

    async def compose(self):
        return await compose_due(self.way, self.config)

    async def send(self):
        channels = {channel.id: channel for channel in self.config.channels}
        return await send_due(self.way, channels)

    async def rows(self, sql):
        return await self.way.store.read(lambda db: list(db.query(sql)))

    @property
    def sent(self):
        path = self.folder / "digests.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@asynccontextmanager
async def at_the_desk(folder, when_empty="skip"):
    path = folder / "watcher.toml"
    path.write_text(CONFIGURATION.format(folder=folder, when_empty=when_empty))
    desk = Desk(folder)
    desk.config = load(path)
    with open_store(desk.config.service.database, "a test") as store:
        async with open_way(desk.config, store, lambda: desk.now) as desk.way:
            await introduce(desk.config, desk.way)
            yield desk


async def test_a_period_that_has_ended_is_composed_once(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
        assert await desk.compose() == 0
        desk.now += timedelta(hours=2)
        assert [await desk.compose(), await desk.compose()] == [1, 0]
        assert [await desk.send(), await desk.send()] == [1, 0]
    assert len(desk.sent) == 1
    assert "State MUS is new" in json.dumps(desk.sent)


async def test_each_change_is_told_in_one_digest(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        for code in ("MUS", "FRA"):
            await desk.sign(code)
            desk.now += timedelta(days=1)
            await desk.compose()
            await desk.send()
    first, second = map(json.dumps, desk.sent)
    assert ("State MUS" in first, "State FRA" in first) == (True, False)
    assert ("State MUS" in second, "State FRA" in second) == (False, True)


async def test_a_treaty_whose_table_nobody_read_has_no_counts(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        cited = Statement(text="C.N.360.2025.TREATIES-XVIII-16", link="https://x.example/cn.pdf")
        record = Polls(None).record(added(cited, "references/C.N.360.2025"))
        await desk.way.store.writer.submit(record)
        material = await desk.way.store.read(
            outgoing.gather, desk.config, desk.config.digests[0], desk.now
        )
        assert material.counts == {}
        await desk.sign("MUS")
        material = await desk.way.store.read(
            outgoing.gather, desk.config, desk.config.digests[0], desk.now
        )
        assert material.counts["XVIII-16"].signatories == 1


async def test_periods_that_were_missed_share_one_digest(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
        desk.now += timedelta(days=400)
        assert [await desk.compose(), await desk.compose()] == [1, 0]
        (row,) = await desk.rows("SELECT period_end FROM digests")
        assert row["period_end"] == "2027-03-09T07:00:00.000Z"


@pytest.mark.parametrize(("when_empty", "sent"), [("skip", 0), ("send", 1)])
async def test_an_empty_period_has_its_row_and_is_sent_only_where_asked(tmp_path, when_empty, sent):
    async with at_the_desk(tmp_path, when_empty) as desk:
        desk.now += timedelta(days=1)
        assert await desk.compose() == 1
        assert await desk.send() == sent
        assert len(await desk.rows("SELECT * FROM digests")) == 1
    assert len(desk.sent) == sent


async def test_a_source_that_cannot_be_read_is_something_to_tell(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        record = Polls(None).record(outcome=Outcome.FAILED, error="no answer", capture=None)
        await desk.way.store.writer.submit(record)
        desk.now += timedelta(days=1)
        await desk.compose()
        assert await desk.send() == 1
    assert "no answer" in json.dumps(desk.sent)


async def test_a_new_digest_tells_no_history(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
        await desk.way.store.write(lambda db: db.execute("DELETE FROM cursors"))
        desk.now += timedelta(days=1)
        assert await desk.compose() == 0  # it begins here
        desk.now += timedelta(days=1)
        assert await desk.compose() == 1
        assert await desk.send() == 0


async def test_composing_the_same_period_again_queues_nothing(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
        (settings,) = desk.config.digests
        for _ in range(2):
            await compose_now(desk.way, desk.config, settings, desk.now)
        assert len(await desk.rows("SELECT * FROM deliveries")) == 1


async def test_what_was_composed_and_not_sent_is_sent_after_a_restart(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
        desk.now += timedelta(days=1)
        await desk.compose()
        (queued,) = await desk.rows("SELECT id FROM deliveries")
    async with at_the_desk(tmp_path) as again:
        again.now = desk.now
        assert await again.compose() == 0
        assert await again.send() == 1
        (row,) = await again.rows("SELECT id, state FROM deliveries")
        assert row == {"id": queued["id"], "state": "delivered"}


async def test_a_delivery_that_is_refused_is_tried_for_days_under_one_id_and_then_dead(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        (tmp_path / "digests.jsonl").mkdir()  # a channel that takes nothing
        await desk.sign("MUS")
        desk.now += timedelta(days=1)
        await desk.compose()
        for _ in range(len(GAPS) + 5):
            assert await desk.send() == 0
            desk.now += timedelta(hours=30)
        (row,) = await desk.rows("SELECT state, attempts FROM deliveries")
        assert row == {"state": "dead", "attempts": len(GAPS) + 1}
        tries = await desk.rows("SELECT accepted, answer FROM attempts")
        assert len(tries) == len(GAPS) + 1
        assert all(not each["accepted"] and each["answer"] for each in tries)


async def test_a_channel_that_is_gone_from_the_configuration_keeps_no_other_waiting(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
        composed = outbox.Composed(
            "old", desk.now, 0, 1, desk.now, "subject", '{"id": "x"}', ("gone",)
        )
        await desk.way.store.write(outbox.queue, composed)
        desk.now += timedelta(days=1)
        await desk.compose()
        assert await desk.send() == 1
        (answer,) = await desk.rows("SELECT answer FROM attempts WHERE accepted = 0")
        assert "no channel 'gone' any more" in answer["answer"]


async def test_a_delivery_that_was_cut_off_after_sending_is_repeated_with_the_same_id(
    tmp_path, monkeypatch
):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
        desk.now += timedelta(days=1)
        await desk.compose()
        with monkeypatch.context() as patched:
            patched.setattr(outgoing.outbox, "attempted", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                await desk.send()
        assert await desk.send() == 1
        assert len(await desk.rows("SELECT * FROM deliveries")) == 1
    first, second = desk.sent
    assert first["delivery"] == second["delivery"]
