"""Which treaty a noun of treaty action means, where none follows it.

"Kyoto Protocol ratification", "its withdrawal", "with Brazil's ratification, the treaty",
"deposit of its ninth instrument of ratification".
"""

from watcher.claims.lexicon import Verb
from watcher.claims.line import Line
from watcher.claims.objects import Found
from watcher.claims.walks import Walk
from watcher.model.treaty import Action


def around_noun(line: Line, place: int, verb: Verb, walk: Walk, meant: str | None) -> Found | None:
    """Find the treaty of the noun at `place`; `meant` is the one that "the treaty" means."""
    at = place - 1 if line.kind(place - 1) != "'s" else place - 2
    handed = verb.action is Action.RATIFICATION and walk.has("complete")
    if line.kind(at) == "treaty" or (line.kind(at) == "body" and (verb.body or handed)):
        return Found((line[at].value,), place + 1, at)
    ahead = _ahead(line, place, walk)
    if ahead is not None or meant is None:
        return ahead
    if line.kind(at) == "of" and line.kind(at - 1) == "instrument":
        return _by_instrument(line, place, meant)
    if line.kind(at) in ("definite", "possessive", "generic") and not _goes_on(line, place, verb):
        return _by_owner(line, place, meant, at)
    return None


def _by_owner(line: Line, place: int, meant: str, at: int) -> Found:
    """The treaty that is meant, with whose act it is: "the withdrawal of France"."""
    whose = line.over(place + 2, ("definite",))
    group = line.group(whose) if line.kind(place + 1) == "of" else None
    if group is None or not group.codes:
        return Found((meant,), place + 1, at)
    return Found((meant,), whose + 1, at, causee=group)


def _ahead(line: Line, place: int, walk: Walk) -> Found | None:
    """The treaty that the act moves: "its ratification brings T", "with its ratification, T"."""
    group = line.group(place - 1)
    owned = group is not None and bool(group.codes) and group.institution is None
    behind, causee = place + 1, None
    if line.kind(behind) == "of":
        whose = line.over(behind + 1, ("definite",))
        causee = line.group(whose)
        behind = whose + 1 if causee is not None and causee.codes else behind
    brings = line.kind(behind) in ("brings", "process") and (owned or causee is not None)
    starts = line.kind(behind) == "comma" and walk.has("with")
    if not brings and not starts:
        return None
    at = line.over(behind + 1, ("definite", "filler"))
    if brings and any(verb.action is Action.ENTRY_INTO_FORCE for verb in _verbs(line, at)):
        at = line.over(at + 1, ("of", "definite"))  # "triggers the entry into force of T"
    if line.kind(at) != "treaty":
        return None
    return Found((line[at].value,), behind, at, causee=causee)


def _verbs(line: Line, at: int) -> list[Verb]:
    return [verb for verb, _ in line[at].verbs] if line.kind(at) == "act" else []


def _by_instrument(line: Line, place: int, meant: str) -> Found | None:
    at = line.back_over(place - 3, ("ordinal", "number", "filler"))
    if line.kind(at) not in ("possessive", "definite", "of", "complete", "'s"):
        return None
    return _by_owner(line, place, meant, at)


def _goes_on(line: Line, place: int, verb: Verb) -> bool:
    """Whether the noun says itself what it is of: "the ratification of the budget"."""
    if line.kind(place + 1) == "of":  # "the withdrawal of France" does not
        whose = line.over(place + 2, ("definite",))
        return line.group(whose) is None or line.folded(whose + 1) in verb.links
    return line.kind(place + 1) == "to" or line.folded(place + 1) in verb.links
