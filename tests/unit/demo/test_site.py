import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from watcher.demo import story
from watcher.demo.other_pages import FEED_PATH, UNODC_PATH
from watcher.demo.site import DemoSite

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
STATUS = story.NUMBER.status_path


@pytest.fixture
async def site() -> AsyncIterator[DemoSite]:
    async with DemoSite(clock=lambda: NOON, rng=random.Random(1)) as site:
        yield site


@pytest.fixture
async def client(site: DemoSite) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site.base_url, trust_env=False) as client:
        yield client


def move_to(site: DemoSite, step: int) -> None:
    while site.step < step:
        site.advance()


async def test_the_site_listens_on_loopback_only(site):
    assert site.base_url.startswith("http://127.0.0.1:")


async def test_the_story_is_told_once_and_then_stands(site):
    told = []
    while (step := site.advance()) is not None:
        told.append(step)

    assert tuple(told) == story.STORY[1:]
    assert site.step == story.REBUILT
    assert site.advance() is None
    assert site.step == story.REBUILT


async def test_the_signatories_go_from_72_to_73_when_mauritius_signs(site, client, read):
    before = read((await client.get(STATUS)).content)
    site.advance()
    after = read((await client.get(STATUS)).content)

    assert before.text("rptStatus_ctl00_tcText") == "Signatories : 72"
    assert after.text("rptStatus_ctl00_tcText") == "Signatories : 73"
    assert [row for row in after.rows if row not in before.rows] == [
        ["Mauritius", "19 Nov 2025", ""]
    ]


async def test_two_requests_differ_in_view_state_and_stamp_alone(client, read):
    first, second = [(await client.get(STATUS)).content for _ in range(2)]
    one, two = read(first), read(second)
    states = [page.tree.css_first("#__VIEWSTATE").attributes["value"] for page in (one, two)]

    assert one.text("div3") == "STATUS AS AT : 03-02-2026 08:00:00 EDT"
    assert two.text("div3") == "STATUS AS AT : 03-02-2026 08:00:01 EDT"
    assert states[0] != states[1]
    assert len(states[0]) == 52_000
    cleaned = second.replace(states[1].encode(), states[0].encode()).replace(b":01 EDT", b":00 EDT")
    assert cleaned == first


async def test_the_parameters_of_the_status_page_may_come_in_any_order(client):
    answer = await client.get(
        "/Pages/ViewDetails.aspx?clang=_en&chapter=18&mtdsg_no=XVIII-16&src=TREATY"
    )

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_the_status_page_and_the_unodc_page_come_without_validators(client):
    for path in (STATUS, UNODC_PATH):
        answer = await client.get(path)

        assert answer.status_code == 200
        assert not {"etag", "last-modified"} & set(answer.headers)


async def test_maintenance_is_a_good_answer_without_the_treaty(site, client, read):
    move_to(site, story.MAINTENANCE)
    answer = await client.get(STATUS)

    assert answer.status_code == 200
    assert "urgent maintenance" in answer.text
    assert read(answer.content).text("rptTreaty_ctl00_tcTreaty") is None


async def test_half_of_the_table_comes_in_a_whole_answer(site, client, read):
    move_to(site, story.HALF_A_TABLE)
    page = read((await client.get(STATUS)).content)

    assert len(page.rows) == 36
    assert page.text("rptStatus_ctl00_tcText") == "Signatories : 73"
    assert page.text("dgNotesAll") is not None


async def test_the_feed_answers_304_until_it_changes(site, client):
    first = await client.get(FEED_PATH)
    known = {"If-None-Match": first.headers["etag"]}
    again = await client.get(FEED_PATH, headers=known)
    move_to(site, story.RATIFICATION_REPORTED)
    changed = await client.get(FEED_PATH, headers=known)

    assert first.status_code == 200
    assert first.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert first.headers["last-modified"] == "Sun, 26 Oct 2025 12:00:00 GMT"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    assert changed.headers["last-modified"] == "Mon, 12 Jan 2026 12:00:00 GMT"


@pytest.mark.parametrize("known", ["*", '"other", {etag}', "W/{etag}"])
async def test_the_feed_knows_its_validator_in_every_form_a_client_may_send(client, known):
    etag = (await client.get(FEED_PATH)).headers["etag"]
    answer = await client.get(FEED_PATH, headers={"If-None-Match": known.format(etag=etag)})

    assert answer.status_code == 304


async def test_the_unodc_page_moves_its_last_line_at_every_step(site, client):
    lines = []
    for _ in story.STORY:
        text = (await client.get(UNODC_PATH)).text
        lines.append(text[text.index("Last updated") :].partition("<")[0])
        site.advance()

    assert lines[0] == "Last updated: 26 October 2025"
    assert len(set(lines)) == len(story.STORY)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/Pages/CNs.aspx?cnTab=tab1",
        "/Pages/ViewDetails.aspx",
        "/Pages/ViewDetails.aspx?mtdsg_no=XVIII-16&chapter=18",
        "/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no=XXVI-5&chapter=26",
    ],
)
async def test_anything_else_is_not_found(client, path):
    assert (await client.get(path)).status_code == 404


async def test_the_port_is_free_again_when_the_site_has_closed():
    async with DemoSite(clock=lambda: NOON) as site, httpx.AsyncClient(trust_env=False) as client:
        url = site.base_url + STATUS
        assert (await client.get(url)).status_code == 200
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(url)
