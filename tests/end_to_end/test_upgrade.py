"""A newer reader is silent about what it reads otherwise, and tells what the page changed."""

from dataclasses import replace

import pytest

from tests.end_to_end.watching import page_source, watching
from tests.servers import reply
from watcher.extract.kinds import KINDS
from watcher.model.source import Outcome


def html(*lines: str) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><body>{body}</body></html>".encode()


@pytest.fixture
def reader(monkeypatch):
    """Choose which reader of pages there is: an older one, or today's."""

    def choose(version: int, module: str = "watcher.extract.page") -> None:
        kinds = {**KINDS, "page": replace(KINDS["page"], version=version, module=module)}
        monkeypatch.setattr("watcher.extract.kinds.KINDS", kinds)
        monkeypatch.setattr("watcher.way.KINDS", kinds)

    return choose


@pytest.fixture
def upgrade(reader):
    """From here on, the reader of pages is a newer one that reads alike."""
    return lambda: reader(KINDS["page"].version + 1)


async def test_a_change_between_the_old_reader_and_the_new_one_is_told(site, tmp_path, upgrade):
    site.answer("/page", reply(body=html("One.", "Two.")))
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        await watcher.poll()
    upgrade()
    site.answer("/page", reply(body=html("One.", "Two.", "Peru has ratified.")))
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        (change,) = await watcher.news()
        assert change["new"]["text"] == "Peru has ratified."


async def test_what_the_new_reader_reads_otherwise_is_silent(site, tmp_path, reader):
    section = page_source(site.url("/page"))
    reader(1, "tests.end_to_end.old_reader")
    site.answer("/page", reply(body=html("One.", "Two.")))
    async with watching(tmp_path, section) as watcher:
        await watcher.poll()
    reader(2)
    site.answer("/page", reply(body=html("One.", "Two.", "Three.")))
    async with watching(tmp_path, section) as watcher:
        await watcher.poll()
        (change,) = await watcher.news()
        assert change["new"]["text"] == "Three."
        stated = sorted(item.finding.statement.text for item in (await watcher.known()).values())
        assert stated == ["One.", "Three.", "Two."]


async def test_what_is_kept_and_cannot_be_read_any_more_leaves_it_to_the_poll(
    site, tmp_path, reader
):
    section = page_source(site.url("/page"), more='require_text = "Two."')
    site.answer("/page", reply(body=html("One.", "Two.")))
    async with watching(tmp_path, section) as watcher:
        await watcher.poll()
    reader(9, "no.such.reader")
    async with watching(tmp_path, section) as watcher:
        assert (await watcher.poll()).outcome is Outcome.FAILED
    reader(10)
    async with watching(tmp_path, section) as watcher:
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED
        assert await watcher.news() == []


async def test_a_fault_while_it_is_read_again_ends_neither_the_poll_nor_the_watch(
    site, tmp_path, upgrade, monkeypatch
):
    site.answer("/page", reply(body=html("One.")))
    section = page_source(site.url("/page"))
    async with watching(tmp_path, section) as watcher:
        await watcher.poll()
    upgrade()

    async def faulty(*_args, **_options):
        raise KeyError("a fault")

    monkeypatch.setattr("watcher.reread.judge", faulty)
    async with watching(tmp_path, section) as watcher:
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED


async def test_a_page_that_is_as_it_was_is_read_again_once(site, tmp_path, upgrade):
    site.answer("/page", reply(body=html("One.")))
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        await watcher.poll()
    upgrade()
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        await watcher.poll()
        await watcher.poll()
        outcomes = [row["outcome"] for row in await watcher.rows("SELECT outcome FROM polls")]
    assert outcomes == ["baseline", "unchanged", "unchanged", "unchanged"]
