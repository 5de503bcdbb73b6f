"""The feeds that are polled beside the review desk: one in a hundred changes every 20 seconds."""

import sys
import time

from aiohttp import web

_EVERY = 20  # seconds

_ITEM = (
    "<item><guid>{0}</guid><title>Item {0} of a feed</title><link>https://news.example.org/{0}"
    "</link><description>What the {0}th report says of a treaty.</description></item>"
)


async def feed(request: web.Request) -> web.Response:
    """A feed of ten items, with a validator."""
    number = int(request.match_info["number"])
    version = (int(time.time()) // _EVERY + number) // 100
    etag = f'"{version}"'
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    items = "".join(_ITEM.format(f"{number}-{version - place}") for place in range(10))
    body = f"<rss version='2.0'><channel><title>Feed {number}</title>{items}</channel></rss>"
    return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": etag})


if __name__ == "__main__":
    site = web.Application()
    site.router.add_get("/feeds/{number}", feed)
    web.run_app(site, host="127.0.0.1", port=int(sys.argv[1]), print=None)
