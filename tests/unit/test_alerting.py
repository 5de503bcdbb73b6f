"""The operator is told through the outbox; of a database that refuses, directly."""

import json
from datetime import timedelta

import pytest

from tests.unit.desk import at_the_desk
from tests.unit.store.polling import added, signature, statement
from watcher import alerting
from watcher.alerting import EVERY, SLOWLY, Alerting
from watcher.errors import StoreError
from watcher.model.finding import Notice
from watcher.model.source import Outcome

OPERATOR = '[operator]\nchannels = ["file"]\n'


@pytest.fixture
async def desk(tmp_path):
    async with at_the_desk(tmp_path, more=OPERATOR) as desk:
        desk.alerting = Alerting(desk.way, desk.config, desk.sender._means)
        yield desk


async def look(desk):
    desk.now += EVERY
    message = await desk.alerting.look()
    await desk.send()
    return message


async def fail(desk, polls=2):
    for _ in range(polls):
        await desk.poll(outcome=Outcome.FAILED, error="the server answered 503", capture=None)


async def test_a_source_that_fails_alerts_once_and_once_when_it_is_well(desk):
    await fail(desk)
    assert "untc cannot be read" in (await look(desk)).subject
    assert await look(desk) is None
    desk.now += timedelta(hours=3)
    await desk.poll(added(signature()))
    assert "untc is well again" in (await look(desk)).subject
    assert await look(desk) is None
    begun, over = desk.sent
    assert begun["type"] == over["type"] == "operator"
    assert "is well again after 3 h. Found since: Mauritius is new." in over["events"][0]["text"]


async def test_one_bad_poll_alerts_nobody(desk):
    await fail(desk, polls=1)
    assert await look(desk) is None


async def test_after_a_restart_nothing_is_told_twice(desk):
    await fail(desk)
    await look(desk)
    desk.alerting = Alerting(desk.way, desk.config, desk.sender._means)
    assert await look(desk) is None


async def test_a_dead_delivery_alerts_and_one_to_the_operator_does_not(desk):
    (desk.folder / "digests.jsonl").mkdir()  # takes nothing, for readers and operator alike
    await desk.sign("MUS")
    desk.now += timedelta(days=1)
    await desk.compose()
    for _ in range(10):
        await desk.send()
        desk.now += timedelta(hours=30)
    message = await look(desk)
    assert "a delivery was given up" in message.subject
    for _ in range(12):
        desk.now += timedelta(hours=30)
        await desk.send()
        again = await look(desk)
        assert again is None or "given up" not in again.subject


async def test_a_recipient_that_takes_nothing_for_a_day_alerts_before_the_delivery_dies(desk):
    (desk.folder / "digests.jsonl").mkdir()
    await desk.sign("MUS")
    desk.now += timedelta(days=1)
    await desk.compose()
    subjects = []
    for _ in range(30):
        await desk.send()
        message = await look(desk)
        subjects += [message.subject] if message else []
        desk.now += timedelta(hours=1)
    assert subjects == ["Treaty watcher: file takes no messages"]
    (desk.folder / "digests.jsonl").rmdir()
    desk.now += timedelta(days=1)
    await desk.send()
    assert (await look(desk)).subject == "Treaty watcher: file takes messages again"


async def test_a_feed_that_falls_silent_alerts(desk):
    for number in range(8):
        await desk.poll(added(statement(f"News {number}"), f"entries/{number}"), source="news")
        desk.now += timedelta(days=1)
    assert await look(desk) is None
    desk.now += timedelta(days=20)
    assert (await look(desk)).subject == "Treaty watcher: news is silent"
    await desk.poll(added(statement("At last"), "entries/at-last"), source="news")
    desk.now += SLOWLY
    assert (await look(desk)).subject == "Treaty watcher: news is no longer silent"


async def test_a_silent_source_that_fails_once_is_not_heard_again(desk):
    for number in range(8):
        await desk.poll(added(statement(f"News {number}"), f"entries/{number}"), source="news")
        desk.now += timedelta(days=1)
    desk.now += timedelta(days=20)
    assert (await look(desk)).subject == "Treaty watcher: news is silent"
    await desk.poll(outcome=Outcome.FAILED, error="503", capture=None, source="news")
    desk.now += SLOWLY
    assert await look(desk) is None


async def test_a_disk_that_fills_alerts_until_there_is_room_with_a_margin(desk, monkeypatch):
    def left(megabytes):
        usage = type("Usage", (), {"free": megabytes * 1_000_000})
        monkeypatch.setattr("watcher.disk.shutil.disk_usage", lambda _: usage)
        desk.now += SLOWLY

    left(199)
    assert "the disk fills" in (await look(desk)).subject
    left(250)  # room, but not by much
    assert await look(desk) is None
    left(300)
    assert "has room again" in (await look(desk)).subject


async def test_a_database_that_refuses_is_told_directly_and_once(desk):
    for reason in ("the disk is full", "the disk is full", "it is damaged"):
        desk.alerting.database_refuses(reason)
    desk.now += timedelta(hours=2)
    desk.alerting.database_works()
    desk.alerting.database_works()
    await desk.alerting._direct
    assert [message["subject"] for message in desk.sent] == [
        "Treaty watcher: the database cannot be written",
        "Treaty watcher: the database works again",
    ]
    assert await desk.rows("SELECT * FROM deliveries") == []


async def test_what_cannot_be_recorded_is_not_taken_as_told(desk, monkeypatch):
    await fail(desk)
    with monkeypatch.context() as patched:

        def refuse(*_):
            raise StoreError("the disk is full")

        patched.setattr(alerting.outbox, "queue", refuse)
        with pytest.raises(StoreError):
            await look(desk)
    assert await desk.rows("SELECT * FROM episodes") == []
    assert await look(desk) is not None


async def test_without_channels_of_the_operator_nothing_is_looked_for(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        desk.alerting = Alerting(desk.way, desk.config, desk.sender._means)
        await fail(desk)
        assert await look(desk) is None
        assert await desk.rows("SELECT * FROM episodes") == []


async def test_notices_go_to_the_operator_in_place_of_the_readers(desk):

    await desk.poll(notices=(Notice("unresolved_name", "Zubrowka", "Who is Zubrowka?"),))
    message = await look(desk)
    assert "Zubrowka" in message.subject
    desk.now += timedelta(days=1)
    await desk.compose()
    await desk.send()
    assert [each["type"] for each in desk.sent] == ["operator"]
    assert "Who is Zubrowka?" in json.dumps(desk.sent)
