"""What entries claim becomes reports, and the record settles them: in a real database."""

from dataclasses import replace
from datetime import timedelta

from tests.unit.desk import at_the_desk
from tests.unit.store.polling import added, modified, signature, statement
from watcher.model.change import ChangeKind
from watcher.model.finding import Statement
from watcher.reporting import read_news
from watcher.store import claims, reports

RATIFIES = "Fiji ratifies the United Nations Convention against Cybercrime"
SIGNS = "Fiji signs the United Nations Convention against Cybercrime"


def entry(text, link="https://news.example.org/1"):
    return Statement(text=text, link=link)


def said(text, number=1, kind=ChangeKind.ADDED):
    return added(entry(text, f"https://news.example.org/{number}"), f"entries/{number}", kind)


def ratification(code="FJI", name="Fiji", date="2026-02-02"):
    stated = Statement(
        action="ratification",
        date=date,
        mark="",
        bracketed=False,
        participant=name,
        participant_code=code,
    )
    return added(stated, f"participants/{code}/consent")


async def news(desk, *changes, **fields):
    await desk.poll(*changes, source="news", **fields)
    await read_news(desk.way, desk.config)


async def record(desk, *changes):
    await desk.poll(*changes)
    await read_news(desk.way, desk.config)


async def states(desk):
    """Who, and what became of it, oldest first."""
    found = await desk.way.store.read(reports.listed)
    return [(each.participant or each.number, each.state.value) for each in reversed(found)]


async def test_a_report_waits_until_the_record_shows_it(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said(RATIFIES))
        assert await states(desk) == [("FJI", "unconfirmed")]
        desk.now += timedelta(days=4)
        await record(desk, ratification())
        (report,) = await desk.way.store.read(reports.listed)
        assert (report.state, report.settled_by) == ("confirmed", 2)
        assert report.reason == "the record shows a ratification of 2 Feb 2026"
        assert (report.title, report.link) == (RATIFIES, "https://news.example.org/1")


async def test_what_is_on_record_already_is_confirmed_at_once(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await record(desk, ratification())
        await news(desk, said(RATIFIES))
        assert await states(desk) == [("FJI", "confirmed")]


async def test_a_signature_contradicts_that_it_was_ratified(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said(RATIFIES))
        await record(desk, added(signature("FJI", "Fiji", "2026-02-03")))
        assert await states(desk) == [("FJI", "contradicted")]


async def test_two_sources_that_say_the_same_make_one_report(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said(RATIFIES))
        await news(desk, said(f"{RATIFIES}, ministry says", 2))
        assert await states(desk) == [("FJI", "unconfirmed")]
        assert len(await desk.way.store.read(claims.read)) == 2


async def test_what_was_there_when_the_watch_began_makes_no_report(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said(RATIFIES, kind=ChangeKind.BASELINE))
        assert await states(desk) == []
        assert len(await desk.way.store.read(claims.read)) == 1


async def test_a_treaty_that_nobody_watches_makes_no_report(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said("Fiji ratifies the Paris Agreement"))
        assert await states(desk) == []
        (read,) = await desk.way.store.read(claims.read)
        assert read.claim.treaty == "XXVII-7-d"


async def test_a_cabinet_is_that_of_the_participant_whose_news_a_source_brings(tmp_path):
    text = "The Cabinet approved the ratification of the UN Convention against Cybercrime"
    async with at_the_desk(tmp_path) as desk:
        at_home = tuple(replace(each, participant="FJI") for each in desk.config.sources)
        desk.config = replace(desk.config, sources=at_home)
        await news(desk, said(text))
        (read,) = await desk.way.store.read(claims.read)
        assert (read.claim.stage, read.claim.participants) == ("domestic_step", ("FJI",))


async def test_what_a_year_of_the_past_dates_is_history(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said("Fiji ratified the UN Convention against Cybercrime in 2024"))
        (read,) = await desk.way.store.read(claims.read)
        assert read.claim.stage == "historical"
        assert await states(desk) == []


async def test_each_line_of_the_log_is_read_once(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said(RATIFIES))
        assert await read_news(desk.way, desk.config) == 0
        assert len(await desk.way.store.read(claims.read)) == 1


async def test_the_record_itself_claims_nothing(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await record(desk, added(statement(RATIFIES, link="https://x.example.org/"), "notes/1"))
        assert await desk.way.store.read(claims.read) == ()


async def test_a_headline_that_is_corrected_takes_its_report_back(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said(RATIFIES))
        await news(desk, modified(entry(RATIFIES), entry(SIGNS), "entries/1"))
        found = await desk.way.store.read(reports.listed)
        assert [(each.action, each.state, each.reason) for each in found] == [
            ("signature", "unconfirmed", ""),
            ("ratification", "contradicted", "the source has changed its words"),
        ]


async def test_a_headline_that_another_source_still_has_is_not_taken_back(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said(RATIFIES))
        await news(desk, said(f"{RATIFIES} today", 2))
        await news(desk, modified(entry(RATIFIES), entry("Fiji dances"), "entries/1"))
        assert await states(desk) == [("FJI", "unconfirmed")]


async def test_a_headline_that_is_polished_keeps_its_report(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said(RATIFIES))
        await news(desk, modified(entry(RATIFIES), entry(f"{RATIFIES} (update)"), "entries/1"))
        assert await states(desk) == [("FJI", "unconfirmed")]


async def test_a_report_lapses_although_the_log_stands_still(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said(RATIFIES))
        desk.now += timedelta(days=179)
        await read_news(desk.way, desk.config)
        assert await states(desk) == [("FJI", "unconfirmed")]
        desk.now += timedelta(days=1)
        await read_news(desk.way, desk.config)
        assert await states(desk) == [("FJI", "lapsed")]


async def test_a_number_of_states_is_held_against_the_count(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await record(desk, added(signature("FJI", "Fiji")), added(signature("TON", "Tonga")))
        await news(desk, said("Two countries ratify the UN Convention against Cybercrime"))
        assert await states(desk) == [(2, "contradicted")]


async def test_the_digest_tells_of_a_report_and_then_of_its_confirmation(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said(RATIFIES))
        desk.now += timedelta(days=1, hours=2)
        await desk.compose()
        await record(desk, ratification())
        desk.now += timedelta(days=1)
        await desk.compose()
        await desk.send()
        first, second = desk.sent
        (told,) = first["reported"][0]["claims"]
        assert (told["state"], told["sentence"]) == ("unconfirmed", "says that Fiji ratified")
        assert first["record"] == []
        (action,) = second["record"][0]["actions"]
        (foretold,) = action["foretold"]
        assert (foretold["title"], foretold["days"]) == (RATIFIES, 1)


async def test_a_digest_lists_what_waits_for_a_month_once(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await news(desk, said(RATIFIES))
        for _ in range(33):
            desk.now += timedelta(days=1)
            await desk.compose()
        await desk.send()
        listed = [digest for digest in desk.sent if digest["waiting"]]
        assert [each["sentence"] for each in listed[0]["waiting"]] == ["Fiji: ratification"]
        assert len(listed) == 1
