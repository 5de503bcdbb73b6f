"""Builders of what a channel is given: a message, a delivery that carries it, the way out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from watcher.deliver.means import Means, open_means
from watcher.model.channel import Delivery
from watcher.model.digest import Digest, OperatorNotice
from watcher.model.message import Message, TestMessage, to_json

NOW = datetime(2025, 11, 20, 7, 0, tzinfo=UTC)
TLS = Path(__file__).parent.parent / "fetch" / "tls"
AUTHORITY = TLS / "authority.pem"  # it signed server.pem, for loopback, both valid to 2125


def a_digest(**different: Any) -> Digest:
    """A digest with nothing in it but a notice to the operator."""
    digest = Digest(
        id="daily",
        title="Daily",
        subject="Mauritius signs",
        schedule="daily",
        timezone="UTC",
        composed_at=NOW,
        since_seq=0,
        until_seq=1,
        start=None,
        end=NOW,
        record=(),
        reported=(),
        documents=(),
        troubles=(),
        notices=(OperatorNotice("untc", "unresolved_name", "Who is Zubrowka?"),),
        sources=("untc",),
    )
    return replace(digest, **different)


def a_test_message(**different: Any) -> TestMessage:
    """What `watcher channels test desk` sends."""
    return replace(TestMessage("desk", "UTC", NOW), **different)


def a_delivery(message: Message | None = None, **fields: Any) -> Delivery:
    """The first attempt at a message, a digest unless another is given, to channel "desk"."""
    delivery = Delivery("d-1", 1, "desk", to_json(message or a_digest()), 0)
    return replace(delivery, **fields)


@asynccontextmanager
async def the_means(**different: Any) -> AsyncIterator[Means]:
    """The way out, to this machine as well: that is where tests have their servers."""
    settings: dict[str, Any] = {
        "user_agent": "treaty-watcher/test",
        "contact": None,
        "ca_file": None,
        "allow_private": True,
    }
    async with open_means(**{**settings, **different}) as means:
        yield means
