"""What the rules of `stages` ask of a scene, each question by its name."""

from watcher.claims.scene import FACT, Scene
from watcher.claims.whose import is_state
from watcher.model.treaty import Action

_PASSIVE = frozenset({"passive", "reduced"})
#: Organs whose act is a domestic step (labelling rule 5).
_ORGANS = ("parliament", "cabinet", "head", "government")
#: What announces, and what a plan may still have to go through.
_ANNOUNCING = ("announce", "tells")
_STEPS = ("domestic", "order", "law", "complete", "process")
_AIMS = frozenset({"in order to", "so that", "afin de", "pour que", "para que", "a fin de"})
_NOTIFYING = ("notif", "inform", "formally t", "officially t")
#: At what moment: no condition where the act is past.
_WHEN = frozenset({"when", "lorsque", "quand", "cuando"})
#: How a word for handing over ends where that is past.
_HANDED = ("ed", "ed in", "ed over", "gave", "depose", "remis", "deposito", "depositaron")
_HAD = frozenset({"had", "had been", "avait", "avaient", "habia", "habian"})
_LONG_SINCE = frozenset(
    {"since", "years after", "months after", "depuis", "desde", "despite", "anos de que"}
)


def negated(scene: Scene) -> bool:
    """Refuses, fails, postponed, not."""
    return scene.has("neg") or "neg" in scene.later


def conditional(scene: Scene) -> bool:
    """If, once, unless; "would", but where somebody is reported to have said that he would."""
    told = scene.has("tells", "says", "announce") or _notified(scene)
    behind = "condition" in scene.later or ("time" in scene.later and in_force(scene))
    later = behind and (scene.form in FACT or in_force(scene))
    return _set(scene) or later or (scene.has("would") and not told)


def _set(scene: Scene) -> bool:
    """Whether a condition is set; an aim before the step that serves it is none."""
    conditions = [mood for mood in scene.moods if mood.kind == "condition"]
    steps = [mood.place for mood in scene.moods if mood.kind in ("domestic", "order")]
    return any(
        mood.text not in _AIMS or not any(mood.place < place for place in steps)
        for mood in conditions
        if not (mood.text in _WHEN and _happened(scene))
    )


def _happened(scene: Scene) -> bool:
    """Whether it is told as past: "when Nepal deposited its instrument" sets no condition."""
    handed = any(text.endswith(_HANDED) for text in scene.words("complete"))
    return scene.form == "past" or (scene.form == "noun" and handed)


def only_a_party(scene: Scene) -> bool:
    """Told as "the parties to", "is a signatory": no act."""
    return scene.form == "role" and not scene.has("become")


def in_force(scene: Scene) -> bool:
    """It is the treaty that acts."""
    return scene.verb.action is Action.ENTRY_INTO_FORCE


def in_force_ahead(scene: Scene) -> bool:
    """Enters into force on a date ahead."""
    if scene.form in ("present", "plural", "noun", "gerund"):
        return in_force(scene) and scene.ahead
    return in_force(scene) and scene.form in ("infinitive", "future") and scene.dated


def in_force_some_day(scene: Scene) -> bool:
    """Enters into force, and nobody says when."""
    return in_force(scene) and scene.form not in FACT


def was_in_force(scene: Scene) -> bool:
    """Entered into force in 1999, or is said to have in passing."""
    return in_force(scene) and (long_ago(scene) or scene.intro == "after")


def had_announced(scene: Scene) -> bool:
    """Had announced, "had planned to": what came of it is another question."""
    if scene.form == "noun" and scene.has("complete"):
        return False  # "said that he had presented the instrument"
    return scene.form not in FACT | _PASSIVE and any(
        text in _HAD for text in scene.words("historical")
    )


def hoped_for(scene: Scene) -> bool:
    """Hopes that Brazil ratifies: no fact, and no call that names whom it asks."""
    return scene.form in FACT - {"plural"} and scene.has("call", "should")


def called_for(scene: Scene) -> bool:
    """Urges, should, recommends; a recommendation by a cabinet is a step."""
    recommended = scene.has("recommend") and not domestic(scene)
    return scene.has("call", "should") or recommended


def to_be_sent(scene: Scene) -> bool:
    """Will send the treaty to parliament."""
    planned = scene.planned or scene.set_to or _outer(scene, _ANNOUNCING)
    return _to_parliament(scene) and planned


def sent(scene: Scene) -> bool:
    """Sends the treaty to parliament."""
    return _to_parliament(scene)


def _to_parliament(scene: Scene) -> bool:
    return scene.sent and "parliament" in scene.later and not scene.has("instrument")


def approves(scene: Scene) -> bool:
    """An institution approves the treaty itself."""
    if scene.form != "step" or _outer(scene, _ANNOUNCING):
        return False
    if _organ(scene, *_ORGANS) and (scene.close or scene.signed):
        return True
    return scene.subject is None and "advice and consent" in scene.words("domestic")


def other_step(scene: Scene) -> bool:
    """Something else is approved, or by nobody that counts."""
    return scene.form == "step"


def announced(scene: Scene) -> bool:
    """Will, plans, considers, announces; "Japan to vote on"."""
    if scene.form in ("future", "progressive"):
        return True
    expected = scene.form == "noun" and scene.owned and "planned" in scene.later
    if expected and not scene.has("with", "greet", "complete"):
        return True  # "Kenya's ratification is expected in June"
    asked = scene.form == "plural" and scene.has("announce") and not scene.has("says")
    if asked and not _organ(scene, *_ORGANS):
        return True  # "proposed that the EU sign"
    if scene.form in FACT | {"subjunctive"}:
        return scene.form in ("present", "plural", "subjunctive") and scene.has("tells")
    if scene.has("would") and scene.form == "infinitive":
        return True
    if scene.has("become"):
        return _outer(scene, ("announce",), ("become",))
    if scene.set_to and scene.moods and not scene.has("call"):
        return True
    if "domestic" in scene.later:
        return False
    planned = _outer(scene, _ANNOUNCING)
    return planned and (_outer(scene, _ANNOUNCING, _STEPS) or not domestic(scene))


def leader_leaves(scene: Scene) -> bool:
    """Trump pulls the US out: said by one who cannot do it by saying so."""
    leader = _organ(scene, "head", "minister")
    return scene.form in FACT and scene.verb.action is Action.WITHDRAWAL and leader


def voted_at_home(scene: Scene) -> bool:
    """Ratifies it: the Senate approves; the words behind the colon tell what happened."""
    told = scene.form in FACT or becomes(scene)
    return told and scene.voted and scene.verb.action is not Action.SIGNATURE


def becomes(scene: Scene) -> bool:
    """Becomes the 60th State to ratify, a party, a member."""
    nth = scene.form in ("infinitive", "role") and scene.close and scene.has("become")
    nth = nth and not _organ(scene, "parliament", "cabinet")
    return nth and not _outer(scene, ("domestic", "proposal", "order", "law"), ("become",))


def became_long_ago(scene: Scene) -> bool:
    """Became a signatory in 2007."""
    return becomes(scene) and scene.past_date


def domestic(scene: Scene) -> bool:
    """A cabinet, parliament, referendum or president acted; a law, an order, an instrument."""
    if scene.form in FACT | _PASSIVE:
        return (
            scene.has("lawful")
            or _organ(scene, "parliament", "cabinet")
            or (_organ(scene, "head") and scene.close and _step_of_head(scene))
        )
    if scene.has("become"):
        first = _organ(scene, "parliament", "cabinet")  # "becomes the first parliament to ratify"
        return first or (_outer(scene, ("domestic",), ("become",)) and scene.has("proposal"))
    recommends = scene.has("recommend") and _organ(scene, *_ORGANS, "minister")
    signs = scene.signed and (scene.form == "noun" or scene.has("instrument"))
    signs = signs and not scene.has("complete")
    voted = scene.has("domestic", "order", "law")
    return voted or recommends or signs or "domestic" in scene.later


def _step_of_head(scene: Scene) -> bool:
    """A president ratifies at home; what he signs may be the treaty itself."""
    if scene.verb.action is Action.SIGNATURE:
        return bool(scene.later & {"law", "parliament", "ratification"})
    return scene.verb.action is not Action.WITHDRAWAL


def begun(scene: Scene) -> bool:
    """Begins the process."""
    return scene.has("process") and not scene.has("complete")


def counted(scene: Scene) -> bool:
    """A number of States did it."""
    subject = scene.subject
    fact = scene.form in FACT | _PASSIVE
    return fact and subject is not None and not subject.codes and subject.number is not None


def long_ago(scene: Scene) -> bool:
    """Did it in 2019; "which Canada signed"; "signed but never ratified"."""
    told = scene.intro in ("relative", "open") and scene.form in ("past", "perfect", "passive")
    fact = scene.form in (FACT - {"present"}) | _PASSIVE
    return fact and scene.close and (scene.past_date or told or "but not" in scene.later)


def since_it_did(scene: Scene) -> bool:
    """Since Canada left; after it did, unless that brings the treaty into force."""
    since = any(text in _LONG_SINCE for text in scene.words("after"))
    after = scene.intro == "after" and scene.form in ("past", "perfect")
    return after and scene.close and (since or not scene.brings_force)


def did(scene: Scene) -> bool:
    """Ratifies, signed, has joined; and nothing unknown stands before it."""
    subject = scene.subject
    return (
        scene.form in FACT
        and scene.close
        and subject is not None
        and is_state(subject)
        and not subject.owner
        and (bool(subject.codes) or scene.intro != "relative")
    )


def was_done(scene: Scene) -> bool:
    """Was signed; "T ratified by Ghana" where that is the whole headline."""
    if scene.form == "passive":
        return True
    return scene.form == "reduced" and scene.subject is not None and scene.first and scene.at_end


def completed(scene: Scene) -> bool:
    """Deposits the instrument, notifies the withdrawal."""
    subject = scene.subject
    sure = scene.close and subject is not None and is_state(subject)
    notice = scene.form == "infinitive" and scene.has("instrument") and not scene.has("announce")
    bill = scene.form == "noun" and ("law" in scene.later or scene.has("process"))
    return (scene.form == "noun" or notice) and scene.has("complete") and sure and not bill


def was_completed(scene: Scene) -> bool:
    """Its instrument was deposited."""
    told = scene.has("deposit") if scene.owned else "complete" in scene.later
    planned = scene.has("announce", "tells") or (scene.set_to and not scene.owned)
    passing = scene.intro == "after" and not scene.brings_force
    return (
        scene.form == "noun"
        and scene.has("instrument")
        and ((told or "complete" in scene.later) and not planned and not passing)
    )


def notified_that(scene: Scene) -> bool:
    """Notified the UN that it is withdrawing."""
    subject = scene.subject
    if _notified(scene) and scene.form == "infinitive":
        later = set(scene.words("announce")) <= {"will"} and (scene.has("announce", "would"))
        return later and _outer(scene, ("complete",), (*_ANNOUNCING, "call", "domestic", "order"))
    sure = scene.close and subject is not None and is_state(subject)
    planned = scene.has("announce", "tells", "would")
    return scene.form in FACT | {"progressive"} and _notified(scene) and sure and not planned


def entitled(scene: Scene) -> bool:
    """Ratification of T by Brazil: that is the whole headline."""
    return scene.form == "noun" and scene.by and scene.bare and scene.at_end and not scene.later


def effective(scene: Scene) -> bool:
    """The withdrawal takes effect; the ratification brings the treaty to its threshold."""
    return scene.form == "noun" and scene.owned and "effective" in scene.later


def after_it(scene: Scene) -> bool:
    """After Canada's withdrawal."""
    return scene.form in ("noun", "gerund") and scene.owned and scene.has("after")


def greeted(scene: Scene) -> bool:
    """Welcomes Brazil's ratification; with it the treaty is near its threshold.

    Not a withdrawal: those are condemned as soon as they are announced.
    """
    if scene.verb.action is Action.WITHDRAWAL:
        return False
    others = scene.form == "gerund" and scene.has("greet", "with") and bool(scene.companions)
    return others or (scene.form == "noun" and scene.owned and scene.has("greet", "with"))


def is_to(scene: Scene) -> bool:
    """Japan to ratify: an infinitive with nothing but "to" behind its subject."""
    alone = scene.close and scene.subject is not None and not scene.moods
    return scene.form == "infinitive" and alone


def _notified(scene: Scene) -> bool:
    return any(text.startswith(_NOTIFYING) for text in scene.words("complete"))


def _organ(scene: Scene, *kinds: str) -> bool:
    return scene.subject is not None and scene.subject.institution in kinds


def _outer(scene: Scene, first: tuple[str, ...], second: tuple[str, ...] = ()) -> bool:
    """Whether a mood of the first kinds stands, and before any of the second."""
    kinds = (mood.kind for mood in scene.moods if mood.kind in (*first, *second))
    return next(kinds, None) in first
