"""Reports: what others say was done, and who is on the way."""

from tests.unit.desk import at_the_desk
from tests.unit.review.asking import asking
from tests.unit.review.lawful import RATIFIES, words
from tests.unit.store.polling import added, statement
from watcher.model.participants import ParticipantKind, shipped
from watcher.reporting import read_news


async def test_a_report_says_what_who_and_what_the_record_makes_of_it(law):
    page = words((await law.get("/reports")).text)
    assert "waiting (1)" in page
    assert "Fiji: ratification" in page
    assert RATIFIES in page


async def test_it_is_narrowed_by_state_treaty_and_participant(law):
    for address in (
        "/reports?state=confirmed",
        "/reports?treaty=CTBT",
        "/reports?participant=Mauritius",
    ):
        assert "There is no such report." in (await law.get(address)).text
    for address in (
        "/reports?state=confirmed&state=unconfirmed",
        "/reports?treaty=hanoi+convention",
        "/reports?participant=fiji",
    ):
        assert "Fiji: ratification" in (await law.get(address)).text


async def test_what_cannot_be_meant_is_said(law):
    for address in ("/reports?state=true", "/reports?participant=Atlantis", "/reports?before=x"):
        assert (await law.get(address)).status_code == 422


async def test_who_is_on_the_way_is_told_with_what_was_heard_first(law):
    page = words((await law.get("/treaties/XVIII-16/pipeline")).text)
    assert page.index("Fiji") < page.index("European Union") < page.index("Türkiye")
    assert "Viet Nam" not in page
    heard = words((await law.get("/treaties/XVIII-16/pipeline?heard=1")).text)
    assert "Fiji" in heard
    assert "Türkiye" not in heard


async def test_every_report_is_on_one_page_alone(tmp_path):
    states = [each for each in shipped().by_code.values() if each.kind is ParticipantKind.STATE]
    async with at_the_desk(tmp_path) as desk:
        lines = [
            added(
                statement(
                    f"{each.name} ratifies the United Nations Convention against Cybercrime",
                    link=f"https://news.example.org/{number}",
                ),
                f"entries/{number}",
            )
            for number, each in enumerate(states[:70])
        ]
        await desk.poll(*lines, source="news")
        await read_news(desk.way, desk.config)
    async with asking(tmp_path) as web:
        address, seen = "/reports", []
        while address:
            page = (await web.get(address)).text
            seen.append(page.count('data-label="Said by"'))
            _, found, rest = page.partition('rel="next" href="')
            address = rest.partition('"')[0].replace("&amp;", "&") if found else ""
    assert seen[0] == 50
    assert sum(seen) >= 65
