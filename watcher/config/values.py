"""The kinds of value that may stand in the file, each with the rule that reads it.

A rule takes what TOML holds and returns what the program works with, or raises ValueError with
the rest of a sentence that begins with the name and the value: "is not …; write …".
"""

import re
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from watcher.model.digest import QuietHours
from watcher.model.treaty import treaty_id

Word = TypeVar("Word", bound=str)

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=31)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_GATHERING = timedelta(hours=1)
LONGEST_PATIENCE = timedelta(days=7)
SHORTEST_KEEPING, LONGEST_KEEPING = timedelta(days=1), timedelta(days=36_500)

#: Words for the usual schedules, as cron expressions. Monday is 1.
SCHEDULES = {"daily": "0 7 * * *", "weekly": "0 7 * * 1", "monthly": "0 7 1 * *"}

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_DURATION = re.compile(r"([0-9]{1,7}) ?([smhd])")
_HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d) ?- ?((?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LISTEN = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):(?P<port>[0-9]{1,5})")
_CONTACT = re.compile(r"(?:mailto:[^\s@]+@[^\s@]+|https?://\S+)", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2}")
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?) ?%")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """End a sentence with the known name that `word` comes near to, if there is one."""
    import difflib  # only a wrong file needs it

    near = difflib.get_close_matches(word, known, n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def text(value: object) -> str:
    """Read words on one line, without the space around them."""
    if not isinstance(value, str):
        raise ValueError('must be text in quotes, such as "…"')  # noqa: TRY004 - pydantic collects no TypeError
    if not value.strip():
        raise ValueError("is empty; leave the name out, or write what it should be")
    if _CONTROL.search(value):
        raise ValueError("holds a line break or a control character; write it on one line")
    return value.strip()


def flag(value: object) -> bool:
    """Read a plain yes or no."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotes")  # noqa: TRY004 - as above
    return value


def identifier(value: object) -> str:
    """Read a name by which commands and other sections refer to this one."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError(
            "is not an id; use up to 64 letters (a to z), digits, dots, dashes and underscores, "
            "beginning with a letter or a digit"
        )
    return value


def whole_number(low: int, high: int) -> Callable[[object], int]:
    """Make the rule for a number within bounds."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"is not allowed; write a whole number from {low} to {high}")
        return value

    return read


def one_of(*known: Word) -> Callable[[object], Word]:
    """Make the rule for one of a few words."""

    def read(value: object) -> Word:
        if isinstance(value, str) and value in known:
            return known[known.index(value)]  # the member, where the words are an enumeration
        hint = did_you_mean(value, known) if isinstance(value, str) else ""
        raise ValueError(f"is not known; allowed: {', '.join(known)}{hint}")

    return read


def _duration(value: object) -> timedelta:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(
            "is not a length of time; write a number and a unit in quotes, "
            'such as "90s", "30m", "6h" or "1d"'
        )
    return int(match[1]) * _UNITS[match[2]]


def interval(value: object) -> timedelta:
    """Read how often a source is polled: from a minute (politeness) to a month."""
    every = _duration(value)
    if not SHORTEST <= every <= LONGEST:
        side = "short" if every < SHORTEST else "long"
        raise ValueError(f'is too {side}; allowed: "1m" to "31d"')
    return every


def pause(value: object) -> timedelta:
    """Read a wait between two requests; none is allowed, for a site of one's own."""
    wait = _duration(value)
    if wait > LONGEST_PAUSE:
        raise ValueError('is too long; allowed: "0s" to "1h"')
    return wait


def gathering(value: object) -> timedelta:
    """Read for how long news is gathered before it is sent at once."""
    wait = _duration(value)
    if wait > LONGEST_GATHERING:
        raise ValueError('is too long for what is sent at once; allowed: "0s" to "1h"')
    return wait


def patience(value: object) -> timedelta:
    """Read for how long a source may fail before the operator is told."""
    wait = _duration(value)
    if not SHORTEST <= wait <= LONGEST_PATIENCE:
        side = "short" if wait < SHORTEST else "long"
        raise ValueError(f'is too {side}; allowed: "1m" to "7d"')
    return wait


def keeping(value: object) -> timedelta | None:
    """Read for how long captures are kept that changed nothing; None for ever."""
    if value == "forever":
        return None
    try:
        length = _duration(value)
    except ValueError:
        length = timedelta()
    if not SHORTEST_KEEPING <= length <= LONGEST_KEEPING:
        raise ValueError('is not allowed; write days, such as "90d", or "forever"')
    return length


def quiet_hours(value: object) -> QuietHours:
    """Read from when until when nothing is sent."""
    match = _HOURS.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or match[1] == match[2]:
        raise ValueError('is not a span of hours; write two times, such as "22:00-07:00"')
    return QuietHours(time.fromisoformat(match[1]), time.fromisoformat(match[2]))


def url(value: object) -> str:
    """Read a web address. A user name in it would end up in logs and digests: refused."""
    address = text(value)
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or len(address.split()) != 1:
        raise ValueError("is not an address; write one that begins with https:// or http://")
    if "@" in parts.netloc:
        raise ValueError("holds a user name or a password; write the address without them")
    if len(address) > 2000:
        raise ValueError("is longer than 2000 characters")
    return address


def public_url(value: object) -> str:
    """Read where people reach the web page; links begin with it, so a last slash goes."""
    address = url(value)
    if "?" in address or "#" in address:
        raise ValueError("must end before any ? or #, since links begin with it")
    return address.rstrip("/")


def listen(value: object) -> str:
    """Read a host and a port; an IPv6 host stands in brackets."""
    match = _LISTEN.fullmatch(value) if isinstance(value, str) else None
    if match is None or int(match["port"]) > 65535:
        raise ValueError('is not a place to listen; write host:port, such as "127.0.0.1:8080"')
    return match.string


def contact(value: object) -> str:
    """Read how webmasters reach the people behind the requests, for the User-Agent."""
    if not isinstance(value, str) or len(value) > 200 or not value.isascii():
        value = ""
    if not _CONTACT.fullmatch(value):
        raise ValueError(
            'is not a contact; write "mailto:desk@example.org" or an address that begins '
            "with https://"
        )
    return value


def path(value: object) -> Path:
    """Read a file's place; a relative one is taken from the working directory."""
    name = text(value)
    if name == ":memory:" or name.startswith("file:"):
        raise ValueError("is not the name of a file")
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise ValueError("names a home directory that does not exist") from error


def readable_file(value: object) -> Path:
    """Read the place of a file that is there and can be read now."""
    name = path(value)
    try:
        name.open("rb").close()
    except OSError as error:
        raise ValueError(f"cannot be read: {(error.strerror or str(error)).lower()}") from error
    return name


def treaty_number(value: object) -> str:
    """Read a number of the UN Treaty Collection, or an id by which another depositary has it."""
    try:
        return treaty_id(text(value))
    except ValueError as error:
        raise ValueError(
            "is not a UN Treaty Collection number; write it as on the status page, such as "
            '"XVIII-16" or "XXVI-2-a" (or, for a treaty of another depositary, its short name, '
            'a dash and an id, such as "WIPO-berne" or "CETS-185")'
        ) from error


def zone(value: object) -> str:
    """Read the name of a time zone of the IANA database."""
    name = text(value)
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:  # unknown; a directory; "../" and the like
        hint = did_you_mean(name, tuple(sorted(available_timezones())))
        raise ValueError(
            f'is not a time zone; write a name such as "UTC" or "Europe/Vienna"{hint}'
        ) from error
    return name


def schedule(value: object) -> str:
    """Read when a digest is due; gives cron with five fields, in the digest's time zone."""
    rule = text(value)
    if rule in SCHEDULES:
        return SCHEDULES[rule]
    from cronsim import CronSim, CronSimError  # the usual words do without it

    allowed = f'write {", ".join(SCHEDULES)}, or cron with five fields, such as "0 7 * * 1-5"'
    if len(rule.split()) != 5:
        raise ValueError(f"is not a schedule; {allowed}{did_you_mean(rule, tuple(SCHEDULES))}")
    try:
        next(CronSim(rule, datetime(2026, 1, 1, tzinfo=UTC)))
    except (CronSimError, StopIteration) as error:
        reason = str(error).lower() or "it never comes due"
        raise ValueError(f"is not a schedule ({reason}); {allowed}") from error
    return rule


def pattern(value: object) -> str:
    """Read a regular expression. Its time on a hostile page is bounded where it is used."""
    if not isinstance(value, str) or not value:
        raise ValueError("must be a regular expression in quotes")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what Python will read otherwise one day
            re.compile(value)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        raise ValueError(
            f"is not a regular expression: {error}; single quotes keep backslashes as they are"
        ) from error
    return value


def texts(value: object) -> tuple[str, ...]:
    """Read a list of texts; one alone may stand without the brackets."""
    return tuple(text(item) for item in (value if isinstance(value, list) else [value]))


def language(value: object) -> str:
    """Read a language as its code of ISO 639-1."""
    code = text(value).lower()
    if not _LANGUAGE.fullmatch(code):
        raise ValueError('is not a language; write its two letters, such as "en" or "fr"')
    return code


def share(value: object) -> float:
    """Read a share of the whole, as 0.3 or "30%"."""
    percent = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    number = float(percent[1]) / 100 if percent else value
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number <= 1:
        raise ValueError('is not a share; write a number such as 0.3, or "30%"; at most 1')
    return float(number)


def second_reading(value: object) -> str:
    """Read what a status is checked against: its page, its XML, or an address."""
    words = ("page", "xml")
    if value in words:
        return str(value)
    try:
        return url(value)
    except ValueError as error:
        raise ValueError(f"{error}; or write one of: {', '.join(words)}") from error
