"""The chat channel: Slack, Teams, Discord, Telegram, Matrix, ntfy and what else apprise knows.

apprise tells neither a status nor a wish for later: every failure is tried again by the outbox's
schedule. It connects by itself, so that addresses are not checked when connecting. Where
deliveries to private addresses are not allowed, a host that the URL itself names is resolved and
checked before; a service behind a fixed name, and a name that changes in between, are not.
"""

import asyncio
import ipaddress
import logging
import re
import socket
from typing import Any
from urllib.parse import unquote

from watcher.deliver.means import Means
from watcher.deliver.payload import message_of
from watcher.deliver.secrets import reveal
from watcher.digest.render.brief import render_brief, unmentioned
from watcher.errors import DeliveryError
from watcher.model.channel import ChannelSettings, Delivery, Receipt, label
from watcher.model.plain import cut
from watcher.net.addresses import AddressRefused, PublicOnly

#: Seconds for all of one attempt: a long message goes in several parts.
TOTAL_SECONDS = 60

_GUARD = PublicOnly(
    "is an address that deliveries may not go to ({kind}); "
    "service.allow_private_deliveries = true lets them"
)
_WORD = re.compile(r"[^/?&=@:#\s]{6,}")


async def deliver(channel: ChannelSettings, delivery: Delivery, means: Means) -> Receipt:
    """Send the message to the service that is the delivery's recipient; see `channels.deliver`."""
    url = _url(channel, delivery)
    where = f"channel {channel.id}: {delivery.recipient}"
    service = _service(where, url)
    if not means.allow_private:
        await _check(where, service)
    message = message_of(delivery)
    title, body = unmentioned(message.subject), render_brief(message)
    try:
        async with asyncio.timeout(TOTAL_SECONDS + 5):  # apprise's own limit comes first
            said = await asyncio.to_thread(_notify, service, title, body)
    except TimeoutError as error:
        raise DeliveryError(f"{where} did not answer within {TOTAL_SECONDS} seconds") from error
    if said is not None:
        reason = cut(_without_secrets(said, url), 300) or "it gave no reason"
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
    own = logging.getLogger(apprise.__name__)
    own.propagate = False  # its lines hold parts of the URL; they are read below
    own.setLevel(logging.WARNING)
    joint = "&" if "?" in url else "?"
    # Behind all that the URL says: a long message comes in parts, and no redirect leads elsewhere.
    service = apprise.Apprise.instantiate(
        f"{url}{joint}overflow=split&redirect=no", suppress_exceptions=True
    )
    if service is None:
        raise DeliveryError(
            f"{where} is no URL that apprise understands: see its wiki for how that of the service "
            "is written",
            permanent=True,
        )
    return service


def _notify(service: Any, title: str, body: str) -> str | None:  # noqa: ANN401 -- as above
    """Send; None where the service took it, else what apprise says of the failure."""
    import apprise

    bundle = apprise.Apprise()
    bundle.add(service)
    result = bundle.notify(
        title=title,
        body=body,
        body_format=apprise.NotifyFormat.TEXT,
        timeout=TOTAL_SECONDS,
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
    host = getattr(service, "host", None)
    if not isinstance(host, str) or "host" not in service.template_tokens:
        return  # with most services a token stands in the place of a host, and is nobody's business
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return  # apprise will not find it either, and says so
    for *_, place in found:
        try:
            _GUARD.check(ipaddress.ip_address(place[0]))
        except AddressRefused as error:
            raise DeliveryError(f"{where}: {error}") from error


def _without_secrets(said: str, url: str) -> str:
    """Take out of a sentence what stands in the URL: it may be a token."""
    for word in sorted({*_WORD.findall(url), *_WORD.findall(unquote(url))}, key=len, reverse=True):
        said = said.replace(word, "***")
    return said
