"""All participants that have to do with a watched treaty, and in how many of them they are."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from watcher.errors import UsageError
from watcher.model.groups import group, groups
from watcher.review.desk import TheDesk
from watcher.review.leaves import PageNumber, page_of
from watcher.review.templating import path
from watcher.review.treaties.narrowed import named

router = APIRouter(include_in_schema=False)

#: Participants on one page.
_SIZE = 100


@router.get("/participants")
def participants(
    request: Request,
    desk: TheDesk,
    q: str = "",
    group: str = "",
    sort: str = "",
    page: PageNumber = 1,
) -> HTMLResponse:
    """The list, narrowed by words of names and by a group, a hundred on a page."""
    members = _members(group)
    known = desk.read(desk.treaties.together, desk.clock().date())
    found = [
        each
        for each in known.rows.values()
        if (members is None or each.code in members) and named(each.name, each.code, q)
    ]
    if sort == "last":
        found.sort(key=lambda each: each.last, reverse=True)
    elif sort:
        raise UsageError(f"sort: {sort!r} is not one of: last.")
    return desk.page(
        request,
        "participants.html",
        {
            "found": (shown := page_of(found, page, _SIZE)).rows,
            "pages": shown,
            "address": partial(path, "participants", q=q.strip(), group=group, sort=sort),
            "treaties": len(known.briefs),
            "q": q.strip(),
            "group": group,
            "groups": groups(),
            "sort": sort,
        },
    )


def _members(wanted: str) -> frozenset[str] | None:
    if not wanted:
        return None
    known = group(wanted)
    if known is None:
        raise UsageError(f"group: there is no group {wanted!r}.")
    return known.members
