"""What would take minutes to compare is compared more coarsely; nothing of it is lost.

None of these measures time. Compared exactly, each would run for minutes and tell of other changes.
"""

from tests.unit.compare.tables import PARTS, applied, cell, known, page, table
from watcher.compare.changes import compare
from watcher.model.change import ChangeKind

PASSAGES = frozenset({"passages"})


def unknown(name):
    """A signature under a name that nobody knows."""
    return cell(f"?{name}", "signature", "2025-10-25", name=name)


def test_hundreds_of_names_at_once_are_no_respellings():
    before = known(*(unknown(f"State number {number}") for number in range(300)))
    now = table(*(unknown(f"State nunber {number}") for number in range(300)))
    told = compare(before, now, parts=PARTS, read_anew=False, held=frozenset())
    assert not told.changes
    assert not told.notices
    kinds = [change.kind for change in told.waiting]
    assert kinds.count(ChangeKind.REMOVED) == kinds.count(ChangeKind.ADDED) == 300


def test_fifty_may_be_spelt_anew():
    before = known(*(unknown(f"State number {number}") for number in range(50)))
    now = table(*(unknown(f"State nunber {number}") for number in range(50)))
    told = compare(before, now, parts=PARTS, read_anew=False, held=frozenset())
    assert {change.kind for change in told.waiting} == {ChangeKind.EDITORIAL}


def paged(before, *texts):
    """What a page is told to have changed, after the one before."""
    extraction = page(*texts)
    return compare(before, extraction, parts=PASSAGES, read_anew=False, held=frozenset()).changes


def interleaved(name, count):
    """Passages of which every other one says the same."""
    return [text for number in range(count) for text in (f"{name} {number}", "Read more")]


def test_passages_that_are_repeated_a_thousand_times_align_nothing_by_themselves():
    before = applied({}, paged({}, *interleaved("old", 1000)))
    told = paged(before, *interleaved("new", 1000))
    (change,) = told
    assert change.new is not None
    assert "new 0" in (change.new.text or "")
    after = applied(before, told)
    read = [after[key].finding.statement.text for key in sorted(after)]
    assert read == interleaved("new", 1000)


def test_beside_passages_that_stay_they_are_found_again():
    items = interleaved("item", 900)
    before = applied({}, paged({}, *items))
    told = paged(before, "item x", "Read more", *items[:900], "item y", *items[900:-2], "End")
    assert [change.kind for change in told] == [
        ChangeKind.ADDED,
        ChangeKind.ADDED,
        ChangeKind.MODIFIED,
    ]
