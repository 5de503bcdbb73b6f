"""One change: what it says, what proves it, who was told, and what people make of it."""

import re
import sqlite3

from tests.hostile_titles import titles
from tests.unit.review.pages import is_harmless, parsed, post, texts


async def page_of(web, seq):
    return parsed(await web.get(f"/changes/{seq}"))


async def test_before_and_after_stand_side_by_side(web):
    page = await page_of(web, 4)
    assert texts(page, "h1") == ["it changed"]
    assert texts(page, ".sides thead th") == ["Field", "Before", "After"]
    rows = [texts(row, "th, td") for row in page.css(".sides tbody tr")]
    assert ["Date changed", "19 Nov 2025", "1 Feb 2026"] in rows
    assert ["Participant", "State MUS", "State MUS"] in rows
    assert len(page.css(".sides del, .sides ins")) == 2


async def test_a_new_line_has_one_side_and_says_that_nothing_was_there(web):
    page = await page_of(web, 2)
    assert texts(page, ".sides thead th") == ["Field", "After"]
    assert "Nothing stood there before: this is new." in page.css_first("main").text()


async def test_the_dates_are_told_apart(web):
    page = await page_of(web, 4)
    told = dict(
        zip(
            texts(page, "[aria-labelledby=dates] dt"),
            texts(page, "[aria-labelledby=dates] dd"),
            strict=True,
        )
    )
    assert told["Of the action"].startswith("1 Feb 2026")
    assert told["Takes effect"] == "not stated"
    assert told["Detected"].startswith("3 Feb 2026, 06:00")


async def test_the_evidence_is_named_checked_and_can_be_kept(web):
    page = await page_of(web, 4)
    facts = " ".join(texts(page, "[aria-labelledby=evidence]"))
    assert re.search("SHA-256 [0-9a-f]{64}", facts)
    assert "checked now" in facts
    assert "X-Odd é" in facts
    links = [each.attributes["href"] for each in page.css("[aria-labelledby=evidence] a")]
    assert {"/captures/3", "/captures/3/bytes", "https://untc.example.org/"} <= set(links)
    assert (
        "https://treaties.un.org/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no=XVIII-16"
        in " ".join(links)
    )


async def test_whoever_was_told_is_named_with_the_time_of_arrival(web):
    page = await page_of(web, 4)
    told = page.css_first("[aria-labelledby=told]")
    assert texts(told, "tbody th, tbody td")[:2] == ["file", "delivered"]
    assert texts(told, "time")[-1] == "4 Feb 2026, 07:04"
    baseline = await page_of(web, 1)
    assert "baselines never are" in baseline.css_first("[aria-labelledby=told]").text()


async def test_earlier_and_later_lines_of_the_same_action_are_named(web):
    page = await page_of(web, 2)
    assert [each.attributes["id"] for each in page.css("[aria-labelledby=history] .line")] == ["c4"]
    assert "change 4 came after it" in " ".join(texts(page, ".banner"))
    assert not [each for each in texts(await page_of(web, 4), ".banner") if "came after" in each]


async def test_the_lines_beside_it_are_a_step_away(web):
    page = await page_of(web, 105)
    assert page.css_first("main a[rel=prev]").attributes["href"] == "/changes/104"
    assert not page.css("main a[rel=next]")


async def test_there_is_no_change_beyond_the_newest(web):
    page = parsed(await web.get("/changes/106"), 404)
    assert "There is no change 106; the newest is 105." in page.css_first("main").text()
    assert (await web.get(f"/changes/{2**63}")).status_code == 422


async def test_a_review_is_written_with_who_when_and_why(web):
    answer = await post(
        web,
        "/changes/4",
        "/changes/4/review",
        verdict="false_alarm",
        note="A clerk's error.\r\nTold by phone.",
        name="Ada <b>",
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/changes/4#review")
    page = await page_of(web, 4)
    assert texts(page, "main > .meta .badge")[-1] == "false alarm"
    assert texts(page, ".review .line")[0] == (
        "false alarm Ada <b>, 4 Feb 2026, 07:05 A clerk's error. Told by phone."
    )
    assert len(page.css(".review .line .quote p")) == 2
    assert page.css_first("#name").attributes["value"] == "Ada <b>"


async def test_a_note_alone_leaves_the_state_as_it_is(web):
    await post(web, "/changes/4", "/changes/4/review", verdict="note", note="Ask Geneva.")
    page = await page_of(web, 4)
    assert "not reviewed" not in " ".join(texts(page, "main > .meta"))
    assert page.css_first("form[data-seen]")
    assert "Ask Geneva." in page.css_first(".review").text()


async def test_what_was_typed_is_kept_where_it_cannot_be_taken(web):
    note = "One line\nand " + "x" * 2_000
    answer = await post(web, "/changes/4", "/changes/4/review", verdict="important", note=note)
    page = parsed(answer, 422)
    assert texts(page, "#problem") == [
        "A note has at most 2,000 characters, and this one has 2,013."
    ]
    assert page.css_first("#note").text() == note
    assert "checked" in page.css_first("[value=important]").attributes
    assert not page.css(".review .line")


async def test_a_verdict_that_is_none_and_a_note_without_words_are_refused(web):
    answer = await post(web, "/changes/4", "/changes/4/review", verdict="fine")
    assert "'fine' is no verdict" in parsed(answer, 422).css_first("#problem").text()
    answer = await post(web, "/changes/4", "/changes/4/review", verdict="note", note=" \n")
    assert "needs words" in parsed(answer, 422).css_first("#problem").text()
    answer = await post(web, "/changes/4", "/changes/999/review", verdict="seen")
    assert answer.status_code == 404


async def test_a_line_that_was_altered_is_no_evidence_and_says_so(web, tmp_path):
    with sqlite3.connect(tmp_path / "watcher.db") as db:
        db.execute("DROP TRIGGER changes_are_never_updated")
        db.execute("UPDATE changes SET summary = 'It never changed' WHERE seq = 4")
    page = await page_of(web, 4)
    assert "This line is no evidence" in texts(page, ".banner.bad")[0]
    assert "checked now" not in page.css_first("main").text()
    assert not page.css("iframe")


async def test_no_hostile_title_runs_or_leads_anywhere(web):
    for seq in range(6, 6 + len(titles()), 3):
        page = await page_of(web, seq)
        is_harmless(page)
        assert page.css_first("h1 > bdi").parent.tag == "h1"
        assert len(page.css("main section")) >= 5
