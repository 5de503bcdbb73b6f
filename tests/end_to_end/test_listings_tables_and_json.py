"""Listings, tables and JSON through the whole way: real configuration, HTTP and database."""

import json
from pathlib import Path

from tests.end_to_end.watching import watching
from tests.servers import reply
from watcher.model.source import Outcome

PAGES = Path(__file__).resolve().parents[1] / "pages"

WIPO = """\
[[treaty]]
number = "WIPO-lisbon"
name = "Lisbon Agreement"

[[source]]
id = "lisbon"
kind = "table"
preset = "wipo"
treaty = "WIPO-lisbon"
tier = "record"
"""
CHART = """\
[[source]]
id = "chart"
kind = "json"
method = "POST"
body = {number = "185", langue = "ENG"}
records = "[]"
fields = {participant = "LibPaysOrga", signature = "DateSignature", accession = "DateConsentement"}
tier = "record"
"""
NEWS = """\
[[treaty]]
number = "XVIII-16"
name = "UN Convention against Cybercrime"

[[source]]
id = "news"
kind = "listing"
item = "main .item"
date = ".date"
tier = "official"
"""


def at(section, address):
    return f'{section}url = "{address}"\n'


async def test_an_accession_in_a_wipo_table_is_told_with_its_entry_into_force(site, tmp_path):
    page = (PAGES / "table" / "wipo.html").read_text(encoding="utf-8")
    row = (
        "<tr><td><div>Chad</div></td><td></td><td><div>Accession: January 30, 2026</div></td>"
        "<td><div>April 30, 2026</div></td><td></td></tr>"
    )
    later = page.replace("</tbody>", f"{row}</tbody>").replace("Members: 3", "Members: 4")
    site.answer("/lisbon", reply(body=page.encode()), reply(body=later.encode()))
    async with watching(tmp_path, at(WIPO, site.url("/lisbon"))) as watcher:
        assert (await watcher.poll()).outcome is Outcome.BASELINE
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        assert {change["summary"] for change in await watcher.news()} == {
            "Chad acceded on 30 Jan 2026",
            "For Chad, the treaty enters into force on 30 Apr 2026",
        }


async def test_a_wipo_page_of_which_rows_are_missing_is_quarantined(site, tmp_path):
    page = (PAGES / "table" / "wipo.html").read_bytes()
    cut = (PAGES / "table" / "wipo-miscounted.html").read_bytes()
    site.answer("/lisbon", reply(body=page), reply(body=cut))
    async with watching(tmp_path, at(WIPO, site.url("/lisbon"))) as watcher:
        await watcher.poll()
        record = await watcher.poll()
        assert record.outcome is Outcome.QUARANTINED
        assert "4 above the table, 3 in it" in (record.error or "")
        assert await watcher.news() == []


async def test_a_service_is_asked_with_post_at_each_poll(site, tmp_path):
    chart = json.loads((PAGES / "json" / "chart.json").read_text(encoding="utf-8"))
    states = [len(bucket) for bucket in chart]
    added = {**chart[1][0], "LibPaysOrga": "Chad", "DateConsentement": "2026-01-30T00:00:00"}
    later = [chart[0], [*chart[1], added], chart[2]]
    validators = {"ETag": '"1"', "Content-Type": "application/json"}
    site.answer(
        "/api",
        reply(body=json.dumps(chart).encode(), headers=validators),
        reply(body=json.dumps(later).encode(), headers=validators),
    )
    async with watching(tmp_path, at(CHART, site.url("/api"))) as watcher:
        assert (await watcher.poll()).outcome is Outcome.BASELINE
        assert len({each.finding.subject for each in (await watcher.known()).values()}) == sum(
            states
        )
        assert (await watcher.poll()).outcome is Outcome.CHANGED
        assert [change["summary"] for change in await watcher.news()] == [
            "Chad acceded on 30 Jan 2026"
        ]
    for seen in site.requests:
        assert seen.method == "POST"
        assert json.loads(seen.body) == {"number": "185", "langue": "ENG"}
        assert seen.header("if-none-match") is None


async def test_what_is_served_in_place_of_json_is_a_failed_poll(site, tmp_path):
    site.answer("/api", reply(body=b"<!DOCTYPE html><title>Sign in</title>"))
    async with watching(tmp_path, at(CHART, site.url("/api"))) as watcher:
        record = await watcher.poll()
        assert record.outcome is Outcome.FAILED
        assert "an HTML page titled “Sign in”" in (record.error or "")


async def test_a_new_item_of_a_list_is_told_where_it_names_a_watched_treaty(site, tmp_path):
    page = (PAGES / "listing" / "press-releases.html").read_text(encoding="utf-8")
    items = "".join(
        f'<div class="item"><a href="/{n}.html">{title}</a> <b class="date">1 March 2026</b></div>'
        for n, title in enumerate(("Chad ratifies XVIII-16", "World drug report"))
    )
    later = page.replace('<div class="list">', f'<div class="list">{items}')
    site.answer("/news", reply(body=page.encode()), reply(body=later.encode()))
    async with watching(tmp_path, at(NEWS, site.url("/news"))) as watcher:
        await watcher.poll()
        await watcher.poll()
        (change,) = await watcher.news()
        assert change["summary"] == "Chad ratifies XVIII-16"
        assert change["date"] == "2026-03-01"
