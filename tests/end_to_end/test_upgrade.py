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
def upgrade(monkeypatch):
    """From here on, the reader of pages is a newer one."""

    def newer() -> None:
        version = KINDS["page"].version + 1
        kinds = {**KINDS, "page": replace(KINDS["page"], version=version)}
        monkeypatch.setattr("watcher.extract.kinds.KINDS", kinds)

    return newer


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


async def test_what_the_new_reader_reads_otherwise_is_silent(site, tmp_path, upgrade, monkeypatch):
    # The old reader: everything on a page is kept. The new one leaves out what is furniture.
    body = b"<html><body><nav>Menu</nav><main><p>One.</p></main></body></html>"
    site.answer("/page", reply(body=body))
    section = page_source(site.url("/page"))
    with monkeypatch.context() as old:
        old.setattr("watcher.sandbox.importlib.import_module", lambda name: None, raising=False)
    async with watching(tmp_path, section) as watcher:
        await watcher.poll()
        before = await watcher.rows("SELECT count(*) AS n FROM changes")
    upgrade()
    async with watching(tmp_path, section) as watcher:
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED
        assert await watcher.rows("SELECT count(*) AS n FROM changes") == before
        assert await watcher.news() == []


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
