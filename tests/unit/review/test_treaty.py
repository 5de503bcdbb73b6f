"""A treaty's page: how it stands, who takes part, what they declared, its charts."""

import re
from datetime import date

import pytest

from tests.unit.review.asking import asking, copied
from tests.unit.review.lawful import NOW, words
from tests.unit.store.polling import Polls, added, signature
from watcher.any_day import history, pages
from watcher.config import load
from watcher.law.status_row import of_position
from watcher.review.treaties.standing_on import of_pages
from watcher.store.database import open_beside, open_for_writing

HERE = "/treaties/XVIII-16"


def names(page):
    """The participants of the table, in its order."""
    table = page[page.index('<table class="stacked names') :].split("</table>")[0]
    return re.findall(r'<th scope="row"><a [^>]*><bdi>(.*?)</bdi>', table)


async def rows_of(law, **asked):
    return names((await law.get(HERE, params=asked)).text)


# -- how it stands -------------------------------------------------------------------------------


async def test_it_says_how_it_stands_and_how_far_it_has_come(law):
    page = (await law.get(HERE)).text
    said = "5 signatories, 2 contracting States; enters into force on 3 Jun 2026, 1 withdrawn."
    assert said in words(page)
    assert '<progress max="2" value="2"' in page
    assert "31 Dec 2026 closes for signature in 265 days" in words(page)
    assert "<dfn>Contracting States</dfn>" in page


async def test_a_day_shows_how_the_law_stood_on_it(law):
    page = (await law.get(HERE, params={"on": "2026-02-10"})).text
    assert "As the law stood on" in page
    assert "1 of 2 contracting States needed" in page
    assert "Mauritius" not in names(page)
    ahead = (await law.get(HERE, params={"on": "2026-07-01"})).text
    assert "1 Jul 2026 lies ahead: it shows what is on record now" in words(ahead)
    assert "4 signatories, 2 parties, 2 withdrawn." in words(ahead)


async def test_a_day_before_the_first_says_when_the_first_was(law):
    page = words((await law.get(HERE, params={"on": "2020-01-01"})).text)
    assert "Nobody had signed or consented; the first date on record is 25 Oct 2025." in page


async def test_what_was_not_known_then_is_not_there(law):
    page = (await law.get(HERE, params={"known_at": "2026-02-05"})).text
    assert "0 of 2 contracting States needed for entry into force" in page
    assert "Viet Nam" in names(page)
    before = (await law.get(HERE, params={"known_at": "2020-01-01"})).text
    assert "Nothing was known then. The first that is known is of" in before


async def test_pages_and_law_agree_on_when_an_instrument_takes_effect(lawful):
    """The page of now works it out from the table, that of a day from the history."""
    config = load(lawful / "watcher.toml")
    db = open_beside(config.service.database)
    today = date(2026, 7, 1)  # the treaty is in force by then
    seen = pages(db, config, "XVIII-16", today, None)
    by_pages = {row.code: row.takes_effect for row in of_pages("XVIII-16", seen).rows if row.code}
    law = history(db, config, "XVIII-16", today, None).day(today)
    by_law = {
        row.code: of_position("XVIII-16", row, wait_known=True).takes_effect
        for row in law.rows
        if row.code in by_pages
    }
    assert by_law["MUS"] == "2026-06-03"
    assert by_law == {code: by_pages[code] for code in by_law}


# -- who takes part --------------------------------------------------------------------------------


async def test_participants_are_found_by_any_of_their_names(law):
    assert await rows_of(law, q="turkey") == ["Türkiye"]
    assert await rows_of(law, q="VNM") == ["Viet Nam"]
    page = (await law.get(HERE, params={"q": "Atlantis"})).text
    assert "None of the 7 participants is so." in page


async def test_they_are_narrowed_by_state_and_by_group(law):
    assert await rows_of(law, state="contracting") == ["Mauritius", "Viet Nam"]
    assert await rows_of(law, state="withdrawn") == ["France"]
    assert await rows_of(law, group="AFRICA") == ["Mali", "Mauritius"]
    assert await rows_of(law, group="AFRICA", state="signatory") == ["Mali"]


async def test_they_are_sorted_by_date_the_newest_first_and_the_undated_last(law):
    assert (await rows_of(law, sort="consent"))[:2] == ["Mauritius", "Viet Nam"]
    assert (await rows_of(law, sort="signature"))[-1] == "Mauritius"


async def test_each_link_of_the_table_keeps_what_else_is_asked(law):
    page = (await law.get(HERE, params={"on": "2026-03-31", "q": "a", "state": "signatory"})).text
    kept = "?on=2026-03-31&amp;q=a&amp;state=signatory&amp;sort=consent#participants"
    assert f'href="{HERE}{kept}"' in page


async def test_what_no_longer_stands_is_said_in_words(law):
    page = (await law.get(HERE, params={"q": "France"})).text
    assert re.search(r"<s><time[^>]*>25 Oct 2025</time></s> <span[^>]*>no longer", page)


async def test_a_name_without_a_code_leads_to_the_log_and_does_no_harm(law):
    page = (await law.get(HERE)).text
    assert "<script>" not in page
    assert "\u202e" not in page
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;Evil</bdi>" in page
    assert "/changes?participant=%3Cscript%3E" in page


async def test_what_a_person_entered_is_told_as_such(law):
    page = (await law.get(HERE)).text
    assert "Entered by hand" in page
    assert "Entered by the desk: its note verbale" in page
    assert "withdrawal notified" in page.lower()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"on": "tomorrow"}, "on: &#39;tomorrow&#39; is not a day"),
        ({"known_at": "2190-01-01"}, "known_at: 2190-01-01 lies ahead"),
        ({"state": "bound"}, "state: &#39;bound&#39; is not one of: party"),
        ({"group": "Moon"}, "there is no group"),
        ({"sort": "size"}, "sort: &#39;size&#39; is not one of: name"),
    ],
)
async def test_what_cannot_be_meant_is_said_in_a_sentence(law, asked, sentence):
    answer = await law.get(HERE, params=asked)
    assert answer.status_code == 422
    assert sentence in answer.text


async def test_another_name_leads_to_the_number(law):
    answer = await law.get("/treaties/Hanoi%20Convention?on=2026-03-01")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?on=2026-03-01")


async def test_a_treaty_that_nobody_watches_is_not_there(law):
    for number in ("XXVI-5", "nonsense"):
        answer = await law.get(f"/treaties/{number}")
        assert answer.status_code == 404
    assert "`watcher follow XXVI-5` watches it." in (await law.get("/treaties/XXVI-5")).text


# -- texts -----------------------------------------------------------------------------------------


async def test_texts_have_pages_kinds_and_a_search(law):
    first = (await law.get(f"{HERE}/texts")).text
    assert "22 texts, page 1 of 2" in first
    assert first.count("<article") == 20
    assert "<p><bdi>A second paragraph &lt;b&gt;of it&lt;/b&gt;.</bdi></p>" in first
    assert (await law.get(f"{HERE}/texts?page=2")).text.count("<article") == 2
    objections = (await law.get(f"{HERE}/texts?kind=objections")).text
    assert objections.count("<article") == 1
    found = (await law.get(f"{HERE}/texts", params={"q": "turkiye 7"})).text
    assert "Text 7 of it." in found


# -- charts ----------------------------------------------------------------------------------------


async def test_a_chart_has_an_alternative_a_table_and_a_picture_for_each_window(law):
    page = (await law.get(HERE)).text
    for kind in ("timeline", "map"):
        for theme in ("light", "dark"):
            for size in ("wide", "narrow"):
                assert f"/charts/{kind}/XVIII-16.svg?theme={theme}&amp;size={size}" in page
    assert page.count("The figures behind it") == 2
    assert all(alt.strip() for alt in re.findall(r'<img [^>]*alt="([^"]*)"', page))


async def test_a_picture_is_drawn_once_and_is_not_sent_to_who_has_it(law):
    for kind in ("timeline", "map"):
        first = await law.get(f"/charts/{kind}/XVIII-16.svg?theme=dark&size=narrow")
        assert first.headers["content-type"].startswith("image/svg+xml")
        assert first.headers["cache-control"] == "private, no-cache"
        assert first.text.startswith("<svg")
        known = {"If-None-Match": first.headers["etag"]}
        again = await law.get(f"/charts/{kind}/XVIII-16.svg?theme=dark&size=narrow", headers=known)
        assert (again.status_code, again.content) == (304, b"")
        other = await law.get(f"/charts/{kind}/XVIII-16.svg?on=2026-02-10", headers=known)
        assert other.status_code == 200


async def test_a_chart_that_is_not_there_is_said_so(law):
    assert (await law.get("/charts/pie/XVIII-16.svg")).status_code == 404
    assert (await law.get("/charts/map/XXVI-4.svg")).status_code == 404
    assert (await law.get("/charts/map/XVIII-16.svg?theme=pink")).status_code == 422


async def test_a_page_does_without_pictures_when_none_can_be_drawn(lawful):
    async with asking(lawful, lambda: NOW) as web:
        web._transport.app.state.desk.drawer.close()
        picture = await web.get("/charts/map/XVIII-16.svg?on=2025-12-24")
        assert picture.status_code == 503
        assert "The table on the treaty&#39;s page has its figures." in picture.text
        assert (await web.get(HERE)).status_code == 200


# -- kept ------------------------------------------------------------------------------------------


async def test_a_page_shows_a_change_at_once(lawful, tmp_path):
    """What is worked out is kept only for as long as the log says nothing new of the treaty."""
    folder = copied(lawful, tmp_path)
    async with asking(folder, lambda: NOW) as web:
        assert "5 signatories" in (await web.get(HERE)).text
        db = open_for_writing(load(folder / "watcher.toml").service.database)
        Polls(db).write(added(signature("KEN", "Kenya", "2026-04-09")))
        db.close()
        assert "6 signatories" in (await web.get(HERE)).text
        assert "Kenya" in await rows_of(web, on="2026-04-10", q="Kenya")
        assert "6 signatories" in (await web.get("/treaties")).text
