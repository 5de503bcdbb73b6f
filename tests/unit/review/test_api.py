"""The JSON API: what it answers, page by page, and what it says of what is wrong."""

import json
import sqlite3

import pytest

from tests.unit.review.asking import asking, copied
from watcher.config import load
from watcher.model.wire import change_to_json
from watcher.store import log, of_treaties
from watcher.store.database import reading

JSON = {"Content-Type": "application/json"}


def problem(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    return told["detail"]


# -- changes ---------------------------------------------------------------------------------------


async def test_a_change_is_the_same_json_as_everywhere_with_its_state_of_review(web, filled):
    answer = (await web.get("/api/v1/changes/3")).json()
    with reading(load(filled / "watcher.toml").service.database) as db:
        line = log.change(db, 3)

    assert list(answer)[-1] == "review"
    assert answer.pop("review") == "unreviewed"
    assert json.dumps(change_to_json(line)) == json.dumps(answer)  # in this order, too


async def test_the_pages_of_the_log_lead_from_its_newest_line_to_its_oldest_and_back(web):
    place, seen, back = "/api/v1/changes?kind=all&limit=40", [], None
    while place:
        answer = await web.get(place)
        page = answer.json()
        seen += [each["seq"] for each in page["items"]]
        links = answer.links
        assert links.get("next", {}).get("url") == page["next"]
        assert links.get("prev", {}).get("url") == page["previous"]
        place, back = page["next"], page["previous"] or back
    assert seen == list(range(105, 0, -1))

    newer = (await web.get(back)).json()
    assert [each["seq"] for each in newer["items"]] == list(range(65, 25, -1))


async def test_a_filter_stays_in_the_addresses_of_the_other_pages(web):
    page = (await web.get("/api/v1/changes?source=news&q=ratified&limit=1")).json()
    assert "source=news" in page["next"]
    assert "q=ratified" in page["next"]


@pytest.mark.parametrize(
    ("query", "seqs"),
    [
        ("treaty=Hanoi%20Convention&action=signature", [5, 4, 3, 2]),
        ("participant=Mauritius", [4, 2]),
        ("kind=baseline", [1]),
        ("kind=baseline&kind=removed", [5, 1]),
        ("after=2&up_to=4", [4, 3]),
        ("review=seen", []),
        ("treaty=XX-9", []),
    ],
)
async def test_the_log_is_filtered_as_on_its_page(web, query, seqs):
    page = (await web.get(f"/api/v1/changes?{query}")).json()
    assert [each["seq"] for each in page["items"]] == seqs


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("kinds=added", "kinds"),
        ("limit=501", "limit"),
        ("limit=1_0", "limit"),
        ("after=9223372036854775808", "after"),
        ("since=2026", "since"),
        ("since=2026-02-03T10:16", "since"),
        ("action=signing", "action"),
        ("cursor=12", "cursor"),
        (f"q={'x' * 201}", "q"),
    ],
)
async def test_what_cannot_be_meant_is_refused_with_a_sentence_that_names_it(web, query, name):
    answer = await web.get(f"/api/v1/changes?{query}")
    assert answer.status_code == 422
    assert problem(answer).startswith(f"{name}: ")


async def test_what_is_no_treaty_is_not_found(web):
    answer = await web.get("/api/v1/changes?treaty=nonsense")
    assert answer.status_code == 404
    assert "nonsense" in problem(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/changes/106",
        "/api/v1/changes/9223372036854775807",
        "/api/v1/changes/106/reviews",
        "/api/v1/treaties/I-1",
        "/api/v1/treaties/..%00",
        "/api/v1/participants/ATLANTIS",
        "/api/v1/sources/other",
        "/api/v1/digests/99",
        "/api/v1/deliveries/none",
        "/api/v1/requests/1",
        "/api/v1/nothing",
        "/api/none",
    ],
)
async def test_what_is_not_there_is_a_problem(web, path):
    answer = await web.get(path)
    assert answer.status_code == 404
    assert problem(answer).endswith(".")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_an_address_is_not_asked_in_another_way(web, method):
    answer = await web.request(method, "/api/v1/changes", headers=JSON)
    assert answer.status_code == 405
    assert problem(answer)
    assert answer.headers["allow"] == "GET"
    answer = await web.request(method, "/api/v1/changes/1/reviews", headers=JSON)
    assert answer.headers["allow"] == "GET, POST"


async def test_who_has_an_answer_already_is_not_sent_it_again(web):
    first = await web.get("/api/v1/changes")
    tag = first.headers["etag"]
    assert not tag.startswith("W/")

    again = await web.get("/api/v1/changes", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)

    await web.post("/api/v1/changes/105/reviews", json={"verdict": "seen"})
    after = await web.get("/api/v1/changes", headers={"If-None-Match": tag})
    assert after.status_code == 200
    assert after.json()["items"][0]["review"] == "seen"


# -- reviews ---------------------------------------------------------------------------------------


async def test_a_review_is_written_and_listed(web):
    written = await web.post(
        "/api/v1/changes/2/reviews",
        json={"verdict": "important", "note": "Told the\nminister.\x07", "reviewer": "Ada"},
    )
    assert written.status_code == 201
    assert written.headers["location"] == "/api/v1/changes/2/reviews"
    noted = {"verdict": "note", "note": "Looked twice."}
    assert (await web.post("/api/v1/changes/2/reviews", json=noted)).status_code == 201

    listed = (await web.get("/api/v1/changes/2/reviews")).json()["items"]
    assert [(each["verdict"], each["note"], each["reviewer"]) for each in listed] == [
        ("important", "Told the\nminister.", "Ada"),
        ("note", "Looked twice.", ""),
    ]
    assert (await web.get("/api/v1/changes/2")).json()["review"] == "important"
    assert (await web.get("/api/v1/changes?review=important")).json()["items"][0]["seq"] == 2


@pytest.mark.parametrize(
    "body",
    [
        {"verdict": "maybe"},
        {"verdict": "note"},
        {"verdict": "note", "note": " \u200b"},
        {"verdict": "seen", "note": "x" * 4001},
        {"verdict": "seen", "seen": True},
        {},
        [],
    ],
)
async def test_a_review_that_says_nothing_is_refused(web, body):
    answer = await web.post("/api/v1/changes/2/reviews", json=body)
    assert answer.status_code == 422
    assert problem(answer)
    assert (await web.get("/api/v1/changes/2/reviews")).json() == {"items": []}


async def test_nothing_is_reviewed_that_is_not_in_the_log(web):
    answer = await web.post("/api/v1/changes/106/reviews", json={"verdict": "seen"})
    assert answer.status_code == 404
    assert problem(answer) == "The log has no line of this number."


# -- the rest --------------------------------------------------------------------------------------


async def test_a_treaty_stands_as_its_pages_say_and_on_any_day_as_the_law_stood(web):
    (treaty,) = (await web.get("/api/v1/treaties")).json()["items"]
    assert (treaty["number"], treaty["signatories"]) == ("XVIII-16", 2)

    now = (await web.get("/api/v1/treaties/hanoi%20convention")).json()
    assert [each["participant_code"] for each in now["participants"]] == ["MUS", "VNM"]
    assert now["participants"][1]["signature"] == "2025-10-25"

    then = (await web.get("/api/v1/treaties/XVIII-16?on=2025-10-31")).json()
    assert [each["participant_code"] for each in then["participants"]] == ["VNM"]

    before = (await web.get("/api/v1/treaties/XVIII-16?known_at=2026-01-01")).json()
    assert (before["participants"], before["known_at"]) == ([], "2026-01-01T23:59:59Z")


def test_many_treaties_have_the_marks_that_each_has_by_itself(filled):
    with reading(load(filled / "watcher.toml").service.database) as db:
        one_by_one = {number: of_treaties.mark(db, number) for number in ("XVIII-16", "I-1")}
        assert one_by_one["XVIII-16"].sources == ("untc",)
        assert of_treaties.marks(db, one_by_one).of == one_by_one


async def test_what_will_be_known_nobody_knows(web):
    answer = await web.get("/api/v1/treaties/XVIII-16?known_at=2031-01-01")
    assert answer.status_code == 422
    assert "lies ahead" in problem(answer)


async def test_a_participant_is_found_by_code_and_by_name_with_what_it_signed(web):
    by_code = (await web.get("/api/v1/participants/vnm")).json()
    by_name = (await web.get("/api/v1/participants/Socialist%20Republic%20of%20Viet%20Nam")).json()
    assert by_code == by_name
    (membership,) = by_code["treaties"]
    assert membership["treaty"] == "XVIII-16"
    assert membership["signature"] == "2025-10-25"

    everyone = (await web.get("/api/v1/participants")).json()["items"]
    assert {"code": "MUS", "name": "Mauritius", "kind": "state"}.items() <= next(
        each for each in everyone if each["code"] == "MUS"
    ).items()


async def test_a_source_tells_how_it_is(web):
    source = (await web.get("/api/v1/sources/news")).json()
    assert (source["outcome"], source["failures"], source["error"]) == ("failed", 1, "no answer")
    assert source["incidents"][0]["kind"] == "failed"
    first = (await web.get("/api/v1/sources?limit=1")).json()
    second = (await web.get(first["next"])).json()
    assert [each["id"] for each in (*first["items"], *second["items"])] == ["untc", "news"]
    assert (first["previous"], second["next"]) == (None, None)
    assert (await web.get(second["previous"])).json()["items"] == first["items"]


async def test_a_poll_is_asked_for_once_and_the_request_can_be_followed(web):
    first = await web.post("/api/v1/sources/untc/poll", json={})
    assert first.status_code == 202
    assert first.json()["done_at"] is None
    place = first.headers["location"]
    assert (await web.get(place)).json() == first.json()

    again = await web.post("/api/v1/sources/untc/poll", json={})
    assert again.headers["location"] == place
    assert (await web.post("/api/v1/sources/other/poll", json={})).status_code == 404


async def test_a_digest_tells_what_it_told_and_a_delivery_is_sent_again(web):
    page = (await web.get("/api/v1/digests?limit=1")).json()
    (newest,) = page["items"]
    assert newest["sent"]
    (missed,) = (await web.get(page["next"])).json()["items"]
    assert missed["told_with"] == newest["id"]

    digest = (await web.get(f"/api/v1/digests/{newest['id']}")).json()
    assert digest["message"]["subject"] == digest["subject"]
    assert 2 in digest["told"]

    (delivery,) = digest["deliveries"]
    shown = (await web.get(f"/api/v1/deliveries/{delivery}")).json()
    assert (shown["state"], len(shown["tries"])) == ("delivered", 1)
    assert (await web.get("/api/v1/deliveries?state=dead")).json()["items"] == []

    asked = await web.post(f"/api/v1/deliveries/{delivery}/resend", json={})
    assert (asked.status_code, asked.json()["kind"]) == (202, "resend")


async def test_reports_are_listed_with_what_the_record_made_of_them(filled, tmp_path):
    folder = copied(filled, tmp_path)
    with sqlite3.connect(folder / "watcher.db") as db:
        db.executemany(
            "INSERT INTO reports (treaty, deed, action, participant, change, reported_at, state) "
            "VALUES ('XVIII-16', 'consent', 'ratification', ?, 6, '2026-02-03T06:00:00.000Z', ?)",
            [("MUS", "confirmed"), ("FRA", "unconfirmed"), ("VNM", "unconfirmed")],
        )
    async with asking(folder) as web:
        page = (await web.get("/api/v1/reports?limit=2")).json()
        assert [each["participant"] for each in page["items"]] == ["Viet Nam", "France"]
        (older,) = (await web.get(page["next"])).json()["items"]
        assert (older["participant_code"], older["state"]) == ("MUS", "confirmed")
        waiting = (await web.get("/api/v1/reports?state=unconfirmed&treaty=XVIII-16")).json()
        assert [each["participant_code"] for each in waiting["items"]] == ["VNM", "FRA"]


async def test_a_token_that_may_read_may_not_write(filled, tmp_path, monkeypatch):
    monkeypatch.setenv("READ_TOKEN", "a-token-that-may-only-read-here")
    folder = copied(filled, tmp_path)
    file = folder / "watcher.toml"
    file.write_text(file.read_text() + '\n[web]\nread_tokens = ["env:READ_TOKEN"]\n')
    token = {"Authorization": "Bearer a-token-that-may-only-read-here"}
    async with asking(folder) as web:
        assert problem(await web.get("/api/v1/changes"))  # no token
        assert (await web.get("/api/v1/changes", headers=token)).status_code == 200
        review = {"verdict": "seen"}
        refused = await web.post("/api/v1/changes/2/reviews", json=review, headers=token)
        assert refused.status_code == 403
        assert problem(refused)


async def test_a_database_that_is_not_there_is_a_problem_and_no_fault(filled, tmp_path):
    folder = copied(filled, tmp_path)
    async with asking(folder) as web:
        (folder / "watcher.db").unlink()
        answer = await web.get("/api/v1/changes")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "there is no database yet" in problem(answer)


# -- the description -------------------------------------------------------------------------------


async def test_the_reference_names_each_operation_parameter_and_field_without_a_script(web):
    described = (await web.get("/api/openapi.json")).json()
    page = await web.get("/api/docs")
    assert page.status_code == 200
    for path, methods in described["paths"].items():
        assert f"<code>{path}</code>" in page.text
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                assert f"<code>{parameter['name']}</code>" in page.text
            assert {"401", "404", "422", "503"} <= set(operation["responses"])
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "<code>curl http://127.0.0.1:8080/api/v1/changes</code>" in page.text
