"""One view of the change log, as an address names it: read from a query, and written back.

The page, its feed and its exports are asked in the same words, so that any of them can be sent to
somebody and shows the same lines:

    /changes?treaty=XVIII-16&action=ratification&since=2026-01-01&q=declaration

What is read is brought into one form (a treaty's number, a participant's code), and what does not
narrow is left out, so that one view has one address. Pure, but for the table of participants.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from watcher.config import Config
from watcher.config.named import moment, treaty_number
from watcher.errors import UsageError
from watcher.model.change import ChangeKind
from watcher.model.participants import by_code
from watcher.model.plain import clean
from watcher.model.review import REVIEW_STATES
from watcher.model.treaty import Action
from watcher.store.log import LogFilter, about

#: What a view shows that asks for no kind: everything but what stood there when a part of a source
#: was first read.
NEWS = tuple(kind.value for kind in ChangeKind if kind is not ChangeKind.BASELINE)

#: What `kind` says where baselines are wanted, too.
EVERY_KIND = "all"

#: Characters of a name, or of words to search for.
LONGEST = 200

#: The largest number that the database can be asked for.
LARGEST = 2**63 - 1

#: Where a page of the log begins: lines older than a number, or newer than one.
PAGING = ("before", "newer")


@dataclass(frozen=True, slots=True)
class View:
    """Which lines are wanted, each part in the words of the address; "" and () do not narrow."""

    treaty: str = ""  # a number
    participant: str = ""  # a code, or a part of a name where nobody is known by it
    action: str = ""
    kind: tuple[str, ...] = ()  # () is `NEWS`, (EVERY_KIND,) is all
    source: str = ""
    since: str = ""  # detected on or after this day or moment, ISO 8601
    until: str = ""  # detected before it
    review: str = ""  # one of REVIEW_STATES
    q: str = ""  # words in the summary, the texts or the documents
    after: str = ""  # a line's number; lines behind it, as the links of digests name a span
    up_to: str = ""  # the last line of such a span
    timezone: str = "UTC"  # of days and of moments that name none; no part of the address

    @property
    def narrowed(self) -> bool:
        """Whether it asks for anything at all."""
        return any(self.query)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of lines that it shows; () for all of them."""
        return () if EVERY_KIND in self.kind else self.kind or NEWS

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """What of the address narrows, as names and values in a fixed order."""
        return tuple(self._query())

    def address(self, place: str = "/changes", **more: object) -> str:
        """The address of this view at a place of ours; `more` are parts that go before it."""
        asked = urlencode([*((name, value) for name, value in more.items()), *self.query])
        return f"{place}?{asked}" if asked else place

    def without(self, name: str) -> "View":
        """The view that one part less narrows."""
        empty: dict[str, Any] = {name: () if name == "kind" else ""}
        return replace(self, **empty)

    def wanted(self, limit: int | None = None) -> LogFilter:
        """What the store is asked for."""
        return LogFilter(
            treaty=self.treaty or None,
            action=self.action or None,
            source=self.source or None,
            kinds=self.kinds,
            since=moment("since", self.since or None, self.timezone),
            until=moment("until", self.until or None, self.timezone),
            search=self.q or None,
            review=self.review or None,
            after_seq=int(self.after) if self.after else None,
            up_to_seq=int(self.up_to) if self.up_to else None,
            limit=limit,
            **(about(self.participant) if self.participant else {}),
        )

    def words(self, names: Mapping[str, str]) -> str:
        """Say what it shows: "Changes of …, by Viet Nam, not reviewed"; `names` are of treaties."""
        return "Changes" + "".join(text for given, text in self._words(names) if given)

    def _query(self) -> Iterator[tuple[str, str]]:
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name == "timezone" or not value:
                continue
            yield from ((each.name, one) for one in ([value] if isinstance(value, str) else value))

    def _words(self, names: Mapping[str, str]) -> Iterator[tuple[object, str]]:
        known = by_code(self.participant)
        yield self.treaty, f" of {names.get(self.treaty, self.treaty)}"
        yield self.participant, f", by {known.name if known else self.participant}"
        yield self.action, f", {self.action.replace('_', ' ')}"
        every = EVERY_KIND in self.kind
        yield self.kind, f", {'baselines included' if every else ' or '.join(self.kind)}"
        yield self.source, f", stated by {self.source}"
        yield self.since, f", found from {self.since} on"
        yield self.until, f", found before {self.until}"
        yield self.review, f", {self.review.replace('_', ' ')}"
        yield self.q, f", with the words {self.q}"
        yield self.after, f", after line {self.after}"
        yield self.up_to, f", up to line {self.up_to}"


def read(asked: Iterable[tuple[str, str]], config: Config, beside: Iterable[str] = ()) -> View:
    """Read the names and values of a query; what is empty does not narrow.

    UsageError says which part cannot be meant, and what can. `beside` are names that the caller
    reads itself, such as those of `PAGING`; any other is refused, since a filter that is misspelt
    would show more than was asked for.
    """
    given: dict[str, list[str]] = {}
    for name, value in asked:
        if name not in beside and (text := clean(value)):
            given.setdefault(name, []).append(text)
    known = [each.name for each in fields(View) if each.name != "timezone"]
    for name, values in given.items():
        if name not in known:
            raise UsageError(f"{clean(name)!r} narrows no view; there are: {', '.join(known)}.")
        if name != "kind" and len(set(values)) > 1:
            raise UsageError(f"{name}: {' and '.join(map(repr, values))} cannot both be meant.")
    one = {name: values[0] for name, values in given.items()}
    zone = config.service.timezone
    return View(
        treaty=treaty_number(_short("treaty", one), config) if "treaty" in one else "",
        participant=_participant(_short("participant", one)),
        action=_action(one.get("action", "")),
        kind=_kinds(given.get("kind", ())),
        source=_short("source", one),
        since=_moment("since", one, zone),
        until=_moment("until", one, zone),
        review=_one_of("review", one.get("review", ""), REVIEW_STATES),
        q=_short("q", one),
        after=number("after", one.get("after")),
        up_to=number("up_to", one.get("up_to")),
        timezone=zone,
    )


def number(name: str, text: str | None) -> str:
    """A line's number as it stands in an address, "" for none; UsageError for anything else."""
    if not text:
        return ""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST)):
        raise UsageError(f"{name}: {text[:LONGEST]!r} is not the number of a line of the log.")
    if int(text) > LARGEST:
        raise UsageError(f"{name}: {text} is more than any log has lines.")
    return str(int(text))


def _short(name: str, given: Mapping[str, str]) -> str:
    text = given.get(name, "")
    if len(text) > LONGEST:
        raise UsageError(f"{name}: at most {LONGEST} characters, and not {len(text):,}.")
    return text


def _participant(text: str) -> str:
    """The code, where the name is known in this spelling; else the words as they stand."""
    return about(text).get("participant_code", text) if text else ""


def _action(text: str) -> str:
    return _one_of("action", text.lower().replace(" ", "_").replace("-", "_"), tuple(Action))


def _kinds(texts: Iterable[str]) -> tuple[str, ...]:
    kinds = tuple(ChangeKind)
    chosen = {_one_of("kind", text.lower(), (*kinds, EVERY_KIND)) for text in texts}
    if EVERY_KIND in chosen or chosen.issuperset(kinds):
        return (EVERY_KIND,)
    return () if chosen == set(NEWS) else tuple(kind.value for kind in kinds if kind in chosen)


def _moment(name: str, given: Mapping[str, str], timezone: str) -> str:
    text = _short(name, given)
    moment(name, text or None, timezone)
    return text


def _one_of(name: str, text: str, allowed: Iterable[str]) -> str:
    if text and text not in set(allowed):
        raise UsageError(f"{name}: {text[:LONGEST]!r} is not one of: {', '.join(allowed)}.")
    return text
