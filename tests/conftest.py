"""Fixtures that all tests share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.servers import Site

settings.register_profile("tests", deadline=None)  # a busy machine is no failure
settings.load_profile("tests")


@pytest.fixture
def site() -> Iterator[Site]:
    """A scriptable HTTP server on loopback; see tests/servers.py."""
    with Site() as running:
        yield running
