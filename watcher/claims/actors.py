"""One participant, or one institution of it: "Russia's State Duma, the lower house"."""

from dataclasses import dataclass, field

from watcher.claims.line import Line
from watcher.claims.pieces import Group, Piece

INSTITUTIONS = frozenset(
    {"parliament", "cabinet", "head", "minister", "government", "court", "other_actor"}
)
NAMED = frozenset({"who", "people"})
BEGINS = NAMED | INSTITUTIONS | {"leader", "organ"}
#: Of two institutions that stand together this one acts: "the Justice Minister of the Government".
_RANK = ("other_actor", "court", "parliament", "cabinet", "head", "minister", "government")
#: Behind these may stand the name of a person.
_OFFICES = frozenset({"head", "minister", "parliament", "government", "court"})
#: Those whose states are States.
_JOINED = frozenset({"ORG-EU"})
#: Small words within names of persons.
_PARTICLES = frozenset({"el", "al", "bin", "bint", "ben", "ibn", "van", "von", "der", "den", "da"})
_NAME_PIECES = 6
_PORTFOLIO_PIECES = 8


@dataclass(slots=True)
class _Actor:
    codes: list[str] = field(default_factory=list)
    institution: str | None = None
    adjective: bool = False
    owner: bool = False
    leader: bool = False  # the last word named the one who leads


def actor(line: Line, start: int) -> tuple[Group, int]:
    """Read who begins at `start`, and the place behind them."""
    who = _Actor()
    place = start
    while (onward := _onward(line, place, who)) is not None:
        place = onward
    single = who.codes and who.institution is None and not who.owner
    if single and line.kind(place) == "states":  # "EU members", "US states": not the one named
        joined = who.codes[0] in _JOINED
        return Group(unnamed=True, institution=None if joined else "other_actor"), place + 1
    group = Group(
        tuple(who.codes), institution=who.institution, adjective=who.adjective, owner=who.owner
    )
    return group, place


def _onward(line: Line, place: int, who: _Actor) -> int | None:
    """Take the piece at `place`, and give the next place; None where it belongs to another."""
    kind = line.kind(place)
    if kind in NAMED or kind in ("leader", "organ"):
        return place + 1 if _names(line[place], who) else None
    if kind in INSTITUTIONS:
        who.institution = kind if who.leader else _higher(who.institution, kind)
        who.leader = who.adjective = who.owner = False
        return _over_name(line, place + 1, who.institution)
    if kind == "'s" and not who.owner:
        who.owner = True
        return place + 1
    return _continued(line, place, who.institution) if who.institution else None


def _names(piece: Piece, who: _Actor) -> bool:
    """Whether a name or demonym belongs to the one that is read; if so it is taken."""
    if piece.kind in ("leader", "organ"):
        if who.codes and piece.value not in who.codes:
            return False
        who.codes = [piece.value]
        who.institution = who.institution or ("head" if piece.kind == "leader" else "parliament")
        who.leader, who.adjective = piece.kind == "leader", False
    else:
        if who.codes and who.institution is None and not who.owner:
            return False
        if piece.value not in who.codes:
            who.codes.append(piece.value)
        who.adjective = piece.kind == "people" and who.institution is None
    who.owner = False
    return True


def _higher(known: str | None, found: str) -> str:
    return found if known is None else min(known, found, key=_RANK.index)


def _over_name(line: Line, place: int, institution: str) -> int:
    """Step over the name of a person behind an office."""
    end = place
    if institution in _OFFICES:
        while end < place + _NAME_PIECES and (
            _capital(line, end) or (end > place and line.folded(end) == ".")
        ):
            end += 1
    return end


def _capital(line: Line, place: int) -> bool:
    """Whether it may be part of a name; in a headline with capitals throughout, any word may."""
    if line.kind(place) == "cap" or line.folded(place) in _PARTICLES:
        return line.kind(place) == "cap" or line.kind(place + 1) in ("cap", "word")
    return line.kind(place) == "word" and line[place].text[0].isupper()


def _continued(line: Line, place: int, institution: str) -> int | None:
    """Where an institution goes on: "the parliament of Cambodia", "Duma, the lower house"."""
    if line.kind(place) == "comma":
        ahead = line.over(place + 1, ("definite", "indefinite", "possessive"))
        apposed = line.kind(ahead) == institution and institution != "minister"
        return ahead if apposed else None
    if line.kind(place) != "of":
        return None
    ahead = line.over(place + 1, ("definite", "possessive"))
    if line.kind(ahead) in NAMED or line.kind(ahead) in ("cabinet", "parliament", "minister"):
        return ahead
    return _over_portfolio(line, ahead) if institution == "minister" else None


def _over_portfolio(line: Line, place: int) -> int | None:
    """The end of what a minister is minister of: "of Social Empowerment and Welfare"."""
    end = place
    while end < place + _PORTFOLIO_PIECES and (
        _capital(line, end)
        or (line.kind(end) in ("and", "other_actor", "filler") and _capital(line, end + 1))
    ):
        end += 1
    return end if end > place and _capital(line, end - 1) else None
