"""WARC, CSV and new files: what comes out, and what is kept from doing harm."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from watcher.errors import UsageError
from watcher.evidence.case import Exhibit
from watcher.evidence.newfile import new_file
from watcher.evidence.table import COLUMNS, Table, safe
from watcher.evidence.warc import Archive
from watcher.model.capture import Capture
from watcher.model.change import Change, ChangeKind, LoggedChange
from watcher.model.finding import Statement

NOW = datetime(2026, 2, 3, 10, 16, 18, 123_000, tzinfo=UTC)


def exhibit(body=b"<html></html>", headers=(), url="https://example.org/é?a=b", **fields):
    capture = Capture(url, fields.pop("status", 200), headers, NOW, body, timedelta(0))
    return Exhibit(1, "untc", capture, len(body), b'{"id":1}', "ab" * 32, **fields)


def written(*exhibits, gzip=False):
    file = io.BytesIO()
    archive = Archive(file, gzip=gzip, made_at="2026-02-03T10:16:18.123Z")
    for each in exhibits:
        archive.add(each, "after")
    return file.getvalue()


def records(archive):
    found = []
    for record in ArchiveIterator(io.BytesIO(archive), check_digests="raise"):
        body = record.content_stream().read()
        found.append((record.rec_type, record.rec_headers, record.http_headers, body))
    return found


# -- WARC ----------------------------------------------------------------------------------


@pytest.mark.parametrize("gzip", [False, True])
def test_an_archive_gives_back_the_capture(gzip):
    headers = (
        ("Content-Type", "text/html"),
        ("X-Odd", "é"),
        ("Set-Cookie", "a"),
        ("Set-Cookie", "b"),
    )
    info, response, metadata = records(written(exhibit(headers=headers), gzip=gzip))
    assert (info[0], response[0], metadata[0]) == ("warcinfo", "response", "metadata")
    assert response[3] == b"<html></html>"
    assert response[1].get_header("WARC-Date") == "2026-02-03T10:16:18Z"
    assert response[2].get_statuscode() == "200"
    assert [name for name, _ in response[2].headers] == [name for name, _ in headers]
    assert b'"sha256"' in metadata[3]


def test_a_body_that_came_compressed_is_read_as_it_was_hashed():
    """The bytes are kept without their coding: a reader must not undo it a second time."""
    coded = (
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Length", "9"),
    )
    _, response, _ = records(written(exhibit(headers=coded)))
    assert response[3] == b"<html></html>"
    assert [name for name, _ in response[2].headers] == [
        f"X-Archive-Orig-{name}" for name, _ in coded
    ]


def test_the_same_captures_make_the_same_archive():
    assert written(exhibit()) == written(exhibit())


def test_bytes_that_were_deleted_leave_what_is_known_of_them():
    gone = replace(exhibit(), deleted_at="2026-05-01T00:00:00.000Z")
    found = records(written(gone))
    assert [each[0] for each in found] == ["warcinfo", "metadata"]
    assert b"2026-05-01" in found[1][3]


@pytest.mark.parametrize(
    "headers", [(("A\r\nB: c", "d"),), (("A", "b\r\nC: d"),), (("A", "b\n\nc"),)]
)
def test_a_header_cannot_end_before_its_end(headers):
    _, response, _ = records(written(exhibit(headers=headers)))
    assert len(response[2].headers) == 1
    assert response[3] == b"<html></html>"


# -- CSV -----------------------------------------------------------------------------------


def logged(**fields):
    new = Statement(
        action="signature", participant="Türkiye", footnotes=("1", "2"), bracketed=False
    )
    change = Change(ChangeKind.ADDED, fields.pop("summary", "Türkiye signed"), None, new, ())
    return LoggedChange(
        1, change, "untc", "record", "XVIII-16", NOW, NOW, "ab" * 32, 1, False, "cd" * 32
    )


def lines(*changes):
    file = io.StringIO(newline="")
    table = Table(file)
    for each in changes:
        table.add(each)
    return list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))


def test_a_change_is_one_line_with_all_columns():
    (line,) = lines(logged())
    assert tuple(line) == COLUMNS
    assert (line["seq"], line["kind"], line["imported"]) == ("1", "added", "false")
    assert line["new_participant"] == "Türkiye"
    assert line["new_footnotes"] == "1; 2"
    assert line["old_participant"] == ""
    assert line["detected_at"] == "2026-02-03T10:16:18Z"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "\t=1", " =1", "\r=1", "|x"])
def test_what_a_spreadsheet_would_carry_out_is_text(text):
    (line,) = lines(logged(summary=text))
    assert line["summary"].startswith("'")


def test_a_number_stays_one():
    (line,) = lines(logged(summary="-1"))
    assert line["summary"] == "-1"


@given(st.text())
def test_no_text_is_a_formula_or_steers_a_terminal(text):
    cell = safe(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "@", "\t", "\n"))
    if cell.lstrip(" ").startswith("-"):
        float(cell)
    assert "\x1b" not in cell
    assert "\r" not in cell


# -- new files -----------------------------------------------------------------------------


def test_a_file_is_there_when_it_is_whole(tmp_path):
    path = tmp_path / "out"
    with new_file(path, replace=False) as file:
        file.write(b"all of it")
        assert not path.exists()
    assert path.read_bytes() == b"all of it"
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, OSError(28, "No space left")])
def test_a_file_that_fails_is_not_there_at_all(tmp_path, error):
    def fail():
        with new_file(tmp_path / "out", replace=False) as file:
            file.write(b"half")
            raise error

    with pytest.raises((KeyboardInterrupt, ValueError, UsageError)):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(tmp_path):
    path = tmp_path / "out"
    path.write_bytes(b"mine")
    with pytest.raises(UsageError, match="say --force"), new_file(path, replace=False):
        pass
    assert path.read_bytes() == b"mine"
    with new_file(path, replace=True) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path):
    with (
        pytest.raises(UsageError, match="no such file"),
        new_file(tmp_path / "a" / "b", replace=False),
    ):
        pass
    with pytest.raises(UsageError, match="this is a folder"), new_file(tmp_path, replace=True):
        pass
