"""Pages of the log hold what the filter asks for, in order, from either end and across stops."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.store.polling import NOW, SOURCES, Polls, added, modified, signature, statement
from watcher.model.capture import Capture
from watcher.model.change import ChangeKind
from watcher.model.finding import Statement
from watcher.model.review import Verdict
from watcher.store import documents, log_pages, polls, reviews
from watcher.store.database import open_for_writing, transaction
from watcher.store.log import LogFilter, about, changes
from watcher.store.log_pages import Page, each, page

PDF = "https://treaties.example.org/CN.{}.2025-Eng.pdf"
NAMES = (("MUS", "Mauritius"), ("MRT", "Mauritania"), ("CIV", "Côte d'Ivoire"), (None, "Elbonia"))


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """Some 120 lines of two sources over several days, some reviewed, some with documents."""
    db = open_for_writing(tmp_path_factory.mktemp("log") / "watcher.db")
    with transaction(db):
        polls.register(db, SOURCES)
    written = Polls(db)
    for i in range(24):
        written.now = NOW + timedelta(hours=7 * (i if i != 20 else 15))  # once the clock goes back
        code, name = NAMES[i % 4]
        stated = signature(code, name, f"2025-01-{i + 1:02}")
        key = f"participants/{name}/signature"
        kind = ChangeKind.BASELINE if i < 4 else ChangeKind.ADDED
        written.write(added(stated, key, kind), modified(stated, signature(code, name), key))
        written.write(
            added(statement(f"common words, and number{i}"), key=f"entries/{i}"), source="news"
        )
        linked = Statement(text=f"C.N.{i}.2025", link=PDF.format(i))
        written.write(added(linked, key=f"notifications/{i}"))
    with transaction(db):
        for wanted in documents.due(db, NOW + timedelta(days=99), 99, ["untc", "news"]):
            body = Capture(wanted.url, 200, (), NOW, wanted.url.encode(), timedelta(0))
            documents.keep(db, wanted.id, body, "common text of a document", NOW)
        for seq in range(5, 90, 3):
            verdict = list(Verdict)[seq % 4]
            reviews.add(db, seq, verdict, "why", "", NOW)
    yield db
    db.close()


MOMENTS = st.none() | st.integers(-30, 200).map(lambda hours: NOW + timedelta(hours=hours))
FILTERS = st.builds(
    LogFilter,
    treaty=st.none() | st.sampled_from(["XVIII-16", "XXVI-1"]),
    participant_code=st.none() | st.sampled_from(["MUS", "XYZ"]),
    participant=st.none() | st.sampled_from(["mauri", "E", "nobody", "\udcff"]),
    action=st.none() | st.sampled_from(["signature", "withdrawal"]),
    source=st.none() | st.sampled_from(["untc", "news"]),
    kinds=st.sampled_from([(), ("added",), ("added", "modified"), ("baseline", "baseline")]),
    since=MOMENTS,
    until=MOMENTS,
    search=st.none() | st.sampled_from(["common", "new", "common words", "number7", "nowhere"]),
    review=st.none() | st.sampled_from(["unreviewed", "seen", "important", "false_alarm"]),
    after_seq=st.none() | st.integers(0, 120),
    up_to_seq=st.none() | st.integers(0, 120),
)


def expected(db, wanted):
    return [each.seq for each in changes(db, wanted)]


def seqs(found: Page):
    return [each.seq for each in found.rows]


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wanted=FILTERS, size=st.integers(1, 9), budget=st.integers(1, 40), share=st.floats(0.01, 1))
def test_all_pages_together_are_what_the_filter_asks_for(
    long, monkeypatch, wanted, size, budget, share
):
    monkeypatch.setattr(log_pages, "BUDGET", budget)
    monkeypatch.setattr("watcher.store.log_candidates._MANY", max(1, int(budget * share)))
    back, before = [], None
    while True:
        found = page(long, wanted, before=before, size=size)
        assert len(found.rows) <= size
        back += seqs(found)
        assert found.searched_to is None or found.older == found.searched_to
        if found.older is None:
            break
        assert before is None or found.older < before
        before = found.older
    forth, after = [], 0
    while True:
        found = page(long, wanted, after=after, size=size)
        forth = seqs(found) + forth
        if found.newer is None:
            break
        assert found.newer > after
        after = found.newer
    assert back == forth == expected(long, wanted)
    assert [each.seq for each in each(long, wanted)] == back


def test_the_first_page_is_the_newest_and_leads_to_the_next(long):
    first = page(long, LogFilter(), size=10)
    last = first.rows[0].seq
    assert seqs(first) == list(range(last, last - 10, -1))
    assert (first.older, first.newer, first.searched_to) == (last - 9, None, None)
    second = page(long, LogFilter(), before=first.older, size=10)
    assert seqs(second)[0] == last - 10
    assert seqs(page(long, LogFilter(), after=second.newer, size=10)) == seqs(first)


def test_the_oldest_page_is_reached_at_once(long):
    oldest = page(long, LogFilter(), after=0, size=3)
    assert (seqs(oldest), oldest.older, oldest.newer) == ([3, 2, 1], None, 3)


def test_what_is_common_on_both_sides_and_meets_rarely_is_looked_for_piece_by_piece(
    long, monkeypatch
):
    monkeypatch.setattr(log_pages, "BUDGET", 20)
    monkeypatch.setattr("watcher.store.log_candidates._MANY", 1)
    rare = LogFilter(source="news", action="signature")  # no line of news states an action
    found = page(long, rare)
    assert (found.rows, found.older) == ((), found.searched_to)
    assert found.searched_to is not None
    assert page(long, rare, before=found.older) == Page((), None, found.older - 1)


def test_nothing_is_looked_at_for_a_name_that_stands_nowhere(long, monkeypatch):
    monkeypatch.setattr(log_pages, "BUDGET", 1)
    assert page(long, LogFilter(source="news", participant="nobody")) == Page((), None, None)


def test_numbers_beyond_the_log_lead_to_its_ends(long):
    assert page(long, LogFilter(), before=10**30).rows == page(long, LogFilter()).rows
    assert page(long, LogFilter(), before=10**30).newer is None
    assert page(long, LogFilter(), before=-5).rows == ()
    assert page(long, LogFilter(), after=10**30).rows == ()
    assert page(long, LogFilter(after_seq=10**30, up_to_seq=10**40)).rows == ()
    with pytest.raises(ValueError, match="before a line or after one"):
        page(long, LogFilter(), before=1, after=1)


def test_an_export_ends_at_its_limit(long, monkeypatch):
    monkeypatch.setattr(log_pages, "_CHUNK", 7)
    assert [each.seq for each in each(long, LogFilter(limit=10))] == expected(
        long, LogFilter(limit=10)
    )


def test_a_participant_is_named_by_code_or_by_a_part_of_a_name():
    assert about("mus") == about("Mauritius") == {"participant_code": "MUS"}
    assert about("mauri") == {"participant": "mauri"}


def test_documents_are_asked_for_in_the_order_of_their_changes(long):
    """The search relies on it: see `log_candidates`."""
    orders = [row["change"] for row in long.query("SELECT change FROM documents ORDER BY id")]
    assert orders == sorted(orders)
