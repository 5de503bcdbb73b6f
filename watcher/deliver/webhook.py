"""The webhook channel: a message as JSON to an endpoint that follows Standard Webhooks.

The body is the same at each attempt, to the byte, and so is `webhook-id`, by which a receiver
knows what it has already. The timestamp and its signature are new each time, since receivers
refuse old ones. The form of the body is docs/webhook.schema.json.
"""

import json
from datetime import UTC, datetime
from http import HTTPStatus

from watcher.deliver.http import Answer
from watcher.deliver.means import Means
from watcher.deliver.payload import message_of
from watcher.deliver.secrets import reveal
from watcher.deliver.signing import key_of, signed
from watcher.errors import DeliveryError
from watcher.model.channel import ChannelSettings, Delivery, Receipt, Secret, label
from watcher.model.message import Message, to_json
from watcher.model.plain import cut
from watcher.model.wire import moment_to_json

#: What a message's own type is called outside.
TYPES = {
    "digest": "treaty.digest",
    "alert": "treaty.alert",
    "operator": "operator.alert",
    "test": "test",
}

_ADVICE = {
    400: "it did not understand the body; see docs/webhook.schema.json and the receiver's log",
    401: "it refused the signature or wants a login: compare the secret on both sides",
    403: "it refused the signature or lets nobody in: compare the secret on both sides",
    404: "check the channel's url",
    405: "check the channel's url: it takes no POST",
    407: "the proxy wants a login; put it into HTTP_PROXY or HTTPS_PROXY",
    410: "the endpoint is gone for good; write its new address into the channel's url",
    413: "the digest is too large for it; lower max_changes of the digest, or raise its limit",
    429: "it takes fewer messages than we sent; it is asked again later",
}
_SERVER = "the trouble is on its side; it is asked again later"
_SUCCESS = range(200, 300)
_LONGEST_SAID = 200  # characters of the receiver's own words in a sentence
_OTHER = "only 2xx means that it took the message; see the receiver's log"


async def deliver(channel: ChannelSettings, delivery: Delivery, means: Means) -> Receipt:
    """Post the message and return once the endpoint answered 2xx; see `channels.deliver`."""
    settings = channel.webhook
    if settings is None:
        raise DeliveryError(f"channel {channel.id} is of kind 'webhook' and needs a url")
    body = body_of(message_of(delivery))
    keys = [_key(channel, secret) for secret in settings.secrets]
    where = label(settings.url).partition("?")[0]  # a query may hold a token
    answer = await means.http.send(
        "POST",
        reveal(settings.url),
        shown=f"channel {channel.id}: {where}",
        headers={
            "Content-Type": "application/json",
            **signed(keys, delivery.id, datetime.now(UTC), body),
        },
        body=body,
    )
    if answer.status not in _SUCCESS:
        raise _refused(f"channel {channel.id}: {where}", answer)
    return Receipt(channel.id, delivery.id, f"{where} answered {answer.status}")


def body_of(message: Message) -> bytes:
    """The body of the request; the same bytes for the same message."""
    body = {
        "type": TYPES[message.type],
        "timestamp": moment_to_json(message.composed_at),
        "data": json.loads(to_json(message)),
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _key(channel: ChannelSettings, secret: Secret) -> bytes:
    try:
        return key_of(reveal(secret))
    except ValueError as error:
        raise DeliveryError(f"channel {channel.id}: {secret.reference} {error}") from error


def _refused(where: str, answer: Answer) -> DeliveryError:
    if 300 <= answer.status < 400:
        advice = "redirects are not followed; write the new address into the channel's url"
    else:
        advice = _ADVICE.get(answer.status, _SERVER if answer.status >= 500 else _OTHER)
    said = cut(answer.text, _LONGEST_SAID)
    quoted = f' ("{said}")' if said else ""
    return DeliveryError(
        f"{where} answered {_named(answer.status)}{quoted}: {advice}",
        permanent=answer.status == HTTPStatus.GONE,
        retry_after=answer.retry_after,
    )


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
