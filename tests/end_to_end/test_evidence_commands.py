"""`verify`, `evidence`, `export`, `backup` and `restore`, as people call them."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.end_to_end.shared import PROJECT, watcher_command
from tests.unit.store import tampering

CONFIG = """\
[service]
database = "watcher.db"
timezone = "Europe/Vienna"

[[source]]
id = "untc"
kind = "untc-status"
treaty = "XVIII-16"
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with a configuration and a database that has a history."""
    (tmp_path / "watcher.toml").write_text(CONFIG)
    tampering.make(tmp_path / "watcher.db")
    return tmp_path


def run(folder, *words, code=0):
    done = watcher_command(folder, *words)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def names(folder):
    return {path.name for path in folder.iterdir() if not path.name.startswith("watcher.db-")}


def test_verify_says_what_is_there_and_what_was_altered(folder):
    told = run(folder, "verify", "--save-head", "head.json").stdout
    assert "watcher.db: everything is as it was recorded" in told
    assert "changes: 33" in told
    assert "key: SHA256:" in told
    assert (
        "the head in head.json is part of it"
        in run(folder, "verify", "--against", "head.json").stdout
    )
    with tampering.closing_raw(folder / "watcher.db") as db:
        db.execute("UPDATE captures SET url = 'https://other.example.org/' WHERE id = 4")
    assert run(folder, "verify", code=1).stdout == (
        "watcher.db: not as it was recorded: captures, row 4: url says "
        "'https://other.example.org/', where its record says 'https://untc.example.org/'\n"
    )
    told = json.loads(run(folder, "verify", "--json", code=1).stdout)
    assert told["verified"] is False
    assert (told["table"], told["row"], told["column"]) == ("captures", "4", "url")


def test_verify_tells_a_damaged_file_as_a_failed_verification(folder):
    path = folder / "watcher.db"
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    assert "not as it was recorded" in run(folder, "verify", code=1).stdout


def test_a_lost_key_is_told_and_replaced_on_request_alone(folder):
    (folder / "watcher.db.key").unlink()
    told = run(folder, "poll", code=3).stderr
    assert "the key that signs the log is missing" in told
    assert not (folder / "watcher.db.key").exists()
    assert "signs from now on" in run(folder, "verify", "--new-key").stdout
    assert "there is a key already" in run(folder, "verify", "--new-key", code=3).stderr


def test_evidence_is_packed_and_never_over_another_file(folder):
    told = run(folder, "evidence", "13").stdout
    assert "evidence-13.zip: change 13" in told
    with zipfile.ZipFile(folder / "evidence-13.zip") as pack:
        assert b"Europe/Vienna" in pack.read("statement.html")
    assert "say --force" in run(folder, "evidence", "13", code=2).stderr
    run(folder, "evidence", "13", "--force")
    assert "there is no such change" not in run(folder, "evidence", "99", code=2).stderr
    assert {name for name in names(folder) if "part" in name} == set()


def test_what_was_altered_makes_no_pack(folder):
    with tampering.closing_raw(folder / "watcher.db") as db:
        db.execute("UPDATE changes SET record = x'7b7d' WHERE seq = 20")
    told = run(folder, "evidence", "13", "-o", "case.zip", code=1).stdout
    assert "this makes no evidence: changes, row 20" in told
    assert "case.zip" not in names(folder)


def test_the_log_is_exported_with_the_filters_of_log(folder):
    lines = run(folder, "export", "--format", "jsonl", "--kind", "removed").stdout.splitlines()
    shown = run(folder, "log", "--json", "--kind", "removed").stdout.splitlines()
    assert [json.loads(line) for line in lines] == [json.loads(line) for line in shown]
    run(folder, "export", "--format", "csv", "--source", "news", "-o", "news.csv")
    text = (folder / "news.csv").read_bytes().decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 12
    assert [int(row["seq"]) for row in rows] == sorted(int(row["seq"]) for row in rows)
    assert "is not one of" in run(folder, "export", "-f", "csv", "--action", "x", code=2).stderr


def test_captures_are_exported_as_a_web_archive(folder):
    run(folder, "export", "--format", "warc", "--source", "untc", "-o", "untc.warc.gz")
    with (folder / "untc.warc.gz").open("rb") as file:
        found = [
            (record.rec_type, record.content_stream().read())
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    bodies = [body for kind, body in found if kind == "response"]
    assert bodies[-1] == b"signed with the new key"
    assert len(bodies) == len(set(bodies)) == 10


def test_an_export_that_is_cut_off_leaves_no_half_file(folder):
    """A reader that has seen enough ends it; a file is there whole or not at all."""
    command = f"{sys.executable} -m watcher export -f jsonl --config watcher.toml | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout)["seq"] == 1
    assert "Traceback" not in done.stderr
    with tampering.closing_raw(folder / "watcher.db") as db:
        db.execute(
            "UPDATE bodies SET deflated = x'00' WHERE rowid = (SELECT max(rowid) FROM bodies)"
        )
    run(folder, "export", "-f", "warc", "-o", "half.warc", code=3)
    assert {name for name in names(folder) if "half" in name} == set()


def test_a_backup_is_taken_and_comes_back(folder):
    told = run(folder, "backup", "backup.db").stdout
    assert "verified: 33 changes, 27 captures, signed by SHA256:" in told
    assert "the private key, watcher.db.key, is not in it" in told
    assert "no backup replaces another" in run(folder, "backup", "backup.db", code=3).stderr
    assert "it is not overwritten" in run(folder, "restore", "backup.db", code=3).stderr
    (folder / "watcher.db").rename(folder / "away.db")
    assert "restored and verified: 33 changes" in run(folder, "restore", "backup.db").stdout
    run(folder, "verify")


def test_without_a_database_each_says_so(tmp_path):
    (tmp_path / "watcher.toml").write_text(CONFIG)
    for words in (("verify",), ("evidence", "1"), ("export", "-f", "csv"), ("backup", "b.db")):
        assert "there is no database yet" in run(tmp_path, *words, code=3).stderr
    assert names(tmp_path) == {"watcher.toml"}


@pytest.mark.heavy
def test_backups_beside_a_writer_at_full_speed_come_back_each_time(tmp_path):
    """`python -m tests.benchmarks.backup 100` does it with a larger database, a hundred times."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.benchmarks.backup", "10"),
            *("--megabytes", "20", "--folder", str(tmp_path)),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 of 10 restored and verified" in done.stdout
