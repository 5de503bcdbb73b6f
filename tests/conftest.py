"""Fixtures that all tests share."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.servers import Site

settings.register_profile("tests", deadline=None)  # a busy machine is no failure
settings.load_profile("tests")


@pytest.fixture(autouse=True)
def the_log_as_it_was() -> Iterator[None]:
    """A command that is called in the test's process sets how much is told, for all that follow."""
    loggers = [logging.getLogger(), logging.getLogger("watcher")]
    levels = [each.level for each in loggers]
    yield
    for each, level in zip(loggers, levels, strict=True):
        each.setLevel(level)


@pytest.fixture
def site() -> Iterator[Site]:
    """A scriptable HTTP server on loopback; see tests/servers.py."""
    with Site() as running:
        yield running
