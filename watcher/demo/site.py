"""The demo's site: plays the UN Treaty Collection, UN News and UNODC on loopback."""

import base64
import hashlib
import random
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Self

from aiohttp import web

from watcher.demo import story
from watcher.demo.other_pages import (
    FEED_PATH,
    UNODC_PATH,
    render_feed,
    render_maintenance_page,
    render_unodc_page,
)
from watcher.demo.status_page import render_status_page

STATUS_PATH = "/Pages/ViewDetails.aspx"
_EDT = timezone(-timedelta(hours=4))  # the site writes EDT all year round
_VIEW_STATE_BYTES = 39_000  # 52 KB in the page, as in the smallest ones seen


class DemoSite:
    """The site, listening from `async with` on; it stands at `step` until told to `advance`.

    `clock` gives the time of the stamp on status pages (aware), `rng` the view state. The stamp
    moves by a second at least with each request.
    """

    def __init__(
        self, *, clock: Callable[[], datetime], rng: random.Random | None = None, port: int = 0
    ) -> None:
        """`port` 0 takes any free one."""
        self.step = story.BASELINE
        self._clock = clock
        self._rng = random.SystemRandom() if rng is None else rng
        self._port = port
        self._last_stamp: datetime | None = None
        self._base_url = ""
        app = web.Application()
        app.router.add_get(STATUS_PATH, self._serve_status)
        app.router.add_get(FEED_PATH, self._serve_feed)
        app.router.add_get(UNODC_PATH, self._serve_unodc)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)

    @property
    def base_url(self) -> str:
        """Scheme, address and port, without a final slash; "" before the site listens."""
        return self._base_url

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        host, port = self._runner.addresses[0][:2]
        self._base_url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def advance(self) -> story.Step | None:
        """Go one step on and return it; None, and nothing moves, where the story is over."""
        if self.step + 1 == len(story.STORY):
            return None
        self.step += 1
        return story.STORY[self.step]

    async def _serve_status(self, request: web.Request) -> web.Response:
        """Serve the status page without validators: the real site is not known to send any."""
        if request.query.get("mtdsg_no") != story.NUMBER.text or "src" not in request.query:
            raise web.HTTPNotFound
        page = story.status_page(self.step)
        if page is None:
            return _html(render_maintenance_page())
        view_state = base64.b64encode(self._rng.randbytes(_VIEW_STATE_BYTES)).decode()
        return _html(render_status_page(page, view_state=view_state, stamp=self._stamp()))

    async def _serve_feed(self, request: web.Request) -> web.Response:
        items = story.feed(self.step)
        body = render_feed(items, base_url=self._base_url)
        etag = hashlib.sha256(body).hexdigest()[:16]
        known = {tag.value for tag in request.if_none_match or ()}
        response = (
            web.Response(status=304)
            if known & {etag, "*"}
            else web.Response(body=body, content_type="application/rss+xml", charset="utf-8")
        )
        response.etag = etag
        response.last_modified = max(item.moment for item in items)
        return response

    async def _serve_unodc(self, _: web.Request) -> web.Response:
        return _html(render_unodc_page(story.unodc_page(self.step)))

    def _stamp(self) -> str:
        """Tell the time as the site writes it, never the same twice."""
        now = self._clock()
        if self._last_stamp is not None:
            now = max(now, self._last_stamp + timedelta(seconds=1))
        self._last_stamp = now
        return f"{now.astimezone(_EDT):%d-%m-%Y %H:%M:%S} EDT"


def _html(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="text/html", charset="utf-8")
