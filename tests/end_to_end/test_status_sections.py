"""What a status page says beside its table of participants, through the real way."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from tests.end_to_end.watching import untc_source, watching
from tests.servers import reply
from watcher.law.standing import standings
from watcher.model.source import Outcome
from watcher.store import sources

PAGES = Path(__file__).resolve().parents[1] / "pages" / "untc-status"

FOOTNOTE = "<SUP><A onclick='ShowNoteAll()' href='#7' class='noteIndex'>7</A> </SUP>"
#: In the page on withdrawals: what Poland's footnote brought to its row.
ANNOUNCED = f"<td>Poland {FOOTNOTE}<br></td>"


def page(name):
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture
async def watch(site, tmp_path):
    """Serve a page, take its baseline, and give back what serves and polls the next."""

    async def start(body):
        site.answer("/status", reply(body=body.encode()))
        assert (await watcher.poll()).outcome is Outcome.BASELINE

        async def serve(body):
            site.answer("/status", reply(body=body.encode()))
            return (await watcher.poll()).outcome

        return watcher, serve

    async with watching(tmp_path, untc_source(site.url("/status"))) as watcher:
        yield start


def summaries(changes):
    return [change["summary"] for change in changes]


def without_poland(body):
    """The page before Poland's notification: neither footnote nor note, the others renumbered."""
    start = body.index("<a name='7'>")
    row = body.rindex("<tr", 0, start)
    gone = body[:row] + body[body.index("</tr>", start) + len("</tr>") :]
    return gone.replace(ANNOUNCED, "<td>Poland<br></td>")


async def test_a_withdrawal_is_told_when_its_footnote_appears(watch):
    watcher, serve = await watch(without_poland(page("withdrawals")))
    assert await serve(page("withdrawals")) is Outcome.CHANGED
    told = await watcher.news()
    assert summaries(told) == [
        "Poland notified its withdrawal on 20 Aug 2025, expected to take effect on 20 Feb 2026",
        "Depositary notification C.N.421.2025.TREATIES-XXVI-5 is cited on the page",
    ]
    change = told[0]
    assert (change["kind"], change["action"]) == ("added", "withdrawal")
    assert (change["date"], change["effective"]) == ("2025-08-20", "2026-02-20")
    assert change["new"]["text"].startswith("On 20 August 2025, the Government of Poland")


async def test_the_brackets_that_follow_are_the_same_withdrawal_with_its_dates(watch):
    watcher, serve = await watch(page("withdrawals"))
    bracketed = (
        page("withdrawals")
        .replace("<td>27 Dec	 2012 <br></td>", "<td>[27 Dec	 2012 ]<br></td>")
        .replace(
            f"{ANNOUNCED}\n\t\t<td>3 Dec	 1997 <br>",
            f"{ANNOUNCED}\n\t\t<td>[3 Dec	 1997 ]<br>",
        )
        .replace(
            "The withdrawal will take effect for Poland", "The withdrawal took effect for Poland"
        )
        .replace("Signatories : 2. Parties : 7", "Signatories : 1. Parties : 6")
    )
    assert await serve(bracketed) is Outcome.CHANGED
    (change,) = await watcher.news()
    assert (change["kind"], change["action"]) == ("modified", "withdrawal")
    assert (change["date"], change["effective"]) == ("2025-08-20", "2026-02-20")
    assert change["new"]["bracketed"] is True


RESCINDED = (
    "On 10 February 2026, the Government of Poland notified the Secretary-General of its "
    "decision to rescind its notification of withdrawal."
)


def with_poland_back(body):
    condition = "subject to the condition set forth in the said paragraph."
    return body.replace(condition, f"{condition}<br>{RESCINDED}")


async def test_a_withdrawal_that_is_taken_back_is_its_undoing_with_the_words_that_say_so(watch):
    watcher, serve = await watch(page("withdrawals"))
    assert await serve(with_poland_back(page("withdrawals"))) is Outcome.CHANGED
    (change,) = await watcher.news()
    assert (change["kind"], change["action"]) == ("modified", "withdrawal")
    assert change["summary"] == f"Poland took back its withdrawal of 20 Aug 2025: {RESCINDED[:-1]}"
    assert (change["new"]["bracketed"], change["effective"]) == (False, None)
    stated = await watcher.store.read(sources.statements, "XVIII-16")
    (poland,) = [row for row in standings(stated, date(2026, 3, 3)) if row.code == "POL"]
    assert poland.withdrawal is None


async def test_a_withdrawal_that_is_taken_back_and_notified_anew_is_a_withdrawal(watch):
    body = with_poland_back(page("withdrawals"))
    watcher, serve = await watch(body)
    anew = (
        "On 3 March 2026, the Government of Poland deposited with the Secretary-General a "
        "notification of withdrawal."
    )
    await serve(body.replace(RESCINDED, f"{RESCINDED}<br>{anew}"))
    assert summaries(await watcher.news()) == ["Poland notified its withdrawal on 3 Mar 2026"]


async def test_a_withdrawal_that_was_announced_goes_along_with_a_name_that_nobody_knows(watch):
    watcher, serve = await watch(page("withdrawals"))
    renamed = page("withdrawals").replace("<td>Poland <SUP>", "<td>Polonia <SUP>")
    await serve(renamed)
    await serve(renamed)
    assert summaries(await watcher.news()) == ["Poland is now written Polonia"]
    told = [incident for incident in await watcher.incidents() if "Pol" in incident.reason]
    assert {incident.kind for incident in told} == {"unresolved_name", "probable_rename"}


async def test_a_reservation_that_is_withdrawn_is_no_withdrawal(watch):
    """The note alone is editorial; what becomes of the reservation is told as its own."""
    body = page("withdrawals")
    watcher, serve = await watch(body)
    note = body.index("On 31 October 2023, the Government of Germany")
    sri_lanka = (
        "On 16 August 2026, the Government of Germany notified the Secretary-General of the "
        "withdrawal of the reservation to article 29 made upon accession.<br>"
    )
    await serve(body[:note] + sri_lanka + body[note:])
    assert {change["kind"] for change in await watcher.news()} == {"editorial"}


async def test_a_first_declaration_of_a_page_is_told_with_its_date_and_text(watch):
    body = page("declarations")
    start = body.index(
        '<div id="ctl00_ctl00_ContentPlaceHolder1_ContentPlaceHolderInnerPage_divMain'
    )
    end = body.index("<table", body.rindex("dgDecUnderArticle_ctl03_divText"))
    bare = body[:start] + body[end:]
    watcher, serve = await watch(bare)
    assert await serve(body) is Outcome.CHANGED
    news = await watcher.news()
    assert len(news) == 19
    assert {change["kind"] for change in news} == {"added"}
    (cuba,) = [change for change in news if change["participant"] == "Cuba"]
    assert cuba["summary"] == "Cuba made a declaration on 19 Dec 2025"
    assert (cuba["action"], cuba["date"]) == ("declaration", "2025-12-19")
    assert "Cuba recognizes the competence of the Committee." in cuba["new"]["text"]


async def test_a_declaration_is_no_standing(watch):
    watcher, _ = await watch(page("declarations"))
    stated = await watcher.store.read(sources.statements, "XVIII-16")
    rows = standings(stated, date(2026, 2, 3))
    assert {part for row in rows for part in row.statements} == {"participants/signature"}


async def test_an_edited_declaration_is_one_modification_and_one_more_is_one_more(watch):
    watcher, serve = await watch(page("declarations"))
    edited = page("declarations").replace("recognizes the competence", "accepts the competence", 1)
    await serve(edited)
    assert summaries(await watcher.news()) == ["Declaration of Cuba of 19 Dec 2025 edited"]
    more = edited.replace(
        "The Government of Spain has doubts.<br></n>",
        "The Government of Spain has doubts.<br></n><p class='boldText'></p>"
        "<p align=right>3 February 2026</p></n><p align=left><i>With regard to the declaration "
        "made by Cuba:<br></n></i></p>&nbsp;Spain objects.<br></n>",
    )
    await serve(more)
    assert summaries(await watcher.news())[1:] == [
        "Spain objected on 3 Feb 2026: With regard to the declaration made by Cuba"
    ]


async def test_entry_into_force_is_told_when_the_page_has_its_date(watch):
    watcher, serve = await watch(page("head-not-in-force"))
    body = page("head-not-in-force")
    start = body.index("see article 65(1)")
    dated = (
        body[:start]
        + "1 March 2026, in accordance with article 65(1)."
        + body[body.index("</div>", start) :]
    )
    await serve(dated.replace("Not yet in force", "Entry into force"))
    (change,) = await watcher.news()
    assert (change["kind"], change["action"], change["date"]) == (
        "modified",
        "entry_into_force",
        "2026-03-01",
    )
    assert change["summary"].endswith("enters into force on 1 Mar 2026")


async def test_a_new_territorial_application_is_told_with_its_date_and_territories(watch):
    body = page("territories")
    watcher, serve = await watch(body)
    row = body[body.rindex("<tr", 0, body.index("16 May 1978")) : body.index("Brunei")]
    more = row.replace("16 May 1978", "20 May 2026") + "Montserrat</td>\n\t</tr>\n"
    place = body.index("</table>", body.index("Brunei"))
    await serve(body[:place] + more + body[place:])
    assert summaries(await watcher.news()) == [
        (
            "United Kingdom of Great Britain and Northern Ireland made a territorial application "
            "on 20 May 2026: Montserrat"
        )
    ]


async def test_a_new_cell_of_the_second_table_is_told_as_it_stands(watch):
    watcher, serve = await watch(page("special-table"))
    body = page("special-table")
    start = body.index("Bosnia and Herzegovina", body.index("Table1"))
    empty, filled = "<td><Column><br></td>", "<td><Column>x<br></td>"
    filled = body[:start] + body[start:].replace(empty, filled, 1)
    await serve(filled)
    assert summaries(await watcher.news()) == [
        "Bosnia and Herzegovina, special table: Protocol II: x"
    ]


def as_of_an_older_program(database):
    """The database as a program left it that read the table of participants alone."""
    with sqlite3.connect(database) as db:
        kept = "part NOT LIKE 'participants/%'"
        db.execute(f"DELETE FROM findings WHERE {kept}")
        db.execute(
            "UPDATE sources SET parts = ?, fingerprint = substr(fingerprint, 1, "
            "instr(fingerprint || '/', '/') - 1)",
            ('["participants/consent","participants/listed","participants/signature"]',),
        )
    db.close()


async def test_an_older_database_gets_its_further_baselines_in_silence(site, tmp_path):
    source = untc_source(site.url("/status"))
    site.answer("/status", reply(body=without_poland(page("withdrawals")).encode()))
    async with watching(tmp_path, source) as watcher:
        await watcher.poll()
        head = len(await watcher.log())
    as_of_an_older_program(tmp_path / "watcher.db")
    ratified = without_poland(page("withdrawals")).replace(
        "<td>3 Dec	 1997 <br></td>\n\t\t<td>&nbsp;</td>",
        "<td>3 Dec	 1997 <br></td>\n\t\t<td>3 Feb	 2026 <br></td>",
    )
    ratified = ratified.replace("Parties : 7", "Parties : 8")
    site.answer("/status", reply(body=ratified.encode()))
    async with watching(tmp_path, source) as watcher:
        await watcher.poll()
        assert summaries(await watcher.news()) == ["Cuba ratified on 3 Feb 2026"]
        baselines = (await watcher.log())[head:]
        assert {each["kind"] for each in baselines} == {"baseline", "added"}
        assert len(baselines) > 10
        assert {incident.kind for incident in await watcher.incidents()} == {"unclear_note"}
