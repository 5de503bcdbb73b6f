"""The review desk in a real browser, over the demo as it goes on."""

import re
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.browser.windows import FITS, RULES, WIDER, WINDOWS, Window, opened

pytestmark = pytest.mark.heavy

WIDE = Window(1280)
PHONE = Window(360)
NO_SCRIPT = Window(1280, script=False)

#: Every kind of page, with what must stand on it.
PAGES = {
    "/": "UN Convention against Cybercrime",
    "/changes": "Viet Nam ratified on 3 Feb 2026",
    "/changes?q=Mauritius&kind=added": "Mauritius signed on 19 Nov 2025",
    "/changes?q=nothing-has-these-words": "No ",
    "/changes/88": "Viet Nam ratified on 3 Feb 2026",
    "/changes/85": "is first to ratify",
    "/changes/86": "a guide for parliaments",
    "/treaties": "UN Convention against Cybercrime",
    "/treaties/XVIII-16": "Viet Nam",
    "/treaties/XVIII-16?on=2025-11-01": "Viet Nam",
    "/participants": "Mauritius",
    "/participants/VNM": "Viet Nam",
    "/reports": "Viet Nam",
    "/calendar": "closes for signature",
    "/sources": "unodc-convention",
    "/sources/unodc-convention": "required text: not found",
    "/sources/unodc-convention/quarantine": "being rebuilt",
    "/digests": "tour",
    "/digests/1": "Viet Nam ratified",
    "/deliveries": "delivered",
    "/api/docs": "/api/v1/changes",
    "/changes/999999": "Go to the overview",
}


@pytest.fixture(scope="module")
def axe():
    """The source of axe-core."""
    package = pytest.importorskip("axe_playwright_python", reason="it holds axe-core")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page, axe):
    """What axe-core finds wrong, with the elements."""
    page.evaluate(axe)
    told = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules},"
        " resultTypes: ['violations'], iframes: false})",
        RULES,
    )
    return [
        f"{each['id']}: {each['help']}: {node['html'][:160]}"
        for each in told["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_each_page_stands_in_each_window(chromium, demo, axe, path):
    for window in WINDOWS:
        with opened(chromium, window) as tab:
            tab.page.goto(demo + path, wait_until="load")
            told = {
                "misses": []
                if PAGES[path].lower() in tab.page.content().lower()
                else [PAGES[path]],
                "stands out": tab.page.evaluate(WIDER),
                "scrolls": [] if tab.page.evaluate(FITS) else ["sideways"],
                "violates": violations(tab.page, axe),
                "asks elsewhere": tab.elsewhere(demo),
                "complains": [each for each in tab.complaints if "404" not in each],
            }
            assert {name: found for name, found in told.items() if found} == {}, str(window)


@pytest.mark.parametrize("path", PAGES)
def test_each_page_says_the_same_without_script(chromium, demo, path):
    with opened(chromium, NO_SCRIPT) as tab:
        tab.page.goto(demo + path)
        assert PAGES[path].lower() in tab.page.content().lower()
        assert len(tab.page.title()) > len(" · Treaty watcher")
        assert tab.page.locator("h1").count() == 1


def test_no_link_leads_nowhere(chromium, demo):
    """All links of all pages that stay on the desk, each asked once."""
    found, asked = set(PAGES) - {"/changes/999999"}, set()
    with opened(chromium, NO_SCRIPT) as tab:
        for path in sorted(found):
            tab.page.goto(demo + path)
            for link in tab.page.locator("a[href^='/']").all():
                found.add(link.get_attribute("href").partition("#")[0])
    dead = []
    for path in sorted(found - asked):
        try:
            with urllib.request.urlopen(demo + path) as answer:
                answer.read(1)
        except HTTPError as error:
            dead.append(f"{path}: {error.code}")
    assert dead == []


def test_the_log_is_filtered_and_searched_by_its_form(chromium, demo):
    with opened(chromium, WIDE) as tab:
        tab.page.goto(f"{demo}/changes")
        tab.page.get_by_label("Search").first.fill("parliaments")
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_url("**q=parliaments**")
        assert "a guide for parliaments" in tab.page.content()
        assert "Mauritius signed" not in tab.page.locator("main").inner_text()


@pytest.mark.parametrize("window", [WIDE, PHONE, NO_SCRIPT], ids=str)
def test_a_change_is_reviewed(chromium, demo, window):
    note = f"Looked at in {window}"
    with opened(chromium, window) as tab:
        tab.page.goto(f"{demo}/changes/84")
        form = tab.page.locator("form", has=tab.page.locator("[name=note]"))
        form.locator("[name=note]").fill(note)
        form.locator("[value=important]").first.click()
        if tab.page.locator("input[type=radio][value=important]").count():
            form.locator("button").first.click()
        tab.page.wait_for_load_state("networkidle")
        assert note in tab.page.locator("main").inner_text()
        tab.page.goto(f"{demo}/changes?review=important")
        assert "Mauritius signed on 19 Nov 2025" in tab.page.content()
        assert tab.complaints == []


def test_single_keys_lead_through_the_log_and_mark_as_seen(chromium, demo):
    with opened(chromium, WIDE) as tab:
        tab.page.goto(f"{demo}/changes?q=guide+parliaments")
        tab.page.keyboard.press("j")
        here = tab.page.locator(".line.here")
        assert "guide for parliaments" in here.inner_text()
        tab.page.keyboard.press("s")
        here.locator(".badge", has_text="seen").wait_for()
        tab.page.keyboard.press("o")
        tab.page.wait_for_url("**/changes/86")
        assert "seen" in tab.page.locator("main").inner_text()
        assert tab.complaints == []


def test_keys_do_nothing_while_somebody_types_and_once_they_are_off(chromium, demo):
    with opened(chromium, WIDE) as tab:
        tab.page.goto(f"{demo}/changes")
        tab.page.keyboard.press("/")
        tab.page.keyboard.type("jso")
        assert tab.page.locator("input[type=search]").input_value() == "jso"
        tab.page.locator("#keys-on").uncheck()
        tab.page.goto(f"{demo}/changes")
        tab.page.keyboard.press("j")
        assert tab.page.locator(".line.here").count() == 0
        assert not tab.page.locator("#keys-on").is_checked()


def test_a_digest_is_sent_again(chromium, demo):
    with opened(chromium, WIDE) as tab:
        tab.page.goto(f"{demo}/digests/1")
        before = tab.page.locator("main").inner_text().count("accepted")
        tab.page.get_by_role("button", name=re.compile("again|resend", re.IGNORECASE)).first.click()
        tab.page.wait_for_load_state("networkidle")
        for _ in range(60):
            tab.page.goto(f"{demo}/digests/1")
            if tab.page.locator("main").inner_text().count("accepted") > before:
                return
            time.sleep(0.5)
        raise AssertionError(tab.page.locator("main").inner_text())


def test_a_quarantine_is_accepted(chromium, own_demo):
    with opened(chromium, PHONE) as tab:
        tab.page.goto(f"{own_demo}/sources/unodc-convention/quarantine")
        tab.page.get_by_role("button", name=re.compile("accept", re.IGNORECASE)).first.click()
        tab.page.wait_for_load_state("networkidle")
        for _ in range(60):
            tab.page.goto(f"{own_demo}/changes?source=unodc-convention")
            if "being rebuilt" in tab.page.locator("main").inner_text():
                return
            time.sleep(0.5)
        tab.page.goto(f"{own_demo}/sources/unodc-convention")
        raise AssertionError(tab.page.locator("main").inner_text())
