"""A hostile document costs its own source one poll, and the sources beside it nothing."""

import asyncio

import pytest

from tests.end_to_end.watching import watching
from tests.faults.hostile import DOCUMENTS, KINDS, largest_child, section
from tests.servers import reply
from watcher.model.source import Outcome

pytestmark = pytest.mark.heavy

#: What a worker may hold, as the system counts it, in kB.
MOST_MEMORY = 300_000


#: What is large or odd, and still what the kind is for: a million entries of one id are one entry.
HARMLESS = {kind: set() for kind in KINDS} | {"feed": {"a million entries"}}


@pytest.mark.parametrize("kind", KINDS)
async def test_no_hostile_document_is_believed_and_the_sources_beside_it_go_on(
    kind, site, tmp_path
):
    site.answer("/good", reply(body=b"<html><body><p>Good.</p></body></html>"))
    sections = [section("good", "page", site.url("/good"))]
    for number, document in enumerate(DOCUMENTS.values()):
        site.answer(f"/{number}", reply(body=document()))
        sections.append(section(f"s{number}", kind, site.url(f"/{number}")))
    async with watching(tmp_path, *sections) as watcher:
        most = 0

        async def observe() -> None:
            nonlocal most
            while True:
                most = max(most, await asyncio.to_thread(largest_child))
                await asyncio.sleep(0.05)

        observer = asyncio.create_task(observe())
        records = await watcher.poll_all()
        observer.cancel()
        outcomes = {name: record.outcome for name, record in records.items()}
        assert outcomes.pop("good") is Outcome.BASELINE
        believed = {
            list(DOCUMENTS)[int(name[1:])] for name, outcome in outcomes.items() if outcome.good
        }
        assert believed <= HARMLESS[kind]
        assert most < MOST_MEMORY
