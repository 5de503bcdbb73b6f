"""How far an act went: a table of rules, read from above; the first that fits decides.

Each rule names the labelling rule that it follows:

1. only what the words say counts        6. will, plans, intends: announced
2. multilateral treaties                 7. those called upon, never the caller
3. no organisations as such              8. a number of States; an old fact in passing
4. signed, deposited, notified: done     9. no negations, conditions, adoptions
5. cabinet, parliament, president       10. join is accession

Rules 2 and 3 are kept by what is read at all: treaties of the catalogue. What no rule knows is no
claim: rather silence than a wrong "done".
"""

from collections.abc import Callable
from dataclasses import dataclass

from watcher.claims import conditions as when
from watcher.claims import whose
from watcher.claims.pieces import Group
from watcher.claims.scene import FACT, Scene
from watcher.model.claim import Stage
from watcher.model.treaty import Action


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is claimed of a scene's treaties."""

    stage: Stage
    action: Action
    who: Group


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table; where `stage` is None a scene that fits claims nothing."""

    of: int  # the labelling rule
    fits: Callable[[Scene], bool]
    stage: Stage | None
    who: Callable[[Scene], Group | None] = whose.subject


RULES: tuple[Rule, ...] = (
    Rule(9, when.negated, None),
    Rule(9, when.conditional, None),
    Rule(1, when.only_a_party, None),
    Rule(9, when.in_force_ahead, Stage.ANNOUNCED, whose.for_whom),
    Rule(9, when.in_force_some_day, None),
    Rule(8, when.was_in_force, Stage.HISTORICAL, whose.for_whom),
    Rule(9, when.in_force, Stage.DONE, whose.for_whom),
    Rule(8, when.had_announced, None),
    Rule(1, when.hoped_for, None),
    Rule(7, when.called_for, Stage.CALLED_FOR, whose.called_upon),
    Rule(6, when.to_be_sent, Stage.ANNOUNCED, whose.nearest),
    Rule(5, when.sent, Stage.DOMESTIC_STEP, whose.nearest),
    Rule(5, when.approves, Stage.DOMESTIC_STEP, whose.nearest),
    Rule(5, when.other_step, None),
    Rule(4, when.notified_that, Stage.DONE, whose.nearest),
    Rule(6, when.announced, Stage.ANNOUNCED, whose.nearest),
    Rule(6, when.leader_leaves, Stage.ANNOUNCED, whose.nearest),
    Rule(5, when.voted_at_home, Stage.DOMESTIC_STEP, whose.nearest),
    Rule(8, when.became_long_ago, Stage.HISTORICAL),
    Rule(4, when.becomes, Stage.DONE),
    Rule(5, when.domestic, Stage.DOMESTIC_STEP, whose.nearest),
    Rule(6, when.begun, Stage.ANNOUNCED, whose.nearest),
    Rule(8, when.counted, Stage.COUNT, whose.doer),
    Rule(8, when.long_ago, Stage.HISTORICAL, whose.doer),
    Rule(8, when.since_it_did, Stage.HISTORICAL, whose.doer),
    Rule(4, when.did, Stage.DONE),
    Rule(4, when.was_done, Stage.DONE, whose.doer),
    Rule(4, when.completed, Stage.DONE),
    Rule(4, when.was_completed, Stage.DONE, whose.named),
    Rule(4, when.entitled, Stage.DONE, whose.named),
    Rule(6, when.effective, Stage.DONE, whose.nearest),
    Rule(8, when.after_it, Stage.HISTORICAL, whose.nearest),
    Rule(4, when.greeted, Stage.DONE, whose.nearest),
    Rule(6, when.is_to, Stage.ANNOUNCED, whose.nearest),
)


def verdict(scene: Scene) -> Verdict | None:
    """Decide by the first rule that fits; None where nothing is claimed."""
    rule = next((rule for rule in RULES if rule.fits(scene)), None)
    if rule is None or rule.stage is None:
        return None
    who = rule.who(scene)
    return None if who is None else Verdict(rule.stage, _action(scene, rule.stage), who)


def _action(scene: Scene, stage: Stage) -> Action:
    """The action of a scene; a president who signs a treaty into law ratifies it."""
    subject = scene.subject
    by_head = subject is not None and subject.institution == "head"
    if (
        stage is Stage.DOMESTIC_STEP
        and by_head
        and scene.verb.action is Action.SIGNATURE
        and scene.form in FACT | {"passive"}
    ):
        return Action.RATIFICATION
    return scene.verb.action
