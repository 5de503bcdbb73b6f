"""A database in a bad state: a sentence that names it and says what to do, and not a byte moved."""

import os
import re
import subprocess

import pytest

from tests.faults.ledger import assert_whole, told
from tests.faults.running import (
    OUTGOING,
    Desk,
    needs_proc,
    needs_strace,
    page_of,
    page_source,
    strace,
)
from tests.servers import page

READING = (
    ("log",),
    ("show", "1"),
    ("status", "XVIII-16"),
    ("sources",),
    ("digest", "minutely", "--preview"),
    ("health",),
)
WRITING = (("poll",), ("run",))
COMMANDS = (("log",), *WRITING)


@pytest.fixture
def desk(site, desk) -> Desk:
    """One page to poll, one digest to send."""
    site.answer("/page", page(page_of("One.", "Two.")))
    return desk.configure(page_source(site.url("/page")), OUTGOING)


@pytest.fixture
def polled(desk) -> Desk:
    """A desk with a database in good order."""
    assert desk.run("poll").returncode == 0
    return desk


def assert_refused(desk: Desk, sentence: str, *commands: tuple[str, ...], under=()) -> None:
    """Each command says one sentence on stderr, nothing else, and ends with 3."""
    for words in commands:
        done = desk.run(*words, under=under)
        assert done.returncode == 3, (words, done.stdout, done.stderr)
        assert done.stdout == "", words
        assert re.fullmatch(f"watcher: {sentence}\n", done.stderr), (words, done.stderr)


def assert_untouched(desk: Desk, sentence: str, *commands: tuple[str, ...], under=()) -> None:
    before = desk.database.read_bytes()
    assert_refused(desk, sentence, *commands, under=under)
    assert desk.database.read_bytes() == before


def test_before_any_database_exists_reading_commands_say_how_to_get_one(desk):
    assert_refused(desk, r"watcher\.db: there is no database yet\. Run `watcher poll`.*", *READING)
    assert not desk.database.exists()


def test_an_empty_file_is_no_database_yet_and_a_poll_makes_it_one(desk):
    desk.database.touch()
    assert_refused(desk, r"watcher\.db: there is no database yet\..*", ("log",))
    assert desk.run("poll").returncode == 0
    assert_whole(desk.database)


@pytest.mark.parametrize(
    "content",
    [b"Dear desk,\n" * 400, b"short", os.urandom(8192), b"SQLite format 3\0" + b"\1" * 90],
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(desk, content):
    desk.database.write_bytes(content)
    sentence = r"watcher\.db: it is not an SQLite database; name another file in service.database\."
    assert_untouched(desk, sentence, *COMMANDS)


def test_the_database_of_another_program_is_refused_and_left_as_it_is(desk):
    desk.write("CREATE TABLE bookmarks (url TEXT)")
    sentence = r"watcher\.db: this is the database of another program; name another file.*"
    assert_untouched(desk, sentence, *COMMANDS)


def test_a_database_from_a_newer_version_is_refused_and_left_as_it_is(polled):
    polled.write("PRAGMA user_version = 99")
    sentence = r"watcher\.db: the database is from a newer version .*; install the newer version\."
    assert_untouched(polled, sentence, *COMMANDS)


def test_a_directory_in_its_place_is_refused(desk):
    desk.database.mkdir()
    sentence = r"watcher\.db: it cannot be opened; check that it is a file, and yours to read\."
    assert_refused(desk, sentence, *COMMANDS)


def test_a_file_in_the_place_of_its_folder_is_refused(desk):
    config = desk.folder / "watcher.toml"
    config.write_text(config.read_text().replace('"watcher.db"', '"data/watcher.db"'))
    (desk.folder / "data").write_text("a file")
    sentence = r"data/watcher\.db: .* data says: file exists\. Check the folder and its disk\."
    assert_refused(desk, sentence, *WRITING)
    assert (desk.folder / "data").read_text() == "a file"


def unprivileged() -> tuple[str, ...]:
    """A prefix that takes from root what lets it pass over permissions; nothing for others."""
    if os.geteuid() != 0:
        return ()
    caps = "-dac_override,-dac_read_search"
    under = ("setpriv", f"--bounding-set={caps}", f"--inh-caps={caps}")
    try:
        subprocess.run([*under, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("root passes over permissions, and setpriv cannot take that away here")
    return under


def test_a_database_that_may_not_be_written_can_still_be_read(polled):
    polled.database.chmod(0o444)
    under = unprivileged()
    for words in (("log",), ("show", "1"), ("sources",), ("digest", "minutely", "--preview")):
        done = polled.run(*words, under=under)
        assert done.returncode == 0, done.stderr
    sentence = r"watcher\.db: it cannot be written; check its owner and permissions\."
    assert_untouched(polled, sentence, *WRITING, under=under)


def test_a_folder_that_may_not_be_written_is_named(polled):
    polled.folder.chmod(0o555)
    try:
        sentence = r"watcher\.db: .* needs a folder that can be written, .* permission denied\. .*"
        assert_untouched(polled, sentence, *WRITING, under=unprivileged())
    finally:
        polled.folder.chmod(0o755)
    assert polled.run("poll").returncode == 0


def test_reading_commands_write_nothing(polled):
    before = polled.database.read_bytes()
    for words in (("log",), ("show", "1"), ("sources",), ("digest", "minutely", "--preview")):
        assert polled.run(*words).returncode == 0
    assert polled.database.read_bytes() == before


@needs_proc
@needs_strace
@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        ("pwrite64", "ENOSPC", "the disk is full; nothing was lost, make room and go on."),
        ("pwrite64", "EIO", "disk I/O error."),
        ("fdatasync", "EIO", "disk I/O error."),
    ],
)
def test_a_disk_that_fails_in_the_middle_of_a_poll_loses_nothing_of_it(
    site, polled, call, error, sentence
):
    before = told(polled.database)
    site.answer("/page", page(page_of("One.", "Two.", "Three is new.")))
    wal = f"{polled.database}-wal"
    under = strace("-P", wal, "-e", f"inject={call}:error={error}:when=2+")
    done = polled.run("poll", under=under)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == f"watcher: watcher.db: {sentence}"
    assert_whole(polled.database)
    assert told(polled.database) == before

    assert "page: changed" in polled.run("poll").stdout
    assert_whole(polled.database)
    assert len(told(polled.database)["page"]) > len(before["page"])


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 16 megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@needs_proc
def test_a_daemon_on_a_full_disk_goes_on_and_recovers_when_there_is_room(site, desk, small_disk):
    config = desk.folder / "watcher.toml"
    config.write_text(config.read_text().replace('"watcher.db"', '"disk/watcher.db"'))
    database, ballast = small_disk / "watcher.db", small_disk / "ballast"
    with desk.daemon() as daemon:
        daemon.wait_for("polled")
        # Room for the request, and none for a large page.
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        ballast.write_bytes(b"x" * (free - 100_000))
        site.answer("/page", page(page_of(*(os.urandom(5000).hex() for _ in range(60)))))
        asked = desk.run("poll")
        assert asked.returncode == 1
        assert "the disk is full" in asked.stdout
        assert "a poll could not be recorded" in daemon.said()
        assert daemon.process.poll() is None
        ballast.unlink()
        asked = desk.run("poll")
        assert "page: changed" in asked.stdout, asked.stdout + daemon.said()
        assert daemon.stop() == 0
    assert_whole(database)


def test_a_damaged_page_is_told_and_the_rest_of_the_file_is_left(site, desk):
    """The pages in the middle hold the log: what needs them says so, what does not still works."""
    site.answer("/page", page(page_of(*(os.urandom(900).hex() for _ in range(200)))))
    assert desk.run("poll").returncode == 0
    content = bytearray(desk.database.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    for start in range(middle - 20 * 4096, middle + 20 * 4096, 4096):
        content[start : start + 64] = os.urandom(64)
    desk.database.write_bytes(content)
    site.answer("/page", page(page_of("All is new.")))
    damaged = r"watcher\.db: it is damaged; restore a backup, and keep the damaged file\."
    done = desk.run("show", "1", "--body")
    assert (done.returncode, done.stdout) == (3, "")
    assert re.fullmatch(f"watcher: {damaged}\n", done.stderr)
    assert desk.run("sources").returncode == 0
