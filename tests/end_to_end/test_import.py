"""Captures that were saved earlier become the history of a source, and alert nobody."""

import gzip
import json
import os
from pathlib import Path
from uuid import uuid4

import pytest

from tests.end_to_end.shared import watcher_command
from tests.end_to_end.tables import ROWS, but, table
from tests.end_to_end.watching import configuration, untc_source
from tests.servers import reply

DIGEST = '[[channel]]\nid = "out"\nkind = "console"\n[[digest]]\nid = "daily"\n'


@pytest.fixture
def imported(site, tmp_path):
    """Run a command against a configuration that watches one status page."""
    site.answer("/status", reply(body=table()))
    config = configuration(tmp_path, untc_source(site.url("/status")), DIGEST)

    def run(*words: str):
        return watcher_command(tmp_path, *words, "--config", str(config))

    return run


@pytest.fixture
def saved(tmp_path):
    """A folder of three captures: a baseline, a signature more, a ratification more."""
    folder = tmp_path / "saved"
    folder.mkdir()
    fewer = {name: cells for name, cells in ROWS.items() if name != "Peru"}
    for day, rows in (
        ("2025-11-01", fewer),
        ("2025-11-19", ROWS),
        ("2026-02-04", but(Peru=("25 Oct 2025", "3 Feb 2026"))),
    ):
        (folder / f"status-{day}.html").write_bytes(table(rows))
    return folder


def changes(run) -> list[dict]:
    out = run("log", "--json", "--limit", "0").stdout
    return [json.loads(line) for line in reversed(out.splitlines())]


def test_a_folder_is_read_in_the_order_of_its_dates(imported, saved):
    # The order of the names is not that of the dates.
    (saved / "status-2025-11-01.html").rename(saved / "z-20251101.html")
    done = imported("import", "untc", str(saved))
    assert done.returncode == 0, done.stderr
    assert "3 captures imported" in done.stdout
    told = [line for line in changes(imported) if line["kind"] != "baseline"]
    assert [(line["participant"], line["action"], line["captured_at"][:10]) for line in told] == [
        ("Peru", "signature", "2025-11-19"),
        ("Peru", "ratification", "2026-02-04"),
    ]


def test_every_row_is_labelled_as_imported(imported, saved):
    imported("import", "untc", str(saved))
    assert all(line["imported"] for line in changes(imported))


def test_the_log_shows_when_it_was_captured(imported, saved):
    imported("import", "untc", str(saved))
    newest = imported("log", "--limit", "1").stdout.splitlines()[-1]
    assert "2026-02-04 00:00  added, imported" in newest


def test_an_import_alerts_nobody(imported, saved):
    imported("import", "untc", str(saved))
    shown = imported("digest", "daily", "--preview")
    assert "Peru" not in shown.stdout


def test_the_first_poll_afterwards_tells_what_is_new_since_the_last_capture(imported, saved, site):
    imported("import", "untc", str(saved))
    later = but(Peru=("25 Oct 2025", "3 Feb 2026"), Ghana=("25 Oct 2025", "9 Mar 2026"))
    site.answer("/status", reply(body=table(later)))
    assert imported("poll").returncode == 0
    newest = changes(imported)[-1]
    assert (newest["participant"], newest["action"]) == ("Ghana", "ratification")
    assert not newest["imported"]


def test_a_removal_counts_when_the_next_capture_agrees(imported, tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    fewer = {name: cells for name, cells in ROWS.items() if name != "Peru"}
    for day, rows in (("2025-11-01", ROWS), ("2025-11-02", fewer), ("2025-11-03", fewer)):
        (folder / f"{day}.html").write_bytes(table(rows))
    imported("import", "untc", str(folder))
    assert [line["kind"] for line in changes(imported)][-1] == "removed"


def test_a_source_that_was_polled_is_refused_and_nothing_is_written(imported, saved):
    imported("poll")
    before = changes(imported)
    done = imported("import", "untc", str(saved))
    assert done.returncode == 2
    assert "has been polled already" in done.stderr
    assert changes(imported) == before


def test_what_is_older_than_an_earlier_import_is_refused(imported, saved):
    imported("import", "untc", str(saved / "status-2025-11-19.html"))
    done = imported("import", "untc", str(saved / "status-2025-11-01.html"))
    assert done.returncode == 2
    assert "in order only" in done.stderr


def test_nor_is_what_is_older_than_a_capture_that_changed_nothing(imported, saved):
    """Else a state that came and went would seem to stay."""
    whole = (saved / "status-2025-11-19.html").read_bytes()
    (saved / "status-2025-11-01.html").write_bytes(whole)
    (saved / "status-2026-02-04.html").write_bytes(whole)
    imported("import", "untc", str(saved))
    between = saved / "status-2025-12-24.html"
    between.write_bytes(table(but(Peru=None)))
    done = imported("import", "untc", str(between))
    assert done.returncode == 2
    assert "captures imported up to 2026-02-04 00:00" in done.stderr


def test_the_folder_that_was_named_may_hold_the_date(imported, tmp_path):
    folder = tmp_path / "2025-11-19"
    folder.mkdir()
    (folder / "index.html").write_bytes(table())
    assert imported("import", "untc", str(folder)).returncode == 0
    assert {line["captured_at"][:10] for line in changes(imported)} == {"2025-11-19"}


def test_an_import_that_was_cut_off_goes_on_where_it_ended(imported, saved):
    imported("import", "untc", str(saved / "status-2025-11-01.html"))
    done = imported("import", "untc", str(saved))
    assert done.returncode == 0, done.stderr
    assert "2 captures imported" in done.stdout
    again = imported("import", "untc", str(saved))
    assert "Nothing is left to import" in again.stdout


def test_a_page_that_cannot_be_believed_is_told_and_the_rest_goes_on(imported, saved):
    (saved / "2025-12-01.html").write_bytes(b"<html><body>Under maintenance</body></html>")
    done = imported("import", "untc", str(saved))
    assert done.returncode == 1
    assert "quarantined" in done.stdout
    assert "1 could not be believed" in done.stdout
    assert changes(imported)[-1]["action"] == "ratification"
    assert imported("sources").stdout.count("quarantined") == 0


def test_a_file_without_a_date_is_refused_with_what_to_do(imported, tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(b"<html><body>undated</body></html>")
    done = imported("import", "untc", str(page))
    assert done.returncode == 2
    assert "--file-times" in done.stderr


def test_the_stamp_of_a_status_page_dates_it(imported, tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(table())
    assert imported("import", "untc", str(page)).returncode == 0


def test_file_times_are_taken_where_they_are_asked_for(imported, tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(table().replace(b"STATUS AS AT", b"STATUS ON"))
    os.utime(page, (1_700_000_000, 1_700_000_000))
    assert imported("import", "untc", str(page), "--file-times").returncode == 0
    assert changes(imported)[0]["captured_at"].startswith("2023-11-14T22:13:20")


def write_warc(path: Path, url: str, bodies: dict[str, bytes]) -> None:
    """Write a WARC file by hand (ISO 28500, 1.1): each response a record, compressed by itself."""
    pack = gzip.compress if path.suffix == ".gz" else bytes
    with path.open("wb") as stream:
        for date, body in bodies.items():
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
            head = (
                "WARC/1.1\r\nWARC-Type: response\r\n"
                f"WARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
                f"WARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            )
            stream.write(pack(head.encode() + answer + b"\r\n\r\n"))


@pytest.mark.parametrize("name", ["saved.warc", "saved.warc.gz"])
def test_a_warc_file_is_read_by_its_own_dates(imported, site, tmp_path, name):
    fewer = {name: cells for name, cells in ROWS.items() if name != "Peru"}
    bodies = {"2025-11-19T10:30:00Z": table(), "2025-11-01T00:00:00Z": table(fewer)}
    write_warc(tmp_path / name, site.url("/status"), bodies)
    done = imported("import", "untc", str(tmp_path / name))
    assert done.returncode == 0, done.stderr
    newest = changes(imported)[-1]
    assert (newest["participant"], newest["captured_at"]) == ("Peru", "2025-11-19T10:30:00Z")


def test_a_warc_file_of_another_site_holds_nothing(imported, tmp_path):
    path = tmp_path / "other.warc"
    write_warc(path, "https://www.example.org/", {"2025-11-01T00:00:00Z": b"<p>hello</p>"})
    done = imported("import", "untc", str(path))
    assert done.returncode == 2
    assert "there is no capture of" in done.stderr


def test_a_status_page_is_found_under_any_spelling_of_its_address(imported, site, tmp_path):
    asked = site.url("/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no=XVIII-16&chapter=18&clang=_en")
    config = tmp_path / "watcher.toml"
    config.write_text(config.read_text().replace(site.url("/status"), asked))
    saved = site.url("/Pages/ViewDetails.aspx?mtdsg_no=XVIII-16&chapter=18&Temp=mtdsg3&src=TREATY")
    write_warc(tmp_path / "saved.warc", saved, {"2025-11-19T10:30:00Z": table()})
    french = asked.replace("_en", "_fr")
    write_warc(tmp_path / "french.warc", french, {"2025-11-20T10:30:00Z": table()})
    done = imported("import", "untc", str(tmp_path / "saved.warc"))
    assert done.returncode == 0, done.stderr
    assert imported("import", "untc", str(tmp_path / "french.warc")).returncode == 2


def test_a_file_that_is_no_warc_is_refused(imported, tmp_path):
    path = tmp_path / "broken.warc"
    path.write_bytes(b"this is no archive\n")
    done = imported("import", "untc", str(path))
    assert done.returncode == 2
    assert "no whole WARC file" in done.stderr
