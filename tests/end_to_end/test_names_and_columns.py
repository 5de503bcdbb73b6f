"""Names and headings change without anything having happened: told as that, or not at all."""

from tests.end_to_end.tables import CONSENT, ROWS, SIGNATURE, but, table
from tests.end_to_end.watching import in_short
from tests.servers import reply
from watcher.model.source import Outcome

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


async def test_a_page_in_another_encoding_is_read_as_it_says_and_states_the_same(
    site, watcher, serve
):
    rows = but(Türkiye=("26 Oct 2025", ""))
    serve(table(rows))
    await watcher.poll()
    latin = reply(
        body=table(rows).decode().encode("latin-1", "xmlcharrefreplace"),
        headers={"Content-Type": "text/html; charset=iso-8859-1"},
    )
    site.answer("/status", latin)
    assert (await watcher.poll()).outcome is Outcome.UNCHANGED
    (change,) = await watcher.news()
    assert in_short(change) == ("added", "Türkiye", "signature", "2025-10-26")


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
    assert await watcher.told() == [("added", "Peru", "provisional_application", "2026-01-06")]


async def test_a_column_that_nobody_knows_stops_none_of_the_known_ones(watcher, serve):
    rows = but(Mexico=("20 Jan 2026", ""))
    serve(widened(UNKNOWN, rows, Chile="done"))
    assert (await watcher.poll()).outcome is Outcome.CHANGED
    assert await watcher.told() == [("added", "Mexico", "signature", "2026-01-20")]
    stated = [change for change in await watcher.log() if change["participant"]]
    (kept,) = [change for change in stated if change["action"] is None]
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
