"""Fixtures that all tests share."""

from collections.abc import Iterator

import pytest

from tests.servers import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """A scriptable HTTP server on loopback; see tests/servers.py."""
    with Site() as running:
        yield running
