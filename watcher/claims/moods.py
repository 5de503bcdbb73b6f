"""The words before an act that say how far it went, each read where it stands."""

from collections.abc import Sequence

from watcher.claims.line import Line
from watcher.claims.pieces import Piece
from watcher.claims.scene import Mood
from watcher.model.treaty import Action

#: Classes of words that say how far an act went.
_MOODS = frozenset(
    {"neg", "condition", "call", "should", "announce", "tells", "process", "greet", "domestic"}
    | {"order", "law", "would", "recommend", "complete", "become", "with", "says", "instrument"}
    | {"historical", "proposal"}
)
#: Nouns for the act that finishes it.
_DEPOSIT = frozenset({"deposit", "deposition", "depot", "deposito", "entrega", "remise"})
#: Acceptance of a plan, where another act follows: "acepta ratificar".
_ACCEPTING = ("accept", "acept")
_OWNER = ("group", "definite", "possessive")


def moods_at(line: Line, at: int, place: int, known: Sequence[Mood]) -> list[Mood]:
    """Give what the piece at `at` says of the act at `place`; `known` stands between them.

    Nothing for a piece that says nothing of how far it went.
    """
    kind = line.kind(at)
    kinds: tuple[str, ...] = ()
    if kind == "against":
        kinds = ("neg",) if line.over(at + 1, _OWNER) == place else ()
    elif kind in ("that", "relative"):
        kinds = ("lawful",) if line.kind(at - 1) == "law" else ()
    elif kind == "gives":  # an instrument: it is handed over
        kinds = ("complete",) if _of_instrument(line, place, known) else ()
    elif kind == "complete" and line.folded(at) in _DEPOSIT and line.kind(at + 1) == "of":
        kinds = ("complete", "deposit")
    elif kind == "complete" and line.kind(at - 1) == "to" and line.kind(at - 2) == "be":
        kinds = ("announce", "complete")  # "is to deposit"
    elif kind == "act":
        kinds = _of_another(line, at, place)
    elif kind == "had":
        kinds = ("historical",)
    elif kind in _MOODS:
        kinds = (kind,)
    return [Mood(each, at, line.folded(at)) for each in kinds]


def _of_instrument(line: Line, place: int, known: Sequence[Mood]) -> bool:
    """Whether the act is what an instrument is of, and not what a document is on."""
    between = ("of", "filler", "definite")
    return any(
        mood.kind == "instrument" and line.over(mood.place + 1, between) == place for mood in known
    )


def _of_another(line: Line, at: int, place: int) -> tuple[str, ...]:
    """What another act says of this one: "withdrawing Russia's ratification" undoes it."""
    if line.folded(at).startswith(_ACCEPTING):
        return ("announce",)
    adjoins = line.over(at + 1, _OWNER) == place
    if adjoins and _withdraws(line[at]) and not _withdraws(line[place]) and _is_noun(line[place]):
        return ("neg",)
    return ()


def _withdraws(piece: Piece) -> bool:
    return any(verb.action is Action.WITHDRAWAL for verb, _ in piece.verbs)


def _is_noun(piece: Piece) -> bool:
    return "noun" in piece.forms
