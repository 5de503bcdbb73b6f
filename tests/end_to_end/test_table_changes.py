"""What happens to a table: told as what it is, once, and doubtful things only when seen twice."""

from datetime import timedelta

from tests.end_to_end.tables import ROWS, but, table
from tests.end_to_end.watching import in_short, untc_source, watching
from tests.servers import page, reply
from watcher.model.participants import ParticipantKind, resolve, shipped
from watcher.model.source import Outcome

PATH = "/status"


# -- what counts at once -------------------------------------------------------------------


async def test_sixty_new_signatures_count_on_the_same_poll(watcher, serve):
    signed = {resolve(name) for name in ROWS}
    states = [each for each in shipped().by_code.values() if each.kind is ParticipantKind.STATE]
    names = sorted(state.name for state in states if state not in signed)[:60]
    serve(table(but(**dict.fromkeys(names, ("10 Mar 2026", "")))))
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert await watcher.told() == [("added", name, "signature", "2026-03-10") for name in names]


async def test_a_first_date_in_a_column_that_was_empty_is_news(site, tmp_path, serve):
    signed = {name: (signature, "") for name, (signature, _) in ROWS.items()}
    serve(table(signed))
    async with watching(tmp_path, untc_source(site.url(PATH))) as watcher:
        await watcher.poll()
        serve(table(but(signed, Peru=("25 Oct 2025", "3 Feb 2026"))))
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        assert await watcher.told() == [("added", "Peru", "ratification", "2026-02-03")]


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
    assert await watcher.told() == [("removed", "Ghana", "signature", "2025-10-25")]


async def test_a_row_that_returns_before_the_second_look_gives_nothing(watcher, serve):
    serve(table(but(Ghana=None)))
    await watcher.poll()
    serve(table())
    assert (await watcher.poll()).outcome is Outcome.UNCHANGED
    serve(table(but(Ghana=None)))
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert await watcher.news() == []


async def test_a_removed_row_that_comes_back_waits_for_the_second_look(watcher, serve):
    serve(table(but(Ghana=None)))
    await watcher.poll()
    await watcher.poll()
    serve(table())
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert await watcher.told() == [("removed", "Ghana", "signature", "2025-10-25")]
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert (await watcher.told())[-1] == ("added", "Ghana", "signature", "2025-10-25")


async def test_a_removed_participant_that_signs_anew_counts_at_once(watcher, serve):
    serve(table(but(Ghana=None)))
    await watcher.poll()
    await watcher.poll()
    serve(table(but(Ghana=("20 Jan 2026", ""))))
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert (await watcher.told())[-1] == ("added", "Ghana", "signature", "2026-01-20")


async def test_a_second_look_that_fails_is_taken_again(watcher, serve, site):
    serve(table(but(Ghana=None)))
    await watcher.poll()
    site.answer(PATH, reply(503), reply(body=table(but(Ghana=None))))
    assert (await watcher.poll()).outcome is Outcome.FAILED
    assert await watcher.news() == []
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert await watcher.told() == [("removed", "Ghana", "signature", "2025-10-25")]


async def test_the_second_look_reads_the_page_again_whatever_its_validators(watcher, site):
    site.answer(PATH, page(table(but(Ghana=None)), etag='"without Ghana"'))
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert (await watcher.poll()).outcome is Outcome.NOT_MODIFIED
    assert await watcher.told() == [("removed", "Ghana", "signature", "2025-10-25")]


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
        assert await watcher.told() == [("removed", "Ghana", "signature", "2025-10-25")]


async def test_a_new_row_counts_while_a_removal_waits_beside_it(watcher, serve):
    serve(table(but(Ghana=None, Mexico=("20 Jan 2026", ""))))
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert await watcher.told() == [("added", "Mexico", "signature", "2026-01-20")]
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert await watcher.told() == [
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
    assert await watcher.told() == [
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
    """Half of the rows; more of them would be quarantined."""
    half = list(ROWS.items())[: len(ROWS) // 2]
    shifted = {name: ("27 Oct 2025", consent) for name, (_, consent) in half}
    serve(table({**ROWS, **shifted}))
    assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
    assert await watcher.news() == []
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert len(await watcher.news()) == len(shifted)
