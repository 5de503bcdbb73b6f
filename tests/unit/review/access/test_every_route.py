"""The real application, address by address: nothing opens to whoever shows nothing."""

import re

import httpx
import pytest
from starlette.routing import Mount

from tests.unit.review.access.conftest import HASH, READ
from watcher.config import Config, Service, Web
from watcher.model.channel import Secret
from watcher.review.app import application

OPEN = {"/healthz", "/readyz", "/static/desk.css", "/login"}
READS = ("GET", "HEAD")


@pytest.fixture(scope="module")
def app(database):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESK_READ", READ)
        web = Web(password=HASH, read_tokens=(Secret("env:DESK_READ"),))
        yield application(Config(service=Service(database=database), web=web))


def routes(app) -> list[tuple[str, str]]:
    """Each method and address, with something in the place of its parameters."""
    found = [("GET", "/static/desk.css")]
    for included in app.routes:
        if not isinstance(included, Mount):
            for route in included.effective_route_contexts():
                path = re.sub(r"\{[^}]+\}", "1", route.path)
                found += [(method, path) for method in sorted(route.methods)]
    return found


async def answers(app, **headers: str) -> dict[tuple[str, str], int]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        return {
            (method, path): (await client.request(method, path, headers=headers)).status_code
            for method, path in routes(app)
        }


async def test_without_password_and_token_nothing_opens_but_the_door(app):
    found = await answers(app)
    reads = {path for (method, path), code in found.items() if method in READS and code < 300}
    others = {code for (method, path), code in found.items() if path not in OPEN}

    assert reads <= OPEN
    assert {"/healthz", "/login", "/static/desk.css"} <= reads
    assert others == {303, 401, 415}  # 415: the way out takes a form, from whoever it is
    assert len(found) > 40


async def test_with_a_token_for_reading_nothing_can_be_written(app):
    found = await answers(app, authorization=f"Bearer {READ}")
    doors = ("/login", "/logout")
    writes = {key: code for key, code in found.items() if key[0] not in READS}

    assert {code for (_, path), code in writes.items() if path not in doors} == {403}
    assert len(writes) > 8
