"""A log with something of everything in it, made once."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tests.unit.review import lawful as lawful_treaty
from tests.unit.review import troubled as troubled_watch
from tests.unit.review.asking import ADDRESS, asking, copied, fill
from watcher.config import load
from watcher.review.app import application


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with configuration and database; only to be read."""
    folder = tmp_path_factory.mktemp("filled")
    fill(folder)
    return folder


@pytest.fixture
async def web(filled: Path, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The application over a copy of it."""
    async with asking(copied(filled, tmp_path)) as client:
        yield client


@pytest.fixture(scope="session")
def lawful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a treaty with something of everything; only to be read."""
    folder = tmp_path_factory.mktemp("lawful")
    lawful_treaty.fill(folder)
    return folder


@pytest.fixture(scope="session")
def lawful_desk(lawful: Path) -> Iterator[FastAPI]:
    """The application over it, once: its pages of treaties and participants write nothing."""
    app = application(load(lawful / "watcher.toml"), lambda: lawful_treaty.NOW)
    yield app
    app.state.desk.close()


@pytest.fixture
async def law(lawful_desk: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Who asks it."""
    transport = httpx.ASGITransport(lawful_desk, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        yield client


@pytest.fixture(scope="session")
def troubled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a watch in every kind of trouble; only to be read."""
    folder = tmp_path_factory.mktemp("troubled")
    troubled_watch.fill(folder)
    return folder


@pytest.fixture
async def troubled(troubled_folder: Path, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The application over a copy of it."""
    async with asking(copied(troubled_folder, tmp_path), lambda: troubled_watch.NOW) as client:
        yield client
