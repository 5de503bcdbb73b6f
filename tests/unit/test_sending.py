"""A delivery is tried until it is accepted, under one id; each recipient fails alone."""

import json
import sqlite3
from datetime import datetime, timedelta

import pytest

from tests.servers import FOREVER, raw, reply
from tests.unit.desk import at_the_desk
from watcher.deliver.retry import GAPS, LONGEST_WISH
from watcher.errors import StoreError
from watcher.sending import Sender
from watcher.store import deliveries, outbox

WEBHOOK = """
[[channel]]
id = "{id}"
kind = "webhook"
url = "{url}"
secrets = ["env:HOOK_SECRET"]
"""


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("HOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


def webhook(site, path="/hook"):
    return WEBHOOK.format(id="hook", url=site.url(path))


async def one_digest(desk):
    await desk.sign("MUS")
    desk.now += timedelta(days=1)
    await desk.compose()


async def test_what_was_composed_and_not_sent_is_sent_after_a_restart(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await one_digest(desk)
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
        await one_digest(desk)
        for _ in range(len(GAPS) + 5):
            assert await desk.send() == 0
            desk.now += timedelta(hours=30)
        (row,) = await desk.rows("SELECT state, attempts FROM deliveries")
        assert row == {"state": "dead", "attempts": len(GAPS) + 1}
        tries = await desk.rows("SELECT accepted, answer FROM attempts")
        assert len(tries) == len(GAPS) + 1
        assert all(not each["accepted"] and each["answer"] for each in tries)


async def test_the_gaps_between_attempts_are_those_of_the_schedule(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        (tmp_path / "digests.jsonl").mkdir()
        await one_digest(desk)
        for gap in GAPS:
            await desk.send()
            (row,) = await desk.rows("SELECT next_attempt FROM deliveries")
            wait = datetime.fromisoformat(row["next_attempt"]) - desk.now
            assert 0.9 * gap - timedelta(seconds=1) <= wait <= 1.1 * gap + timedelta(seconds=1)
            desk.now += wait


async def test_a_dead_delivery_that_is_sent_again_has_its_whole_schedule_before_it(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        (tmp_path / "digests.jsonl").mkdir()
        await one_digest(desk)
        for _ in range(len(GAPS) + 1):
            await desk.send()
            desk.now += timedelta(hours=30)
        (row,) = await desk.rows("SELECT id, state FROM deliveries")
        assert row["state"] == "dead"
        await desk.way.store.write(deliveries.resend, row["id"], desk.now)
        await desk.send()
        (row,) = await desk.rows("SELECT state, attempts, next_attempt FROM deliveries")
        assert (row["state"], row["attempts"]) == ("queued", len(GAPS) + 2)
        (tmp_path / "digests.jsonl").rmdir()
        desk.now += timedelta(minutes=1)
        assert await desk.send() == 1
    assert len(desk.sent) == 1


async def test_a_channel_that_is_gone_from_the_configuration_keeps_no_other_waiting(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
        composed = outbox.Composed(
            name="old",
            period_end=desk.now,
            since_seq=0,
            until_seq=1,
            composed_at=desk.now,
            subject="subject",
            document='{"id": "x"}',
            recipients=(("gone", ""),),
            first_attempt=desk.now,
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
        await one_digest(desk)
        with monkeypatch.context() as patched:
            patched.setattr(deliveries, "attempted", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                await desk.send()
        assert await desk.send() == 1
        assert len(await desk.rows("SELECT * FROM deliveries")) == 1
    first, second = desk.sent
    assert first["delivery"] == second["delivery"]


async def test_what_was_sent_and_could_not_be_recorded_is_not_sent_again_meanwhile(
    tmp_path, monkeypatch
):
    """A disk that is full for a day must not repeat a mail at each tick."""
    async with at_the_desk(tmp_path) as desk:
        await one_digest(desk)
        with monkeypatch.context() as patched:

            def full(*_):
                raise sqlite3.OperationalError("database or disk is full")

            patched.setattr(deliveries, "attempted", full)
            for _ in range(3):
                with pytest.raises(StoreError):
                    await desk.send()
        await desk.send()
        (row,) = await desk.rows("SELECT state, attempts FROM deliveries")
        assert row == {"state": "delivered", "attempts": 1}
    assert len(desk.sent) == 1


@pytest.mark.parametrize(
    ("status", "state"), [(204, "delivered"), (410, "dead"), (500, "queued"), (302, "queued")]
)
async def test_the_answer_of_the_other_side_decides_what_becomes_of_a_delivery(
    tmp_path, site, status, state
):
    site.answer("/hook", reply(status, headers={"Location": "/elsewhere"}))
    async with at_the_desk(tmp_path, 'channels = ["hook"]', channels=webhook(site)) as desk:
        await one_digest(desk)
        await desk.send()
        (row,) = await desk.rows("SELECT state FROM deliveries")
        assert row["state"] == state
    assert site.count() == 1


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("3600", timedelta(hours=1)),
        ("1", GAPS[0]),  # a wish makes no wait shorter
        ("99999999", LONGEST_WISH),
    ],
)
async def test_the_wish_for_a_later_attempt_is_obeyed_within_bounds(
    tmp_path, site, asked, expected
):
    site.answer("/hook", reply(503, headers={"Retry-After": asked}))
    async with at_the_desk(tmp_path, 'channels = ["hook"]', channels=webhook(site)) as desk:
        await one_digest(desk)
        await desk.send()
        (row,) = await desk.rows("SELECT next_attempt FROM deliveries")
        wait = datetime.fromisoformat(row["next_attempt"]) - desk.now
    assert 0.9 * expected - timedelta(seconds=1) <= wait <= 1.1 * expected + timedelta(seconds=1)


async def test_a_repeat_carries_the_same_id_and_body(tmp_path, site):
    site.answer("/hook", reply(500), reply(503), reply(200))
    async with at_the_desk(tmp_path, 'channels = ["hook"]', channels=webhook(site)) as desk:
        await one_digest(desk)
        for _ in range(3):
            await desk.send()
            desk.now += timedelta(hours=1)
    assert len({seen.header("webhook-id") for seen in site.requests}) == 1
    assert len({seen.body for seen in site.requests}) == 1
    assert site.count() == 3


async def test_one_endpoint_of_twenty_that_hangs_keeps_no_other_waiting(tmp_path, site):
    names = [f"hook-{number:02}" for number in range(20)]
    channels = "".join(WEBHOOK.format(id=name, url=site.url(f"/{name}")) for name in names)
    site.answer_all(reply(204))
    site.answer("/hook-07", raw(FOREVER))
    settings = f"channels = {json.dumps(names)}"
    async with at_the_desk(tmp_path, settings, channels=channels) as desk:
        await one_digest(desk)
        await desk.sender.start_due()
        others = "SELECT count(*) AS n FROM deliveries WHERE state = 'delivered'"

        async def all_but_one() -> bool:
            return (await desk.rows(others))[0]["n"] == 19

        await desk.until(all_but_one)
        (hanging,) = await desk.rows("SELECT channel, attempts FROM deliveries WHERE attempts = 0")
        assert hanging["channel"] == "hook-07"
        await desk.sender.start_due()  # the next tick starts no second attempt at it
        assert site.count("/hook-07") == 1


async def test_what_is_under_way_at_a_stop_is_cut_off_and_repeated_later(tmp_path, site):
    site.answer("/hook", raw(FOREVER), reply(204))
    async with at_the_desk(tmp_path, 'channels = ["hook"]', channels=webhook(site)) as desk:
        await one_digest(desk)
        await desk.sender.start_due()

        async def asked() -> bool:
            return site.count() > 0

        await desk.until(asked)
        await desk.sender.stop(timedelta(0))
        assert await desk.rows("SELECT * FROM attempts") == []
        second = Sender(desk.way, desk.config, desk.sender._means)
        assert await second.send_due() == 1
    assert len({seen.header("webhook-id") for seen in site.requests}) == 1


async def test_an_attempt_that_would_fall_into_quiet_hours_waits_for_their_end(tmp_path, site):
    site.answer("/hook", reply(503, headers={"Retry-After": "7200"}))
    settings = 'channels = ["hook"]\nquiet_hours = "08:00-18:00"'
    async with at_the_desk(tmp_path, settings, channels=webhook(site)) as desk:
        await desk.sign("MUS")
        desk.now += timedelta(hours=1, minutes=30)  # 07:30
        await desk.compose()
        await desk.send()
        (row,) = await desk.rows("SELECT next_attempt FROM deliveries")
    assert row["next_attempt"] == "2026-02-03T18:00:00.000Z"


async def test_a_fault_of_our_own_in_one_channel_is_told_and_tried_again(tmp_path, monkeypatch):
    async with at_the_desk(tmp_path) as desk:
        await one_digest(desk)

        async def broken(*_):
            raise RuntimeError("a bug")

        with monkeypatch.context() as patched:
            patched.setattr("watcher.sending.deliver", broken)
            assert await desk.send() == 0
        (row,) = await desk.rows("SELECT answer FROM attempts")
        assert row["answer"] == "a fault in the watcher itself: RuntimeError: a bug"
        desk.now += timedelta(minutes=1)
        assert await desk.send() == 1
