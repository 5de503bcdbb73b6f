"""The change log as people read it: views, pages, marks."""

import pytest

from tests.unit.review.pages import is_harmless, parsed, post, texts


async def shown(web, place):
    page = parsed(await web.get(place, follow_redirects=True))
    return [int(each.attributes["id"][1:]) for each in page.css("main .line")]


async def test_the_newest_news_stands_first_and_baselines_only_where_they_are_asked_for(web):
    assert (await shown(web, "/changes"))[:2] == [105, 104]
    assert await shown(web, "/changes?treaty=XVIII-16") == [5, 4, 3, 2]
    assert await shown(web, "/changes?kind=all&treaty=XVIII-16") == [5, 4, 3, 2, 1]
    assert await shown(web, "/changes?kind=baseline") == [1]


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("participant=MUS", [4, 2]),
        ("action=signature&kind=modified", [4]),
        ("kind=modified&kind=removed", [5, 4]),
        ("after=2&up_to=4", [4, 3]),
        ("q=State+FRA", [3]),
        ("treaty=XVIII-16&review=unreviewed", [5, 4, 3, 2]),
        ("review=important", []),
        ("until=2026-02-03", []),
        ("q=%22%29+OR+1", []),
    ],
)
async def test_a_view_shows_what_its_address_asks_for(web, asked, lines):
    found = await shown(web, f"/changes?{asked}")
    assert [line for line in found if line < 6] == lines


async def test_what_a_form_leaves_empty_is_left_out_of_the_address(web):
    answer = await web.get("/changes?q=&treaty=hanoi&participant=&kind=added&kind=baseline")
    assert answer.status_code == 422
    answer = await web.get("/changes?q=&treaty=xviii-16&participant=viet+nam&review=")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/changes?treaty=XVIII-16&participant=VNM"


async def test_pages_lead_to_all_lines_and_back(web):
    def pager(page):
        return {each.text(): each.attributes["href"] for each in page.css(".pager a")}

    first = pager(parsed(await web.get("/changes?source=news")))
    assert set(first) == {"Older", "Oldest"}
    assert len(await shown(web, "/changes?source=news")) == 50
    second = parsed(await web.get(first["Older"]))
    oldest = await shown(web, pager(second)["Oldest"]) if "Oldest" in pager(second) else None
    found = [*await shown(web, "/changes?source=news"), *await shown(web, first["Older"])]
    assert found == list(range(105, 5, -1))
    assert oldest is None
    assert await shown(web, pager(second)["Newer"]) == await shown(web, "/changes?source=news")
    assert await shown(web, first["Oldest"]) == list(range(55, 5, -1))


async def test_the_same_view_is_offered_in_other_forms(web):
    page = parsed(await web.get("/changes?treaty=XVIII-16"))
    links = [each.attributes["href"] for each in page.css(".spread a")]
    for ending in ("atom", "csv", "jsonl", "xlsx"):
        assert f"/changes.{ending}?treaty=XVIII-16" in links


async def test_a_line_is_marked_as_seen_and_the_view_stays(web):
    view = "/changes?treaty=XVIII-16"
    answer = await post(web, view, "/changes/4/review", verdict="seen", back=f"{view}#c4")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{view}#c4")
    page = parsed(await web.get(view))
    assert texts(page, "#c4 .v-seen") == ["seen"]
    assert not page.css("#c4 form")
    assert "103 not reviewed" in page.css_first(".spread").text()


async def test_a_script_is_told_the_new_state(web):
    accept = {"Accept": "application/json"}
    answer = await post(web, "/changes", "/changes/4/review", verdict="seen", headers=accept)
    assert answer.json() == {"seq": 4, "state": "seen", "waiting": 103}


async def test_all_that_waits_on_a_page_is_marked_at_once_and_nothing_else(web):
    await post(web, "/changes", "/changes/5/review", verdict="important")
    answer = await post(web, "/changes", "/changes/seen", seqs="5,4,3,1", back="/changes?q=a")
    assert answer.headers["location"] == "/changes?q=a"
    page = parsed(await web.get("/changes?treaty=XVIII-16&kind=all"))
    states = {n: texts(page, f"#c{n} [data-state]")[0] for n in (5, 4, 3, 2, 1)}
    assert states == {5: "important", 4: "seen", 3: "seen", 2: "", 1: ""}


async def test_nobody_is_sent_elsewhere_after_marking(web):
    answer = await post(
        web, "/changes", "/changes/seen", seqs="4", back="//evil.example.org/changes"
    )
    assert answer.headers["location"] == "/"


async def test_a_form_without_its_token_writes_nothing(web):
    await web.get("/changes")
    assert (await web.post("/changes/seen", data={"seqs": "4"})).status_code == 403
    assert "104 not reviewed" in (await web.get("/changes")).text


async def test_hostile_titles_are_text(web):
    for place in ("/changes?source=news", "/changes?newer=0", "/changes?q=%3Cscript%3E"):
        page = parsed(await web.get(place, follow_redirects=True))
        is_harmless(page)
        assert len(page.css("main .line > div > .summary > bdi")) == len(page.css("main .line"))


@pytest.mark.parametrize(
    "asked",
    [
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
        "participant=%22onfocus=alert(1)%22",
        "source=%00%E2%80%AE{{7*7}}",
    ],
)
async def test_hostile_words_in_an_address_are_text_on_the_page(web, asked):
    answer = await web.get(f"/changes?{asked}", follow_redirects=True)
    is_harmless(parsed(answer))
    assert "49" not in texts(parsed(answer), ".chips")[0]
    assert "\u202e" not in answer.text


async def test_what_cannot_be_meant_is_a_page_that_says_so(web):
    page = parsed(await web.get("/changes?since=soon"), 422)
    assert "since: 'soon' is not a date" in page.css_first("main").text()
    page = parsed(await web.get("/changes?before=3&newer=2"), 422)
    assert "not both" in page.css_first("main").text()
