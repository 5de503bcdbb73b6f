"""One thread commits what waits, together; each poll is still all or nothing."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.store.polling import SOURCES, Polls, added, signature, statement
from watcher.errors import DatabaseBusy, StoreError
from watcher.extract.encodable import encodable
from watcher.model.finding import Extraction, Finding, Statement
from watcher.store import polls, sources
from watcher.store.database import open_for_writing, reading
from watcher.store.handle import open_store
from watcher.store.log import LogFilter, changes, head
from watcher.store.writer import Writer


@pytest.fixture
async def store(path):
    with open_store(path, "a test") as opened:
        await opened.write(polls.register, SOURCES)
        yield opened


@pytest.fixture
def make(store):
    """Makes records; it writes nothing."""
    return Polls(None)


async def told(store):
    def summaries(db):
        return [each.change.summary for each in changes(db, LogFilter(), newest_first=False)]

    return await store.read(summaries)


async def test_a_poll_is_durable_when_its_future_is_done(store, make):
    await store.writer.submit(make.record(added(signature())))
    with reading(store.path) as beside:
        assert head(beside) == 1


async def test_polls_are_committed_in_the_order_in_which_they_came(store, make):
    records = [make.record(added(signature(), summary=str(number))) for number in range(700)]
    await asyncio.gather(*map(store.writer.submit, records))
    assert await told(store) == [str(number) for number in range(700)]


async def test_a_bad_poll_in_a_group_keeps_the_others(store, make):
    good = [make.record(added(signature(f"S{number}"))) for number in range(20)]
    bad = [
        replace(make.record(), source_id="stranger"),
        replace(make.record(added(signature("X"))), capture=None),
        make.record(replace(added(signature("Y")), summary=object())),
        make.record(added(signature("Z")), status=2**70),
    ]
    mixed = [*good[:10], *bad, *good[10:]]
    results = await asyncio.gather(*map(store.writer.submit, mixed), return_exceptions=True)
    assert [isinstance(result, StoreError) for result in results] == [
        record in bad for record in mixed
    ]
    assert len(await told(store)) == 20
    assert await store.read(head) == 20


async def test_a_poll_that_could_not_be_recorded_is_told_with_the_file(store, make):
    with pytest.raises(StoreError, match=r"watcher\.db"):
        await store.writer.submit(replace(make.record(), source_id="stranger"))


async def test_the_writer_goes_on_after_a_fault_of_any_kind(store, make, monkeypatch):
    def fail(*_):
        raise KeyError("a fault of our own")

    with monkeypatch.context() as patched:
        patched.setattr(polls, "write", fail)
        with pytest.raises(StoreError, match="could not be recorded"):
            await store.writer.submit(make.record())
    await store.writer.submit(make.record(added(signature())))
    assert await store.read(head) == 1


async def test_closing_commits_what_waits(path):
    db = open_for_writing(path)
    polls.register(db, SOURCES)
    make, writer = Polls(None), Writer(db, path)
    waiting = [writer.submit(make.record(added(signature(f"S{n}")))) for n in range(50)]
    await asyncio.to_thread(writer.close)
    await asyncio.gather(*waiting)
    assert head(db) == 50
    db.close()


async def test_a_database_that_stays_locked_fails_the_poll_and_the_next_one_works(
    store, make, monkeypatch
):
    def busy(*_):
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorname = "SQLITE_BUSY"
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(polls, "write", busy)
        with pytest.raises(DatabaseBusy):
            await store.writer.submit(make.record())
    await store.writer.submit(make.record())


async def test_a_change_that_fails_leaves_nothing_and_the_store_works_on(store):
    def half(db):
        db.execute("INSERT INTO meta VALUES ('half', '1')")
        db.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(StoreError, match="no such table"):
        await store.write(half)
    assert await store.read(lambda db: list(db.query("SELECT * FROM meta"))) == []
    await store.write(polls.register, SOURCES)


def test_a_database_that_is_owned_is_not_opened_twice(path):
    with (
        open_store(path, "the first"),
        pytest.raises(DatabaseBusy, match="the first"),
        open_store(path, "the second"),
    ):
        pass
    assert not Path(f"{path}.holder").exists()


@pytest.mark.parametrize("odd", ["\ud800", "\x00", "a\udfffb", "\U0001f600", "e\u0301", "\u202e"])
async def test_any_text_of_a_page_can_be_stored_and_is_then_known_as_found(store, make, odd):
    stated = Statement(text=odd, link=f"https://example.org/{odd}", published=odd, footnotes=(odd,))
    found = encodable(
        Extraction((Finding(f"entries/{odd}", "entries", stated),), False, frozenset({"entries"}))
    )
    (finding,) = found.findings
    await store.writer.submit(make.record(added(finding.statement, key=finding.key), source="news"))
    known = await store.read(sources.known, "news")
    assert {key: held.finding for key, held in known.items()} == {finding.key: finding}


async def test_a_statement_of_twenty_megabytes_is_stored(store, make):
    await store.writer.submit(make.record(added(statement("x" * 20_000_000), key="entries/1")))
    assert await store.read(head) == 1
