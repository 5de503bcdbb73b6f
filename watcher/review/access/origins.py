"""Whether a request was made by a page of ours, as browsers tell. Pure.

Browsers send `Sec-Fetch-Site` since 2023 and `Origin` with every POST; scripts cannot set either.
Programs send neither, and prove themselves in other ways.
"""

from urllib.parse import urlsplit

_OWN = ("same-origin", "none")  # none: the person's own doing, such as an address typed
_PORTS = {"http": 80, "https": 443}


def is_foreign(origin: str | None, fetch_site: str | None, host: str, public_url: str) -> bool:
    """Whether a browser says that another site made the request.

    `host` is the Host header as it came, of a host that is answered. A page at another port of the
    same host is another site, too. Over plain http, beyond loopback, there is no Sec-Fetch-Site.
    """
    if fetch_site is not None:
        return fetch_site not in _OWN
    if origin is None:
        return False
    where = _authority(origin)
    return where is None or (
        where != _authority(public_url) and where[1:] != _of_host(host, where[0])
    )


def _authority(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for an origin that is none, such as "null"."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]


def _of_host(host: str, scheme: str) -> tuple[str, int] | None:
    """Host and port of a Host header. The scheme is the origin's: a proxy may have ended TLS."""
    found = _authority(f"{scheme}://{host}")
    return found[1:] if found else None
