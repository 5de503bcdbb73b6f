"""What the whole way leaves behind is verified and proves itself, also beside the daemon."""

import io
import zipfile

import pytest

from tests.end_to_end.tables import ROWS, table
from tests.faults.running import Desk, needs_proc, page_of, page_source, until
from tests.servers import page, reply
from watcher.evidence.pack import write_pack
from watcher.model.source import Outcome
from watcher.store.case import gathered
from watcher.store.database import reading
from watcher.store.verification import verify_file


def bodies_of(path, seq):
    """The bodies before and after, out of the pack of a change."""
    file = io.BytesIO()
    with reading(path) as db, gathered(db, seq) as case:
        write_pack(file, case, "UTC")
    with zipfile.ZipFile(file) as pack:
        return pack.read("before.body"), pack.read("after.body")


async def test_the_pack_of_a_corrected_date_holds_both_pages_as_they_were_served(watcher, serve):
    corrected = {**ROWS, "Peru": ("26 Oct 2025", "")}
    serve(after := table(corrected))
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    (change,) = await watcher.news()
    verified = verify_file(watcher.store.path)
    assert (verified.changes, verified.captures) == (change["seq"], 2)
    before, now = bodies_of(watcher.store.path, change["seq"])
    assert now == after
    assert b"Peru" in before
    assert before != after


async def test_what_is_quarantined_and_accepted_is_verified(watcher, serve, site):
    serve(table(dict(list(ROWS.items())[:3])))
    assert (await watcher.poll()).outcome is Outcome.QUARANTINED
    verified = verify_file(watcher.store.path)
    assert verified.captures == 2
    site.answer("/status", reply(503))
    assert (await watcher.poll()).outcome is Outcome.FAILED
    assert verify_file(watcher.store.path).head.head == verified.head.head


@needs_proc
@pytest.mark.heavy
def test_a_daemon_is_verified_and_backed_up_while_it_watches(site, tmp_path):
    site.answer("/page", page(page_of("One."), etag='"1"'))
    desk = Desk(tmp_path).configure(page_source(site.url("/page")))
    with desk.daemon() as daemon:
        until(lambda: "baseline" in daemon.said())
        done = desk.run("verify")
        assert (done.returncode, done.stderr) == (0, "")
        assert desk.run("backup", "backup.db").returncode == 0
        assert desk.run("verify", "backup.db").returncode == 0
        refused = desk.run("restore", "backup.db")
        assert refused.returncode == 3
        assert "watcher run" in refused.stderr
        asked = desk.run("verify", "--new-key")
        assert asked.returncode == 3
        assert "held by `watcher run`" in asked.stderr
        assert daemon.stop() == 0
    assert desk.run("verify").returncode == 0
