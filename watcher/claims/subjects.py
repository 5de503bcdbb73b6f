"""Who does an act, who is asked to, and whom "it" means."""

from dataclasses import replace

from watcher.claims.line import Line
from watcher.claims.pieces import Group
from watcher.claims.scene import FINITE, Context
from watcher.claims.walks import Walk

#: Participants that stand with a verb in the plural.
_PLURAL = frozenset(
    {"USA", "GBR", "NLD", "PHL", "ARE", "MDV", "BHS", "SYC", "SLB", "MHL", "COM", "ORG-EU"}
)
_BEFORE_BY = frozenset(
    {"filler", "number", "prep", "cap", "quote", "definite", "historical", "comma"}
)
#: Behind a "to" these make it no infinitive: "ambassador to the UN".
_PLACES = frozenset({"definite", "filler", "group", "cap", "quote", "number", "body", "treaty"})
#: What tells to whom and where an instrument is handed over.
_RECEIVING = frozenset({"cap", "prep", "with"})
_BY_REACH = 8
#: "Enters into force for Ghana".
_FOR = frozenset({"for", "in", "pour", "para", "en", "au"})


def subject_of(line: Line, place: int, form: str, walk: Walk) -> tuple[Group | None, bool]:
    """Give who acts, and whether nothing unknown stands between them and the act."""
    notice = form == "infinitive" and walk.has("instrument") and not walk.has("become")
    deposits = form == "noun" or notice
    if deposits and walk.has("complete"):
        return _completing(line, place, walk)
    became = walk.first("become")
    if became is not None and form in ("infinitive", "role"):
        return _becoming(walk, became)
    if not walk.groups:
        return None, False
    at, group = walk.groups[0]
    close = not any(doubt > at for doubt in (*walk.unknown, *walk.acts))
    close = close and not _ends_unknown_list(line, at)
    return group, close and (form != "plural" or _plural(group))


def _ends_unknown_list(line: Line, at: int) -> bool:
    """Whether a name that nothing is known of stands in a list with the participant.

    "The governors of California and Washington" are no State.
    """
    before = line.back_over(at - 1, ("definite",))
    return line.kind(before) == "and" and line.kind(before - 1) in ("cap", "nobody")


def _completing(line: Line, place: int, walk: Walk) -> tuple[Group | None, bool]:
    """Who deposits or notifies; a participant behind that verb only receives it.

    A person who receives it may have a name that nothing is known of.
    """
    verb = walk.first("complete") or 0
    at, group = next(((at, group) for at, group in walk.groups if at < verb), (0, None))
    if _own_instrument(line, place):
        return group, group is not None and not any(at < act < place for act in walk.acts)
    treaties = [each for each in walk.treaties if each != place - 1]
    unknown = [each for each in walk.unknown if line.kind(each) not in _RECEIVING]
    if line.kind(at + 1) == "comma" and line.kind(verb - 1) == "comma":  # the name of the person
        unknown = [each for each in unknown if each > verb]
    close = not any(at < doubt < place for doubt in (*walk.acts, *treaties, *unknown))
    return group, close and group is not None


def _own_instrument(line: Line, place: int) -> bool:
    """Whether the subject's own instrument is meant: "gave the head of the UN his country's"."""
    at = line.back_over(place - 1, ("of",))
    if line.kind(at) != "instrument":
        return False
    at = line.back_over(at - 1, ("filler", "ordinal", "number", "'s", "states"))
    return line.kind(at) == "possessive"


def _becoming(walk: Walk, became: int) -> tuple[Group | None, bool]:
    """Who becomes one that did, whatever is said of that one: "the first European country"."""
    for at, group in walk.groups:
        if at < became:
            return group, not any(at < each < became for each in (*walk.unknown, *walk.acts))
    return None, False


def _plural(group: Group) -> bool:
    """Whether a verb in the plural can go with it: "Ghana sign" is no sentence of its own."""
    single = len(group.codes) == 1 and not group.unnamed and group.institution is None
    return not single or group.codes[0] in _PLURAL or group.adjective


def joined_act(line: Line, place: int) -> int:
    """The act that an "and" joins to this one: "signs and ratifies"; -1 where none is."""
    at = line.back_over(place - 1, ("filler", "have", "neg", "to", "historical"))
    if line.kind(at) not in ("and", "comma"):
        return -1
    for before in range(at - 1, -1, -1):
        if line.kind(before) == "act":
            return before
        if line.kind(before) in ("group", "break", "but", "relative"):
            return -1
    return -1


def joint_act(line: Line, place: int, form: str) -> int:
    """The "join" of "joins 70 countries in signing"; -1 where none is."""
    if form != "gerund" or line.kind(place - 1) != "prep" or line.kind(place - 2) != "group":
        return -1
    at = line.back_over(place - 3, ("definite", "filler"))
    return at if line.kind(at) == "act" else -1


def asked_of(walk: Walk, place: int) -> Group | None:
    """Who stands between a call and the act: "urges Brazil to ratify"; None without a call."""
    calls = [mood for mood in walk.moods if mood.kind == "call"]
    if not calls:
        return None
    nearest = max(calls, key=lambda mood: mood.place)
    between = [group for at, group in walk.groups if nearest.place < at < place]
    if between:
        return next((group for group in between if group.codes or group.unnamed), between[0])
    if nearest.text.endswith(" to") and walk.groups:
        return walk.groups[0][1]  # "Brazil urged to ratify"
    return Group(unnamed=True)


def by_whom(line: Line, end: int) -> tuple[Group | None, int]:
    """Who did it, behind a "by", and the place behind them; None and `end` without one."""
    at = line.over(end, _BEFORE_BY)
    if line.kind(at) != "by" or at > end + _BY_REACH:
        return None, end
    at = line.over(at + 1, ("definite", "quote", "filler"))
    group = line.group(at)
    return (group, at + 1) if group is not None else (None, end)


def from_whom(line: Line, end: int) -> tuple[Group | None, int]:
    """Whose instrument was received: "from Chad's ambassador"; None and `end` without one."""
    at = line.over(end, ("filler",))
    if line.folded(at) not in ("from", "de", "of"):
        return None, end
    at = line.over(at + 1, ("definite",))
    group = line.group(at)
    return (group, at + 1) if group is not None else (None, end)


def in_force_for(line: Line, end: int) -> tuple[Group | None, int]:
    """For whom a treaty enters into force, where that is said, and the place behind them."""
    if line.folded(end) not in _FOR:
        return None, end
    at = line.over(end + 1, ("definite",))
    group = line.group(at)
    if group is None or not group.codes or group.adjective or line.kind(at + 1) == "word":
        return None, end
    return group, at + 1


def owns(line: Line, walk: Walk, place: int) -> bool:
    """Whether the nearest participant stands right before the noun: "Brazil's ratification"."""
    if not walk.groups:
        return False
    between = line.part(walk.groups[0][0] + 1, place)
    return all(piece.kind in ("filler", "cap", "number", "ordinal") for piece in between)


def set_to(line: Line, walk: Walk) -> bool:
    """Whether a "to" follows the subject: a headline's way to say that it will."""
    if not walk.groups or any(mood.place < walk.groups[-1][0] for mood in walk.moods):
        return False
    at = line.over(walk.groups[-1][0] + 1, ("filler", "neg"))
    return line.kind(at) == "to" and line.kind(at + 1) not in _PLACES


def resolved(line: Line, group: Group | None, context: Context) -> Group | None:
    """Give "it", and an institution without a State, those whom the entry spoke of before."""
    if group is None or group.codes or group.number is not None:
        return group
    if group.pronoun or group.institution not in (None, "other_actor", "court"):
        return replace(group, codes=_earlier(line, context), pronoun=False)
    return group


def _earlier(line: Line, context: Context) -> tuple[str, ...]:
    named = (piece.group.codes for piece in line if piece.group and piece.group.codes)
    return next(named, context.who)


def shares_subject(form: str) -> bool:
    """Whether an act that an "and" joins to another has its subject."""
    return form in FINITE or form == "participle"
