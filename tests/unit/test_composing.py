"""Digests are composed once a period and queued; what cannot wait is sent at once."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.desk import at_the_desk
from tests.unit.store.polling import added, modified, removed, signature, statement
from watcher import composing
from watcher.composing import compose_now
from watcher.model.change import Change, ChangeKind
from watcher.model.finding import Statement
from watcher.model.source import Outcome

AT_ONCE = 'immediate = ["signature", "ratification"]\ngather = "5m"'


def told(message):
    return [action["participant"] for section in message["record"] for action in section["actions"]]


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
    assert [told(message) for message in desk.sent] == [["State MUS"], ["State FRA"]]


async def test_a_treaty_whose_table_nobody_read_has_no_counts(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        cited = Statement(text="C.N.360.2025.TREATIES-XVIII-16", link="https://x.example/cn.pdf")
        await desk.poll(added(cited, "references/C.N.360.2025"))
        (daily,) = desk.config.digests
        material = await desk.way.store.read(composing.gather, desk.config, daily, desk.now)
        assert material.counts == {}
        await desk.sign("MUS")
        material = await desk.way.store.read(composing.gather, desk.config, daily, desk.now)
        assert material.counts["XVIII-16"].signatories == 1


async def test_periods_that_were_missed_share_one_message_and_have_a_row_each(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
        desk.now += timedelta(days=10)
        assert [await desk.compose(), await desk.compose()] == [1, 0]
        rows = await desk.rows("SELECT period_end, told_with FROM digests ORDER BY period_end")
        assert [row["period_end"][:13] for row in rows] == [
            f"2026-02-{day:02}T07" for day in range(3, 13)
        ]
        assert len({row["told_with"] for row in rows[:-1]}) == 1
        assert rows[-1]["told_with"] is None
        await desk.send()
    (message,) = desk.sent
    assert message["periods"] == 10
    assert message["end"] == "2026-02-12T07:00:00Z"


@pytest.mark.parametrize(("when_empty", "sent"), [("skip", 0), ("send", 1)])
async def test_an_empty_period_has_its_row_and_is_sent_only_where_asked(tmp_path, when_empty, sent):
    async with at_the_desk(tmp_path, f'when_empty = "{when_empty}"') as desk:
        desk.now += timedelta(days=1)
        assert await desk.compose() == 1
        assert await desk.send() == sent
        assert len(await desk.rows("SELECT * FROM digests")) == 1
    assert len(desk.sent) == sent


async def test_a_source_that_cannot_be_read_is_something_to_tell(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.poll(outcome=Outcome.FAILED, error="no answer", capture=None)
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
        numbers = [
            (await compose_now(desk.way, desk.config, settings, desk.now))[1] for _ in range(2)
        ]
        assert numbers[0] is not None
        assert numbers[1] is None
        assert len(await desk.rows("SELECT * FROM deliveries")) == 1


async def test_in_quiet_hours_a_digest_is_composed_and_sent_after_them(tmp_path):
    async with at_the_desk(tmp_path, 'quiet_hours = "06:30-09:00"') as desk:
        await desk.sign("MUS")
        desk.now += timedelta(hours=1, minutes=1)
        assert await desk.compose() == 1
        assert await desk.send() == 0
        desk.now = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
        assert await desk.send() == 1


# -- what is sent at once ---------------------------------------------------------------------


async def test_a_ceremony_of_sixty_signatures_is_one_message(tmp_path):
    codes = [f"S{number:02}" for number in range(60)]
    async with at_the_desk(tmp_path, AT_ONCE) as desk:
        for group in (codes[:20], codes[20:45], codes[45:]):  # in three polls
            await desk.sign(*group)
            desk.now += timedelta(minutes=1)
            assert await desk.at_once() == 0
        desk.now += timedelta(minutes=2)
        assert [await desk.at_once(), await desk.at_once()] == [1, 0]
        assert await desk.send() == 1
    (message,) = desk.sent
    assert message["type"] == "alert"
    assert told(message) == [f"State {code}" for code in codes]
    assert message["subject"] == "UN Convention against Cybercrime: 60 sign (60 signatories)"


async def test_the_next_regular_digest_names_briefly_what_was_sent_at_once(tmp_path):
    async with at_the_desk(tmp_path, AT_ONCE) as desk:
        await desk.sign("MUS")
        desk.now += timedelta(minutes=6)
        await desk.at_once()
        await desk.send()
        entry = statement("News", link="https://news.example.org/1")
        await desk.poll(added(entry, "entries/1"), source="news")
        desk.now += timedelta(hours=1)
        await desk.compose()
        await desk.send()
    alert, regular = desk.sent
    assert told(regular) == []
    (before,) = regular["told"]
    assert before["told_in"]["subject"] == alert["subject"]
    assert [report["title"] for report in regular["reported"]] == ["News is new"]


async def test_what_was_sent_at_once_and_reached_nobody_is_told_in_full(tmp_path):
    async with at_the_desk(tmp_path, AT_ONCE) as desk:
        await desk.sign("MUS")
        desk.now += timedelta(minutes=6)
        await desk.at_once()  # and not sent
        desk.now += timedelta(hours=1)
        await desk.compose()
        await desk.send()
    assert [told(message) for message in desk.sent] == [["State MUS"], ["State MUS"]]
    assert desk.sent[1]["told"] == []


async def test_what_a_regular_digest_tells_first_is_not_sent_at_once_again(tmp_path):
    async with at_the_desk(tmp_path, AT_ONCE) as desk:
        desk.now = datetime(2026, 2, 3, 6, 58, tzinfo=UTC)
        await desk.sign("MUS")
        desk.now += timedelta(minutes=2)
        assert await desk.compose() == 1
        desk.now += timedelta(minutes=30)
        assert await desk.at_once() == 0


async def test_reports_and_other_actions_wait_for_the_digest(tmp_path):
    async with at_the_desk(tmp_path, 'immediate = ["ratification"]') as desk:
        await desk.sign("MUS")
        claim = statement(
            "Viet Nam ratifies", action="ratification", link="https://news.example.org/"
        )
        await desk.poll(added(claim, "entries/1"), source="news")
        desk.now += timedelta(minutes=30)
        assert await desk.at_once() == 0
        ratified = replace(signature("VNM"), action="ratification")
        await desk.poll(added(ratified, "participants/VNM/consent"))
        desk.now += timedelta(minutes=30)
        assert await desk.at_once() == 1


@pytest.mark.parametrize(("urgent", "hour"), [("false", 7), ("true", 0)])
async def test_quiet_hours_hold_what_is_sent_at_once_unless_it_is_urgent(tmp_path, urgent, hour):
    lines = f'{AT_ONCE}\nquiet_hours = "22:00-07:00"\nurgent = {urgent}'
    async with at_the_desk(tmp_path, lines) as desk:
        desk.now = datetime(2026, 2, 3, 23, 58, tzinfo=UTC)
        await desk.sign("MUS")
        desk.now = datetime(2026, 2, 4, 0, 3, tzinfo=UTC)
        found = await desk.at_once()
        assert found == (hour == 0)
        desk.now = datetime(2026, 2, 4, 7, 0, tzinfo=UTC)
        assert await desk.at_once() == (hour == 7)
        await desk.send()
    assert len(desk.sent) == 1


async def test_a_digest_without_immediate_sends_nothing_before_it_is_due(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
        desk.now += timedelta(minutes=30)
        assert await desk.at_once() == 0


async def test_an_alert_tells_no_history(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
    async with at_the_desk(tmp_path, AT_ONCE) as desk:
        desk.now += timedelta(days=1)
        assert await desk.at_once() == 0


async def test_two_alerts_while_the_clock_stands_are_both_sent(tmp_path):
    async with at_the_desk(tmp_path, 'immediate = ["signature"]\ngather = "0s"') as desk:
        for code in ("MUS", "FRA"):
            await desk.sign(code)
            assert await desk.at_once() == 1
        assert await desk.send() == 2
    assert [told(message) for message in desk.sent] == [["State MUS"], ["State FRA"]]


# -- what was told before -----------------------------------------------------------------------


async def test_a_corrected_date_points_to_the_digest_that_had_it(tmp_path):
    old, new = signature(), signature(date="2025-11-18")
    async with at_the_desk(tmp_path) as desk:
        await desk.poll(added(old))
        desk.now += timedelta(days=1)
        await desk.compose()
        await desk.poll(modified(old, new))
        desk.now += timedelta(days=1)
        await desk.compose()
        await desk.send()
        replies = await desk.rows("SELECT id, reply_to FROM deliveries ORDER BY rowid")
    first, second = desk.sent
    assert second["record"] == []
    (correction,) = second["corrections"]
    assert correction["told_in"]["subject"] == first["subject"]
    assert [row["reply_to"] for row in replies] == [None, replies[0]["id"]]


async def test_a_correction_is_found_behind_an_editorial_change(tmp_path):
    old = signature()
    footnoted = signature(footnotes=("A note.",))
    async with at_the_desk(tmp_path) as desk:
        await desk.poll(added(old))
        desk.now += timedelta(days=1)
        await desk.compose()
        updates = modified(old, footnoted).updates
        await desk.poll(Change(ChangeKind.EDITORIAL, "edited", old, footnoted, updates))
        await desk.poll(removed(footnoted))
        desk.now += timedelta(days=1)
        await desk.compose()
        await desk.send()
    assert len(desk.sent[1]["corrections"]) == 1


async def test_what_was_a_baseline_and_is_corrected_stands_on_record(tmp_path):
    old, new = signature(), signature(date="2025-11-18")
    async with at_the_desk(tmp_path) as desk:
        await desk.poll(added(old, kind=ChangeKind.BASELINE))
        await desk.poll(modified(old, new))
        desk.now += timedelta(days=1)
        await desk.compose()
        await desk.send()
    assert told(desk.sent[0]) == ["Mauritius"]
    assert desk.sent[0]["corrections"] == []
