"""Digests as an operator sees them: what became of each period, and each message as it was sent."""

import json

from tests.unit.review.pages import is_harmless, parsed, post
from tests.unit.review.troubled import said
from watcher.review.pages.digests import lines
from watcher.store import requests, sent
from watcher.store.database import open_beside, transaction
from watcher.store.keyset import Begin


async def test_an_operator_reads_why_no_digest_came(troubled):
    page = parsed(await troubled.get("/digests"))
    is_harmless(page)
    (told,) = said(page, ".lead")
    assert told.startswith(
        "not arrived yet Today's digest, due at 07:00, was composed today at 08:00:00, arrived "
        "with 1 of 2 recipients and has not reached mail (reader@example.org): 127.0.0.1:1: "
        "the server cannot be reached"
    )
    assert "(attempt 1 of 10, next" in told


async def test_each_period_says_what_became_of_it(troubled):
    page = parsed(await troubled.get("/digests"))
    due = said(page, "details tbody th")
    told = said(page, "details tbody td:nth-child(2)")
    assert due == ["5 Feb 2026, 07:00", "4 Feb 2026, 07:00", "3 Feb 2026, 07:00"]
    assert told[1].startswith("told later Was told with digest")
    assert "the watch was not running when it was due" in told[1]
    assert told[2].startswith("given up Was composed on 3 Feb 2026 at 07:00:02, arrived with 1")
    assert "<script>window.ran=1</script>" in told[2]
    assert said(page, "details .actions button") == ["Send again to reader@example.org"]


async def test_while_no_watch_runs_the_page_says_so(troubled, tmp_path):
    db = open_beside(tmp_path / "watcher.db", read_only=False)
    with transaction(db):
        db.execute("UPDATE meta SET value = '2026-02-05T08:00:30.000Z' WHERE name = 'last_tick'")
    (told,) = said(parsed(await troubled.get("/digests")), ".lead")
    assert told.endswith(
        "The watch is not running; its last sign of life was today at 08:00, so nothing is sent "
        "until it is started again."
    )


async def test_a_message_is_shown_as_it_was_sent(troubled):
    page = parsed(await troubled.get("/digests/3"))
    is_harmless(page)
    assert "State FRA" in said(page, ".letter")[0]
    frame = page.css_first("iframe").attributes
    assert frame["src"] == "/digests/3/html"
    assert "allow-scripts" not in frame["sandbox"]
    assert "allow-same-origin" not in frame["sandbox"]
    assert said(page, ".delivery h3") == ["mail (reader@example.org)", "file"]
    assert said(page, ".delivery tbody th") == ["1: refused", "1: accepted"]


async def test_the_html_of_a_mail_is_shut_off_from_everything(troubled):
    answer = await troubled.get("/digests/3/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src")
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "State FRA" in answer.text


async def test_a_message_is_also_text_and_json(troubled):
    assert (await troubled.get("/digests/3/text")).text.startswith("UN Convention")
    document = (await troubled.get("/digests/3/json")).json()
    assert document["id"] == "daily"


async def test_a_period_without_a_message_has_a_page_that_says_why(troubled):
    page = parsed(await troubled.get("/digests/2"))
    assert said(page, "h1") == ["A period in which nothing was sent"]
    assert "digest 3: the watch was not running" in said(page, ".facts")[0]
    for form in ("html", "text", "json"):
        answer = await troubled.get(f"/digests/2/{form}")
        assert answer.status_code == 404
        assert "Nothing was sent for this period" in answer.text


async def test_a_message_of_another_version_is_shown_as_json(troubled, tmp_path):
    db = open_beside(tmp_path / "watcher.db", read_only=False)
    with transaction(db):
        document = json.dumps({"type": "of a newer version"})
        db.execute("UPDATE digests SET document = ? WHERE id = 3", [document])
    page = parsed(await troubled.get("/digests/3"))
    assert not page.css("iframe")
    assert "can only be shown as JSON" in page.body.text()
    assert (await troubled.get("/digests/3/html")).status_code == 404


async def test_what_was_given_up_is_sent_again_on_request(troubled, tmp_path):
    form = parsed(await troubled.get("/digests")).css_first("details .actions form")
    place, back = form.attributes["action"], "/digests?before=9"
    answer = await post(troubled, "/digests", place, back=back)
    assert (answer.status_code, answer.headers["location"]) == (303, back)
    (waiting,) = requests.waiting(open_beside(tmp_path / "watcher.db"))
    assert waiting.kind is requests.Kind.RESEND
    assert waiting.subject in place
    told = said(parsed(await troubled.get("/digests/1")), "#asked-for .line")
    assert told[0].startswith("waits Send again, asked")


async def test_a_digest_that_was_never_composed_is_not_found(troubled):
    for place in ("/digests/99", "/digests/99/html"):
        assert (await troubled.get(place)).status_code == 404


def test_periods_in_a_row_that_share_a_message_are_one_line(troubled_folder):
    page = sent.messages(open_beside(troubled_folder / "watcher.db"), Begin(), 10)
    assert [(line.message.number, line.periods) for line in lines(page.items)] == [
        (3, 1),
        (2, 1),
        (1, 1),
    ]
    shared = [page.items[1]] * 3
    assert [line.periods for line in lines(shared)] == [3]
