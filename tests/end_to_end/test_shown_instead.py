"""Block pages, logins and outages with status 200: neither a baseline nor ever news."""

import pytest

from tests.end_to_end.watching import page_source, watching
from tests.servers import reply
from tests.unit.vet.shown_instead import IN_BODY, IN_HEAD, PAGES
from watcher.model.source import Outcome

HTML = {"Content-Type": "text/html; charset=utf-8"}
PARAGRAPHS = [f"Article {number} obliges each State Party to something." for number in range(40)]


def written(paragraphs=PARAGRAPHS, title="Convention against Cybercrime", head="", end=""):
    inside = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head>"
        f"<body><main>{inside}</main>{end}</body></html>"
    )


@pytest.fixture
def serve(site):
    return lambda text: site.answer("/page", reply(body=text.encode(), headers=HTML))


@pytest.mark.parametrize("instead", PAGES, ids=lambda page: page.what)
async def test_what_is_shown_in_place_of_a_page_is_never_confirmed(instead, site, serve, tmp_path):
    serve(written())
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        assert (await watcher.poll()).outcome is Outcome.BASELINE
        serve(instead.html)
        for _ in range(4):
            assert not (await watcher.poll()).outcome.good
        serve(written())
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED
        assert await watcher.news() == []


@pytest.mark.parametrize("instead", PAGES, ids=lambda page: page.what)
async def test_it_is_no_baseline(instead, site, serve, tmp_path):
    serve(instead.html)
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        assert not (await watcher.poll()).outcome.good
        serve(written(head=IN_HEAD, end=IN_BODY))
        assert (await watcher.poll()).outcome is Outcome.BASELINE
        assert await watcher.news() == []


async def test_another_page_as_long_is_known_by_its_title_across_restarts(site, serve, tmp_path):
    parked = written([f"Buy domain number {n} today!" for n in range(60)], title="Parked")
    serve(written())
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        await watcher.poll()
    serve(parked)
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        record = await watcher.poll()
        assert record.outcome is Outcome.QUARANTINED
        assert "the title was “Convention against Cybercrime”" in (record.error or "")


async def test_the_scripts_of_a_bot_protection_are_no_news(site, serve, tmp_path):
    serve(written())
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        await watcher.poll()
        serve(written(head=IN_HEAD, end=IN_BODY))
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED


async def test_another_language_is_another_page(site, serve, tmp_path):
    source = page_source(site.url("/page"), more='language = "en"')
    serve(written())
    async with watching(tmp_path, source) as watcher:
        assert (await watcher.poll()).outcome is Outcome.BASELINE
        serve(written([f"Chaque État Partie prend la mesure {n}." for n in range(40)]))
        record = await watcher.poll()
        assert record.outcome is Outcome.QUARANTINED
        assert "language: 'en' is expected, but its text seems to be in 'fr'" in record.error
        assert await watcher.news() == []
