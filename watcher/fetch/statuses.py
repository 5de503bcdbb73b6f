"""What an answer with a bad status means for a source, told as a sentence."""

from http import HTTPStatus

import httpx

from watcher.net.failures import Unusable, shown

_ADVICE = {
    203: "a proxy on the way changed the page, so it is no evidence of what the source says",
    304: "but it was not asked whether anything changed; it, or a cache before it, is at fault",
    400: "check the source's url",
    401: "it wants a login; watch a public page instead",
    403: "it may block programs; ask its operator to let the watcher in",
    404: "check the source's url",
    405: "check the source's url and method",
    406: "check the source's url",
    407: "the proxy wants a login; put it into HTTP_PROXY or HTTPS_PROXY",
    410: "the page was taken away for good; find where it went and change the source's url",
    429: "poll this host less often (every, host_pause)",
    451: "it is withheld for legal reasons where the watcher runs",
}
_TROUBLE = "the trouble is on the server's side; it is asked again later"


def bad_status(url: httpx.URL, status: int, retry_after: float | None) -> Unusable:
    """Make the failure for an answer whose status is not a good one."""
    try:
        name = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        name = str(status)
    advice = _ADVICE.get(status, _TROUBLE if status >= 500 else "this is no page to be read")
    return Unusable(
        f"{shown(url)} answered {name}: {advice}", status=status, retry_after=retry_after
    )
