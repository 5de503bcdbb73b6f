"""The HTML of a mail in a real browser: it fits, can be read, asks for nothing, runs nothing."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from tests.unit.deliver.test_pictures import a_charted_digest
from tests.unit.digest.whole import alert, full, hostile, trial
from watcher.charts.drawing import Drawer
from watcher.deliver.pictures import embedded
from watcher.digest.render.html import render_html

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}"),
]

WIDTHS = (320, 900)
SCHEMES = ("light", "dark")

#: For each piece of text that is seen: its contrast against what it stands on.
CONTRASTS = """() => {
  const rgba = text => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
  const luminance = colour => {
    const [r, g, b] = colour.map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = element => {
    const layers = [];
    for (let each = element; each; each = each.parentElement)
      layers.push(rgba(getComputedStyle(each).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const told = [];
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(nodes.currentNode);
    const box = range.getBoundingClientRect();
    const element = nodes.currentNode.parentElement;
    const style = getComputedStyle(element);
    if (!nodes.currentNode.data.trim() || box.width <= 1 || style.visibility !== "visible")
      continue;
    const below = background(element);
    const [a, b] = [luminance(over(rgba(style.color), below)), luminance(below)];
    told.push({
      text: nodes.currentNode.data.trim().slice(0, 60),
      ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
    });
  }
  return told;
}"""

#: The deepest elements that stand out to the right of the window.
WIDER = """() => [...document.querySelectorAll("body *")]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 0.5)
  .filter(each => getComputedStyle(each).position !== "absolute")
  .map(each => `${each.tagName} ${each.textContent.trim().slice(0, 60)}`)"""


@pytest.fixture(scope="module")
def browser():
    """One Chromium for the tests of this file."""
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


class Seen:
    """A page as the browser shows it, and all that it asked for and complained of."""

    def __init__(self, browser, path, width, scheme="light"):
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        self.asked, self.complaints = [], []
        self.tab = self.context.new_page()
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.address = path.as_uri()
        self.tab.goto(self.address)


@pytest.fixture
def see(browser, tmp_path):
    """Show a message, or a document, in a window of the width and scheme."""
    opened = []

    def see(shown, width=900, scheme="light"):
        path = tmp_path / f"message-{len(opened)}.html"
        path.write_text(shown if isinstance(shown, str) else render_html(shown), encoding="utf-8")
        opened.append(Seen(browser, path, width, scheme))
        return opened[-1]

    yield see
    for each in opened:
        each.context.close()


in_each_window = pytest.mark.parametrize(
    ("width", "scheme"), [(width, scheme) for width in WIDTHS for scheme in SCHEMES]
)


@in_each_window
def test_a_digest_fits_its_window(see, width, scheme):
    seen = see(full(), width, scheme)
    assert seen.tab.evaluate(WIDER) == []
    assert seen.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@in_each_window
def test_even_words_without_an_end_fit(see, width, scheme):
    seen = see(hostile(), width, scheme)
    assert seen.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@in_each_window
def test_all_text_stands_out_from_what_it_stands_on(see, width, scheme):
    told = see(full(), width, scheme).tab.evaluate(CONTRASTS)
    assert len(told) > 100
    assert [each for each in told if each["ratio"] < 4.5] == []


@in_each_window
def test_where_the_style_sheet_is_stripped_it_fits_and_can_be_read(see, width, scheme):
    bare = re.sub(r"<style>.*?</style>", "", render_html(full()), flags=re.DOTALL)
    tab = see(bare, width, scheme).tab
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [each for each in tab.evaluate(CONTRASTS) if each["ratio"] < 4.5] == []


def test_the_schemes_differ(see):
    grounds = {
        scheme: see(full(), scheme=scheme).tab.evaluate(
            "getComputedStyle(document.querySelector('h1').parentElement).backgroundColor"
        )
        for scheme in SCHEMES
    }
    assert grounds["light"] == "rgb(255, 255, 255)"
    assert grounds["dark"] != grounds["light"]


@pytest.mark.parametrize("message", [full, hostile, alert, trial])
def test_nothing_is_asked_for_and_nothing_complains(see, message):
    seen = see(message())
    seen.tab.wait_for_timeout(100)
    assert seen.asked == [seen.address]
    assert seen.complaints == []


@pytest.fixture(scope="module")
def charted():
    """A digest as a file, its chart in it."""
    with Drawer() as drawer:
        return render_html(a_charted_digest(), embedded(a_charted_digest(), drawer))


@in_each_window
def test_a_chart_is_seen_whole_on_a_light_ground_and_nothing_is_asked_for(
    see, charted, width, scheme
):
    seen = see(charted, width, scheme)
    shown = seen.tab.evaluate(
        """[...document.images].map(each => ({
          drawn: each.complete && each.naturalWidth === 2 * each.getAttribute("width"),
          ground: getComputedStyle(each).backgroundColor,
          right: each.getBoundingClientRect().right,
          said: each.alt,
        }))"""
    )
    assert [(each["drawn"], each["ground"]) for each in shown] == [(True, "rgb(255, 255, 255)")]
    assert shown[0]["right"] <= width
    assert "75 signatories and 3 contracting States" in shown[0]["said"]
    assert seen.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [each for each in seen.asked if not each.startswith("data:")] == [seen.address]
    assert seen.complaints == []


def test_nothing_that_a_source_writes_is_run(see):
    tab = see(hostile()).tab
    for target in tab.query_selector_all("bdi, a"):
        target.dispatch_event("mouseover")
        target.dispatch_event("focus")
    assert tab.evaluate("window.ran") is None
    assert tab.query_selector_all("script, img, iframe, object, form, svg, base, link") == []


def test_headings_lead_through_a_digest_in_order(see):
    levels = see(full()).tab.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => +each.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_table_is_one_for_those_who_listen_too(see, width):
    """Rows are stacked in a narrow window; the tree that screen readers get stays a table."""
    seen = see(full(), width)
    session = seen.context.new_cdp_session(seen.tab)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
    tables = [node for node in nodes if node["role"]["value"] == "table"]
    assert [bool(table["name"]["value"]) for table in tables] == [True, True]
    assert roles["columnheader"] == 4 * len(tables)
    assert roles["rowheader"] == roles["row"] - len(tables)
    assert roles["cell"] == 3 * roles["rowheader"]
