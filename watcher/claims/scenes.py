"""Finding the acts of a sentence. Nothing is decided here: `stages` decides from each `Scene`."""

from collections.abc import Sequence
from dataclasses import replace

from watcher.claims.behind import dates, later, stands_alone, voted_on
from watcher.claims.forms import form_of
from watcher.claims.lexicon import Verb
from watcher.claims.line import Line
from watcher.claims.nouns import around_noun
from watcher.claims.objects import Found, to_the_left, to_the_right
from watcher.claims.pieces import Group, Piece
from watcher.claims.scene import FACT, FINITE, Context, Mood, Scene
from watcher.claims.subjects import (
    asked_of,
    by_whom,
    from_whom,
    in_force_for,
    joined_act,
    joint_act,
    owns,
    resolved,
    set_to,
    shares_subject,
    subject_of,
)
from watcher.claims.walks import Walk, walked
from watcher.model.treaty import Action

#: What an institution approves, where it is the treaty itself.
_STEP = Verb(Action.RATIFICATION, links=("to", "for", "of", "a", "al", "au"), linked=False)
#: Behind these forms it is said by whom.
_BY = frozenset({"passive", "reduced", "noun", "step"})
#: What is sent to parliament, where that is said.
_SENT = Verb(Action.RATIFICATION, links=(), linked=False)
_MAY_SEND = frozenset({"domestic", "gives", "complete", "announce"})
_SENDING = ("send", "sent", "submi", "transmi", "forward", "remit", "envi", "soum", "somet", "tabl")
#: The depositary takes it; whose it is stands behind.
_RECEIVING = ("receiv", "regist", "recib", "recu", "recoi", "enregistr")
_BEHIND = 16  # pieces to a treaty that is named late
_OWN_REACH = 5  # "did the same for its ratification"
_SOON = frozenset({"soon", "it", "too", "bientot", "pronto"})
_NTH = frozenset(
    {"to", "states", "ordinal", "definite", "filler", "cap", "people", "group", "number", "of"}
    | {"prep", "word"}
)
#: "Is now a party to", "ya es parte de": it became one.
_NOW = frozenset({"now", "officially", "formally", "ya", "ahora", "oficialmente", "desormais"})
_BECOMING = frozenset({"filler", "historical", "be", "comma"})
#: Acts that need not say again of what: "Washington signed but never ratified it".
_ALONE = frozenset({Action.SIGNATURE, Action.RATIFICATION})
_SMALL = frozenset({"to", "number", "prep"})
_BEFORE_RELATIVE = frozenset({"relative", "that", "comma", "close", "break"})


def scenes(pieces: Sequence[Piece], context: Context) -> list[Scene]:
    """Find every act on a treaty in a sentence, in its order."""
    return _Sentence(Line(pieces), context).scenes()


class _Sentence:
    """A sentence while its acts are found; later ones share form and subject of earlier ones."""

    def __init__(self, line: Line, context: Context) -> None:
        self._line = line
        self._context = context
        self._forms: dict[int, str] = {}
        self._subjects: dict[int, tuple[Group | None, bool]] = {}

    def scenes(self) -> list[Scene]:
        found: list[Scene] = []
        for place, piece in enumerate(self._line):
            sending = piece.kind in _MAY_SEND and piece.folded.startswith(_SENDING)
            if piece.kind in ("act", "domestic") or sending:
                step = _SENT if sending else _STEP
                found += self._acts(place, [verb for verb, _ in piece.verbs] or [step])
            elif piece.kind in ("likewise", "followed") and found:
                found += self._too(place, found[-1])
        return found

    def _too(self, place: int, scene: Scene) -> list[Scene]:
        """Who did what was told before: "followed by Laos", "and Mali did the same"."""
        line = self._line
        at = line.over(place + 1, ("definite",))
        if line.kind(place) == "likewise":
            at = line.back_over(place - 1, ("have", "filler"))
        group = line.group(at)
        if group is None or not group.codes or group.institution is not None:
            return []
        if scene.form not in FACT and not scene.has("complete"):
            return []
        own = next((p for p in line.part(place + 1, place + _OWN_REACH) if p.kind == "act"), None)
        verb = own.verbs[0][0] if own is not None and own.verbs else scene.verb
        told = replace(scene, verb=verb, form="past", subject=group, close=True)
        return [replace(told, companions=(), voted=False)]

    def _acts(self, place: int, verbs: Sequence[Verb]) -> list[Scene]:
        """The scenes of the word at `place`: by the first of its verbs that finds a treaty."""
        joined = joined_act(self._line, place)
        step = self._line.kind(place) != "act"
        form = "step" if step else form_of(self._line, place, self._forms.get(joined))
        walk = walked(self._line, place, finite=step or form in FINITE)
        subject = subject_of(self._line, place, form, walk)
        if joined in self._subjects and shares_subject(form):
            subject = self._subjects[joined]
        self._forms[place], self._subjects[place] = form, subject
        for verb in verbs:
            found = self._object(place, verb, form, walk)
            if found is not None:
                scene = self._scene(place, verb, found, walk)
                return [] if scene is None else self._shared(scene, place)
        return []

    def _scene(self, place: int, verb: Verb, found: Found, walk: Walk) -> Scene | None:
        line, form = self._line, self._forms[place]
        end = max(found.end, place + 1)
        if form not in ("passive", "reduced") and not stands_alone(line, end, form):
            return None
        by, end = by_whom(line, end) if form in _BY else (None, end)
        if form == "noun" and by is None:
            by, end = self._deposited(end, walk)
        if form == "noun" and by is None and any(m.text.startswith(_RECEIVING) for m in walk.moods):
            by, end = from_whom(line, end)
            by = by or found.causee
            if by is None:
                return None  # who receives it has done nothing
            walk.moods.append(Mood("complete", place, ""))
        subject, close = self._acting(place, verb, walk, by, end)
        nth = self._is_nth(place)
        if nth is not None and form in ("infinitive", "role"):
            subject = line.group(nth.place - 1) or subject
            close = not walk.acts
        dated = end
        if verb.action is Action.ENTRY_INTO_FORCE:
            dated = in_force_for(line, end)[1]
        when = dates(line, walk.begin, place, dated, self._context, treaty=found.place)
        return Scene(
            verb=verb,
            form=form,
            treaties=found.treaties,
            start=line[walk.begin].start,
            end=line[end - 1].end,
            subject=self._resolved(subject),
            close=close,
            asked=self._resolved(by or found.causee or asked_of(walk, place)),
            companions=tuple(filter(None, (self._resolved(group) for _, group in walk.groups))),
            home=self._context.home,
            moods=(*reversed(walk.moods), *((nth,) if nth else ())),
            later=later(line, end, form),
            intro=walk.intro,
            past_date=when.past or (walk.has("historical") and nth is None),
            dated=when.named,
            ahead=when.ahead,
            sent=verb is _SENT,
            planned=line.kind(place) == "announce",
            bare=not (walk.moods or walk.groups or walk.unknown or walk.acts),
            voted=voted_on(line, end),
            by=by is not None,
            owned=form == "noun" and bool(by or found.causee or owns(line, walk, place)),
            first=line.over(0, ("definite", "quote", "filler")) >= found.place,
            at_end=line.kind(end) in ("", "break", "filler"),
            causative=verb.causative and found.causee is not None,
            set_to=set_to(line, walk),
            signed=any(self._does(line[at], Action.SIGNATURE) for at in walk.acts),
            brings_force=any(self._does(piece, Action.ENTRY_INTO_FORCE) for piece in line),
        )

    def _deposited(self, end: int, walk: Walk) -> tuple[Group | None, int]:
        """Who did what a noun is the object of: "instrument of ratification deposited by"."""
        at = self._line.over(end, ("be", "have", "filler"))
        if self._line.kind(at) != "complete":
            return None, end
        by, behind = by_whom(self._line, at + 1)
        if by is None:
            return None, end
        walk.moods.append(Mood("complete", at, self._line.folded(at)))
        return by, behind

    def _acting(
        self, place: int, verb: Verb, walk: Walk, by: Group | None, end: int
    ) -> tuple[Group | None, bool]:
        """Who acts, and whether that is sure."""
        form = self._forms[place]
        subject, close = self._subjects[place]
        if form in ("passive", "reduced"):
            return by, True
        if form == "step":
            return by or subject, close or by is not None
        if form == "noun" and by is not None and walk.has("complete"):
            return by, True
        if verb.action is Action.ENTRY_INTO_FORCE:
            return in_force_for(self._line, end)[0], True
        return subject, close

    def _resolved(self, group: Group | None) -> Group | None:
        return resolved(self._line, group, self._context)

    @staticmethod
    def _does(piece: Piece, action: Action) -> bool:
        return any(verb.action is action for verb, _ in piece.verbs)

    def _shared(self, scene: Scene, place: int) -> list[Scene]:
        """Who joins others in an act does it too; those others may be a number of States."""
        joint = joint_act(self._line, place, self._forms[place])
        if joint not in self._subjects:
            return [scene]
        subject, close = self._subjects[joint]
        form = self._forms[joint] if self._forms[joint] in FINITE else scene.form
        who = self._resolved(subject)
        shared = [replace(scene, form=form, subject=who, close=close, companions=())]
        if scene.subject is not None and scene.subject.number is not None:
            shared.append(replace(scene, form="plural", moods=(), later=frozenset()))
        return shared

    def _is_nth(self, place: int) -> Mood | None:
        """Tell "is the 12th State to ratify": it means the same as that it becomes it."""
        now = self._line.back_over(place - 1, ("indefinite", "definite", "be"))
        if self._line.folded(now) in _NOW and self._line.back_over(now, _BECOMING) < now:
            return Mood("become", now, self._line.folded(now))
        at = self._line.back_over(place - 1, _NTH)
        kinds = [piece.kind for piece in self._line.part(at + 1, place)]
        nearest = next((kind for kind in reversed(kinds) if kind not in _SMALL), "")
        states = "states" in kinds or nearest == "ordinal"
        if "ordinal" not in kinds or not states:
            return None
        if self._line.kind(at) == "be":
            return Mood("become", at, self._line.folded(at))
        if self._line.kind(at) == "comma" and self._line.group(at - 1) is not None:
            return Mood("become", at, "")  # "Mali, the first African country to ratify"
        first = next((a for a in range(at + 1, place) if self._line.kind(a) == "group"), place)
        headline = at < 0 or self._line.kind(at) == "break"
        if headline and self._line.kind(first + 1) in ("ordinal", "definite"):
            return Mood("become", first + 1, "")
        return None

    # -- treaty -----------------------------------------------------------------------------

    def _object(self, place: int, verb: Verb, form: str, walk: Walk) -> Found | None:
        """The treaty of an act, on whichever side its form has it."""
        meant = self._meant(place)
        in_force = verb.action is Action.ENTRY_INTO_FORCE and form != "noun"
        if in_force or form in ("passive", "reduced"):
            left = to_the_left(self._line, place, meant)
            starts = in_force and walk.begin == place and form in FACT
            return to_the_right(self._line, place, verb, form, meant) if starts else left
        right = to_the_right(self._line, place, verb, form, meant)
        if right is not None:
            return right
        if form == "step":
            return self._approved(place, meant)
        if form in ("noun", "gerund"):
            if meant is None and walk.has("complete") and walk.has("instrument"):
                meant = self._named_behind(place)
            return around_noun(self._line, place, verb, walk, meant)
        if walk.intro == "relative" and form in FINITE and not verb.linked:
            return self._relative(place, walk)
        return self._left_out(place, verb, form, walk, meant)

    def _approved(self, place: int, meant: str | None) -> Found | None:
        """The treaty before its verb: "was approved by the Senate"."""
        passive = self._line.kind(place - 1) in ("be", "filler")
        if not passive and self._line.kind(place + 1) != "by":
            return None
        return to_the_left(self._line, place, meant, near=True)

    def _relative(self, place: int, walk: Walk) -> Found | None:
        """The treaty before its clause: "T, which Canada signed"."""
        head = self._line.back_over(walk.begin - 1, _BEFORE_RELATIVE)
        if self._line.kind(head) != "treaty":
            return None
        return Found((self._line[head].value,), place + 1, head)

    def _left_out(
        self, place: int, verb: Verb, form: str, walk: Walk, meant: str | None
    ) -> Found | None:
        """The treaty that is not said again: "will sign soon", "after Morocco ratifies"."""
        said = form == "infinitive" or (walk.intro == "after" and form in FINITE)
        said = said or (form in FACT and verb.action in _ALONE and not walk.acts + walk.treaties)
        at = place + 1
        while self._line.folded(at) in _SOON or (form in FACT and self._dates(at)):
            at += 1
        ends = self._line.kind(at) in ("", "break", "comma", "filler") or (
            form in FACT and self._line.kind(at) == "but"
        )
        ends = ends and self._line.kind(at + 1) != "with"  # "signed, with Chad, a loan"
        if not said or not ends or meant is None or verb.causative:
            return None
        return Found((meant,), place + 1, place)

    def _named_behind(self, place: int) -> str | None:
        """The treaty that only the rest names: "deposited its instrument, bringing T to 60"."""
        ahead = self._line.part(place + 1, place + _BEHIND)
        return next((piece.value for piece in ahead if piece.kind == "treaty"), None)

    def _dates(self, at: int) -> bool:
        """Whether the piece says nothing but when: "signed first", "signed in 2018"."""
        kind, ahead = self._line.kind(at), self._line.kind(at + 1)
        numbered = kind == "prep" and ahead in ("number", "filler")
        return numbered or kind in ("number", "ordinal", "filler")

    def _meant(self, place: int) -> str | None:
        """The treaty that "the treaty" means here: the last one that was named."""
        for at in range(place - 1, -1, -1):
            if self._line.kind(at) in ("treaty", "other"):
                return self._line[at].value or None
        return self._context.treaty
