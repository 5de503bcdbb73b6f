"""A pack is checked by the very steps that are written in it, with tools that are not ours."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.unit.store import tampering
from tests.unit.store.polling import Polls, added, modified, signature, statement
from watcher.errors import UsageError
from watcher.evidence.chain import Differs
from watcher.evidence.pack import write_pack
from watcher.model.source import Outcome
from watcher.store import polls
from watcher.store.case import gathered
from watcher.store.database import open_for_writing, reading, transaction

TOOLS = ("unzip", "sha256sum", "ssh-keygen")
needs_tools = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason=f"one of {', '.join(TOOLS)} is not installed"
)


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    path = tmp_path_factory.mktemp("history") / "watcher.db"
    tampering.make(path)
    return path


def packed(path, seq, timezone="UTC"):
    file = io.BytesIO()
    with reading(path) as db, gathered(db, seq) as case:
        write_pack(file, case, timezone)
    return file.getvalue()


def opened(pack):
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def steps(text):
    """The commands in the file, as a person would type them."""
    return "\n".join(line[4:] for line in text.splitlines() if line.startswith("    "))


def follow(folder, seq, pack, alter=lambda _folder: None):
    """Carry out the steps in a shell; what they say."""
    (folder / f"evidence-{seq}.zip").write_bytes(pack)
    commands = steps(opened(pack)["HOW-TO-CHECK.txt"].decode())
    first, rest = commands.split("\n", 1)
    tools = Path(sys.executable).parent  # python3 and warcio
    shell = {
        "cwd": folder,
        "env": {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"},
        "capture_output": True,
        "text": True,
        "check": False,
    }
    subprocess.run(["bash", "-ec", first], **{**shell, "check": True})
    inside = folder / f"evidence-{seq}"
    alter(inside)
    return subprocess.run(["bash", "-eo", "pipefail", "-c", rest], **{**shell, "cwd": inside})


@needs_tools
@pytest.mark.parametrize("seq", [1, 13, 19, 20, 33])
def test_the_steps_in_the_pack_prove_the_change(history, tmp_path, seq):
    pack = packed(history, seq)
    files = opened(pack)
    done = follow(tmp_path, seq, pack)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAILED" not in done.stdout
    for name in files:
        assert name == "SHA256SUMS" or f"{name}: OK" in done.stdout
    change = json.loads(files["change.json"])
    assert f"{change['capture']}  after.body" in done.stdout
    assert f"{change['hash']}  change.record" in done.stdout
    assert "changes whole\ncaptures whole" in done.stdout
    assert 'Good "treaty-watcher" signature' in done.stdout
    assert "digest pass" in done.stdout
    assert "digest fail" not in done.stdout


@needs_tools
@pytest.mark.parametrize(
    "name", ["change.record", "after.body", "changes.chain", "head.json", "captures.chain"]
)
def test_the_steps_find_a_file_that_was_altered(history, tmp_path, name):
    def alter(folder):
        text = bytearray((folder / name).read_bytes())
        text[len(text) // 2] ^= 1
        (folder / name).write_bytes(text)

    done = follow(tmp_path, 13, packed(history, 13), alter)
    assert done.returncode != 0
    assert f"{name}: FAILED" in done.stdout


@needs_tools
def test_the_steps_find_a_chain_that_was_altered_with_its_sums(history, tmp_path):
    def alter(folder):
        chain = folder / "changes.chain"
        lines = chain.read_bytes().splitlines(keepends=True)
        chain.write_bytes(b"".join([lines[0], *lines[2:]]))
        sums = subprocess.run(
            "sha256sum $(awk '{ print $2 }' SHA256SUMS) > new && mv new SHA256SUMS",
            shell=True,
            cwd=folder,
            check=True,
        )
        assert sums.returncode == 0

    assert "changes BROKEN" in follow(tmp_path, 13, packed(history, 13), alter).stdout


def test_the_same_change_at_the_same_head_is_the_same_file(history):
    assert packed(history, 13) == packed(history, 13)


def test_the_capture_before_is_the_one_that_stated_the_old_value(history):
    with reading(history) as db, gathered(db, 13) as case:
        assert case.before_seq == 1
        assert case.before.number == 1
        assert case.after.number == 5


def test_of_something_new_it_is_the_last_capture_that_was_believed(path, log):
    log.write(added(signature()))
    log.write(outcome=Outcome.QUARANTINED)
    log.write(added(signature("FRA", "France")))
    with reading(path) as db, gathered(db, 2) as case:
        assert case.before_seq is None
        assert case.before.number == 1
    assert (
        b"before.* is the capture of the source before"
        in opened(packed(path, 2))["HOW-TO-CHECK.txt"]
    )


def test_of_the_first_there_is_none_and_that_is_said(path, log):
    log.write(added(signature()))
    files = opened(packed(path, 1))
    assert "before.record" not in files
    assert b"There is no capture before" in files["HOW-TO-CHECK.txt"]
    assert b"There is none" in files["statement.html"]


def test_a_value_that_changed_twice_is_compared_with_the_last_one(path, log):
    one, two, three = (signature(date=f"2025-11-{day}") for day in (19, 20, 21))
    log.write(added(one))
    log.write(modified(one, two))
    log.write(added(signature("FRA", "France")))
    log.write(modified(two, three))
    with reading(path) as db, gathered(db, 4) as case:
        assert case.before_seq == 2


def test_the_document_behind_a_change_is_in_the_pack(history):
    with reading(history) as db:
        row = db.execute("SELECT change FROM documents WHERE capture IS NOT NULL").fetchone()
    assert opened(packed(history, row[0]))["document-1.body"] == b"%PDF-1.7"


def test_a_change_that_does_not_exist_is_named_with_the_newest(history):
    with pytest.raises(UsageError, match="no change 99; the newest is 33"):
        packed(history, 99)


@pytest.mark.parametrize(
    "alter",
    [
        "UPDATE changes SET record = CAST(replace(record, 'Entry', 'E') AS BLOB) WHERE seq = 20",
        "DELETE FROM changes WHERE seq = 33",
        "UPDATE captures SET record = CAST(replace(record, 'untc', 'unto') AS BLOB) WHERE id = 9",
        "UPDATE head SET signature = ''",
    ],
)
def test_what_was_altered_makes_no_evidence(history, tmp_path, alter):
    path = tmp_path / "watcher.db"
    shutil.copy(history, path)
    with tampering.closing_raw(path) as db:
        db.execute(alter)
    with pytest.raises(Differs):
        packed(path, 13)


# -- the page to read ----------------------------------------------------------------------


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_nothing_from_outside_is_markup_or_asks_for_anything(path, log):
    evil = '<script>alert(1)</script><img src="http://evil.example/x">'
    log.write(added(statement(evil, link="javascript:alert(1)"), "entries/1", summary=evil))
    page = opened(packed(path, 1))["statement.html"].decode()
    tags = Tags()
    tags.feed(page)
    assert {tag for tag, _ in tags.tags}.isdisjoint({"script", "img", "a", "link", "iframe"})
    assert not any("src" in attrs or "href" in attrs for _, attrs in tags.tags)
    assert "&lt;script&gt;" in page


def test_no_text_from_outside_is_a_step_to_carry_out(path, log):
    log.write(added(signature(), summary="x\n    rm -rf evidence\n    echo done"))
    assert "rm -rf" not in steps(opened(packed(path, 1))["HOW-TO-CHECK.txt"].decode())


def test_times_are_told_in_utc_and_in_the_zone_of_the_reader(history):
    page = opened(packed(history, 13, "Europe/Vienna"))["statement.html"].decode()
    assert "2026-02-03 10:21:18 UTC (2026-02-03 11:21:18 Europe/Vienna)" in page


def test_what_only_a_report_says_is_called_a_report(history):
    assert b"makes no\ntreaty action" in opened(packed(history, 20))["statement.html"]
    assert b"makes no\ntreaty action" not in opened(packed(history, 13))["statement.html"]


def test_the_pack_is_one_view_while_the_log_goes_on(tmp_path):
    path = tmp_path / "watcher.db"
    db = open_for_writing(path)
    with transaction(db):
        polls.register(db, tampering.SOURCES)
    log = Polls(db)
    log.write(added(signature()))
    file = io.BytesIO()
    with reading(path) as beside, gathered(beside, 1) as case:
        log.write(added(signature("FRA", "France")))
        write_pack(file, case, "UTC")
    db.close()
    assert opened(file.getvalue())["changes.chain"].count(b"\n") == 1
