"""What is worked out of treaties is kept, a bounded number of it, for any number of threads."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.desk import at_the_desk
from tests.unit.review.asking import asking, copied
from tests.unit.review.lawful import NOW
from tests.unit.store import polling
from tests.unit.store.polling import added, modified, removed, statement
from watcher.config import load
from watcher.law.by_group import Counted
from watcher.law.status_row import Row
from watcher.model.source import Source, Tier
from watcher.review.desk import Desk
from watcher.review.treaties import kept
from watcher.review.treaties.kept import NotYet
from watcher.review.treaties.narrowed import STATES, Asked, chosen
from watcher.review.treaties.newest import Newest
from watcher.review.treaties.warming import Warming, days
from watcher.store import of_treaties
from watcher.store.of_treaties import Mark, Marks


def test_what_was_asked_for_last_is_kept_and_made_once():
    made = []
    kept = Newest(2)
    for key in "abacab":
        assert kept.get(key, lambda key=key: made.append(key) or key.upper()) == key.upper()
    assert made == ["a", "b", "c", "b"]
    assert len(kept) == 2


def test_threads_get_what_they_ask_for():
    kept = Newest(3)
    with ThreadPoolExecutor(8) as pool:
        keys = list(range(7)) * 40
        assert list(pool.map(lambda key: kept.get(key, lambda: -key), keys)) == [-k for k in keys]
    assert len(kept) == 3


def test_a_history_is_worked_out_again_only_for_another_day(lawful):
    desk = Desk(load(lawful / "watcher.toml"), lambda: NOW)
    today = NOW.date()
    first = desk.read(desk.treaties.history, "XVIII-16", today)
    assert desk.read(desk.treaties.history, "XVIII-16", today) is first
    assert desk.read(desk.treaties.history, "XVIII-16", today, NOW) is not first
    desk.close()


async def test_a_new_line_moves_one_treaty_and_leaves_the_others_as_they_are(tmp_path):
    async with at_the_desk(tmp_path) as at:
        await at.sign("MUS", "FRA")
        config = load(tmp_path / "watcher.toml")
        desk, today = Desk(config, lambda: NOW), NOW.date()
        first = desk.read(desk.treaties.together, today)
        assert desk.read(desk.treaties.together, today) is first
        assert set(first.rows) == {"MUS", "FRA"}

        await at.sign("VNM")
        second = desk.read(desk.treaties.together, today)
        assert set(second.rows) == {"MUS", "FRA", "VNM"}
        anew = Desk(config, lambda: NOW)
        assert second == anew.read(anew.treaties.together, today)
        patched, whole = desk.read(desk.treaties.marks), anew.read(anew.treaties.marks)
        assert patched == whole
        assert second.rows["MUS"] is first.rows["MUS"]
        desk.close()
        anew.close()


def test_marks_of_another_log_are_not_gone_on_from(lawful):
    desk = Desk(load(lawful / "watcher.toml"), lambda: NOW)
    anew = desk.read(of_treaties.marks, desk.treaties.watched)
    other = Marks(anew.seq - 1, "of a restored backup", {"XVIII-16": Mark("stale", ())})
    assert desk.read(of_treaties.marks, desk.treaties.watched, other) == anew
    ahead = Marks(anew.seq + 5, "not there yet", {"XVIII-16": Mark("stale", ())})
    assert desk.read(of_treaties.marks, desk.treaties.watched, ahead) == anew
    desk.close()


def test_who_cannot_wait_is_told_how_far_it_is_and_piece_by_piece_it_is_done(lawful):
    desk = Desk(load(lawful / "watcher.toml"), lambda: NOW)
    today = NOW.date()
    with pytest.raises(NotYet, match=r"2 treaties is being read.*: 0 so far"):
        desk.read(desk.treaties.together, today, 0)
    assert desk.read(desk.treaties.go_on, today)
    with pytest.raises(NotYet, match=": 1 so far"):
        desk.read(desk.treaties.together, today, 0)
    assert desk.read(desk.treaties.go_on, today)
    assert not desk.read(desk.treaties.go_on, today)
    assert len(desk.read(desk.treaties.together, today, 0).briefs) == 2
    desk.close()


async def test_soon_after_a_start_pages_say_that_the_log_is_read_and_ask_again(
    lawful, tmp_path, monkeypatch
):
    def not_yet(*_):
        raise NotYet(3, 560)

    monkeypatch.setattr(kept, "_AT_ONCE", 0)
    monkeypatch.setattr(kept.Treaties, "together", not_yet)
    async with asking(copied(lawful, tmp_path), lambda: NOW) as web:
        assert "Its log is being read" in (await web.get("/treaties")).text
        page = await web.get("/participants")
        assert (page.status_code, page.headers["Refresh"]) == (503, "3")
        assert "3 so far" in page.text
        told = await web.get("/api/v1/calendar")
        assert (told.status_code, told.headers["Retry-After"]) == (503, "3")
        assert "Refresh" not in told.headers


def test_all_is_worked_out_beforehand_and_the_thread_ends_when_told(lawful):
    desk = Desk(load(lawful / "watcher.toml"), lambda: NOW)
    warming = Warming(desk)
    warming.start()
    for _ in range(1_000):
        try:
            found = desk.read(desk.treaties.together, NOW.date(), 0)
            break
        except NotYet:
            time.sleep(0.01)
    warming.stop()
    assert len(found.briefs) == 2
    desk.close()


def test_a_day_is_worked_out_before_it_begins_where_the_desk_is_and_in_utc():
    auckland = ZoneInfo("Pacific/Auckland")
    noon = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert days(noon, ZoneInfo("UTC")) == (date(2026, 11, 27),)
    assert days(noon, auckland) == (date(2026, 11, 27), date(2026, 11, 28))
    late = datetime(2026, 11, 27, 22, 30, tzinfo=UTC)
    assert days(late, ZoneInfo("UTC")) == (date(2026, 11, 27), date(2026, 11, 28))


DATES = st.none() | st.dates().map(lambda day: day.isoformat())


@st.composite
def rows(draw):
    code = draw(st.sampled_from([None, "MUS", "FRA", "VNM"]))
    return Row(
        treaty="I-1",
        participant=draw(st.sampled_from(["Mauritius", "France", "Türkiye", ""])),
        code=code,
        state=draw(st.sampled_from(STATES)),
        signature=draw(DATES),
        signature_stands=True,
        consent=draw(DATES),
        consent_stands=True,
        action=None,
        takes_effect=draw(DATES),
        notified=None,
        effective=None,
        withdrawn=False,
        remarks=(),
        json={},
        counted=Counted(code, signed=False, consented=False, bound=False),
    )


@given(
    st.lists(rows()),
    st.sampled_from(["", *STATES]),
    st.sampled_from(["", "AFRICA", "EU"]),
    st.sampled_from(["", "signature", "consent", "effect"]),
    st.sampled_from(["", "turkiye", "MUS", "france mauritius"]),
)
def test_narrowing_adds_nothing_and_ordering_loses_nothing(found, state, group, sort, q):
    asked = Asked("I-1", state=state, group=group, q=q)
    narrowed = chosen(found, asked)
    ordered = chosen(found, Asked("I-1", state=state, group=group, q=q, sort=sort))
    assert all(any(row is each for each in found) for row in narrowed)
    assert sorted(map(id, ordered)) == sorted(map(id, narrowed))
    assert chosen(narrowed, asked) == narrowed
    if not asked.narrows:
        assert narrowed == found


LIST = """
[[source]]
id = "cn"
kind = "untc-notifications"
url = "https://cn.example.org/"
"""


async def test_notifications_that_lists_name_are_those_that_stand_now(tmp_path, monkeypatch):
    cn = Source("cn", "untc-notifications", "", Tier.RECORD, timedelta(hours=6))
    monkeypatch.setattr(polling, "SOURCES", (*polling.SOURCES, cn))
    async with at_the_desk(tmp_path, more=LIST) as at:
        desk = Desk(load(tmp_path / "watcher.toml"), lambda: NOW)

        def cited(number):
            found = desk.read(desk.treaties.cited, number, 2)
            return [each.statement.text for each in found]

        async def listed(change, number="XVIII-16"):
            await at.poll(replace(change, treaty=number), source="cn")

        for n in (1, 2, 3):
            await listed(added(statement(f"C.N.{n}"), f"cn/{n}"))
        assert cited("XVIII-16") == ["C.N.3", "C.N.2"]
        await listed(removed(statement("C.N.3"), "cn/3"))
        assert cited("XVIII-16") == ["C.N.2", "C.N.1"]
        again = modified(statement("C.N.1"), statement("C.N.1, corrected"), "cn/1")
        await listed(again)
        assert cited("XVIII-16") == ["C.N.1, corrected", "C.N.2"]
        await listed(modified(statement("C.N.2"), statement("C.N.2"), "cn/2"), "I-1")
        assert cited("XVIII-16") == ["C.N.1, corrected"]
        assert cited("I-1") == ["C.N.2"]
        desk.close()
