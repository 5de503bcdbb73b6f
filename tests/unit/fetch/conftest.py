"""A fetcher that may reach the site on loopback, and a way to catch what a fetch says."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from watcher.errors import FetchError
from watcher.fetch.client import Fetcher, FetchSettings
from watcher.model.capture import Validators

Fail = Callable[..., Awaitable[FetchError]]


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def settings() -> FetchSettings:
    """Open to loopback and without pauses; a test changes what it is about."""
    return FetchSettings(
        user_agent="treaty-watcher/test",
        host_pause=timedelta(0),
        host_connections=50,
        allow_private_addresses=True,
        total_time=timedelta(seconds=20),
    )


@pytest.fixture
async def fetcher(settings: FetchSettings) -> AsyncIterator[Fetcher]:
    async with Fetcher(settings) as fetcher:
        yield fetcher


@pytest.fixture
def fail(settings: FetchSettings) -> Fail:
    """Fetch an address with changed settings, and hand back the error that it must raise."""

    async def fetch(
        url: str, validators: Validators | None = None, **changes: object
    ) -> FetchError:
        async with Fetcher(replace(settings, **changes)) as fetcher:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch("the-source", url, validators or Validators())
        return caught.value

    return fetch
