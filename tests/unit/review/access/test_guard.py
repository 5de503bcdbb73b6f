import logging
import socket

import pytest

from tests.unit.review.access.conftest import PUBLIC, READ, REVIEW, csrf
from watcher.review.access.headers import POLICY, headers

FORM = {"content-type": "application/x-www-form-urlencoded"}


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


# What every answer carries


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/none", 404),
        ("POST", "/changes", 415),
        ("POST", "/login", 415),
        ("GET", "/faulty", 500),
        ("PUT", "/api/v1/reviews", 415),
        ("GET", "/healthz", 200),
    ],
)
def test_every_answer_carries_the_headers_faults_included(served, method, path, status):
    answer = served().ask(method, path)

    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["permissions-policy"].startswith("accelerometer=(), camera=()")
    assert answer.headers["cache-control"] in ("private, no-cache", "no-store")
    assert "strict-transport-security" not in answer.headers


def test_over_plain_http_beyond_loopback_what_browsers_only_complain_of_is_left_out():
    assert "Cross-Origin-Opener-Policy" not in headers("http://desk.example.org")
    assert headers(PUBLIC)["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_policy_names_nothing_but_our_own_files():
    sources = {part.split(" ", 1)[1] for part in POLICY.split("; ")}

    assert sources == {"'self'", "'none'"}


def test_an_endpoint_may_set_its_own_policy(served):
    headers = served().ask("GET", "/captures/1/view").headers

    assert headers.get_list("content-security-policy") == ["sandbox"]
    assert headers["cache-control"] == "public"


# Names of the host


def test_a_name_that_was_made_to_lead_here_is_not_answered(served):
    answer = served().ask("GET", "/", headers={"host": "rebound.example:8080"})

    assert answer.status_code == 421
    assert answer.text.startswith("The review desk does not answer to the name rebound.example.")
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "lines", [b"", b"Host: a b\r\n", b"Host: localhost\r\nHost: evil.example\r\n"]
)
def test_a_request_names_one_host(served, lines):
    desk = served()
    with socket.create_connection(("127.0.0.1", int(desk.url.rpartition(":")[2]))) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + lines + b"Connection: close\r\n\r\n")
        answer = connection.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.1 400 ")


def test_a_probe_may_ask_by_any_name(served):
    assert served().ask("GET", "/healthz", headers={"host": "10.1.2.3:8080"}).status_code == 200


# On this machine


def test_on_loopback_without_a_password_everyone_reads_and_reviews(served):
    desk = served()
    browser = desk.browser()
    page = browser.get("/changes")
    done = browser.post("/changes", data={"note": "n", "csrf": csrf(page)})

    assert page.text.startswith("loopback None")
    assert (done.status_code, desk.written) == (200, [("n", None)])


def test_a_name_that_a_form_gave_is_remembered(served):
    desk = served()
    browser = desk.browser()
    token = csrf(browser.get("/"))
    browser.post("/changes", data={"note": "1", "csrf": token, "name": "Ana Lima"})
    browser.post("/changes", data={"note": "2", "csrf": token})

    assert desk.written == [("1", None), ("2", "Ana Lima")]


@pytest.mark.parametrize(
    "fields", [{}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": ["TOKEN", "TOKEN"]}], ids=repr
)
def test_a_form_without_its_token_changes_nothing(served, fields):
    desk = served()
    browser = desk.browser()
    token = csrf(browser.get("/"))
    given = {k: [token, token] if isinstance(v, list) else v for k, v in fields.items()}
    refused = browser.post("/changes", data={"note": "n", **given})

    assert refused.status_code == 403
    assert "This form is out of date, so nothing was changed." in refused.text
    assert desk.written == []


def test_a_token_of_a_form_without_its_cookie_changes_nothing(served):
    desk = served()
    token = csrf(desk.browser().get("/"))

    assert desk.ask("POST", "/changes", data={"note": "n", "csrf": token}).status_code == 403
    assert desk.written == []


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "same-site"}],
)
def test_a_page_of_another_site_changes_nothing_even_with_the_token(served, headers):
    desk = served()
    browser = desk.browser()
    data = {"note": "n", "csrf": csrf(browser.get("/"))}
    refused = browser.post("/changes", data=data, headers=headers)

    assert refused.status_code == 403
    assert "a page of another site" in refused.text
    assert desk.written == []


def test_a_form_with_a_file_is_no_form_of_ours(served):
    desk = served()
    browser = desk.browser()
    token = csrf(browser.get("/"))

    answer = browser.post("/changes", data={"csrf": token}, files={"note": b"n"})
    assert answer.status_code == 415


def test_through_a_proxy_an_open_desk_lets_nobody_in(served):
    answer = served().ask("GET", "/", headers={"x-forwarded-for": "203.0.113.9"})

    assert answer.status_code == 403
    assert "This came through a proxy" in answer.text


# The API


def test_an_open_desk_takes_json_alone_and_not_from_another_site(served):
    desk = served()
    body = {"json": {"note": "n"}}

    assert desk.ask("POST", "/api/v1/reviews", **body).json()["by"] == "loopback"
    sent = desk.ask("POST", "/api/v1/reviews", content='{"note":"n"}', headers=FORM)
    assert sent.status_code == 415
    assert sent.headers["content-type"] == "application/problem+json"
    foreign = desk.ask("POST", "/api/v1/reviews", **body, headers={"origin": "https://e.example"})
    assert foreign.status_code == 403
    assert len(desk.written) == 1


@pytest.mark.parametrize("guarded", [True, False], ids=["password", "tokens alone"])
def test_where_there_are_tokens_reading_and_reviewing_are_two_rights(served, guarded):
    desk = served(password=guarded, tokens=True)
    read, write = "/api/v1/changes", "/api/v1/reviews"
    body = {"json": {"note": "n"}}

    nobody = desk.ask("GET", read)
    assert nobody.status_code == 401
    assert nobody.headers["www-authenticate"] == 'Bearer realm="treaty watcher"'
    assert nobody.json()["title"] == "Unauthorized"
    assert desk.ask("POST", write, **body).status_code == 401
    wrong = desk.ask("GET", read, headers=bearer(READ + "x"))
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]

    assert desk.ask("GET", read, headers=bearer(READ)).json() == {"by": "token"}
    refused = desk.ask("POST", write, **body, headers=bearer(READ))
    assert refused.status_code == 403
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]
    assert desk.written == []

    assert desk.ask("GET", read, headers=bearer(REVIEW)).status_code == 200
    assert desk.ask("POST", write, **body, headers=bearer(REVIEW)).status_code == 200
    assert len(desk.written) == 1


def test_a_script_of_our_pages_uses_the_session_and_shows_its_token(served):
    desk = served(password=True)
    browser = desk.browser()
    desk.log_in(browser, name="Ana")
    token = csrf(browser.get("/"))
    without = browser.post("/api/v1/reviews", json={"note": "n"})
    done = browser.post("/api/v1/reviews", json={"note": "n"}, headers={"x-csrf-token": token})

    assert without.status_code == 403
    assert done.json() == {"by": "session", "name": "Ana"}
    assert browser.get("/api/v1/changes").status_code == 200


def test_a_password_guards_the_api_and_metrics_though_there_are_no_tokens(served):
    desk = served(password=True)

    for path in ("/api/v1/changes", "/metrics", "/feed.atom"):
        assert desk.ask("GET", path).status_code == 401
    assert desk.ask("GET", "/api/v1/changes", headers=bearer("anything")).status_code == 401
    assert desk.ask("GET", "/healthz").json() == {"by": "nobody"}


def test_a_token_opens_pages_for_reading_too(served):
    desk = served(password=True, tokens=True)
    answer = desk.ask("GET", "/changes", headers=bearer(READ))

    assert answer.text.startswith("token None")
    assert "set-cookie" not in answer.headers
    assert desk.ask("POST", "/changes", data={"note": "n"}, headers=bearer(READ)).status_code == 403


# Feeds


def test_a_feed_takes_a_token_in_its_address_for_reading_alone(served):
    desk = served(password=True, tokens=True)

    assert desk.ask("GET", f"/feed.atom?token={READ}").json() == {"by": "token"}
    assert desk.ask("GET", f"/calendar.ics?token={READ}").json() == {"by": "token"}
    assert desk.ask("GET", f"/feed.atom?token={REVIEW}").status_code == 401
    assert desk.ask("GET", f"/feed.atom?token={READ}&token={READ}").status_code == 401
    assert desk.ask("POST", f"/feed.atom?token={READ}").status_code == 401
    assert desk.ask("GET", f"/api/v1/changes?token={READ}").status_code == 401
    assert desk.ask("GET", f"/changes?token={READ}").headers["location"] == "/login?next=/changes"


def test_a_token_in_an_address_reaches_no_log_and_no_endpoint(served, caplog):
    desk = served(password=True, tokens=True, access_log=True)
    with caplog.at_level(logging.INFO, "uvicorn.access"):
        desk.ask("GET", f"/feed.atom?q=a+b%26c&token={READ}&kind=added&kind=&kind=x")

    assert desk.seen == [f"{desk.url}/feed.atom?q=a+b%26c&kind=added&kind=&kind=x"]
    assert "/feed.atom" in caplog.text
    assert READ not in caplog.text


# A proxy's header


def test_a_proxy_says_who_asks(served):
    desk = served(trusted_header="x-forwarded-user", public_url=PUBLIC, tokens=True)
    browser = desk.browser(host="desk.example.org", origin=PUBLIC)
    browser.headers["x-forwarded-user"] = "  Ana\tLima  ".strip() + "x" * 200
    page = browser.get("/", headers={"x-forwarded-for": "203.0.113.9"})

    assert page.text.startswith("header Ana Lima" + "x" * 50)
    assert "x" * 80 not in page.text
    # The cookie is for https alone, and this client speaks http: so it is handed on here.
    kept = {"cookie": page.headers["set-cookie"].partition(";")[0]}
    done = browser.post(
        "/changes", data={"note": "n", "csrf": csrf(page), "name": "Eve"}, headers=kept
    )
    assert done.status_code == 200
    assert "set-cookie" not in done.headers
    assert desk.written[0][1].startswith("Ana Lima")


def test_names_that_are_not_ascii_are_read_as_proxies_send_them(served):
    desk = served(trusted_header="x-forwarded-user")

    for sent in ("Nguyễn".encode(), "Müller".encode("latin-1")):
        page = desk.ask("GET", "/", headers={b"x-forwarded-user": sent})
        assert page.text.startswith(("header Nguyễn<", "header Müller<"))


def test_without_the_header_nobody_comes_in_and_is_told_why(served):
    desk = served(trusted_header="x-forwarded-user", tokens=True)
    page = desk.ask("GET", "/")

    assert page.status_code == 403
    assert "without the header x-forwarded-user" in page.text
    assert desk.ask("GET", "/", headers={"x-forwarded-user": ""}).status_code == 403
    twice = [("x-forwarded-user", "Eve"), ("x-forwarded-user", "Ana")]
    assert "more than once" in desk.ask("GET", "/", headers=twice).text
    assert desk.ask("GET", "/api/v1/changes").status_code == 401
    assert desk.ask("GET", "/api/v1/changes", headers=bearer(READ)).status_code == 200
    assert desk.ask("GET", "/healthz").status_code == 200


# Sizes


def test_a_body_may_have_64_kib_and_no_more_however_it_is_sent(served):
    desk = served()
    browser = desk.browser()
    token = csrf(browser.get("/"))
    most = 64 * 1024 - len(f"csrf={token}&note=")

    assert browser.post("/changes", data={"csrf": token, "note": "x" * most}).status_code == 200
    more = browser.post("/changes", data={"csrf": token, "note": "x" * (most + 1)})
    assert more.status_code == 413
    pieces = iter([f"csrf={token}&note=".encode(), *[b"x" * 8192] * 9])
    assert browser.post("/changes", content=pieces, headers=FORM).status_code == 413
    assert len(desk.written) == 1
