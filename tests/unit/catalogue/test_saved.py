"""What updates read is kept as it was read, and a damaged file is told and never guessed."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.catalogue import CatalogueEntry, shipped
from watcher.catalogue.chapters import ChapterPage
from watcher.catalogue.saved import known, read_saved, save, saved_beside
from watcher.errors import StoreError

NUMBERS = st.integers(1, 99).map("XVIII-{}".format)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ENTRIES = st.builds(
    lambda number, title, day, place: CatalogueEntry(number, title, date=day, place=place),
    NUMBERS,
    TEXTS,
    st.none() | st.dates().map(str),
    st.none() | TEXTS,
)
READ_AT = datetime(2026, 2, 3, 10, 16, tzinfo=UTC)


def page(*entries, chapter="XVIII"):
    return ChapterPage(chapter, "https://treaties.un.org/x", READ_AT, "0" * 64, entries)


@given(st.lists(ENTRIES, max_size=5))
def test_what_is_kept_is_read_back(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("kept") / "treaties.json"
    save(path, [page(*entries)])
    kept = read_saved(path)["XVIII"]
    assert (kept.chapter, kept.url, kept.read_at) == ("XVIII", "https://treaties.un.org/x", READ_AT)
    assert [(e.number, e.title, e.date, e.place) for e in kept.entries] == [
        (e.number, e.title, e.date, e.place) for e in entries
    ]
    assert {entry.source for entry in kept.entries} <= {
        "https://treaties.un.org/x, read 2026-02-03"
    }


def test_it_lies_beside_the_database_whose_folder_need_not_be_there_yet(tmp_path):
    database = tmp_path / "data" / "watcher.db"
    assert saved_beside(database) == tmp_path / "data" / "treaties.json"
    save(saved_beside(database), [page(CatalogueEntry("XVIII-99", "A new one"))])
    assert known(database)["XVIII-99"].title == "A new one"
    assert known(database)["IV-8"] == shipped()["IV-8"]


def test_nothing_kept_is_nothing(tmp_path):
    assert read_saved(tmp_path / "treaties.json") == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"format": "treaty-watcher catalogue", "version": 2, "pages": []}',
        '{"format": "treaty-watcher catalogue", "version": 1, "pages": [{}]}',
        '{"format": "treaty-watcher catalogue", "version": 1, "pages": 3}',
        "[" * 100_000,
    ],
)
def test_a_damaged_file_says_so_and_what_to_do(tmp_path, text):
    path = tmp_path / "treaties.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match="take the file away and run `watcher treaties update`"):
        read_saved(path)


@pytest.mark.parametrize(
    ("field", "value"),
    [("number", "18-12"), ("number", None), ("title", 3), ("title", None), ("place", ["x"])],
)
def test_an_entry_that_is_no_entry_is_refused(tmp_path, field, value):
    path = tmp_path / "treaties.json"
    save(path, [page(CatalogueEntry("XVIII-12", "A Convention", date="2000-11-15"))])
    kept = json.loads(path.read_text(encoding="utf-8"))
    kept["pages"][0]["treaties"][0][field] = value
    path.write_text(json.dumps(kept), encoding="utf-8")
    with pytest.raises(StoreError, match="is not a catalogue that this version can read"):
        read_saved(path)


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "data").write_text("a file, and no folder", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        save(tmp_path / "data" / "treaties.json", [page()])


def test_saving_leaves_no_other_file_behind(tmp_path):
    save(tmp_path / "treaties.json", [page()])
    save(tmp_path / "treaties.json", [page(), page(chapter="XXVI")])
    assert [path.name for path in tmp_path.iterdir()] == ["treaties.json"]
    assert list(read_saved(tmp_path / "treaties.json")) == ["XVIII", "XXVI"]
