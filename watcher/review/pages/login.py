"""The login page, and the way out."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from watcher.log import get_logger
from watcher.review.access.attempts import client_of
from watcher.review.access.door import door_of
from watcher.review.access.places import HOME, own_path
from watcher.review.access.sessions import clean_name
from watcher.review.access.visitor import visitor_of
from watcher.review.desk import TheDesk

log = get_logger(__name__)

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303


@router.get("/login")
def ask(
    request: Request, desk: TheDesk, next_: Annotated[str, Query(alias="next")] = HOME
) -> Response:
    """Ask for the password; whoever needs none goes on."""
    if visitor_of(request).may_read:
        return RedirectResponse(own_path(next_), _SEE_OTHER)
    return desk.page(request, "login.html", {"next": own_path(next_), "problem": None, "name": ""})


@router.post("/login")
async def log_in(
    request: Request,
    desk: TheDesk,
    password: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    next_: Annotated[str, Form(alias="next")] = HOME,
) -> Response:
    """Let in who knows the password, to the page that they wanted."""
    door = door_of(request)
    wanted = own_path(next_)
    if door.passwords is None:
        return RedirectResponse(wanted, _SEE_OTHER)
    client = client_of(request.client.host if request.client else None, request.headers)
    wait = door.attempts.wait(client, door.clock())
    if wait is None and await door.passwords.match(password):
        door.attempts.forget(client)
        response = RedirectResponse(wanted, _SEE_OTHER)
        # A session of its own: one from before the login may be known to others.
        door.keep(response, door.sessions.new(door.clock(), clean_name(name), logged_in=True))
        return response
    context = {"next": wanted, "name": clean_name(name) or ""}
    if wait is None:
        log.warning("a wrong password at the review desk", client=client)
        told = {"problem": "That is not the password."}
        return await run_in_threadpool(desk.page, request, "login.html", context | told, status=403)
    log.warning("too many passwords tried at the review desk", client=client)
    minutes = -(-int(wait.total_seconds()) // 60) or 1
    told = {"problem": f"Too many attempts. Try again in {minutes} min."}
    page = await run_in_threadpool(desk.page, request, "login.html", context | told, status=429)
    page.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return page


@router.post("/logout")
async def log_out(request: Request) -> Response:
    """End the session."""
    response = RedirectResponse(HOME, _SEE_OTHER)
    door_of(request).log_out(request, response)
    return response
