"""Whose act a claim tells of, by the stage that was decided."""

from dataclasses import replace

from watcher.claims.pieces import Group
from watcher.claims.scene import Scene

#: What acts for no State in treaties.
_NO_STATE = frozenset({"court", "other_actor"})


def subject(scene: Scene) -> Group | None:
    """Give who acts by the grammar; None where that is no State."""
    group = scene.subject
    return group if group is not None and is_state(group) else None


def is_state(group: Group) -> bool:
    """Whether it is a participant, one of its organs, or a number of participants."""
    return group.institution not in _NO_STATE and bool(
        group.codes or group.unnamed or group.number or group.institution
    )


def nearest(scene: Scene) -> Group | None:
    """Give whose step it is: the nearest with a name, else the only one in the entry.

    None where the act is one of a company or a court alone.
    """
    only_other = scene.subject is not None and scene.subject.institution in _NO_STATE
    if only_other and not scene.companions[1:]:
        return None
    asked = scene.asked if scene.causative or scene.form == "noun" else None
    for group in (asked, scene.subject, *scene.companions):
        if group is not None and group.codes and group.institution not in _NO_STATE:
            return group
    return Group(scene.home, unnamed=not scene.home)


def named(scene: Scene) -> Group | None:
    """Give the nearest, where that is somebody with a name."""
    group = nearest(scene)
    return group if group is not None and group.codes else None


def called_upon(scene: Scene) -> Group:
    """Give who is called upon, and never the caller (labelling rule 7)."""
    group = scene.asked if scene.has("call") or scene.causative else scene.subject
    if group is None or group.institution in _NO_STATE:
        return Group(unnamed=True)
    return group if group.codes else replace(group, unnamed=True)


def for_whom(scene: Scene) -> Group:
    """Give for whom a treaty enters into force; nobody by name where it does for all."""
    return scene.subject if scene.subject is not None and scene.subject.codes else Group()


def doer(scene: Scene) -> Group | None:
    """Give who did it; somebody without a name where a passive does not say."""
    if scene.subject is None:
        return Group(unnamed=True) if scene.form == "passive" else None
    return subject(scene)
