"""What messages to the operator, and test messages, say in every form. Plain text."""

from collections.abc import Iterator

from watcher.digest.render.words import Zone
from watcher.model.message import TestMessage
from watcher.model.operator import OperatorAlert, OperatorEvent

OPERATOR_REASON = (
    "You get this as the operator of the treaty watcher. Each such episode is told once, "
    "and once more when it is over."
)


def paragraphs(alert: OperatorAlert, zone: Zone) -> Iterator[str]:
    """One paragraph for each episode that begins or is over, and why the reader gets them."""
    for event in alert.events:
        yield f"{event.subject}: {event.text} {state(event, zone)}"
    yield OPERATOR_REASON


def state(event: OperatorEvent, zone: Zone) -> str:
    """Whether the episode goes on, and since when."""
    return "Over." if event.over else f"Since {zone.moment(event.since)} ({zone.name})."


def test_paragraphs(message: TestMessage, zone: Zone) -> Iterator[str]:
    """What a test message says. Backticks hold what is typed."""
    yield (
        f"This is a test. It was sent on {zone.moment(message.composed_at)} ({zone.name}) "
        f"with `watcher channels test {message.channel}`, to see whether messages arrive."
    )
    yield "Nothing happened to any treaty, and there is nothing to do."
