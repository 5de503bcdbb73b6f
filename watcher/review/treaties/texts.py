"""What a record says beside its table: declarations and the like, notes, the treaty itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watcher.catalogue.search import fold
from watcher.model.reference import begins_with
from watcher.store.of_treaties import Stated

#: The families whose texts participants wrote, with what one and many are called.
KINDS = {
    "declarations": ("declaration", "declarations"),
    "reservations": ("reservation", "reservations"),
    "objections": ("objection", "objections"),
    "territories": ("territorial application", "territorial applications"),
    "notes": ("note", "notes"),
}

#: What of the treaty itself is told, in this order: the part, and what it is called.
_FACTS = (
    ("treaty/title", "Title"),
    ("treaty/entry_into_force", "Entry into force, as printed"),
    ("treaty/registration", "Registration"),
    ("treaty/text", "Text"),
    ("treaty/notes", "Note"),
)

#: Texts on one page.
PAGE = 20

#: All families that a treaty's page asks for.
FAMILIES = (*KINDS, "treaty", "references", "notifications")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the page says of the treaty itself."""

    called: str
    text: str
    link: str | None
    seq: int


@dataclass(frozen=True, slots=True)
class Named:
    """A depositary notification that is named; its link, and the line that names it."""

    text: str
    link: str | None
    date: str | None
    seq: int


def facts(stated: Iterable[Stated]) -> Sequence[Fact]:
    """What the page says of the treaty itself, the first source of each part alone."""
    by_part: dict[str, Stated] = {}
    for each in stated:
        if each.statement.text and each.statement.participant is None:
            by_part.setdefault(each.part, each)
    return [
        Fact(called, said.statement.text or "", said.statement.link, said.seq)
        for part, called in _FACTS
        if (said := by_part.get(part)) is not None
    ]


def texts(stated: Iterable[Stated]) -> Sequence[Stated]:
    """The texts, the newest first where they have dates, and then by participant."""
    found = [each for each in stated if family(each) in KINDS]
    by_name = sorted(found, key=lambda each: (each.statement.participant or "~", each.seq))
    return sorted(by_name, key=lambda each: each.statement.date or "", reverse=True)


def notifications(stated: Iterable[Stated], listed: Iterable[Stated]) -> Sequence[Named]:
    """The notifications that the treaty's page or a list of them names, each once."""
    found: dict[str, Named] = {}
    for each in (*listed, *stated):
        said = each.statement
        if family(each) not in ("references", "notifications") or not said.text:
            continue
        reference = begins_with(said.text)
        key = reference.key if reference else said.text
        line = said.text.splitlines()[0]
        found.setdefault(key, Named(line, said.link, said.date, each.seq))
    return tuple(found.values())


def counts(found: Iterable[Stated]) -> dict[str, int]:
    """How many texts there are, by family, in the order of `KINDS`."""
    families = [family(each) for each in found]
    return {kind: families.count(kind) for kind in KINDS if kind in families}


def family(each: Stated) -> str:
    """The first word of its part."""
    return each.part.split("/", 1)[0]


def narrowed(found: Sequence[Stated], kind: str, words: str) -> Sequence[Stated]:
    """The texts of one family, "" for all, in which all words stand, names included."""
    wanted = fold(words).split()
    return [
        each for each in found if kind in ("", family(each)) and (not wanted or _has(each, wanted))
    ]


def page_of(found: Sequence[Stated], page: int) -> Sequence[Stated]:
    """The texts of one page; the first is 1."""
    return found[(page - 1) * PAGE : page * PAGE]


def pages_of(found: Sequence[Stated]) -> int:
    """How many pages there are, one at least."""
    return max(1, -(-len(found) // PAGE))


def _has(each: Stated, words: Iterable[str]) -> bool:
    said = each.statement
    everything = fold(" ".join((said.participant or "", said.text or "", *said.footnotes)))
    return all(word in everything for word in words)
