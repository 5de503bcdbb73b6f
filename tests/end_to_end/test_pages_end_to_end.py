"""Real pages before and after a change, and what a selector and patterns make of them."""

import pytest

from tests.end_to_end.shared import CAPTURES, needs_captures
from tests.end_to_end.watching import page_source, watching
from tests.servers import reply
from watcher.model.source import Outcome

PAGES = CAPTURES / "pages"
HTML = {"Content-Type": "text/html; charset=utf-8"}
PARAGRAPHS = [f"Paragraph {number} says something of its own." for number in range(12)]


def serve(site, body):
    site.answer("/page", reply(body=body, headers=HTML))


def serve_file(site, name):
    serve(site, (PAGES / name).read_bytes())


def written(paragraphs=PARAGRAPHS, footer="Last updated today"):
    inside = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><title>A page</title></head><body><main>{inside}</main>"
        f"<footer><p>{footer}</p></footer></body></html>"
    ).encode()


async def news_after(watcher, site, body, polls=1):
    serve(site, body)
    for _ in range(polls):
        await watcher.poll()
    return [
        (each["kind"], (each["old"] or {}).get("text"), (each["new"] or {}).get("text"))
        for each in await watcher.news()
    ]


@needs_captures
@pytest.mark.parametrize(
    ("name", "selector"),
    [
        *(("falsepos-footer", each) for each in ("", "body", ".l-page", ".l-main", "[role=main]")),
        *(("falsepos-small-changes", each) for each in ("", "body", "#content", ".container")),
    ],
)
async def test_what_changes_around_the_text_is_no_news(name, selector, site, tmp_path):
    serve_file(site, f"{name}-a.html")
    more = f'select = "{selector}"' if selector else ""
    async with watching(tmp_path, page_source(site.url("/page"), more=more)) as watcher:
        assert (await watcher.poll()).outcome is Outcome.BASELINE
        serve_file(site, f"{name}-b.html")
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED
        assert await watcher.news() == []


@needs_captures
@pytest.mark.parametrize("selector", ["", "body", "main", "#main", ".highlights-listing"])
async def test_a_dataset_that_is_taken_off_a_page_is_exactly_one_change(selector, site, tmp_path):
    serve_file(site, "truepos-dataset-removal-a.html")
    more = f'select = "{selector}"' if selector else ""
    async with watching(tmp_path, page_source(site.url("/page"), more=more)) as watcher:
        assert (await watcher.poll()).outcome is Outcome.BASELINE
        told = await news_after(
            watcher, site, (PAGES / "truepos-dataset-removal-b.html").read_bytes()
        )
        assert told == [("removed", "View this Dataset", None)]
        assert (await watcher.poll()).outcome is Outcome.UNCHANGED


async def test_a_paragraph_that_is_edited_is_one_modification(site, tmp_path):
    serve(site, written())
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        await watcher.poll()
        edited = [*PARAGRAPHS[:4], "Something else.", *PARAGRAPHS[5:]]
        told = await news_after(watcher, site, written(edited))
        assert told == [("modified", PARAGRAPHS[4], "Something else.")]


async def test_what_moves_at_every_load_is_ignored_where_a_pattern_says_so(site, tmp_path):
    serve(site, written())
    source = page_source(
        site.url("/page"), more='select = "main, footer"\nignore = ["^Last updated"]'
    )
    async with watching(tmp_path, source) as watcher:
        await watcher.poll()
        assert await news_after(watcher, site, written(footer="Last updated tomorrow")) == []


async def test_only_the_loss_of_more_than_half_of_a_page_waits(site, tmp_path):
    serve(site, written())
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        await watcher.poll()
        assert await news_after(watcher, site, written(PARAGRAPHS[:3])) == []
        assert await news_after(watcher, site, written()) == []
        lost = "\n\n".join(PARAGRAPHS[3:])
        told = await news_after(watcher, site, written(PARAGRAPHS[:3]), polls=2)
        assert told == [("removed", lost, None)]


async def test_a_page_without_what_the_selector_names_is_quarantined(site, tmp_path):
    serve(site, written())
    async with watching(
        tmp_path, page_source(site.url("/page"), more='select = "main"')
    ) as watcher:
        await watcher.poll()
        serve(site, written().replace(b"main>", b"div>"))
        record = await watcher.poll()
        assert record.outcome is Outcome.QUARANTINED
        assert "main" in (record.error or "")
        assert await news_after(watcher, site, written()) == []


async def test_another_selector_is_a_silent_baseline(site, tmp_path):
    serve(site, written())
    async with watching(tmp_path, page_source(site.url("/page"))) as watcher:
        await watcher.poll()
    source = page_source(site.url("/page"), more='select = "footer"')
    async with watching(tmp_path, source) as watcher:
        assert (await watcher.poll()).outcome is Outcome.BASELINE
        assert await watcher.news() == []
        told = await news_after(watcher, site, written(footer="Last updated tomorrow"))
        assert told == [("modified", "Last updated today", "Last updated tomorrow")]
