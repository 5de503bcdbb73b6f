"""Who acts: names, demonyms, institutions and numbers of States that stand together, as one piece.

"Burkina Faso, Mali, and Niger" is one group of three; "Russia's State Duma, the lower house of
parliament" one institution of one State; "Germany and 11 other nations" one State and others
without their names.
"""

from collections.abc import Sequence
from dataclasses import replace

from watcher.claims.actors import BEGINS, actor
from watcher.claims.counts import counted
from watcher.claims.lexicon import Verb
from watcher.claims.line import Line
from watcher.claims.pieces import Group, Piece

_BRACKET_PIECES = 12
_AMONG = frozenset({"among", "amongst", "parmi", "entre"})
#: No apposition holds these: "China, the biggest emitter, and the U.S.".
_NOT_APPOSED = BEGINS | {"act", "break", "treaty", "body"}


def grouped(pieces: Sequence[Piece]) -> list[Piece]:
    """Put each run of participants together as one piece of kind "group"."""
    line = Line(pieces)
    result: list[Piece] = []
    place = 0
    while place < len(line):
        group, end = _listed(line, place)
        result.append(line[place] if group is None else _piece(line, place, end, group))
        if group is not None and group.codes:
            at = _among(line, end)
            if at is not None:  # they did what the others are said to have done
                result.append(replace(line[at], verbs=_as_done(line[at])))
                end = at + 1
        place = end
    return result


def _among(line: Line, place: int) -> int | None:
    """The act of "are among more than 90 countries to sign", "among 24 nations that signed"."""
    at = line.over(place, ("be", "filler"))
    if line.kind(place) != "be" or line.folded(at) not in _AMONG:
        return None
    others, end = counted(line, line.over(at + 1, ("definite", "filler"))) or (None, at)
    if others is None or line.kind(end) not in ("to", "that", "relative"):
        return None
    at = line.over(end + 1, ("filler", "have"))
    return at if line.kind(at) == "act" else None


def _as_done(act: Piece) -> tuple[tuple[Verb, frozenset[str]], ...]:
    return tuple((verb, frozenset({"past"})) for verb, _ in act.verbs)


def _piece(line: Line, start: int, end: int, group: Group) -> Piece:
    words = " ".join(piece.folded for piece in line.part(start, end))
    first = line[start]
    return Piece(
        "group", words, words, first.start, line[end - 1].end, group=group, glued=first.glued
    )


def _listed(line: Line, start: int) -> tuple[Group | None, int]:
    """The group that begins at a place, and its end; None and the next place where none does."""
    group, end = _one(line, start)
    while group is not None and not group.pronoun:
        following, further = _one(line, _joint(line, end))
        if following is None:
            break
        if _several(line, start) and following.institution is None:
            following = replace(following, institution=group.institution)
        if not _goes_with(group, following):
            break
        group, end = _both(group, following), further
    return group, end


def _several(line: Line, start: int) -> bool:
    """Whether it begins with an office of several: "the presidents of Nauru and Palau"."""
    office = line.kind(start) in ("head", "minister", "parliament", "government")
    return office and line.folded(start).endswith("s") and line.kind(start + 1) == "of"


def _one(line: Line, start: int) -> tuple[Group | None, int]:
    kind = line.kind(start)
    if not kind:
        return None, start + 1
    if kind == "pronoun":
        return Group(pronoun=True), start + 1
    if kind == "person":  # "he": the leader who was named before
        return Group(pronoun=True, institution="head"), start + 1
    return counted(line, start) or (actor(line, start) if kind in BEGINS else (None, start + 1))


def _goes_with(group: Group, other: Group) -> bool:
    """Whether two that a list joins are of one sort: States, or institutions of the same kind."""
    if other.pronoun or (other.adjective and not group.adjective):
        return False
    return group.institution == other.institution


def _both(group: Group, other: Group) -> Group:
    return Group(
        codes=tuple(dict.fromkeys((*group.codes, *other.codes))),
        unnamed=group.unnamed or other.unnamed,
        number=group.number if not group.codes and not other.codes else None,
        institution=group.institution,
        adjective=group.adjective and other.adjective,
        owner=other.owner,
    )


def _joint(line: Line, place: int) -> int:
    """Where the next of a list begins, behind a comma, an "and", or both; -1 where none does."""
    start = _behind_bracket(line, place)
    at = _apposed(line, place) or start
    if line.kind(at) == "comma" or (line.folded(at) == ";" and _no_act(line, at)):
        at += 1
    if line.kind(at) == "and":
        at += 1
    if line.kind(at) == "including" or line.folded(at) in ("y", "e", "dont"):
        at += 1
    return line.over(at, ("definite",)) if at > start else -1


def _no_act(line: Line, place: int) -> bool:
    """Whether nothing happened so far: some papers set a semicolon in a list of subjects."""
    return all(piece.kind != "act" for piece in line.part(0, place))


def _apposed(line: Line, place: int) -> int | None:
    """The comma before "and" behind a few words on a participant: "China, the biggest emitter,"."""
    if line.kind(place) != "comma":
        return None
    if line.kind(place + 1) not in ("definite", "indefinite", "relative"):
        return None
    for end in range(place + 2, place + _BRACKET_PIECES):
        if line.kind(end) == "comma":
            return end if line.kind(end + 1) == "and" else None
        if line.kind(end) in _NOT_APPOSED:
            return None
    return None


def _behind_bracket(line: Line, place: int) -> int:
    """The place behind a short bracket that opens here; the place itself where none does."""
    if line.kind(place) == "open":
        for end in range(place + 1, place + _BRACKET_PIECES):
            if line.kind(end) == "close":
                return end + 1
    return place
