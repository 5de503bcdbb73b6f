"""Which treaties of a message get a chart, and what its figures are."""

from datetime import timedelta

from tests.unit.desk import at_the_desk
from tests.unit.store.polling import added
from watcher.model.finding import Statement


def charts(message):
    return {section["number"]: section["chart"] for section in message["record"]}


async def test_a_treaty_with_news_on_record_has_the_figures_of_its_history(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS", "FRA")
        desk.now += timedelta(days=1)
        await desk.compose()
        await desk.send()
    (message,) = desk.sent
    chart = charts(message)["XVIII-16"]
    assert chart["name"] == "UN Convention against Cybercrime"
    assert chart["until"] == "2026-02-03"  # the day on which the period ended
    assert [point["signatories"] for point in chart["points"]][-1] == 2


async def test_a_digest_of_reports_alone_has_none(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        await desk.sign("MUS")
        desk.now += timedelta(days=1)
        await desk.compose()
        entry = Statement(text="Fiji signs", link="https://news.example.org/1")
        await desk.poll(added(entry, "entry/1"), source="news")
        desk.now += timedelta(days=1)
        await desk.compose()
        await desk.send()
    assert charts(desk.sent[-1]) == {}
    assert desk.sent[-1]["reported"]


async def test_what_is_sent_at_once_has_its_chart_too(tmp_path):
    async with at_the_desk(tmp_path, 'immediate = ["signature"]\ngather = "0s"') as desk:
        await desk.at_once()
        await desk.sign("MUS")
        assert await desk.at_once() == 1
        await desk.send()
    assert [point["signatories"] for point in charts(desk.sent[0])["XVIII-16"]["points"]] == [1]


async def test_a_notification_alone_is_no_news_that_a_chart_shows(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        cited = Statement(text="C.N.360.2025.TREATIES-XVIII-16", link="https://x.example/cn.pdf")
        await desk.poll(added(cited, "references/C.N.360.2025"))
        desk.now += timedelta(days=1)
        await desk.compose()
        await desk.send()
    assert charts(desk.sent[0]) == {}
