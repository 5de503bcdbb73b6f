"""The change log is found again by every filter, and by words as people type them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.unit.store.polling import NOW, added, modified, removed, signature, statement
from watcher.model.change import ChangeKind
from watcher.store.log import LogFilter, changes, head


@pytest.fixture
def filled(log):
    """Six rows: see the summaries."""
    mus, civ = signature(), signature("CIV", "Côte d'Ivoire", "2025-10-25")
    log.write(
        added(mus, kind=ChangeKind.BASELINE, summary="1 Mauritius signed"),
        added(civ, kind=ChangeKind.BASELINE, summary="2 Côte d'Ivoire signed"),
    )
    log.write(modified(mus, signature(date="2025-11-20")))
    log.write(removed(civ))
    log.write(
        added(statement("Sixty-five States sign", link="https://news.example.org/1"), key="e/1"),
        source="news",
    )
    ratified = signature("MUS", "Mauritius", "2026-01-02")
    log.write(added(ratified, key="participants/MUS/consent", summary="6 Mauritius OR ratified"))
    return log


def found(filled, **wanted):
    return [each.seq for each in changes(filled.db, LogFilter(**wanted))]


def test_all_rows_come_newest_first_and_in_order_when_asked(filled):
    assert found(filled) == [6, 5, 4, 3, 2, 1]
    rows = changes(filled.db, LogFilter(), newest_first=False)
    assert [each.seq for each in rows] == [1, 2, 3, 4, 5, 6]
    assert head(filled.db) == 6


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        ({"treaty": "XVIII-16"}, [6, 4, 3, 2, 1]),
        ({"treaty": "XXVI-1"}, []),
        ({"participant_code": "CIV"}, [4, 2]),
        ({"participant": "mauri"}, [6, 3, 1]),
        ({"participant": "%"}, []),
        ({"participant": "_"}, []),
        ({"action": "signature"}, [6, 4, 3, 2, 1]),
        ({"action": "withdrawal"}, []),
        ({"source": "news"}, [5]),
        ({"kinds": ("baseline",)}, [2, 1]),
        ({"kinds": ("added", "removed")}, [6, 5, 4]),
        ({"kinds": ()}, [6, 5, 4, 3, 2, 1]),
        ({"after_seq": 4}, [6, 5]),
        ({"up_to_seq": 2}, [2, 1]),
        ({"after_seq": 2, "up_to_seq": 4}, [4, 3]),
        ({"after_seq": 0}, [6, 5, 4, 3, 2, 1]),
        ({"limit": 2}, [6, 5]),
        ({"limit": 0}, []),
        ({"since": NOW + timedelta(minutes=3)}, [6, 5, 4]),
        ({"until": NOW + timedelta(minutes=3)}, [3, 2, 1]),
        ({"treaty": "XVIII-16", "kinds": ("added",), "participant_code": "MUS"}, [6]),
        ({"search": "mauritius", "kinds": ("baseline",)}, [1]),
    ],
    ids=str,
)
def test_each_filter_narrows_the_log(filled, wanted, rows):
    assert found(filled, **wanted) == rows


def test_a_moment_in_another_zone_is_the_same_moment(filled):
    moment = NOW + timedelta(minutes=3)
    vienna = moment.astimezone(timezone(timedelta(hours=1)))
    assert found(filled, since=vienna) == found(filled, since=moment)
    assert found(filled, since=datetime(2030, 1, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    ("search", "rows"),
    [
        ("Mauritius", [6, 1]),
        ("MAURITIUS signed", [1]),
        ("signed Mauritius", [1]),
        ("cote", [2]),
        ("Côte d'Ivoire", [2]),
        ("sixty-five", [5]),
        ("Sixty-five States sign", [5]),
        ("nowhere", []),
    ],
)
def test_words_are_found_whatever_their_case_accents_and_order(filled, search, rows):
    assert found(filled, search=search) == rows


@pytest.mark.parametrize(
    ("search", "rows"),
    [
        ("Mauritius OR ratified", [6]),
        ("Mauritius NOT signed", []),
        ("NEAR(Mauritius signed)", []),
        ("summary:Mauritius", []),
        ("Mauritius*", [6, 1]),
        ('"Mauritius', [6, 1]),
        ("Mauritius)", [6, 1]),
        ("^Mauritius", [6, 1]),
        ("'; DROP TABLE changes; --", []),
    ],
)
def test_the_search_engines_operators_are_plain_words(filled, search, rows):
    assert found(filled, search=search) == rows


@pytest.mark.parametrize("search", ["", "   ", "\x00", "\ud800"])
def test_a_search_for_nothing_does_not_narrow(filled, search):
    assert found(filled, search=search) == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("search", ["-", "***", '""', "é" * 5000, "a\x00b", "a\ud800b"])
def test_a_search_for_anything_is_answered(filled, search):
    assert found(filled, search=search) == []


def test_a_name_that_is_no_text_is_found_nowhere(filled):
    assert found(filled, participant="zz\udcff") == []
