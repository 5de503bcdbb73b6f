"""What stands before an act, in its clause: participants, and words that say how far it went."""

from dataclasses import dataclass, field

from watcher.claims.forms import head_of_list
from watcher.claims.line import Line
from watcher.claims.moods import moods_at
from watcher.claims.pieces import Group
from watcher.claims.scene import Mood

#: What may stand between a subject and its verb besides, and leaves no doubt who acts.
_TIES = frozenset(
    {
        "filler",
        "have",
        "just",
        "be",
        "to",
        "quote",
        "ordinal",
        "number",
        "states",
        "that",
        "definite",
    }
    | {"indefinite", "possessive", "mark", "reflexive", "and", "number_word", "comma", "of"}
)
#: And these say something only beside certain words.
_SAYING = frozenset({"act", "against", "relative"})
#: What a clause begins behind.
_BOUNDS = frozenset({"break", "but", "relative", "open"})
#: Behind these a "that" begins a clause on them; behind a verb it only reports.
_HEADS = frozenset({"treaty", "generic", "other", "states"})
_INSERTED = 25  # pieces between two commas, at most


@dataclass(slots=True)
class Walk:
    """What was met on the way from an act to the left, the nearest first."""

    groups: list[tuple[int, Group]] = field(default_factory=list)
    moods: list[Mood] = field(default_factory=list)
    acts: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)  # words that nothing is known of
    treaties: list[int] = field(default_factory=list)
    intro: str = ""  # what the clause begins with: relative, but, after, ...
    begin: int = 0  # the first piece of the clause

    def has(self, kind: str) -> bool:
        """Whether a mood of this kind was met."""
        return any(mood.kind == kind for mood in self.moods)

    def first(self, kind: str) -> int | None:
        """The place of the leftmost mood of a kind."""
        return min((mood.place for mood in self.moods if mood.kind == kind), default=None)


def walked(line: Line, place: int, *, finite: bool) -> Walk:
    """Walk from the act at `place` to where its clause begins.

    The clause of a finite verb begins at the comma before its subject; that of an infinitive or a
    noun holds the verb that it hangs on.
    """
    walk = Walk(begin=place)
    at = place - 1
    if not finite and line.kind(at) in ("and", "comma"):
        at = head_of_list(line, at) or at
    while at >= 0:
        onward = _stepped(line, at, walk)
        if onward is None:
            if _begins(line, at, walk, finite=finite):
                break
            _met(line, at, place, walk)
            onward = at - 1
        walk.begin = min(at, onward + 1)
        at = onward
    return walk


def _begins(line: Line, at: int, walk: Walk, *, finite: bool) -> bool:
    """Whether the clause begins behind the piece at `at`, or with it."""
    kind, before = line.kind(at), line.kind(at - 1)
    if kind in ("that", "relative") and before == "law":
        return False  # "the law that ratifies": its verb is the law's
    group = line.group(at - 1)
    described = before in _HEADS or (group is not None and group.unnamed)
    if kind in _BOUNDS or (kind == "that" and described):
        walk.intro = "relative" if kind == "that" else kind
        if walk.intro == "relative":
            _take_head(line, at, walk)
    elif kind == "after" or (kind == "proposal" and not finite):
        walk.moods.append(Mood(kind, at, line.folded(at)))
        walk.intro, walk.begin = kind, at
        if kind == "proposal" and _approved(line, at):
            walk.moods.append(Mood("domestic", at, line.folded(at)))
    elif kind == "comma" and walk.groups and (finite or _completes(walk)):
        walk.intro = "comma"
    return bool(walk.intro)


def _approved(line: Line, at: int) -> bool:
    """Whether a proposal is approved: "granted approval to the joint proposal to accede"."""
    before = line.back_over(
        at - 1, ("definite", "filler", "to", "of", "word", "possessive", "comma")
    )
    return line.kind(before) == "domestic"


def _completes(walk: Walk) -> bool:
    """Whether somebody deposits or notifies the act, in a sentence of their own."""
    verb = walk.first("complete")
    return verb is not None and walk.groups[-1][0] < verb


def _take_head(line: Line, at: int, walk: Walk) -> None:
    """Take the participant before a "which" for the subject, where its clause has none."""
    before = line.back_over(at - 1, ("comma", "close"))
    group = line.group(before)
    if not walk.groups and group is not None:
        walk.groups.append((before, group))


def _stepped(line: Line, at: int, walk: Walk) -> int | None:
    """Where to go on before a bracket, or an insertion between commas; None for other pieces."""
    if line.kind(at) == "close":
        return line.opening(at) - 1
    if line[at].text in (",", "\u2014") and not walk.groups:
        return _insertion(line, at)
    return None


def _insertion(line: Line, at: int) -> int | None:
    """The place of a subject before what two commas hold: "China, which ..., ratifies"."""
    for before in range(at - 1, max(at - _INSERTED, 0), -1):
        if line.folded(before) == line.folded(at):
            return before - 1 if line.kind(before - 1) in ("group", "close") else None
        if line.kind(before) == "break":
            return None
    return None


def _met(line: Line, at: int, place: int, walk: Walk) -> None:
    """Note the piece at `at`."""
    kind, group = line.kind(at), line.group(at)
    if group is not None:
        attached = at == place - 1 and "gerund" in line[place].forms
        if not _governed(line, at, group) or attached:  # "with Oman acceding to"
            walk.groups.append((at, group))
        elif not walk.groups and line.kind(at - 1) != "of":
            walk.unknown.append(at)
        return
    moods = moods_at(line, at, place, walk.moods)
    walk.moods += moods
    if kind == "act" and not any(mood.kind == "announce" for mood in moods):
        walk.acts.append(at)
    elif kind in ("treaty", "body", "other"):
        walk.treaties.append(at)
    elif not moods and kind not in _TIES | _SAYING:
        walk.unknown.append(at)


def _governed(line: Line, at: int, group: Group) -> bool:
    """Whether a preposition governs the participant, so that it is no subject."""
    if line.kind(at - 1) == "filler" and line[at - 1].value in ("date", "weekday"):
        return False  # "el 3 de marzo Honduras"
    before = line.back_over(at - 1, ("definite", "filler", "quote"))
    if line.kind(before) == "with" and group.owner:
        return False  # "with Brazil's ratification"
    return (
        line.kind(before) in ("prep", "with", "of", "against")
        and line.folded(before) not in ("for", "a")
    ) or line.folded(before) == "between"
