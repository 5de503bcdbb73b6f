"""The guard over real sockets: where it refuses, the site must not see a connection."""

from dataclasses import replace
from ipaddress import IPv4Network

import pytest

from tests.servers import redirect, reply
from watcher.errors import FetchError
from watcher.fetch.client import Fetcher
from watcher.model.capture import Validators
from watcher.net import addresses


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "localhost",  # a name that leads to loopback, as a rebinding name does
        "LocalHost",
        "localhost.",
        "\uff11\uff12\uff17.0.0.1",  # full-width digits
        "127\u30020.0.1",
    ],
)
async def test_loopback_is_refused_in_every_spelling(site, fail, host):
    site.answer("/p", reply(body=b"secret"))
    await fail(site.url("/p", host=host), allow_private_addresses=False)
    assert site.connections == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1"])
async def test_a_refusal_says_why_and_which_setting_lifts_it(site, fail, host):
    error = await fail(site.url("/p", host=host), allow_private_addresses=False)
    assert "127.0.0.1" in str(error)
    assert "loopback" in str(error)
    assert "service.allow_private_addresses" in str(error)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]"])
async def test_all_of_it_is_allowed_where_the_setting_says_so(site, fetcher, host):
    site.answer("/p", reply(body=b"ours"))
    capture = await fetcher.fetch("s", site.url("/p", host=host), Validators())
    assert capture.body == b"ours"


async def test_a_redirect_to_a_private_address_is_refused_when_it_is_connected_to(
    site, settings, monkeypatch
):
    """The first hop is let through as a public site would be; the guard sees the second."""
    public = [row for row in addresses._REFUSED_V4 if row[1] != "loopback"]
    narrowed = (*public, (IPv4Network("127.0.0.2/32"), "loopback"))
    monkeypatch.setattr(addresses, "_REFUSED_V4", narrowed)
    site.answer("/p", redirect(site.url("/q", host="127.0.0.2")))
    site.answer("/q", reply(body=b"secret"))
    async with Fetcher(replace(settings, allow_private_addresses=False)) as fetcher:
        with pytest.raises(FetchError, match=r"127\.0\.0\.2 is an address"):
            await fetcher.fetch("s", site.url("/p"), Validators())
    assert (site.count("/p"), site.count("/q")) == (1, 0)
