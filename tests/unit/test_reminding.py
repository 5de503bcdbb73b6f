"""Reminders through the real store: each once for each date, whatever the digest's rhythm."""

from datetime import date, datetime, timedelta

import pytest

from tests.unit.desk import at_the_desk
from tests.unit.store.polling import added
from watcher.config import load
from watcher.model.finding import Statement

RULE = "entry_into_force = { count = 2, days = 90, later = { days = 30 } }"


def stating(desk, text):
    """The configuration with further lines on the treaty."""
    path = desk.folder / "watcher.toml"
    name = 'name = "UN Convention against Cybercrime"'
    path.write_text(path.read_text().replace(name, f"{name}\n{text}"))
    desk.config = load(path)


async def day_by_day(desk, days):
    """Compose and send at the end of each day's period."""
    for _ in range(days):
        desk.now = desk.now.replace(hour=7) + timedelta(days=1)
        await desk.compose()
        await desk.send()


def reminders(desk):
    return [
        (message["composed_at"][:10], each["days"], each["sentence"])
        for message in desk.sent
        for each in message["reminders"]
    ]


def ratification(code, day):
    return Statement(
        action="ratification",
        date=day,
        mark="",
        bracketed=False,
        participant=f"State {code}",
        participant_code=code,
    )


def deposit(code, day):
    return added(ratification(code, day), f"participants/{code}/consent")


async def test_a_daily_digest_of_nothing_else_reminds_three_times(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        stating(desk, "closes_for_signature = 2026-03-31")
        await day_by_day(desk, 70)
        closes = "UN Convention against Cybercrime closes for signature on 31 Mar 2026"
        assert reminders(desk) == [
            ("2026-03-01", 30, closes),
            ("2026-03-24", 7, closes),
            ("2026-03-30", 1, closes),
        ]
        assert len(desk.sent) == 3


async def test_a_watcher_that_was_off_reminds_once(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        stating(desk, "closes_for_signature = 2026-03-31")
        await day_by_day(desk, 2)
        desk.now = desk.now.replace(month=3, day=30)
        await day_by_day(desk, 2)
        assert [days for _, days, _ in reminders(desk)] == [0]


async def test_what_was_passed_while_it_was_off_is_not_told(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        stating(desk, "closes_for_signature = 2026-03-31")
        await day_by_day(desk, 2)
        desk.now = desk.now.replace(month=4, day=2)
        await day_by_day(desk, 2)
        assert desk.sent == []


async def test_a_date_that_moves_is_told_again(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        stating(desk, "closes_for_signature = 2026-03-31")
        await day_by_day(desk, 30)
        path = desk.folder / "watcher.toml"
        path.write_text(path.read_text().replace("2026-03-31", "2026-04-10"))
        desk.config = load(path)
        await day_by_day(desk, 10)
        assert [(day, days) for day, days, _ in reminders(desk)] == [
            ("2026-03-01", 30),
            ("2026-03-11", 30),
        ]


async def test_a_weekly_digest_tells_what_fell_due_since_the_last(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        stating(desk, "closes_for_signature = 2026-03-31")
        path = desk.folder / "watcher.toml"
        path.write_text(path.read_text().replace("0 7 * * *", "0 7 * * 1"))
        desk.config = load(path)
        await day_by_day(desk, 70)
        assert [(day, days) for day, days, _ in reminders(desk)] == [
            ("2026-03-02", 29),
            ("2026-03-30", 1),  # the 7 days of Tuesday, and the 1 day of today
        ]


async def test_a_first_digest_names_what_is_near(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        stating(desk, "closes_for_signature = 2026-02-20")
        await day_by_day(desk, 3)
        assert [(day, days) for day, days, _ in reminders(desk)] == [("2026-02-04", 16)]


async def test_deposits_make_the_date_and_the_digest_counts_to_it(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        stating(desk, RULE)
        await desk.poll(deposit("FRA", "2026-02-01"))
        await day_by_day(desk, 1)
        await desk.poll(deposit("MUS", "2026-02-04"))
        await day_by_day(desk, 1)
        first, second = desk.sent
        assert "1 of 2 contracting States needed for entry into force" in first["subject"]
        assert "enters into force on 5 May 2026" in second["subject"]
        await day_by_day(desk, 100)
        assert [(day, days) for day, days, _ in reminders(desk)] == [
            ("2026-04-05", 30),
            ("2026-04-28", 7),
            ("2026-05-04", 1),
        ]


async def test_after_it_there_are_parties_and_a_later_one_has_a_day_of_its_own(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        stating(desk, RULE)
        await desk.poll(deposit("FRA", "2025-02-01"), deposit("MUS", "2025-02-01"))
        await day_by_day(desk, 1)
        await desk.poll(deposit("FJI", "2026-02-03"))
        await day_by_day(desk, 40)
        news = next(message for message in desk.sent if "FJI" in message["subject"])
        assert "3 parties" in news["subject"]
        assert news["record"][0]["actions"][0]["in_force_for"] == "2026-03-05"
        assert [(day, days) for day, days, _ in reminders(desk)] == [
            ("2026-02-26", 7),
            ("2026-03-04", 1),
        ]


async def test_what_is_sent_at_once_counts_and_reminds_of_nothing(tmp_path):
    async with at_the_desk(tmp_path, 'immediate = ["ratification"]\ngather = "0s"') as desk:
        stating(desk, f"{RULE}\ncloses_for_signature = 2026-02-04")
        await desk.at_once()
        await desk.poll(deposit("FRA", "2026-02-01"))
        await desk.at_once()
        await desk.send()
        (alert,) = desk.sent
        assert "1 of 2 contracting States needed for entry into force" in alert["subject"]
        assert alert["reminders"] == []


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_days_are_those_of_the_digests_zone(tmp_path, zone):
    async with at_the_desk(tmp_path) as desk:
        stating(desk, "closes_for_signature = 2026-03-31")
        path = desk.folder / "watcher.toml"
        path.write_text(path.read_text().replace('timezone = "UTC"', f'timezone = "{zone}"'))
        desk.config = load(path)
        await day_by_day(desk, 70)
        for message in desk.sent:
            (each,) = message["reminders"]
            sent = datetime.fromisoformat(message["composed_at"])
            local = sent + timedelta(hours=14 if zone.endswith("Kiritimati") else -11)
            assert (date(2026, 3, 31) - local.date()).days == each["days"]
        assert [each["days"] for message in desk.sent for each in message["reminders"]] == [
            30,
            7,
            1,
        ]
