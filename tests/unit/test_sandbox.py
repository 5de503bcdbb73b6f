import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.errors import ExtractError
from watcher.model.capture import Document
from watcher.model.source import Source, Tier
from watcher.sandbox import ExtractorTraceback, Sandbox

ROOT = Path(__file__).parents[2]
HELPERS = Path(__file__).parent / "sandboxed"
SOURCE = Source("unodc", "page", "https://un.example/", Tier.OFFICIAL, timedelta(hours=1))

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><guid>1</guid><title>Peru signs</title></item></channel></rss>"""


@pytest.fixture(autouse=True)
def _workers_find_the_helpers(monkeypatch):
    """A spawned worker gets its parent's sys.path."""
    monkeypatch.syspath_prepend(str(HELPERS))


async def deed(sandbox, what):
    document = Document("https://un.example/", what.encode())
    return dict((await sandbox.extract(SOURCE, document, "misbehaving")).facts)


async def still_works(sandbox):
    feed = Document("https://un.example/feed", FEED, "application/rss+xml")
    extraction = await sandbox.extract(SOURCE, feed, "watcher.extract.feed")
    return [finding.statement.text for finding in extraction.findings] == ["Peru signs"]


def gone(pid):
    """Whether a process has ended; one that nobody has waited for yet counts."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


async def until(condition):
    while not condition():  # noqa: ASYNC110 - other processes set no event of ours
        await asyncio.sleep(0.02)


async def test_no_process_starts_before_the_first_document():
    async with Sandbox() as sandbox:
        assert not sandbox.started
        assert await still_works(sandbox)
        assert sandbox.started


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("sleep 60", "it took longer than 3 s to read"),
        ("sleep_in_c 60", "it took longer than 3 s to read"),
        ("allocate 4000", "it needed more than 288 MB to read"),
        ("die 3", "the process that read it ended with exit code 3"),
        ("kill SIGSEGV", "the process that read it was ended by SIGSEGV"),
        ("kill SIGKILL", "the process that read it was ended by SIGKILL"),
        ("leave 0", "it cannot be read: SystemExit: 0"),
        ("fail no such table", "it cannot be read: ValueError: no such table"),
        ("refuse the page is another one", "the page is another one"),
        ("flood 20", "it states more than 16 MB"),
        ("repeat 50001", "it states 50,001 findings, and 50,000 are the most"),
        ("nothing", "misbehaving gave no Extraction"),
    ],
)
async def test_a_misdeed_is_one_failed_document_and_the_next_one_is_read(what, sentence):
    async with Sandbox(workers=1, timeout=3 if "sleep" in what else 60) as sandbox:
        assert await still_works(sandbox)
        with pytest.raises(ExtractError) as caught:
            await deed(sandbox, what)
        assert str(caught.value) == sentence
        assert caught.value.source_id == "unodc"
        assert await still_works(sandbox)


async def test_a_failure_brings_the_workers_traceback_as_its_cause():
    async with Sandbox(workers=1) as sandbox:
        with pytest.raises(ExtractError) as caught:
            await deed(sandbox, "fail here")
    assert isinstance(caught.value.__cause__, ExtractorTraceback)
    assert "in fail" in str(caught.value.__cause__)


async def test_a_module_that_does_not_exist_is_a_failed_document():
    async with Sandbox(workers=1) as sandbox:
        with pytest.raises(ExtractError, match="ModuleNotFoundError"):
            await sandbox.extract(SOURCE, Document("https://un.example/", b""), "no.such.module")


async def test_an_entity_bomb_in_utf_16_is_contained():
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "peace">' for n in range(12)
    )
    text = (
        f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE rss [{entities}]><rss version="2.0">'
        "<channel><item><title>&e11;</title></item></channel></rss>"
    )
    bomb = Document("https://un.example/feed", text.encode("utf-16"), "application/rss+xml")
    async with Sandbox(workers=1, timeout=3) as sandbox:
        try:
            extraction = await sandbox.extract(SOURCE, bomb, "watcher.extract.feed")
        except ExtractError as error:
            assert "longer than" in str(error) or "more than" in str(error)  # noqa: PT017 - both are fine
        else:
            assert sum(len(f.statement.text or "") for f in extraction.findings) < 100_000
        assert await still_works(sandbox)


async def test_a_page_nested_very_deep_is_contained():
    page = b"<html><body>" + b"<div>" * 300_000 + b"</body></html>"
    async with Sandbox(workers=1, timeout=10) as sandbox:
        extraction = await sandbox.extract(
            SOURCE, Document("https://un.example/", page, "text/html"), "watcher.extract.page"
        )
        assert [(check.name, check.passed) for check in extraction.checks] == [("page", False)]
        assert await still_works(sandbox)


async def test_a_hung_document_does_not_hold_up_the_others():
    async with Sandbox(workers=2, timeout=60) as sandbox:
        hung = asyncio.create_task(deed(sandbox, "sleep_in_c 60"))
        assert await still_works(sandbox)
        assert not hung.done()
        hung.cancel()
        await asyncio.gather(hung, return_exceptions=True)


async def test_many_documents_wait_their_turn_and_all_are_read():
    async with Sandbox(workers=2, max_tasks=10) as sandbox:
        assert all(await asyncio.gather(*(still_works(sandbox) for _ in range(40))))


async def test_a_worker_is_replaced_after_its_share_of_documents():
    async with Sandbox(workers=1, max_tasks=2) as sandbox:
        pids = [(await deed(sandbox, "describe"))["pid"] for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_a_worker_killed_while_it_waits_is_replaced():
    async with Sandbox(workers=1) as sandbox:
        pid = int((await deed(sandbox, "describe"))["pid"])
        os.kill(pid, signal.SIGKILL)
        await until(lambda: gone(pid))
        await asyncio.sleep(0.3)  # the pool looks after its workers every tenth of a second
        assert await still_works(sandbox)


async def test_a_worker_killed_just_now_costs_at_most_a_second_try():
    async with Sandbox(workers=1) as sandbox:
        os.kill(int((await deed(sandbox, "describe"))["pid"]), signal.SIGKILL)
        assert await still_works(sandbox)


async def test_cancelling_frees_the_worker(tmp_path):
    async with Sandbox(workers=1, timeout=60) as sandbox:
        note = tmp_path / "pid"
        reading = asyncio.create_task(deed(sandbox, f"say_pid {note}"))
        await until(lambda: note.exists() and note.read_text())
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await still_works(sandbox)
        assert gone(int(note.read_text()))


async def test_closing_ends_a_worker_that_hangs(tmp_path):
    note = tmp_path / "pid"
    sandbox = Sandbox(workers=1, timeout=60)
    reading = asyncio.create_task(deed(sandbox, f"say_pid {note}"))
    await until(lambda: note.exists() and note.read_text())
    await sandbox.close()
    assert gone(int(note.read_text()))
    with pytest.raises(RuntimeError, match="closed"):
        await reading


async def test_a_closed_sandbox_refuses_documents():
    sandbox = Sandbox()
    await sandbox.close()
    with pytest.raises(RuntimeError, match="closed"):
        await still_works(sandbox)


async def test_an_interrupt_does_not_reach_a_worker():
    async with Sandbox(workers=1, max_tasks=2) as sandbox:
        for _ in range(2):  # the second worker is started by the pool's own thread
            first = await deed(sandbox, "describe")
            os.kill(int(first["pid"]), signal.SIGINT)
            assert await deed(sandbox, "describe") == first
            assert first["SIGINT blocked"] == "True"
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def run_parent(what, **options):
    command = [sys.executable, HELPERS / "parent.py", what]
    path = os.pathsep.join([str(ROOT), str(HELPERS)])
    return subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE, **options
    )


def test_a_worker_imports_nothing_that_it_does_not_need():
    with run_parent("describe") as parent:
        facts = json.loads(parent.communicate()[0])
    assert facts["heavy"] == ""
    assert facts["core"] == "0"


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_no_worker_outlives_a_killed_parent(tmp_path):
    note = tmp_path / "pid"
    with run_parent(f"say_pid {note}", stderr=subprocess.DEVNULL) as parent:
        while not (note.exists() and note.read_text()):
            time.sleep(0.02)
        worker = int(note.read_text())
        assert not gone(worker)
        parent.kill()
    while not gone(worker):
        time.sleep(0.02)
