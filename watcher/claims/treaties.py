"""Which pieces of a sentence are treaties of the catalogue, and which only look like one.

A name that stands in a longer one means something else: "Protocol to the Kyoto ...", "European
Convention against Torture", "Paris Agreement implementation bill". Such a piece becomes "other",
which nothing is read of.
"""

from dataclasses import replace

from watcher.catalogue import find
from watcher.claims.pieces import Piece

TREATIES = frozenset({"treaty", "body"})
_BETWEEN = frozenset({"of", "to", "definite", "quote", "prep"})


#: The one protocol of a treaty that is called "its protocol", and its second one.
_PROTOCOLS = {
    "IV-3": "IV-3-a",
    "IV-4": "IV-5",
    "IV-8": "IV-8-b",
    "IV-9": "IV-9-b",
    "IV-15": "IV-15-a",
    "V-2": "V-5",
    "IX-4": "IX-4-a",
}
_SECOND_PROTOCOLS = {"IV-4": "IV-12"}
_PROTOCOL = ("protocol", "protocole", "protocolo")
_OF_PROTOCOL = frozenset({"possessive", "definite", "number", "cap", "word", "ordinal", "filler"})
_OPTIONAL = frozenset({"optional", "facultatif", "facultativo"})
#: Of the ILO, whose conventions bear numbers.
_LABOUR = frozenset(
    {"ilo", "oit", "international labour organization", "international labour organisation"}
    | {"organisation internationale du travail", "organizacion internacional del trabajo"}
)
_FOUNDING = frozenset({"founding", "underlying", "basic", "governing"})
_NUMBERS = frozenset({"comma", "and", "mark", "definite", "of"})


def settled(pieces: list[Piece], known: str | None = None) -> list[Piece]:
    """Turn names within other names into "other", and join what means one treaty twice.

    `known` is the treaty that was named before, whose protocol "the Optional Protocol" is.
    """
    return _settled(_with_protocols(_with_numbers(_each(pieces)), known))


def _each(pieces: list[Piece]) -> list[Piece]:
    """Put each treaty of a name for several in its place, with an "and" between."""
    result: list[Piece] = []
    for piece in pieces:
        if piece.kind != "several":
            result.append(piece)
            continue
        for number, treaty in enumerate(piece.value.split()):
            result += [replace(piece, kind="and", value="")] if number else []
            result.append(replace(piece, kind="treaty", value=treaty))
    return result


def _with_numbers(pieces: list[Piece]) -> list[Piece]:
    """Read "ILO Conventions No. 155 and No. 187", "los convenios 155 y 187 de la OIT"."""
    if not any(piece.folded in _LABOUR for piece in pieces):
        return pieces
    result: list[Piece] = []
    listed = False
    for piece in pieces:
        if piece.kind == "generic" and piece.folded.startswith("conv"):
            listed = True
            result.append(piece)
        elif listed and piece.kind == "number" and find(f"ILO-C{piece.folded}") is not None:
            while result and result[-1].kind in ("generic", "mark"):
                result.pop()
            result.append(replace(piece, kind="treaty", value=f"ILO-C{piece.folded}"))
        else:
            listed = listed and piece.kind in _NUMBERS
            result.append(piece)
    return result


def _with_protocols(pieces: list[Piece], known: str | None) -> list[Piece]:
    """Read "the Convention against Torture and its Optional Protocol"."""
    result: list[Piece] = []
    for place, piece in enumerate(pieces):
        if piece.kind == "treaty":
            known = piece.value
        if known and piece.folded.split(" ")[0] in _PROTOCOL and piece.kind in ("generic", "part"):
            found = _protocol(result, piece, pieces[place + 1 : place + 2], known)
            if found is not None:
                while result and result[-1].folded in _OPTIONAL:
                    result.pop()
                piece = replace(piece, kind="treaty", value=found)
        result.append(piece)
    return result


def _protocol(before: list[Piece], piece: Piece, behind: list[Piece], known: str) -> str | None:
    """The protocol that stands behind its treaty, or is called the optional one."""
    words = piece.folded.split(" ")
    described = []
    for each in reversed(before):
        if each.kind not in _OF_PROTOCOL:
            break
        described.append(each)
    kinds = [each.kind for each in described]
    optional = any(each.folded in _OPTIONAL for each in described) or set(words) & _OPTIONAL
    if behind and behind[0].kind in ("of", "to"):
        return None
    if not optional and "possessive" not in kinds:
        return None
    second = any(each.folded in ("second", "segundo") for each in described)
    return (_SECOND_PROTOCOLS if second else _PROTOCOLS).get(known)


def _settled(pieces: list[Piece]) -> list[Piece]:
    result: list[Piece] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        if piece.kind == "body" and _owns_treaty(pieces, place):
            result += [replace(each, kind="filler") for each in pieces[place : place + 2]]
            place += 2
            continue
        if piece.kind not in TREATIES:
            result.append(piece)
            place += 1
            continue
        end = _end(pieces, place)
        whole = replace(piece, end=pieces[end - 1].end)
        if _narrowed(pieces, place) or _heads_other(pieces, end):
            whole = replace(whole, kind="other", value="")
        result.append(whole)
        place = end
    return result


def _owns_treaty(pieces: list[Piece], place: int) -> bool:
    """Whether an organisation only says whose the treaty behind it is: "the WHO's Convention"."""
    ahead = pieces[place + 1 : place + 3]
    return [piece.kind for piece in ahead] == ["'s", "treaty"]


def _end(pieces: list[Piece], place: int) -> int:
    """Step over what repeats the name: "agreement", "(ICC)", "/Ottawa Convention"."""
    value = pieces[place].value
    end = place + 1
    while end < len(pieces):
        ahead = pieces[end : end + 4]
        kinds = [piece.kind for piece in ahead]
        if (
            kinds[0] == "generic"
            or (kinds[0] in TREATIES and ahead[0].value == value)
            or (kinds[0] == "quote" and end > place + 1 and pieces[end - 2].kind == "quote")
        ):
            end += 1
        elif kinds[:1] == ["'s"] and (founding := _founding(pieces, end)) is not None:
            end = founding
        elif kinds[:1] == ["open"] and (close := _bracket(pieces, end, value)) is not None:
            end = close
        elif kinds[0] == "break" and ahead[0].text in "/:" and _same(ahead[1:2], value):
            end += 2
        else:
            break
    return end


def _founding(pieces: list[Piece], place: int) -> int | None:
    """The end of "'s founding treaty" behind the name of a court or organisation."""
    if pieces[place - 1].kind != "body":
        return None
    words = [piece.folded for piece in pieces[place + 1 : place + 3]]
    if words[:1] and words[0] in _FOUNDING and pieces[place + 2 : place + 3]:
        return place + 3 if pieces[place + 2].kind == "generic" else None
    return place + 2 if words[:1] in (["statute"], ["constitution"]) else None


def _same(ahead: list[Piece], value: str) -> bool:
    return bool(ahead) and ahead[0].kind in TREATIES and ahead[0].value == value


def _bracket(pieces: list[Piece], place: int, value: str) -> int | None:
    """The end of a bracket behind a treaty's name that holds another name, or few words."""
    for end in range(place + 1, min(place + 10, len(pieces))):
        kind = pieces[end].kind
        if kind == "close":
            return end + 1
        if kind in TREATIES and pieces[end].value != value:
            return None
        if kind in ("act", "who", "people", "break"):
            return None
    return None


def _narrowed(pieces: list[Piece], place: int) -> bool:
    """Whether what stands before a name makes it part of another name."""
    before = place - 1
    if before >= 0 and pieces[before].kind == "narrowing":
        return pieces[before].folded not in pieces[place].folded
    stepped = False
    while before >= 0 and pieces[before].kind in _BETWEEN:
        stepped = stepped or pieces[before].kind in ("of", "to")
        before -= 1
    return stepped and before >= 0 and pieces[before].kind == "part"


def _heads_other(pieces: list[Piece], end: int) -> bool:
    """Whether a noun behind the name is meant, and the name only says which."""
    if end + 1 < len(pieces) and pieces[end].kind == "'s":
        return pieces[end + 1].kind == "part"
    return end < len(pieces) and pieces[end].kind in ("stop", "law", "part")
