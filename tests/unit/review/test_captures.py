"""Captures: the bytes as they were served, and a copy from which nothing runs or leaves."""

import base64
import hashlib
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.desk import CONFIGURATION
from tests.unit.review.asking import asking
from tests.unit.review.pages import is_harmless, parsed
from tests.unit.store.polling import SOURCES, Polls, added, signature
from watcher.model.capture import Capture
from watcher.model.source import Outcome
from watcher.review.changelog import copies
from watcher.store import polls, retention
from watcher.store.database import open_for_writing, transaction

HTML = b"""<html><head><meta charset="windows-1252"><base href="//evil.example.org/"><link
rel=preconnect href="//evil.example.org"><META http-equiv=refresh content="0;//evil.example.org">
<script>window.ran=1</script></head><body onload="window.ran=2"><p>R\xe9publique</p>
<a href="/Pages/View.aspx?src=TREATY">View</a><img alt=x SRC = "//evil.example.org/p.png"
srcset=//evil.example.org/p2.png><img src="data:image/png;base64,AA=="></body></html>"""


def capture(body, content_type="text/html", **fields):
    return Capture(
        fields.pop("url", "https://untc.example.org/"),
        200,
        (("Content-Type", content_type),) if content_type else (),
        datetime(2026, 2, 3, tzinfo=UTC),
        body,
        timedelta(0),
    )


@pytest.fixture
async def web(tmp_path):
    """A desk with a page that changed something, one that was held, a PDF, and a deleted one."""
    (tmp_path / "watcher.toml").write_text(
        CONFIGURATION.format(folder=tmp_path, digest="", channels="", more="")
    )
    db = open_for_writing(tmp_path / "watcher.db")
    log = Polls(db)
    with transaction(db):
        polls.register(db, SOURCES)
    log.write(outcome=Outcome.QUARANTINED, body=b"Down for maintenance")
    log.write(added(signature()), capture=capture(HTML))
    log.write(added(signature("FRA")), capture=capture(b"%PDF-1.7 \x00", "application/pdf"))
    with transaction(db):
        retention.delete_old(db, log.now, log.now, 10)
    db.close()
    async with asking(tmp_path) as client:
        yield client


async def test_the_bytes_are_handed_out_exactly_and_to_be_kept(web):
    answer = await web.get("/captures/2/bytes")
    digest = hashlib.sha256(HTML)
    assert answer.content == HTML
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == (
        f"attachment; filename=capture-2-{digest.hexdigest()[:12]}.txt"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    told = base64.b64encode(digest.digest()).decode()
    assert answer.headers["repr-digest"] == f"sha-256=:{told}:"
    again = await web.get("/captures/2/bytes", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_copy_is_in_a_sandbox_and_what_would_leave_is_renamed(web):
    answer = await web.get("/captures/2/view")
    assert answer.headers["content-security-policy"] == copies.POLICY
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["referrer-policy"] == "no-referrer"
    page = parsed(answer)
    assert not page.css("script, meta, link, base, [onload], [srcset]")
    assert [each.attributes.get("src") for each in page.css("img")] == [
        None,
        "data:image/png;base64,AA==",
    ]
    assert page.css_first("a").attributes["href"] == "/Pages/View.aspx?src=TREATY"
    assert "République" in page.body.text()


async def test_the_page_shows_the_copy_in_a_frame_and_says_what_it_is(web):
    page = parsed(await web.get("/captures/2"))
    frame = page.css_first("iframe")
    assert frame.attributes["sandbox"] in ("", None)
    assert frame.attributes["src"] == "/captures/2/view"
    assert "A copy of what was captured on" in frame.attributes["title"]
    assert [each.attributes["id"] for each in page.css(".line")] == ["c1"]
    is_harmless(page)


async def test_a_pdf_is_only_handed_out(web):
    page = parsed(await web.get("/captures/3"))
    assert not page.css("iframe")
    assert "no text that can be shown" in page.css_first("main").text()
    assert (await web.get("/captures/3/view")).status_code == 415
    bytes_ = await web.get("/captures/3/bytes")
    assert bytes_.headers["content-disposition"].endswith(".pdf")


async def test_bytes_that_were_deleted_are_gone_and_the_page_says_when(web, tmp_path):
    with sqlite3.connect(tmp_path / "watcher.db") as db:
        ((deleted,),) = db.execute("SELECT count(*) FROM deletions").fetchall()
    if not deleted:
        pytest.fail("nothing was deleted, so this would prove nothing")
    for place in ("/captures/1/bytes", "/captures/1/view"):
        assert "were deleted on 3 Feb 2026" in (await _gone(web, place))
    page = parsed(await web.get("/captures/1"))
    assert "deleted on 3 Feb 2026 because of their age" in page.css_first("main").text()
    assert not page.css("iframe, a[href$=bytes]")


async def _gone(web, place):
    return parsed(await web.get(place), 410).css_first("main").text()


async def test_there_is_no_capture_of_another_number(web):
    for place in ("/captures/9", "/captures/9/bytes", "/captures/9/view"):
        assert "There is no capture 9." in (await web.get(place)).text


async def test_a_capture_whose_bytes_were_altered_is_shown_to_nobody(web, tmp_path):
    with sqlite3.connect(tmp_path / "watcher.db") as db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'bodies'"
        ).fetchall():
            db.execute(f"DROP TRIGGER {name}")
        sha256 = hashlib.sha256(HTML).hexdigest()
        db.execute(
            "UPDATE bodies SET deflated = CAST(deflated || x'00' AS BLOB) WHERE sha256 = ?",
            [sha256],
        )
    for place in ("/captures/2", "/captures/2/bytes", "/captures/2/view"):
        answer = await web.get(place)
        assert answer.status_code == 500
        assert "is not as it was recorded" in answer.text
        assert "publique" not in answer.text


@pytest.mark.parametrize(
    ("body", "content_type", "shown"),
    [
        (b"<rss><item>&lt;script&gt;</item></rss>", "application/rss+xml", "text/plain"),
        (b'{"a": "<script>"}', "application/json", "text/plain"),
        (b"<svg onload=alert(1)>", "image/svg+xml", "text/plain"),
        (b"<!doctype html><p>Hello", None, "text/html"),
        ("<script>1</script>".encode("utf-16"), "text/html", "text/html"),
        (b"\x89PNG", "image/png", None),
        (b"", "text/html", None),
        (b"a" * (copies.LARGEST + 1), "text/html", None),
    ],
)
def test_only_text_is_shown_and_only_html_as_html(body, content_type, shown):
    copied = copies.copy_of(capture(body, content_type))
    assert (copied and copied.media_type.partition(";")[0]) == shown
    if shown == "text/html":
        assert b"<script" not in copied.body.lower()
