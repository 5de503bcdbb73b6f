"""The copy of a captured page in a real browser: nothing in it runs, and nothing leaves it."""

import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.windows import Window, opened
from tests.unit.desk import CONFIGURATION
from tests.unit.review.asking import served
from tests.unit.store.polling import SOURCES, Polls, added, signature
from watcher.model.capture import Capture
from watcher.store import polls
from watcher.store.database import open_for_writing, transaction

pytestmark = pytest.mark.heavy

#: All that a page can do to be heard elsewhere. `{evil}` counts whoever connects.
PAGE = """<!doctype html><html onclick="top.ran=1"><head><title>A copy</title>
<base href="{evil}/base/">
<meta http-equiv="refresh" content="0;url={evil}/refresh">
<meta http-equiv="x-dns-prefetch-control" content="on">
<link rel="preconnect" href="{evil}"><link rel="dns-prefetch" href="{evil}">
<link rel="prefetch" href="{evil}/prefetch"><link rel="preload" as="image" href="{evil}/preload">
<link rel="prerender" href="{evil}/prerender"><link rel="stylesheet" href="{evil}/style.css">
<link rel="icon" href="{evil}/icon"><link rel="modulepreload" href="{evil}/module.js">
<link rel="manifest" href="{evil}/manifest">
<style>@import "{evil}/import.css"; @font-face {{ font-family: a; src: url({evil}/font) }}
body {{ font-family: a; background: url({evil}/background) }}
p::after {{ content: url({evil}/content) }}
</style>
<script>top.ran = 1; fetch("{evil}/fetch"); new Image().src = "{evil}/image"</script>
<script src="{evil}/script.js"></script>
<script type="speculationrules">{{"prefetch": [{{"urls": ["{evil}/rules"]}}]}}</script>
</head><body onload="top.ran=1; location='{evil}/onload'" background="{evil}/body">
<p>Viet Nam ratified</p>
<img src="{evil}/img" srcset="{evil}/srcset 2x" onerror="top.ran=1"><img/src="{evil}/slash">
<picture><source srcset="{evil}/source"><img alt=""></picture>
<input type="image" src="{evil}/input">
<video poster="{evil}/poster" src="{evil}/video" autoplay></video>
<audio src="{evil}/audio" autoplay></audio><track src="{evil}/track">
<iframe src="{evil}/iframe"></iframe><iframe srcdoc="<img src='{evil}/srcdoc'>"></iframe>
<object data="{evil}/object"></object><embed src="{evil}/embed">
<svg><image href="{evil}/svg"/><use href="{evil}/use#a"/><script>top.ran=1</script>
<animate onbegin="top.ran=1" attributeName="x" dur="1s"/></svg>
<form action="{evil}/form" id="f"><button id="send">Send</button></form>
<a id="out" href="{evil}/link" target="_top" ping="{evil}/ping">Out</a>
<a id="run" href="javascript:top.ran=1">Run</a>
</body></html>"""


class Evil:
    """A socket on loopback that counts connections, whatever they bring."""

    def __init__(self):
        self.heard = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            connection.settimeout(0.2)
            with connection:
                try:
                    self.heard.append(connection.recv(200))
                except OSError:
                    self.heard.append(b"connected")

    def close(self):
        self._listening.close()


@pytest.fixture
def evil():
    listening = Evil()
    yield listening
    listening.close()


@pytest.fixture
def desk(tmp_path, evil):
    """The address of a desk that keeps this page as a capture."""
    (tmp_path / "watcher.toml").write_text(
        CONFIGURATION.format(folder=tmp_path, digest="", channels="", more="")
    )
    db = open_for_writing(tmp_path / "watcher.db")
    with transaction(db):
        polls.register(db, SOURCES)
    page = Capture(
        "https://untc.example.org/",
        200,
        (("Content-Type", "text/html"),),
        datetime(2026, 2, 3, tzinfo=UTC),
        PAGE.format(evil=evil.address).encode(),
        timedelta(0),
    )
    Polls(db).write(added(signature()), capture=page)
    db.close()
    with served(tmp_path) as address:
        yield address


@pytest.mark.parametrize("place", ["/captures/1", "/captures/1/view", "/changes/1"])
def test_nothing_runs_in_a_copy_and_nothing_leaves_it(chromium, desk, evil, place):
    with opened(chromium, Window(1280)) as tab:
        tab.page.goto(desk + place)
        if place.startswith("/changes"):
            tab.page.get_by_text("Look at it here").click()
        if not place.endswith("/view"):
            tab.page.locator("iframe.copy").scroll_into_view_if_needed()
        tab.page.wait_for_timeout(1_500)  # for what a page does by itself after a while
        copy = next(each for each in tab.page.frames if each.url.endswith("/view"))
        assert "Viet Nam ratified" in copy.locator("body").inner_text()
        assert tab.page.evaluate("window.ran") is None
        assert tab.page.url == desk + place
        assert (tab.elsewhere(desk), evil.heard) == ([], [])
        assert tab.complaints == []


def test_nothing_is_sent_or_opened_from_the_frame_by_a_click_either(chromium, desk, evil):
    with opened(chromium, Window(1280)) as tab:
        tab.page.goto(f"{desk}/captures/1")
        frame = tab.page.frame_locator("iframe.copy")
        for name in ("#send", "#out", "#run"):
            frame.locator(name).click()
        tab.page.wait_for_timeout(500)
        assert tab.page.evaluate("window.ran") is None
        assert tab.page.url == f"{desk}/captures/1"
        assert len(tab.page.context.pages) == 1
        assert evil.heard == []
