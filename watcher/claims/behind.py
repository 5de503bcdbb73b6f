"""What stands behind an act: "was approved by the cabinet", "is postponed", "in 2019"."""

from watcher.claims.dates import When, when
from watcher.claims.line import Line
from watcher.claims.pieces import Piece
from watcher.claims.scene import FACT, FINITE, Context
from watcher.model.treaty import Action

_REACH = 30
_DATE_REACH = 9
_BUT_REACH = 7
#: What ends the words that may date an act.
_ENDS_DATE = frozenset({"break", "group", "relative", "act", "but", "comma", "and"})
_BEFORE_DATE = frozenset({"prep", "historical", "filler", "comma", "number", "of"})
#: Behind a treaty's name these make something else of it.
_HEADS = frozenset({"stop", "law", "part", "other"})
#: And so do these, behind the object of a finite verb.
_NOUNS = frozenset({"word", "act", "'s", "group", "nobody"})
#: "Paris Agreement vote", "Paris Agreement pledge".
_MOOD_NOUNS = frozenset(
    {"domestic", "announce", "process", "call", "tells", "order", "recommend", "complete"}
    | {"instrument", "proposal"}
)
#: Behind a body's name, even more: "ICC world cup".
_BODY_NOUNS = frozenset({"cap", "generic", "number", "nobody", "group", "other"})
#: Behind a fact these say when, and set no condition.
_TEMPORAL = frozenset(
    {"before", "ahead of", "prior to", "when", "where", "in order to", "so that", "avant"}
    | {"avant de", "lorsque", "lorsqu", "quand", "pour que", "afin que", "antes", "antes de"}
    | {"antes de que", "cuando", "para que", "a fin de que"}
)
#: A headline's mark before what happened, and what may stand before its vote.
_EXPLAINS = frozenset({":", ";", "\u2014"})
_BEFORE_VOTE = frozenset({"definite", "have", "filler", "possessive", "gives", "reflexive"})
_VOTE_REACH = 8
#: What may stand between a "was" and its participle.
_IN_PASSIVE = frozenset({"filler", "neg", "have", "announce", "historical", "ordinal"})
#: "Was deposited", and before the "be" these put it off: "will be deposited".
_HANDED = frozenset({"complete", "gives"})
_AHEAD = frozenset({"announce", "should", "to", "would", "call", "condition", "neg"})
_IN_FORCE = ("entry into force", "its entry into force", "the entry into force")
_RESULTS = frozenset({"neg", "domestic", "complete", "call", "announce"})


def stands_alone(line: Line, end: int, form: str) -> bool:
    """Whether the treaty before `end` is the object itself, and does not only describe it."""
    kind = line.kind(end)
    noun = kind in _NOUNS or (kind in _MOOD_NOUNS and not line.folded(end).endswith("ing"))
    if kind == "law" and form == "noun":
        return True  # "signs the treaty's ratification bill"
    if kind in _HEADS or (noun and form in FINITE):
        return False
    if not kind or line.kind(end - 1) != "body" or kind in _NOUNS:
        return True
    if kind == "filler":
        return line[end].value in ("date", "weekday") or line.folded(end).endswith("ly")
    return kind not in _BODY_NOUNS


def later(line: Line, end: int, form: str) -> frozenset[str]:
    """Give the kinds of what is said of the act behind its treaty."""
    kinds: set[str] = set()
    passive = ended = ahead = False
    for at in range(end, min(end + _REACH, len(line))):
        kind = line.kind(at)
        if kind == "but" and _takes_back(line, at):
            kinds.add("but not")
        if kind == "break" or (kind in ("relative", "but") and form in FINITE):
            break
        ended = ended or kind in ("relative", "but", "comma", "and")
        near = at <= end + 1
        ahead = ahead or kind in _AHEAD
        if form == "noun" and passive and kind in _HANDED:
            kinds.add("to be completed" if ahead else "complete")
        elif kind in _RESULTS and form not in FINITE:
            if kind == "announce" and passive:
                kinds.add("planned")  # "is expected in June"
            if passive or (not ended if kind == "neg" else near):
                kinds.add(kind)
        else:
            kinds.update(_said(line, at, first=at == end, near=near))
        passive = (
            kind == "be" or line.folded(at).endswith(" been") or (passive and kind in _IN_PASSIVE)
        )
    return frozenset(kinds)


def _said(line: Line, at: int, *, first: bool, near: bool) -> set[str]:
    kind, group = line.kind(at), line.group(at)
    triggers = kind == "process" and line.folded(at + 1).startswith(_IN_FORCE)
    if (first and _takes_effect(line[at])) or (near and (kind == "brings" or triggers)):
        return {"effective"}
    if kind == "condition" and first:
        return {"time" if line.folded(at) in _TEMPORAL else "condition"}
    if kind in ("law", "into_law"):
        return {"law"}
    if kind == "act" and "noun" in line[at].forms:
        return {"ratification"}
    if group is not None and group.institution in ("parliament", "court"):
        return {"parliament"}
    return set()


def voted_on(line: Line, end: int) -> bool:
    """Whether behind a colon a parliament or cabinet approves: "ratifies T: Congress says yes"."""
    colon = next((at for at in range(end, len(line)) if line.folded(at) in _EXPLAINS), len(line))
    return any(
        group is not None
        and group.institution in ("parliament", "cabinet")
        and line.kind(line.over(at + 1, _BEFORE_VOTE)) in ("domestic", "law")
        for at in range(colon, min(colon + _VOTE_REACH, len(line)))
        if (group := line.group(at)) is not None
    )


def _takes_back(line: Line, at: int) -> bool:
    """Whether a "but" takes something back: "signed it but never ratified it"."""
    return any(piece.kind == "neg" for piece in line.part(at + 1, at + _BUT_REACH))


def _takes_effect(piece: Piece) -> bool:
    """Whether something is said to have taken effect here."""
    facts = FACT | {"progressive"}
    in_force = Action.ENTRY_INTO_FORCE
    return any(verb.action is in_force and forms & facts for verb, forms in piece.verbs)


def dates(line: Line, begin: int, place: int, end: int, context: Context, *, treaty: int) -> When:
    """Read the dates of the clause from `begin` on: before the act, and around its treaty."""
    behind = when(_dated(line, end), context.published)
    between = when(line.part(place + 1, treaty), context.published)  # "ratified in 2014 the"
    past = behind.past or between.past or _old(line, begin, place, context)
    return When(past, behind.named, behind.ahead)


def _dated(line: Line, end: int) -> list[Piece]:
    found: list[Piece] = []
    for at in range(end, min(end + _DATE_REACH, len(line))):
        if line.kind(at) == "comma" and found and line.kind(at + 1) == "number":
            continue  # "October 26, 2022"
        if line.kind(at) in _ENDS_DATE:
            break
        found.append(line[at])
    return found


def _old(line: Line, begin: int, place: int, context: Context) -> bool:
    """Whether a date before the act makes it old: "In 2020 Mexico ratified"."""
    begin = max(begin - 2, 0) if begin <= 2 else begin
    dated = [
        line[at]
        for at in range(begin, place)
        if line.kind(at) != "historical"
        and (line.kind(at) != "number" or at == begin or line.kind(at - 1) in _BEFORE_DATE)
    ]
    return when(dated, context.published).past
