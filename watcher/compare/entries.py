"""Which entry is which, from one poll of a feed or a list to the next.

A site that drops, changes or repeats its ids must not tell its old entries again, and a new
entry must never pass for an old one. An entry is the known one, in this order,

* that says the same under the same key: its id, without one its link, else a hash of its words;
* that says the same under the same id, where several entries share it: which of them carry a
  hash in their keys differs with what stands beside them;
* that has the same key, whatever it says;
* that links to the same place and says the same at the same date: court feeds link all entries
  of a case to one page;
* that has an address in common with it, be it the id or the link;
* that says the same at the same date, where one of the two names itself by nothing else.

The last three hold only for a known entry whose own key the document does not name, and for what
no other entry of the document has. Of an address, path and query count; scheme, host, fragment,
a last slash and `utm_…` parameters do not. What leaves a doubt is new.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from watcher.compare.identity import Pair
from watcher.model.finding import Finding, Known, Statement

PART = "entries"

#: Read like this and not with `urlsplit`: thousands of known entries are looked through.
_WEB = re.compile(r"https?://[^/?#]*(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.IGNORECASE)
#: What an extractor adds to a key where several entries of one document share an id.
_ONE_OF_SEVERAL = re.compile(r"#[0-9a-f]{12}$")
#: The name of an entry that states neither id nor link.
_WORDS_ALONE = "sha256:"

#: What an entry can be recognised by; None where it does not have it.
Naming = Callable[[Finding], Hashable]


class _Clue(NamedTuple):
    """By what entries are recognised, and what must not speak against it."""

    of_known: Naming
    of_found: Naming
    claimed: Callable[[Finding], Iterable[Hashable]]  # what no two entries of a document may share
    fits: Callable[[Finding, Finding], bool]  # known, found


def pair_entries(known: Mapping[str, Known], found: Mapping[str, Finding]) -> list[Pair]:
    """Each entry of a document, with the known one that it is, or none.

    No known entry is in two pairs, and the order of entries means nothing. A pair under two
    keys moves the entry to its new one; an entry that is told apart from others of its id, or
    no longer, keeps the key that it has.
    """
    chosen: dict[str, Known] = {}
    for key, finding in found.items():
        same = known.get(key)
        if same is not None and same.finding.statement.text == finding.statement.text:
            chosen[key] = same
    left = {key: found[key] for key in sorted(found.keys() - chosen.keys())}
    if left:
        chosen |= _recognised(known, found, left)
    return [_pair(chosen.get(key), finding, found) for key, finding in found.items()]


def _pair(known: Known | None, finding: Finding, found: Mapping[str, Finding]) -> Pair:
    if known is not None and known.finding.statement == finding.statement:
        old = known.finding.key
        if old != finding.key and _id(known.finding) == _id(finding) and old not in found:
            return Pair(known, replace(finding, key=old))
    return Pair(known, finding)


def _recognised(
    known: Mapping[str, Known], found: Mapping[str, Finding], left: dict[str, Finding]
) -> dict[str, Known]:
    """The known entries among those that do not say the same under the same key, by key found."""
    free = {key: item for key, item in known.items() if key not in found}
    chosen = _same_under_one_id(free, left)
    chosen |= {key: known[key] for key in left if key in known and key not in chosen}
    for clue in _CLUES:
        in_document = Counter(name for each in found.values() for name in clue.claimed(each))
        wanted = {
            name: finding
            for key, finding in left.items()
            if key not in chosen and (name := clue.of_found(finding)) and in_document[name] == 1
        }
        if wanted:
            taken = {item.finding.key for item in chosen.values()}
            rest = (item for key, item in free.items() if key not in taken)
            chosen |= _by_name(rest, wanted, clue)
    return chosen


def _same_under_one_id(free: Mapping[str, Known], left: Mapping[str, Finding]) -> dict[str, Known]:
    """Those that say exactly what a known entry of the same id says."""
    wanted = {_id(finding) for finding in left.values()}
    said: dict[tuple[str, Statement], list[Known]] = defaultdict(list)
    for item in free.values():
        name = _id(item.finding)
        if name in wanted:
            said[name, item.finding.statement].append(item)
    chosen: dict[str, Known] = {}
    for key, finding in left.items():
        same = said.get((_id(finding), finding.statement))
        if same:
            chosen[key] = max(same, key=lambda item: item.finding.key)
            same.remove(chosen[key])
    return chosen


def _by_name(
    free: Iterable[Known], wanted: Mapping[Hashable, Finding], clue: _Clue
) -> dict[str, Known]:
    """For each entry the one known entry of its name that it can be, by key found."""
    candidates: dict[Hashable, list[Known]] = defaultdict(list)
    for item in free:
        name = clue.of_known(item.finding)
        if name in wanted and clue.fits(item.finding, wanted[name]):
            candidates[name].append(item)
    chosen = ((wanted[name].key, _only(items, wanted[name])) for name, items in candidates.items())
    return {key: only for key, only in chosen if only is not None}


def _only(candidates: list[Known], finding: Finding) -> Known | None:
    """The candidate; several that say the same are one that was told more than once."""
    text = finding.statement.text
    alike = [item for item in candidates if item.finding.statement.text == text] or candidates
    said = {(item.finding.statement.text, _dated(item.finding)) for item in alike}
    if len(said) != 1:
        return None
    return max(alike, key=lambda item: item.finding.key)


# -- names ---------------------------------------------------------------------------------


def _id(finding: Finding) -> str:
    """An entry's id; without one its link, or the hash of its words."""
    return _ONE_OF_SEVERAL.sub("", finding.key.removeprefix(f"{PART}/"))


def _own_place(finding: Finding) -> str | None:
    return _place(_id(finding))


def _link_place(finding: Finding) -> str | None:
    return _place(finding.statement.link or "")


def _places(finding: Finding) -> set[str | None]:
    return {_own_place(finding), _link_place(finding)}


def _words(finding: Finding) -> tuple[str, str] | None:
    text, date = finding.statement.text, _dated(finding)
    return (text, date) if text and date else None


def _linked_words(finding: Finding) -> tuple[str, tuple[str, str]] | None:
    place, words = _link_place(finding), _words(finding)
    return (place, words) if place and words else None


def _place(address: str) -> str | None:
    """Where on its site an address leads; None for a site's first page, and for no address."""
    match = _WEB.match(address)
    if match is None:
        return None
    place = match["path"].rstrip("/")
    if query := match["query"]:
        stated = (each for each in query.split("&") if not each.lower().startswith("utm_"))
        place += "?" + "&".join(sorted(stated))
    return place.rstrip("?") or None


# -- doubts --------------------------------------------------------------------------------


def _may_be(old: Finding, new: Finding) -> bool:
    """Whether an entry can be a known one of the same address: one thing may differ, not two.

    A page of daily briefings has one link and one title for all of them, and the entries of a
    case share its page; yet an id, the words or the date alone may well have changed.
    """
    one, other = _dated(old), _dated(new)
    other_date = one is not None and other is not None and one != other
    other_words = old.statement.text != new.statement.text
    return _other_ids(old, new) + other_words + other_date < 2


def _other_ids(old: Finding, new: Finding) -> bool:
    if not (_has_own_id(old) and _has_own_id(new)):
        return False
    return (_own_place(old) or _id(old)) != (_own_place(new) or _id(new))


def _one_is_nameless(old: Finding, new: Finding) -> bool:
    return _is_nameless(old) or _is_nameless(new)


def _has_own_id(finding: Finding) -> bool:
    name = _id(finding)
    return not name.startswith(_WORDS_ALONE) and name != finding.statement.link


def _is_nameless(finding: Finding) -> bool:
    return _id(finding).startswith(_WORDS_ALONE) and finding.statement.link is None


def _dated(finding: Finding) -> str | None:
    """The moment that an entry names, or its date as served where that cannot be read."""
    return finding.statement.date or finding.statement.published


_CLUES = (
    _Clue(_linked_words, _linked_words, lambda each: {_linked_words(each)}, _may_be),
    _Clue(_own_place, _own_place, _places, _may_be),
    _Clue(_link_place, _link_place, _places, _may_be),
    _Clue(_link_place, _own_place, _places, _may_be),
    _Clue(_own_place, _link_place, _places, _may_be),
    _Clue(_words, _words, lambda each: {_words(each)}, _one_is_nameless),
)
