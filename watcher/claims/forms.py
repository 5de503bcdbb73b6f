"""In which form a verb of treaty action stands: its own letters, and the word before it."""

from watcher.claims.line import Line
from watcher.claims.pieces import Piece

#: What may stand between an auxiliary and its verb.
_BETWEEN = frozenset({"filler", "neg", "quote", "historical", "reflexive", "ordinal"})
#: A noun stands behind these.
_BEFORE_NOUN = frozenset(
    {"definite", "indefinite", "possessive", "of", "'s", "complete", "call", "greet", "instrument"}
)
#: Behind these a participle describes: "committed to the ratified treaty".
_BEFORE_ADJECTIVE = frozenset({"to", "of", "indefinite", "possessive"})
#: An infinitive stands behind these.
_BEFORE_INFINITIVE = frozenset({"to", "announce", "should", "call", "condition", "would"})
#: Of the forms that a word may be, the likeliest first.
_LIKELIEST = (
    "present",
    "past",
    "plural",
    "future",
    "participle",
    "noun",
    "gerund",
    "role",
    "infinitive",
    "subjunctive",
)
_LIST_LENGTH = 30  # pieces of a list of infinitives, at most


def form_of(line: Line, place: int, joined: str | None = None) -> str:
    """Give the form of the act at `place`; `joined` is that of an act that an "and" joins to it.

    Besides the forms of the lists there are: perfect ("has signed"), passive ("was signed"),
    reduced ("the treaty signed by") and progressive ("is signing").
    """
    forms = line[place].forms
    at = line.back_over(place - 1, _BETWEEN)
    told = _compound(line, place, at) or _listed(line, at, forms, joined) or _noun(line, at, forms)
    if told is not None:
        return told
    adjective = line.kind(place - 1) in _BEFORE_ADJECTIVE and "infinitive" not in forms
    if "participle" in forms and (line.kind(place + 1) == "by" or adjective):
        return "reduced"
    return next((form for form in _LIKELIEST if form in forms), "noun")


def _compound(line: Line, place: int, at: int) -> str | None:
    """The form that an auxiliary at `at` makes."""
    forms, kind = line[place].forms, line.kind(at)
    if "infinitive" in forms and kind == "just":
        return "perfect"  # "vient de ratifier"
    if "infinitive" in forms and kind in _BEFORE_INFINITIVE:
        return "infinitive"
    if kind in ("have", "had") and "participle" in forms:
        return "perfect"
    if kind == "be" and "participle" in forms:
        moves = any(verb.moves for verb, _ in line[place].verbs)
        return "perfect" if moves or line.kind(at - 1) == "reflexive" else "passive"
    return "progressive" if kind == "be" and "gerund" in forms else None


def _listed(line: Line, at: int, forms: frozenset[str], joined: str | None) -> str | None:
    """The form of a member of a list: "has signed and ratified", "plans to cut aid and leave"."""
    compound = joined in ("perfect", "passive") and "participle" in forms
    if line.kind(at) == "and" and (joined in forms or compound):
        return joined
    if line.kind(at) == "and" and {"infinitive", "plural"} <= forms:
        return "infinitive" if head_of_list(line, at) is not None else None
    return None


def _noun(line: Line, at: int, forms: frozenset[str]) -> str | None:
    """What a word that may be a noun is: "the signing", "its exit"; None for other words."""
    if "noun" not in forms or len(forms) == 1:
        return None
    group = line.group(at)
    if line.kind(at) in ("treaty", "body") and line.kind(at - 1) != "definite":
        group = line.group(at - 1) or group  # "Ghana's ICC exit"
    if line.kind(at) in _BEFORE_NOUN or (group is not None and group.owner):
        return "noun"
    return next(form for form in _LIKELIEST if form in forms and form != "noun")


def head_of_list(line: Line, at: int) -> int | None:
    """The place of what a list of infinitives hangs on; `at` is before its last."""
    for before in range(at - 1, max(at - _LIST_LENGTH, -1), -1):
        piece = line[before]
        if piece.kind in ("break", "relative", "that"):
            return None
        if piece.kind in _BEFORE_INFINITIVE:
            return before
        if _acts_itself(piece) and line.kind(before + 1) not in ("comma", "and", "prep", "of"):
            return None
    return None


def _acts_itself(piece: Piece) -> bool:
    return piece.kind == "group" and not piece.glued
