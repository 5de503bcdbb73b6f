"""Which treaty an act is done to: the words between a verb and its treaty, on either side."""

from dataclasses import dataclass, replace

from watcher.catalogue import find
from watcher.claims.lexicon import Verb
from watcher.claims.line import Line
from watcher.claims.pieces import Group, Piece
from watcher.claims.treaties import TREATIES
from watcher.model.treaty import Action

#: How many pieces may stand between a verb and its treaty.
_REACH = 14
#: Unknown words that may stand there: "the decades-old treaty".
_UNKNOWN = 3
_INSERTED = 20  # pieces between two commas, at most
_MODIFIERS = frozenset(
    {"filler", "definite", "indefinite", "number", "quote", "possessive", "ordinal", "narrowing"}
    | {"mark", "number_word", "historical"}
)
#: What may stand between a treaty and a verb behind it.
_PASSED = frozenset(
    {"be", "have", "had", "would", "filler", "neg", "quote", "announce", "should", "that"}
    | {"relative", "ordinal", "number", "condition", "to", "historical", "reflexive", "process"}
    | {"domestic", "but"}
)
#: Words behind a treaty's name that say what it is about, and what they begin with.
_DESCRIBING = frozenset({"word", "of", "prep", "definite", "against"})
_ABOUT = frozenset({"on", "against", "about", "sur", "contre", "sobre", "contra"})
#: What may stand between two acts on one treaty.
_JOINING = frozenset({"and", "comma", "but", "filler", "possessive", "definite", "break"})
#: What may stand between the treaties of a list.
_IN_LIST = frozenset(
    {"comma", "and", "definite", "of", "to", "quote", "possessive", "number", "mark"}
)
#: Behind "the treaty" these make it another one: "the treaty with Japan", "the treaty on fish".
_FURTHER = frozenset(
    {"with", "of", "act", "stop", "law", "part", "generic", "other", "word", "to", "against"}
)
_FURTHER_WORDS = frozenset({"on", "between", "for", "about", "entre", "sobre", "sur"})
_GENITIVES = frozenset({"de", "del", "al", "du", "des", "d"})
#: Words for a treaty that only those are called by that bear them.
_OWN_WORDS = ("convention", "protocol", "covenant", "statut", "charter", "estatuto")


@dataclass(frozen=True, slots=True)
class Found:
    """The treaties of an act."""

    treaties: tuple[str, ...]
    end: int  # the piece behind it
    place: int  # of the first treaty
    causee: Group | None = None  # whom somebody takes out of it, or who ratified it


@dataclass(slots=True)
class _Seen:
    """What stood between a verb and its treaty so far."""

    linked: bool  # the verb's own preposition, where it needs one
    unknown: int = 0
    definite: bool = False
    modified: bool = False
    causee: Group | None = None


def to_the_right(line: Line, place: int, verb: Verb, form: str, meant: str | None) -> Found | None:
    """Find the treaty behind a verb or noun; `meant` is the one that "the treaty" means."""
    shared = _shared(line, place, form, meant)
    if shared is not None:
        return shared
    nominal = form in ("noun", "gerund", "role")
    seen = _Seen(linked=not verb.linked)
    for at in range(place + 1, min(place + 1 + _REACH, len(line))):
        piece = line[at]
        if piece.kind in TREATIES:
            return _named(line, at, verb, seen)
        if piece.kind == "generic":
            return _called(line, at, seen, meant) if seen.linked else None
        if piece.folded == "it" and seen.linked and not verb.causative:
            return Found((meant,), at + 1, at) if meant else None
        if form == "role" and piece.kind == "word":
            return None  # "a party to the dispute over"
        if seen.unknown and seen.linked and not nominal and piece.folded in _GENITIVES:
            return None  # "acepta observadores del acuerdo"
        if not (
            _links(piece, verb, seen, nominal=nominal)
            or _takes(line, at, place, verb, seen, nominal=nominal)
            or (piece.kind == "prep" and line.kind(at + 1) in ("number", "filler"))  # "in 2014"
            or _modifies(piece, seen)
        ):
            return None
    return None


def _shared(line: Line, place: int, form: str, meant: str | None) -> Found | None:
    """The treaty of the next verb, where an "and" joins it: "signs and ratifies"."""
    if line.kind(place + 1) not in ("and", "comma", "but") and line.folded(place + 1) != ";":
        return None
    ahead = line.over(place + 1, _JOINING)
    if line.group(ahead) is not None and line.group(ahead - 1) is None:
        ahead = line.over(ahead + 1, ("filler", "have"))  # "Chad signs, Mali ratifies T"
    elif line.kind(place + 1) != "and":
        return None
    if line.kind(ahead) != "act":
        return None
    tries = (to_the_right(line, ahead, verb, form, meant) for verb, _ in line[ahead].verbs)
    return next((found for found in tries if found is not None), None)


def _named(line: Line, at: int, verb: Verb, seen: _Seen) -> Found | None:
    linked = seen.linked or line.kind(at - 1) in ("to", "of", "definite")
    if not linked or (line.kind(at) == "body" and not verb.body):
        return None
    return replace(_with_others(line, at), causee=seen.causee)


def _links(piece: Piece, verb: Verb, seen: _Seen, *, nominal: bool) -> bool:
    """Whether the piece belongs to the verb: its preposition, its own signature."""
    if piece.kind == "act" and _own_signature(piece, verb):
        seen.linked = False  # "withdraws its signature from"
        return True
    if piece.kind == "instrument" and nominal and not seen.definite:  # "accession papers for"
        return True
    if piece.folded in verb.links or (piece.kind == "of" and nominal):
        seen.linked = seen.linked or piece.folded in verb.links
        seen.definite = False
        return True
    return (piece.kind == "by" and nominal) or (verb.causative and piece.folded == "a")


def _own_signature(piece: Piece, verb: Verb) -> bool:
    """Whether a signature is what somebody withdraws: that counts as withdrawal (rule 10)."""
    return verb.action is Action.WITHDRAWAL and any(
        other.action is Action.SIGNATURE and "noun" in forms for other, forms in piece.verbs
    )


def _takes(line: Line, at: int, place: int, verb: Verb, seen: _Seen, *, nominal: bool) -> bool:
    """Whether a participant may stand there: "takes Ghana out of", "ratification by Ghana of"."""
    group = line.group(at)
    if group is None or group.pronoun or seen.causee is not None:
        return False
    behind = nominal and at > place + 1 and line.kind(at - 1) in ("of", "by", "definite")
    behind = behind or (nominal and at == place + 1 and group.adjective)  # "ratificación peruana"
    if not behind and not (verb.causative and not seen.linked):
        return False
    seen.causee = group
    return True


def _modifies(piece: Piece, seen: _Seen) -> bool:
    """Whether the piece only describes the treaty that follows."""
    if piece.kind in _MODIFIERS:
        seen.definite = seen.definite or piece.kind in ("definite", "possessive")
        seen.modified = seen.modified or piece.kind in ("indefinite", "narrowing")
        return True
    if piece.kind in ("word", "cap") and seen.unknown < _UNKNOWN:
        seen.unknown += 1
        seen.modified = True
        return True
    return False


def _called(line: Line, at: int, seen: _Seen, meant: str | None) -> Found | None:
    """What "the treaty" means, if it is no other: "the treaty with Japan", "a treaty"."""
    if meant is None or not called(meant, line.folded(at)) or not seen.definite or seen.modified:
        return None
    if line.kind(at + 1) in _FURTHER or line.folded(at + 1) in _FURTHER_WORDS:
        return None
    return Found((meant,), at + 1, at, causee=seen.causee)


def called(treaty: str, word: str) -> bool:
    """Whether a treaty may be called by this word: "the protocol" is no convention."""
    own = next((each for each in _OWN_WORDS if word.startswith(each)), None)
    entry = find(treaty)
    return own is None or entry is None or own[:6] in " ".join(entry.names).casefold()


def _with_others(line: Line, at: int) -> Found:
    """The treaty at `at`, and those that a list joins to it."""
    treaties = [line[at].value]
    end = at + 1
    while True:
        ahead = line.over(end, _IN_LIST)
        joined = any(piece.kind in ("comma", "and") for piece in line.part(end, ahead))
        if not joined or line.kind(ahead) != "treaty":
            break
        treaties.append(line[ahead].value)
        end = ahead + 1
    return Found(tuple(dict.fromkeys(treaties)), end, at)


def to_the_left(line: Line, place: int, meant: str | None, *, near: bool = False) -> Found | None:
    """Find the treaty before its verb: "The treaty was signed", "T, which Canada signed".

    `near` allows no comma between them.
    """
    reduced = line.kind(place + 1) == "by" and line.kind(place - 1) not in ("be", "have", "filler")
    related = reduced
    described = False
    at = place - 1
    while at >= 0:
        kind = line.kind(at)
        related = related or kind in ("relative", "that")
        if kind == "treaty":
            if described and line.folded(at + 1) not in _ABOUT:
                return None
            return None if not related and _governed(line, at) else _up_to(line, at, place)
        if kind in _DESCRIBING or (kind == "group" and line.group(at) == Group()):
            described = True  # "the Hong Kong Convention on the recycling of ships"
            at -= 1
            continue
        if kind in ("generic", "group"):
            if meant is None or not _means(line, at, meant) or (near and _governed(line, at)):
                return None
            return Found((meant,), place + 1, at)
        if kind == "close":
            at = line.opening(at)
        elif kind == "comma" and not near:
            at = _insertion(line, at)
        elif kind not in _PASSED:
            return None
        at -= 1
    return None


def _means(line: Line, at: int, meant: str) -> bool:
    """Whether the treaty is called "it" or "the treaty" at a place."""
    if line.kind(at) == "generic":
        return line.kind(at - 1) == "definite" and called(meant, line.folded(at))
    return line.folded(at) == "it"


def _governed(line: Line, at: int) -> bool:
    """Whether a preposition stands before the treaty, so that something of it is the subject."""
    before = line.back_over(at - 1, ("definite", "quote", "filler", "number"))
    return line.kind(before) in ("of", "to", "prep", "with", "by", "have", "act", "against")


def _up_to(line: Line, at: int, place: int) -> Found:
    """The treaty at `at`, and those that an "and" joins to it from before."""
    treaties = [line[at].value]
    while line.kind(at - 1) in ("and", "definite"):
        before = line.back_over(at - 1, ("and", "definite"))
        if line.kind(before) != "treaty":
            break
        treaties.insert(0, line[before].value)
        at = before
    return Found(tuple(dict.fromkeys(treaties)), place + 1, at)


def _insertion(line: Line, at: int) -> int:
    """Step over what two commas hold, where a treaty stands before the first."""
    for before in range(at - 1, max(at - _INSERTED, 0), -1):
        if line.kind(before) == "comma" and line.kind(before - 1) in (
            *TREATIES,
            "close",
            "generic",
        ):
            return before
    return at
