"""All captured pages of the UN Treaty Collection, over HTTP and through the real way."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.end_to_end import captured
from tests.end_to_end.captured import NUMBERS, Stated
from tests.end_to_end.shared import Replay, needs_captures, needs_replay, replaying
from tests.end_to_end.watching import Watching, in_short, untc_source, watching
from tests.servers import reply
from watcher.law.standing import count, standings
from watcher.model.digest import Counts
from watcher.model.source import Outcome
from watcher.store import sources

pytestmark = [needs_captures, needs_replay]


@pytest.fixture(scope="module")
def untc() -> Iterator[Replay]:
    """The captured pages, with another view state and another stamp at each request."""
    with replaying("--static") as server:
        yield server


def of_replay(untc):
    return [untc_source(untc.url(number), number, number) for number in NUMBERS]


def of_site(site):
    return [untc_source(site.url(f"/{number}"), number, number) for number in NUMBERS]


def outcomes(records):
    return {number: record.outcome for number, record in records.items()}


def all_are(outcome):
    return dict.fromkeys(NUMBERS, outcome)


async def stated(watcher: Watching, number: str) -> list[Stated]:
    found = (
        (each.finding.part, each.finding.statement)
        for each in (await watcher.known(number)).values()
    )
    return [
        Stated(
            participant=statement.participant,
            role=part.removeprefix("participants/"),
            action=statement.action,
            date=statement.date,
            mark=statement.mark,
            bracketed=statement.bracketed,
        )
        for part, statement in found
        if part.startswith("participants/")
    ]


async def told_after(site, folder, altered):
    """What the log tells of each page, by number, once the altered pages are served."""
    for number in NUMBERS:
        site.answer(f"/{number}", reply(body=captured.body_of(number)))
    async with watching(folder, *of_site(site)) as watcher:
        assert outcomes(await watcher.poll_all()) == all_are(Outcome.BASELINE)
        for number, body in altered.items():
            site.answer(f"/{number}", reply(body=body))
        await watcher.poll_all()
        told = {number: [] for number in NUMBERS}
        for change in await watcher.news():
            told[change["treaty"]].append(change)
        return told


def in_full(change):
    """The change in short, and the dates and brackets before and after."""
    sides = (change["old"], change["new"])
    return (*in_short(change), *(side and (side["date"], side["bracketed"]) for side in sides))


def test_the_fourteen_captured_pages_are_all_there():
    assert len(NUMBERS) == 14


async def test_the_baseline_of_every_page_states_what_another_parser_reads_there(untc, tmp_path):
    async with watching(tmp_path, *of_replay(untc)) as watcher:
        records = await watcher.poll_all()
        assert outcomes(records) == all_are(Outcome.BASELINE)
        for number in NUMBERS:
            found = await stated(watcher, number)
            assert sorted(found, key=str) == sorted(captured.stated_on(number), key=str)


#: When the pages were captured.
CAPTURED = date(2026, 2, 3)


async def test_the_baseline_counts_as_the_header_of_every_page_does(untc, tmp_path):
    async with watching(tmp_path, *of_replay(untc)) as watcher:
        await watcher.poll_all()
        for number in NUMBERS:
            rows = standings(await watcher.store.read(sources.statements, number), CAPTURED)
            header = captured.truth_of(number)
            assert count(rows) == Counts(
                signatories=header["signatories"] or 0, bound=header["parties"] or 0
            )


async def test_every_name_on_every_page_is_resolved(untc, tmp_path):
    async with watching(tmp_path, *of_replay(untc)) as watcher:
        await watcher.poll_all()
        named = [each for each in await watcher.log() if each["participant"] is not None]
        assert [each["participant"] for each in named if each["participant_code"] is None] == []
        assert await watcher.incidents() == ()


async def test_another_view_state_and_another_stamp_are_no_change(untc, tmp_path):
    async with watching(tmp_path, *of_replay(untc)) as watcher:
        await watcher.poll_all()
        baseline = await watcher.log()
        for _ in range(2):
            assert outcomes(await watcher.poll_all()) == all_are(Outcome.UNCHANGED)
        assert await watcher.log() == baseline
        assert {each["kind"] for each in baseline} == {"baseline"}


async def test_a_date_that_is_corrected_is_exactly_one_change(site, tmp_path):
    day = date(2001, 2, 3)
    cells = {number: captured.standing(number, "consent")[0] for number in NUMBERS}
    altered = {number: captured.with_date(number, cell, day) for number, cell in cells.items()}
    told = await told_after(site, tmp_path, altered)
    assert {number: list(map(in_full, changes)) for number, changes in told.items()} == {
        number: [
            (
                "modified",
                cell.participant,
                cell.action,
                "2001-02-03",
                (cell.date, False),
                ("2001-02-03", False),
            )
        ]
        for number, cell in cells.items()
    }


@pytest.mark.parametrize(("mark", "action"), [("", "ratification"), ("a", "accession")])
async def test_a_signatory_that_consents_is_exactly_one_change(mark, action, site, tmp_path):
    names = {number: captured.signed_only(number) for number in NUMBERS}
    # XXVI-2-a has no column for signatures; all who signed XXVI-5 consented.
    names = {number: name for number, name in names.items() if name is not None}
    altered = {
        number: captured.with_consent(number, name, date(2026, 2, 3), mark)
        for number, name in names.items()
    }
    told = await told_after(site, tmp_path, altered)
    assert sorted(set(NUMBERS) - set(names)) == ["XXVI-2-a", "XXVI-5"]
    assert {number: list(map(in_full, changes)) for number, changes in told.items()} == {
        number: [("added", names[number], action, "2026-02-03", None, ("2026-02-03", False))]
        if number in names
        else []
        for number in NUMBERS
    }


async def test_a_row_that_goes_into_brackets_is_exactly_one_withdrawal(site, tmp_path):
    cells = {
        number: next(
            cell
            for cell in captured.standing(number, "consent")
            if all(
                each.role in ("signature", "consent") and not each.bracketed
                for each in captured.stated_on(number)
                if each.participant == cell.participant
            )
        )
        for number in NUMBERS
    }
    altered = {
        number: captured.with_brackets(number, cell.participant) for number, cell in cells.items()
    }
    told = await told_after(site, tmp_path, altered)
    assert {number: list(map(in_full, changes)) for number, changes in told.items()} == {
        number: [
            (
                "modified",
                cell.participant,
                "withdrawal",
                None,
                (cell.date, False),
                (cell.date, True),
            )
        ]
        for number, cell in cells.items()
    }
