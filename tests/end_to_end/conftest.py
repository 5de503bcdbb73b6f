"""Fixtures of the end-to-end tests: a table that is watched, and the hand that changes it."""

import pytest

from tests.end_to_end.tables import table
from tests.end_to_end.watching import untc_source, watching
from tests.servers import reply


@pytest.fixture
def serve(site):
    """Serve this status page from now on."""
    return lambda body: site.answer("/status", reply(body=body))


@pytest.fixture
async def watcher(site, serve, tmp_path):
    """A watcher of the table of tests/end_to_end/tables.py, after its baseline."""
    serve(table())
    async with watching(tmp_path, untc_source(site.url("/status"))) as watching_it:
        await watching_it.poll()
        yield watching_it
