"""Participants: who has to do with a watched treaty, and each one's page."""

import re

from tests.unit.review.lawful import RATIFIES, words
from watcher.review.pages import participant, participants


async def test_everyone_on_record_is_listed_and_counted(law):
    page = words((await law.get("/participants")).text)
    assert "7 participants in 2 watched treaties" in page
    assert "Viet Nam 1 1" in page or "Viet Nam11" in page


async def test_they_are_found_by_any_name_and_by_group(law):
    found = (await law.get("/participants", params={"q": "turkey"})).text
    assert "/participants/TUR" in found
    assert "/participants/VNM" not in found
    group = (await law.get("/participants", params={"group": "AFRICA", "sort": "last"})).text
    assert group.index("/participants/MUS") < group.index("/participants/MLI")
    assert "Nobody who is called so" in (await law.get("/participants?q=Atlantis")).text
    assert (await law.get("/participants?group=Moon")).status_code == 422


async def test_a_page_says_what_it_did_and_when(law):
    page = words((await law.get("/participants/MUS")).text)
    assert "Signed 0, consented to be bound by 1; has to do with 1 of 2." in page
    assert "5 Mar 2026 accession" in page
    assert "Nothing of it is on record for Test-Ban Treaty." in page
    assert "African Group" in page


async def test_a_withdrawal_and_texts_are_told(law):
    page = words((await law.get("/participants/MLI")).text)
    assert "notified 20 Mar 2026, effective 20 Jun 2026" in page
    assert "21 texts" in words((await law.get("/participants/TUR")).text)


async def test_what_is_reported_of_it_waits_beside_the_record(law):
    page = words((await law.get("/participants/FJI")).text)
    assert "Has to do with none of them, as far as is on record." in page
    assert "Reported by others, and not on record" in page
    assert RATIFIES in page


async def test_any_of_its_names_leads_to_its_code(law):
    for text in ("fji", "Turkey", "Republic of Turkey"):
        answer = await law.get(f"/participants/{text}")
        assert answer.status_code == 303
        assert answer.headers["location"] in ("/participants/FJI", "/participants/TUR")


async def test_what_is_no_participant_is_not_there(law):
    answer = await law.get("/participants/<b>Atlantis")
    assert answer.status_code == 404
    assert "is no participant&#39;s code or name" in answer.text
    assert "<b>" not in answer.text


async def test_long_lists_have_pages_and_everyone_is_on_one(law, monkeypatch):
    monkeypatch.setattr(participants, "_SIZE", 3)
    texts = [(await law.get(f"/participants?page={number}")).text for number in (1, 2, 3)]
    everyone = (await law.get("/participants", params={"group": ""})).text
    assert "7 participants" in words(everyone)
    assert "4 to 6 here" in words(texts[1])
    assert 'rel="next" href="/participants?page=3"' in texts[1]
    assert 'rel="next"' not in texts[2]
    found = [re.findall(r'<th scope="row"><a href="(.*?)"', text) for text in texts]
    assert [len(each) for each in found] == [3, 3, 1]
    assert len({address for each in found for address in each}) == 7
    assert (await law.get("/participants?page=9")).text.count('<th scope="row">') == 1
    assert (await law.get("/participants?page=0")).status_code == 422


async def test_treaties_that_it_has_nothing_to_do_with_have_a_list(law, monkeypatch):
    monkeypatch.setattr(participant, "_INLINE", 0)
    page = (await law.get("/participants/MUS")).text
    assert "/participants/MUS?absent=1" in page
    others = (await law.get("/participants/MUS?absent=1")).text
    assert "1 treaty of which nothing of it is on record" in words(others)
    assert 'href="/treaties/XXVI-4"' in others
    assert "accession" not in words(others).partition("What was new")[0]
