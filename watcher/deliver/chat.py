"""The chat channel: Slack, Teams, Discord, Telegram, Matrix, ntfy and what else apprise knows.

apprise tells neither a status nor a wish for later: every failure is tried again by the outbox's
schedule. It connects by itself, so that addresses are not checked when connecting. Where
deliveries to private addresses are not allowed, a host that the URL itself names is resolved and
checked before; a service behind a fixed name, and a name that changes in between, are not. Nor is
it bounded how much of an answer is read, but for the time that it takes.

Each attempt has a thread of its own that nobody waits for in the end. In a pool, as apprise's own
and asyncio's are, a few services that answer byte by byte would hold all places for ever, and the
end of the program, too.
"""

import asyncio
import ipaddress
import logging
import re
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any
from urllib.parse import unquote

from watcher.deliver.guard import PUBLIC_ONLY
from watcher.deliver.means import Means
from watcher.deliver.payload import message_of
from watcher.deliver.secrets import reveal
from watcher.digest.render.brief import render_brief, unmentioned
from watcher.errors import DeliveryError
from watcher.model.channel import ChannelSettings, Delivery, Receipt, label
from watcher.model.plain import cut
from watcher.net.addresses import AddressRefused

#: Seconds for all of one attempt: a long message goes in several parts.
TOTAL_SECONDS = 60

#: Full messages that one of ours may fill; apprise breaks at words, and makes up to twice as many.
#: It waits 5.5 seconds between two, and some services take 500 characters in one: a long digest
#: would never be through in time, and be begun again at each attempt.
_MOST_PARTS = 4
_REST = "… The rest stands in the change log."
_WORD = re.compile(r"[^/?&=@:#\s]{6,}")


async def deliver(channel: ChannelSettings, delivery: Delivery, means: Means) -> Receipt:
    """Send the message to the service that is the delivery's recipient; see `channels.deliver`."""
    url = _url(channel, delivery)
    where = f"channel {channel.id}: {delivery.recipient}"
    service = _service(where, url)
    message = message_of(delivery)
    title, body = unmentioned(message.subject), render_brief(message)
    body = _fitting(body, service.body_maxlen * _MOST_PARTS)
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            if not means.allow_private:
                await _check(where, service)
            said = await _in_a_thread(lambda: _notify(service, title, body))
    except TimeoutError as error:
        raise DeliveryError(f"{where} did not answer within {TOTAL_SECONDS:g} seconds") from error
    if said is not None:
        reason = cut(_without_secrets(said, service, url), 300) or "it gave no reason"
        raise DeliveryError(f"{where} did not take it: {reason}")
    return Receipt(channel.id, delivery.id, f"{delivery.recipient} took it")


def _url(channel: ChannelSettings, delivery: Delivery) -> str:
    urls = channel.chat.urls if channel.chat else ()
    found = next((each for each in urls if label(each) == delivery.recipient), None)
    if found is None:
        raise DeliveryError(
            f"channel {channel.id} has no {delivery.recipient} any more", permanent=True
        )
    return reveal(found)


def _service(where: str, url: str) -> Any:  # noqa: ANN401 -- apprise ships no types
    try:
        import apprise  # an extra, and 150 ms that nobody else needs to pay
    except ImportError as error:
        raise DeliveryError(
            f"{where} needs one more package: pip install 'treaty-watcher[chat]'"
        ) from error
    for name in (apprise.__name__, "urllib3"):
        logging.getLogger(name).propagate = False  # their lines hold parts of the URL
    logging.getLogger(apprise.__name__).setLevel(logging.WARNING)  # these are read below
    joint = "&" if "?" in url else "?"
    # Behind all that the URL says: a long message comes in parts, and no redirect leads elsewhere.
    service = apprise.Apprise.instantiate(
        f"{url}{joint}overflow=split&redirect=no", asset=_looks(apprise), suppress_exceptions=True
    )
    if service is None:
        raise DeliveryError(
            f"{where} is no URL that apprise understands: see its wiki for how that of the service "
            "is written",
            permanent=True,
        )
    return service


def _looks(apprise: Any) -> Any:  # noqa: ANN401 -- as above
    """Who we are, without pictures from elsewhere, and no limit that would need apprise's pool."""
    return apprise.AppriseAsset(
        app_id="Treaty watcher",
        app_desc="Treaty watcher",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        service_timeout=0,
    )


async def _in_a_thread(call: Callable[[], str | None]) -> str | None:
    """Call it in a thread that keeps nobody waiting; what it raises is told by its name alone."""
    ended: Future[str | None] = Future()

    def run() -> None:
        try:
            ended.set_result(call())
        except Exception as error:  # noqa: BLE001 -- of any of a hundred plugins, and it may quote
            ended.set_result(f"apprise failed with {type(error).__name__}")

    ended.set_running_or_notify_cancel()
    threading.Thread(target=run, name="chat", daemon=True).start()
    return await asyncio.wrap_future(ended)


def _notify(service: Any, title: str, body: str) -> str | None:  # noqa: ANN401 -- as above
    """Send; None where the service took it, else what apprise says of the failure."""
    import apprise

    bundle = apprise.Apprise(asset=service.asset)
    bundle.add(service)
    result = bundle.notify(
        title=title,
        body=body,
        body_format=apprise.NotifyFormat.TEXT,
        log_callback=lambda _entry, _service: None,  # what it says is for our own log alone
        log_level=logging.WARNING,
    )
    # Not by the result as a whole: a URL may call its own failure optional.
    last = [attempt.status for each in result for attempt in [*each.attempts][-1:]]
    if last and all(status == apprise.AppriseResultStatus.SUCCESS for status in last):
        return None
    lines = [
        str(entry.message)
        for each in result
        for attempt in each.attempts
        for entry in attempt.logs
        if entry.level in ("WARNING", "ERROR")
    ]
    return "; ".join(lines)


async def _check(where: str, service: Any) -> None:  # noqa: ANN401 -- as above
    host = _host(service)
    if not host:
        return
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return  # apprise will not find it either, and says so
    for *_, place in found:
        try:
            PUBLIC_ONLY.check(ipaddress.ip_address(place[0]))
        except AddressRefused as error:
            raise DeliveryError(f"{where}: {error}") from error


def _fitting(text: str, most: int) -> str:
    """Keep the lines that fit into so many characters, and say where a text was cut."""
    if len(text) <= most:
        return text
    kept, room = [], most - len(_REST)
    for line in text.split("\n"):
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, _REST])


def _without_secrets(said: str, service: Any, url: str) -> str:  # noqa: ANN401 -- as above
    """Take out of a sentence what stands in the URL, but for a real host: it may be a token."""
    rest = url.partition("://")[2]
    words = {*_WORD.findall(rest), *_WORD.findall(unquote(rest))} - {_host(service)}
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return re.sub("|".join(longest_first), "***", said, flags=re.IGNORECASE) if words else said


def _host(service: Any) -> str | None:  # noqa: ANN401 -- as above
    """The host that the URL names; None with most services, which have a token in its place."""
    host = getattr(service, "host", None)
    return host if isinstance(host, str) and "host" in service.template_tokens else None
