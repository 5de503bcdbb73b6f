"""What kind of place an address is. Pure."""

import re
from enum import Enum, auto
from urllib.parse import quote


class Place(Enum):
    """A kind of place: what is asked of whoever comes, and how they are refused."""

    PUBLIC = auto()  # nothing is asked: probes, and what the login page itself looks like
    DOOR = auto()  # the login page
    PAGE = auto()  # for people: they are sent to the login page
    API = auto()  # for programs, and for scripts of our own pages
    FEED = auto()  # for programs that can send no headers: a token may stand in the address
    MACHINE = auto()  # for programs


HOME = "/"
LOGIN = "/login"

#: Addresses that are not pages. Whatever is not listed here is one, and so asks for rights.
_PLACES = {
    "/healthz": Place.PUBLIC,
    "/readyz": Place.PUBLIC,
    "/favicon.ico": Place.PUBLIC,
    "/robots.txt": Place.PUBLIC,
    LOGIN: Place.DOOR,
    "/logout": Place.DOOR,
    "/feed.atom": Place.FEED,
    "/changes.atom": Place.FEED,
    "/calendar.ics": Place.FEED,
    "/metrics": Place.MACHINE,
    "/api/docs": Place.PAGE,
}
_BEGINNINGS = (("/static/", Place.PUBLIC), ("/api/docs/", Place.PAGE), ("/api/", Place.API))
#: These say nothing but whether the desk answers, to whoever asks by whatever name: a probe of a
#: container platform asks by the container's address, which nobody knows beforehand.
PROBES = frozenset({"/healthz", "/readyz"})

#: A path of ours with its query. A browser takes a second slash or a backslash for the beginning of
#: another host, and drops tabs and line breaks before it looks.
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f-\xa0]*")
_LONGEST_PATH = 2000  # characters


def place_of(path: str) -> Place:
    """The kind of place that a path, without its query, leads to."""
    known = _PLACES.get(path)
    if known is not None:
        return known
    return next((place for start, place in _BEGINNINGS if path.startswith(start)), Place.PAGE)


def own_path(wanted: str | None) -> str:
    """Where to go after the login: what was wanted, if that is a page of ours; else home."""
    if not wanted or len(wanted) > _LONGEST_PATH or not _OWN_PATH.fullmatch(wanted):
        return HOME
    path = wanted.partition("?")[0].partition("#")[0]
    return wanted if place_of(path) is Place.PAGE else HOME


def login_path(wanted: str) -> str:
    """The address of the login page from which people get to where they wanted to go."""
    wanted = own_path(wanted)
    return LOGIN if wanted == HOME else f"{LOGIN}?next={quote(wanted, safe='/')}"
