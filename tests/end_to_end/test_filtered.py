"""Feeds and pages of which only a part is kept, through the real way and the real command."""

import json

import pytest

from tests.end_to_end.shared import CAPTURES, needs_captures, watcher_command
from tests.end_to_end.watching import configuration, feed_source, page_source, watching
from tests.servers import reply
from watcher.model.source import Outcome

RSS = {"Content-Type": "application/rss+xml; charset=utf-8"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
TREATY = (
    '[[treaty]]\nnumber = "XVIII-16"\nname = "UN Convention against Cybercrime"\n'
    'aliases = ["Hanoi Convention"]\n'
)
OTHER = '[[treaty]]\nnumber = "XXVI-8"\nname = "Arms Trade Treaty"\n'
NEWS = {"1": "Sport: results", "2": "Mauritius signs the Hanoi Convention", "3": "Food prices"}


def serve(site, entries):
    items = "".join(
        f"<item><title>{title}</title><guid isPermaLink='false'>{name}</guid>"
        f"<link>https://news.example.org/{name}</link></item>"
        for name, title in entries.items()
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{items}</channel>'
    site.answer("/feed", reply(body=f"{text}</rss>".encode(), headers=RSS))


def sections(site, *, more="", treaties=TREATY):
    return f"{feed_source(site.url('/feed'))}{more}\n", treaties


async def told(watcher):
    return [(each["kind"], each["summary"]) for each in await watcher.log()]


async def left_out(watcher):
    rows = await watcher.rows("SELECT title, reason FROM filtered ORDER BY key")
    return [(row["title"], row["reason"]) for row in rows]


async def test_only_what_names_a_watched_treaty_is_kept_and_the_rest_is_remembered(site, tmp_path):
    serve(site, NEWS)
    async with watching(tmp_path, *sections(site)) as watcher:
        record = await watcher.poll()
        assert record.outcome is Outcome.BASELINE
        assert await told(watcher) == [("baseline", NEWS["2"])]
        assert await left_out(watcher) == [
            (NEWS["1"], "names no watched treaty"),
            (NEWS["3"], "names no watched treaty"),
        ]


async def test_a_feed_in_which_nothing_concerns_a_treaty_is_read_well(site, tmp_path):
    serve(site, {"1": "Sport"})
    async with watching(tmp_path, *sections(site)) as watcher:
        assert (await watcher.poll()).outcome.good
        serve(site, {"1": "Sport", "4": "The Hanoi Convention has 74 signatories"})
        await watcher.poll()
        assert await told(watcher) == [("added", "The Hanoi Convention has 74 signatories")]


@pytest.mark.parametrize(
    "changed", [{"treaties": TREATY + OTHER}, {"more": 'match = "*"'}, {"more": 'match = "arms"'}]
)
async def test_what_other_rules_let_in_alerts_nobody_and_what_is_new_does(site, tmp_path, changed):
    arms = "The Arms Trade Treaty at ten"
    serve(site, {"1": arms})
    async with watching(tmp_path, *sections(site)) as watcher:
        await watcher.poll()
        assert await told(watcher) == []
    new = "Arms Trade Treaty: a new party"
    serve(site, {"1": arms, "2": new})
    async with watching(tmp_path, *sections(site, **changed)) as watcher:
        await watcher.poll()
        assert sorted(await told(watcher)) == [("added", new), ("baseline", arms)]
        assert await left_out(watcher) == []


async def test_an_unchanged_feed_is_read_again_when_the_rules_changed(site, tmp_path):
    serve(site, NEWS)
    async with watching(tmp_path, *sections(site)) as watcher:
        await watcher.poll()
    async with watching(tmp_path, *sections(site, more='match = "*"')) as watcher:
        assert (await watcher.poll()).outcome is Outcome.BASELINE
        assert len(await told(watcher)) == 3
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED


async def test_an_entry_that_comes_to_name_a_treaty_is_news(site, tmp_path):
    serve(site, NEWS)
    async with watching(tmp_path, *sections(site)) as watcher:
        await watcher.poll()
        edited = "Sport: delegates of the Hanoi Convention run"
        serve(site, NEWS | {"1": edited})
        await watcher.poll()
        assert (await told(watcher))[1:] == [("added", edited)]
        assert await left_out(watcher) == [(NEWS["3"], "names no watched treaty")]


async def test_who_read_of_an_entry_hears_once_that_it_names_the_treaty_no_more(site, tmp_path):
    serve(site, NEWS)
    async with watching(tmp_path, *sections(site)) as watcher:
        await watcher.poll()
        serve(site, NEWS | {"2": "Correction: nothing was signed"})
        await watcher.poll()
        assert (await told(watcher))[1:] == [("modified", "Edited: Correction: nothing was signed")]
        serve(site, NEWS | {"2": "Second correction"})
        await watcher.poll()
        assert len(await told(watcher)) == 2


async def test_many_that_are_edited_out_at_once_wait_for_a_second_look_and_are_told(site, tmp_path):
    serve(site, {str(n): f"Hanoi Convention, part {n}" for n in range(8)})
    async with watching(tmp_path, *sections(site)) as watcher:
        await watcher.poll()
        serve(site, {str(n): f"Corrected, part {n}" for n in range(8)})
        assert (await watcher.poll()).outcome is Outcome.UNCONFIRMED
        assert await left_out(watcher) == []
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        assert len(await watcher.news()) == len(await left_out(watcher)) == 8
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED


@pytest.mark.heavy  # it takes as long as a document may take to read
async def test_an_expression_that_never_ends_on_some_text_is_a_failed_poll(site, tmp_path):
    serve(site, {"1": "a" * 60})
    hostile = "match = '/^(a+)+$b/'"
    async with watching(tmp_path, *sections(site, more=hostile)) as watcher:
        record = await watcher.poll()
        assert record.outcome is Outcome.FAILED
        assert "longer than" in (record.error or "")


async def test_of_a_page_only_the_passages_that_match_are_watched(site, tmp_path):
    def page(*texts):
        inside = "".join(f"<p>{text}</p>" for text in texts)
        body = f"<html><head><title>News</title></head><body>{inside}</body></html>"
        site.answer("/page", reply(body=body.encode(), headers=HTML))

    page("Sport.", "Nothing yet.", "Weather.")
    source = page_source(site.url("/page"), more='match = ["Hanoi", "/cyber-?crime/"]')
    async with watching(tmp_path, source) as watcher:
        assert (await watcher.poll()).outcome.good
        page("Sports.", "Opened in Hanoi.", "Snow.")
        await watcher.poll()
        assert [each["kind"] for each in await watcher.news()] == ["added"]
        page("Ski.", "Opened in Hanoi.", "Sun.")
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED
    wider = page_source(site.url("/page"), more='match = "*"')
    async with watching(tmp_path, wider) as watcher:
        await watcher.poll()
        assert len(await watcher.news()) == 1


@needs_captures
async def test_of_a_captured_feed_all_that_is_not_asked_for_is_listed(site, tmp_path):
    body = (CAPTURES / "feeds" / "un_news_region_europe_2022-04-01.rss.xml").read_bytes()
    site.answer("/feed", reply(body=body, headers=RSS))
    async with watching(tmp_path, *sections(site, more='match = "refugees"')) as watcher:
        record = await watcher.poll()
        kept = await watcher.rows("SELECT statement FROM findings")
        assert all("refugees" in row["statement"].lower() for row in kept)
        assert 0 < len(kept) < 30
        assert len(kept) + len(record.filtered) == 30


# The command


@pytest.fixture
def folder(site, tmp_path):
    """A folder with a configuration whose one poll left two entries out."""
    serve(site, NEWS)
    configuration(tmp_path, *sections(site, more='exclude = "sport"'))
    assert watcher_command(tmp_path, "poll").returncode == 0
    return tmp_path


def test_the_log_lists_what_was_left_out_and_why(folder):
    printed = watcher_command(folder, "log", "--filtered").stdout
    assert 'Sport: results  excluded by "sport"' in printed
    assert "names no watched treaty" in printed
    assert printed.endswith("2 entries were left out.\n")
    one = watcher_command(folder, "log", "--filtered", "--limit", "1").stdout
    assert one.endswith("2 entries were left out; the newest 1 are shown.\n")


def test_the_list_can_be_searched_and_read_by_programs(folder):
    printed = watcher_command(folder, "log", "--filtered", "--search", "FOOD", "--json").stdout
    (line,) = map(json.loads, printed.splitlines())
    assert (line["source"], line["title"]) == ("feed", "Food prices")
    assert line["link"] == "https://news.example.org/3"
    assert line["reason"] == "names no watched treaty"
    nothing = watcher_command(folder, "log", "--filtered", "--since", "2999-01-01").stdout
    assert nothing == "No entry that matches was left out.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--source", "fed"], "there is no source 'fed'"),
        (["--kind", "added"], "--kind has no meaning with --filtered"),
        (["--treaty", "XVIII-16"], "--treaty has no meaning with --filtered"),
    ],
)
def test_what_means_nothing_for_it_is_refused(folder, words, sentence):
    done = watcher_command(folder, "log", "--filtered", *words)
    assert done.returncode == 2
    assert sentence in done.stderr
