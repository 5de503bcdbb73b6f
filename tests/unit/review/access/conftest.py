"""A real server on loopback, with a small application behind the guard.

desk = served(password=True, read_tokens=True)
with desk.browser() as browser: ...
"""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, Response

from watcher.config import Config, Service, Web
from watcher.model.channel import Secret
from watcher.review import problems
from watcher.review.access import Reviewer, protect, remember_name, visitor_of
from watcher.review.access.attempts import Attempts
from watcher.review.desk import Desk
from watcher.review.pages import login
from watcher.store.handle import open_store

PASSWORD = "correct horse battery"
#: As weak as argon2 can be, and so as fast; the program's own is slow on purpose.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
READ, REVIEW = "a-token-that-may-read", "a-token-that-may-review"
PUBLIC = "https://desk.example.org"
NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)


@dataclass
class Served:
    """A desk that answers at `url`. Its clock stands until it is moved."""

    url: str
    config: Config
    now: datetime = NOW
    written: list[tuple[str, str | None]] = field(default_factory=list)  # note, and who
    seen: list[str] = field(default_factory=list)  # addresses as endpoints saw them
    stack: ExitStack = field(default_factory=ExitStack)

    def browser(self, **headers: str) -> httpx.Client:
        """A browser with a jar of its own, which follows nothing."""
        client = httpx.Client(
            base_url=self.url,
            headers=headers,
            trust_env=False,
            verify=False,  # plain http: to read the machine's certificates takes 20 ms
        )
        return self.stack.enter_context(client)

    def ask(self, method: str, path: str, **options) -> httpx.Response:
        """One request without cookies."""
        cookies = options.pop("cookies", {})
        browser = self.browser()
        browser.cookies.update(cookies)
        return browser.request(method, path, **options)

    def log_in(self, browser: httpx.Client, password: str = PASSWORD, **fields: str):
        token = csrf(browser.get("/login"))
        return browser.post("/login", data={"csrf": token, "password": password, **fields})


def csrf(page: httpx.Response) -> str:
    return re.search('name="csrf" value="([0-9a-f]{64})"', page.text)[1]


def small(served: Served) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(served.config, lambda: served.now)
    app.include_router(login.router)

    def form(request: Request) -> Response:
        served.seen.append(str(request.url))
        visitor = visitor_of(request)
        return HTMLResponse(
            f'{visitor.by} {visitor.name}<input name="csrf" value="{visitor.csrf}">'
        )

    def write(
        request: Request,
        visitor: Reviewer,
        note: Annotated[str, Form()],
        name: Annotated[str, Form()] = "",
    ) -> Response:
        served.written.append((note, visitor.name))
        response = HTMLResponse("written")
        if name:
            remember_name(response, request, name)
        return response

    def write_api(visitor: Reviewer, body: dict[str, str]) -> dict[str, str | None]:
        served.written.append((body["note"], visitor.name))
        return {"by": visitor.by, "name": visitor.name}

    def plain(request: Request) -> dict[str, str]:
        served.seen.append(str(request.url))
        return {"by": visitor_of(request).by}

    def framed() -> Response:
        return HTMLResponse(
            "", headers={"Content-Security-Policy": "sandbox", "Cache-Control": "public"}
        )

    def faulty() -> Response:
        raise RuntimeError("a fault")

    for path in ("/", "/changes"):
        app.add_api_route(path, form, methods=["GET"])
    app.add_api_route("/changes", write, methods=["POST"])
    app.add_api_route("/api/v1/reviews", write_api, methods=["POST", "DELETE"])
    for path in ("/api/v1/changes", "/feed.atom", "/calendar.ics", "/metrics", "/healthz"):
        app.add_api_route(path, plain, methods=["GET"])
    app.add_api_route("/captures/1/view", framed, methods=["GET"])
    app.add_api_route("/faulty", faulty, methods=["GET"])
    problems.handle(app)
    protect(app, app.state.desk)
    return app


@pytest.fixture(scope="session")
def database(tmp_path_factory) -> Path:
    """An empty one for all: nothing here writes to it."""
    path = tmp_path_factory.mktemp("desk") / "watcher.db"
    with open_store(path, "a test"):
        return path


@pytest.fixture(scope="session")
def running(database) -> Iterator[Callable[..., "Running"]]:
    """Servers by their configuration: each is started once, and ends with the session."""
    started: dict[str, Running] = {}
    with ExitStack() as stack:

        def get(web: dict[str, Any], *, access_log: bool) -> Running:
            key = f"{sorted(web.items())}{access_log}"
            if key not in started:
                server = Running(database, Web(**web), access_log=access_log)
                started[key] = stack.enter_context(server)
            return started[key]

        yield get


@pytest.fixture
def served(running, monkeypatch) -> Iterator[Callable[..., Served]]:
    """Desks that know nothing of earlier tests."""
    monkeypatch.setenv("DESK_READ", READ)
    monkeypatch.setenv("DESK_REVIEW", REVIEW)
    with ExitStack() as stack:

        def start(
            *, password: bool = False, tokens: bool = False, access_log: bool = False, **web
        ) -> Served:
            if password:
                web["password"] = HASH
            if tokens:
                web |= {
                    "read_tokens": (Secret("env:DESK_READ"),),
                    "review_tokens": (Secret("env:DESK_REVIEW"),),
                }
            return running(web, access_log=access_log).fresh(stack)

        yield start


class Running:
    """A server in a thread of its own."""

    def __init__(self, database: Path, web: Web, *, access_log: bool) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        port = self._socket.getsockname()[1]
        config = Config(
            service=Service(database=database), web=replace(web, listen=f"127.0.0.1:{port}")
        )
        self._served = Served(f"http://127.0.0.1:{port}", config)
        self._app = small(self._served)
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._app,
                log_config=None,
                access_log=access_log,
                lifespan="off",
                proxy_headers=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))

    def fresh(self, stack: ExitStack) -> Served:
        """The desk as it was at its start; `stack` ends what the test opens."""
        served = self._served
        served.now, served.stack = NOW, stack
        served.written.clear()
        served.seen.clear()
        self._app.state.door.attempts = Attempts()
        return served

    def __enter__(self) -> "Running":
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
