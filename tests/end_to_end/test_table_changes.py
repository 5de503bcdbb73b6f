"""What happens to a table: told as what it is, once, and doubtful things only when seen twice."""

from datetime import timedelta

import pytest

from tests.end_to_end.tables import CONSENT, ROWS, SIGNATURE, but, table
from tests.end_to_end.watching import untc_source, watching
from tests.servers import page, reply
from watcher.model.participants import ParticipantKind, resolve, shipped
from watcher.model.source import Outcome

PATH = "/status"


@pytest.fixture
async def watcher(site, tmp_path):
    """A watcher of the table of tests/end_to_end/tables.py, after its baseline."""
    site.answer(PATH, reply(body=table()))
    async with watching(tmp_path, untc_source(site.url(PATH))) as watching_it:
        await watching_it.poll()
        yield watching_it


@pytest.fixture
def serve(site):
    return lambda body: site.answer(PATH, reply(body=body))


def in_short(change):
    return change["kind"], change["participant"], change["action"], change["date"]


async def news(watcher):
    return list(map(in_short, await watcher.news()))


# -- what counts at once -------------------------------------------------------------------


async def test_sixty_new_signatures_count_on_the_same_poll(watcher, serve):
    signed = {resolve(name) for name in ROWS}
    states = [each for each in shipped().by_code.values() if each.kind is ParticipantKind.STATE]
    names = sorted(state.name for state in states if state not in signed)[:60]
    serve(table(but(**dict.fromkeys(names, ("10 Mar 2026", "")))))
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert await news(watcher) == [("added", name, "signature", "2026-03-10") for name in names]


async def test_a_first_date_in_a_column_that_was_empty_is_news(site, tmp_path, serve):
    signed = {name: (signature, "") for name, (signature, _) in ROWS.items()}
    serve(table(signed))
    async with watching(tmp_path, untc_source(site.url(PATH))) as watcher:
        await watcher.poll()
        serve(table(but(signed, Peru=("25 Oct 2025", "3 Feb 2026"))))
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        assert await news(watcher) == [("added", "Peru", "ratification", "2026-02-03")]


async def test_a_corrected_date_is_one_modification(watcher, serve):
    serve(table(but(Viet_Nam=("25 Oct 2025", "4 Feb 2026"))))
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    (change,) = await watcher.news()
    assert in_short(change) == ("modified", "Viet Nam", "ratification", "2026-02-04")
    assert change["old"]["date"] == "2026-02-03"


async def test_a_corrected_mark_is_one_modification(watcher, serve):
    serve(table(but(Viet_Nam=("25 Oct 2025", "3 Feb 2026 AA"))))
    await watcher.poll()
    (change,) = await watcher.news()
    assert in_short(change) == ("modified", "Viet Nam", "approval", "2026-02-03")
    assert (change["old"]["action"], change["old"]["mark"]) == ("ratification", "")


async def test_brackets_around_a_row_are_one_withdrawal_and_out_of_them_its_undoing(watcher, serve):
    serve(table(but(Qatar=("[25 Oct 2025]", "[1 Apr 2026]"))))
    await watcher.poll()
    (withdrawal,) = await watcher.news()
    assert in_short(withdrawal) == ("modified", "Qatar", "withdrawal", None)
    assert withdrawal["new"]["bracketed"] is True
    serve(table())
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    undone = (await watcher.news())[-1]
    assert in_short(undone) == ("modified", "Qatar", "withdrawal", None)
    assert undone["new"]["bracketed"] is False
    assert len(await watcher.news()) == 2


# -- what needs a second look --------------------------------------------------------------


async def test_a_removal_needs_two_polls_that_agree(watcher, serve):
    serve(table(but(Ghana=None)))
    record = await watcher.poll()
    assert record.outcome is Outcome.UNCONFIRMED
    assert await watcher.news() == []
    assert await watcher.incidents() == ()
    assert record.next_poll - record.finished_at <= timedelta(minutes=30)
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert await news(watcher) == [("removed", "Ghana", "signature", "2025-10-25")]


async def test_a_row_that_returns_before_the_second_look_gives_nothing(watcher, serve):
    serve(table(but(Ghana=None)))
    await watcher.poll()
    serve(table())
    assert (await watcher.poll()).outcome is Outcome.UNCHANGED
    serve(table(but(Ghana=None)))
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert await watcher.news() == []


async def test_a_second_look_that_fails_is_taken_again(watcher, serve, site):
    serve(table(but(Ghana=None)))
    await watcher.poll()
    site.answer(PATH, reply(503), reply(body=table(but(Ghana=None))))
    assert (await watcher.poll()).outcome is Outcome.FAILED
    assert await watcher.news() == []
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert await news(watcher) == [("removed", "Ghana", "signature", "2025-10-25")]


async def test_the_second_look_reads_the_page_again_whatever_its_validators(watcher, site):
    site.answer(PATH, page(table(but(Ghana=None)), etag='"without Ghana"'))
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert (await watcher.poll()).outcome is Outcome.NOT_MODIFIED
    assert await news(watcher) == [("removed", "Ghana", "signature", "2025-10-25")]


async def test_what_waits_for_a_second_look_waits_through_a_restart(site, tmp_path, serve):
    source = untc_source(site.url(PATH))
    for rows, outcome in (
        (ROWS, Outcome.BASELINE),
        (but(Ghana=None), Outcome.UNCONFIRMED),
        (but(Ghana=None), Outcome.CHANGED),
    ):
        serve(table(rows))
        async with watching(tmp_path, source) as watcher:
            assert (await watcher.poll()).outcome is outcome
    async with watching(tmp_path, source) as watcher:
        assert await news(watcher) == [("removed", "Ghana", "signature", "2025-10-25")]


async def test_a_new_row_counts_while_a_removal_waits_beside_it(watcher, serve):
    serve(table(but(Ghana=None, Mexico=("20 Jan 2026", ""))))
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert await news(watcher) == [("added", "Mexico", "signature", "2026-01-20")]
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert await news(watcher) == [
        ("added", "Mexico", "signature", "2026-01-20"),
        ("removed", "Ghana", "signature", "2025-10-25"),
    ]


async def test_a_return_to_an_earlier_date_waits_for_the_second_look(watcher, serve):
    serve(table(but(Viet_Nam=("25 Oct 2025", "4 Feb 2026"))))
    await watcher.poll()
    serve(table())
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert len(await watcher.news()) == 1
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert await news(watcher) == [
        ("modified", "Viet Nam", "ratification", "2026-02-04"),
        ("modified", "Viet Nam", "ratification", "2026-02-03"),
    ]


async def test_a_stale_page_between_two_good_ones_gives_nothing(watcher, serve):
    serve(table(but(Viet_Nam=("25 Oct 2025", "4 Feb 2026"))))
    await watcher.poll()
    serve(table())
    await watcher.poll()
    serve(table(but(Viet_Nam=("25 Oct 2025", "4 Feb 2026"))))
    assert (await watcher.poll()).outcome is Outcome.UNCHANGED
    assert len(await watcher.news()) == 1


async def test_many_modifications_at_once_wait_for_the_second_look(watcher, serve):
    shifted = {name: ("27 Oct 2025", consent) for name, (_, consent) in ROWS.items()}
    serve(table(shifted))
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert await watcher.news() == []
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert len(await watcher.news()) == len(ROWS)


# -- names ---------------------------------------------------------------------------------


async def test_a_rename_is_one_editorial_change(watcher, serve):
    rows = but(Netherlands=None) | {"Netherlands (Kingdom of the)": ROWS["Netherlands"]}
    serve(table(rows))
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    (change,) = await watcher.news()
    assert change["kind"] == "editorial"
    assert change["old"]["participant"] == "Netherlands"
    assert change["new"]["participant"] == "Netherlands (Kingdom of the)"
    assert change["participant_code"] == "NLD"


async def test_a_spelling_that_nobody_knows_is_held_and_then_editorial(watcher, serve):
    serve(table(but(Ghana=None, Ghanaland=ROWS["Ghana"])))
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert await watcher.news() == []
    told = {incident.kind: incident.reason for incident in await watcher.incidents()}
    assert told.keys() == {"probable_rename", "unresolved_name"}
    assert "'Ghana' seems to be written 'Ghanaland' now" in told["probable_rename"]
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    (change,) = await watcher.news()
    assert change["kind"] == "editorial"
    assert change["old"]["participant"] == "Ghana"
    assert change["new"]["participant"] == "Ghanaland"


async def test_a_misspelling_that_is_put_right_is_editorial_again(watcher, serve):
    for rows in (but(Ghana=None, Ghanna=ROWS["Ghana"]), ROWS):
        serve(table(rows))
        await watcher.poll()
        await watcher.poll()
    spellings = [
        (change["kind"], change["old"]["participant"], change["new"]["participant"])
        for change in await watcher.news()
    ]
    assert spellings == [("editorial", "Ghana", "Ghanna"), ("editorial", "Ghanna", "Ghana")]


async def test_a_name_that_nobody_knows_is_kept_as_it_stands_and_reported_once(watcher, serve):
    serve(table(but(Atlantis=("20 Jan 2026", ""))))
    for _ in range(3):
        await watcher.poll()
    (change,) = await watcher.news()
    assert in_short(change) == ("added", "Atlantis", "signature", "2026-01-20")
    assert change["participant_code"] is None
    (incident,) = await watcher.rows("SELECT * FROM incidents")
    assert (incident["kind"], incident["subject"]) == ("unresolved_name", "Atlantis")


async def test_a_footnote_at_a_name_is_editorial_and_no_exit_and_entry(watcher, serve):
    notes = (("1", "With a territorial exclusion."),)
    serve(table(footnotes={"Chile": ("1",)}, notes=notes))
    await watcher.poll()
    (change,) = await watcher.news()
    assert (change["kind"], change["participant"]) == ("editorial", "Chile")
    assert change["new"]["footnotes"] == ["With a territorial exclusion."]


async def test_footnotes_that_are_only_renumbered_are_no_change(watcher, serve):
    serve(table(footnotes={"Qatar": ("1",)}, notes=(("1", "See C.N.5."),)))
    await watcher.poll()
    notes = (("1", "With a territorial exclusion."), ("2", "See C.N.5."))
    serve(table(footnotes={"Chile": ("1",), "Qatar": ("2",)}, notes=notes))
    await watcher.poll()
    assert [change["participant"] for change in await watcher.news()] == ["Qatar", "Chile"]


# -- columns -------------------------------------------------------------------------------

PROVISIONAL = "Provisional application under Article V"
UNKNOWN = "Frobnication"


def widened(heading, rows=ROWS, **cells):
    """A table with one column more, in the middle, and what stands in it by name."""
    wide = {
        name: (signed, cells.get(name.replace(" ", "_"), ""), consent)
        for name, (signed, consent) in rows.items()
    }
    return table(wide, headings=(SIGNATURE, heading, CONSENT))


async def test_a_new_column_that_is_understood_is_a_silent_baseline(watcher, serve):
    serve(widened(PROVISIONAL, Chile="5 Jan 2026", Peru="6 Jan 2026"))
    await watcher.poll()
    assert await watcher.news() == []
    added = (await watcher.log())[-2:]
    assert [in_short(change) for change in added] == [
        ("baseline", "Chile", "provisional_application", "2026-01-05"),
        ("baseline", "Peru", "provisional_application", "2026-01-06"),
    ]


async def test_what_comes_later_in_a_new_column_is_news(watcher, serve):
    serve(widened(PROVISIONAL, Chile="5 Jan 2026"))
    await watcher.poll()
    serve(widened(PROVISIONAL, Chile="5 Jan 2026", Peru="6 Jan 2026"))
    await watcher.poll()
    assert await news(watcher) == [("added", "Peru", "provisional_application", "2026-01-06")]


async def test_a_column_that_nobody_knows_stops_none_of_the_known_ones(watcher, serve):
    rows = but(Mexico=("20 Jan 2026", ""))
    serve(widened(UNKNOWN, rows, Chile="done"))
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert await news(watcher) == [("added", "Mexico", "signature", "2026-01-20")]
    (kept,) = [change for change in await watcher.log() if change["action"] is None]
    assert (kept["kind"], kept["participant"]) == ("baseline", "Chile")
    assert kept["new"]["text"] == "Frobnication: done"


async def test_the_operator_is_told_of_an_unknown_column_once(watcher, serve):
    for cells in ({}, {"Chile": "done"}, {"Chile": "done", "Peru": "5 Jan 2026"}):
        serve(widened(UNKNOWN, **cells))
        await watcher.poll()
    (incident,) = await watcher.rows("SELECT * FROM incidents")
    assert (incident["kind"], incident["subject"]) == ("unknown_column", UNKNOWN)
    assert incident["closed_at"] is None


async def test_cells_of_a_column_that_nobody_knows_are_kept_as_they_stand(watcher, serve):
    serve(widened(UNKNOWN, Chile="done"))
    await watcher.poll()
    serve(widened(UNKNOWN, Chile="[undone] 5 Jan 2026 x"))
    await watcher.poll()
    (change,) = await watcher.news()
    assert (change["kind"], change["participant"]) == ("modified", "Chile")
    assert change["new"]["text"] == "Frobnication: [undone] 5 Jan 2026 x"
    assert change["new"]["date"] is None


async def test_a_column_that_nobody_knows_leaves_and_returns_without_an_alert(watcher, serve):
    for body in (widened(UNKNOWN, Chile="done"), table(), widened(UNKNOWN, Chile="done")):
        serve(body)
        await watcher.poll()
        await watcher.poll()
    assert [change["kind"] for change in await watcher.news()] == ["editorial"]


async def test_columns_in_another_order_are_no_change(watcher, serve):
    swapped = {name: (consent, signed) for name, (signed, consent) in ROWS.items()}
    serve(table(swapped, headings=(CONSENT, SIGNATURE)))
    assert (await watcher.poll()).outcome is Outcome.UNCHANGED
    assert await watcher.news() == []
