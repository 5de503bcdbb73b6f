"""What the fault tests share."""

from collections.abc import Iterator

import pytest

from tests.faults.running import Desk
from tests.faults.scene import Scene, playing


@pytest.fixture
def desk(tmp_path) -> Desk:
    """An empty folder to run commands in."""
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Iterator[Scene]:
    """Three sources that move, and what is said of them undisturbed."""
    with playing(tmp_path_factory.mktemp("scene")) as playing_now:
        yield playing_now
