"""Words of ours with a mark, told apart by shape and colour: kinds, outcomes, verdicts, weights.

They are few, and a page has hundreds of them: each is written once.
"""

from functools import lru_cache

from markupsafe import Markup

from watcher.model.change import Change
from watcher.model.plain import clean

_TIERS = {"record": "on record", "official": "reported (official)", "press": "reported (press)"}


def badge(word: object, look: object = "") -> Markup:
    """A word, or a name of ours as words, in the look of a class of the style sheet."""
    return _badge(str(word), str(look))


def kind(change: Change) -> Markup:
    """What a line of the log says of what it is about: added, modified, removed."""
    return badge(change.kind.value, f"k-{change.kind.value}")


@lru_cache(maxsize=64)
def tier(name: str) -> Markup:
    """What weighs: the depositary's own word, or somebody else's."""
    told = clean(_TIERS.get(name, name))
    return Markup('<span class="badge t-{}">{}</span>').format(clean(name), told)


def verdict(name: str | None) -> Markup:
    """Where a line stands; nothing where it waits for nobody."""
    return badge(name, f"v-{name}") if name else Markup("")


@lru_cache(maxsize=1_024)
def _badge(word: str, look: str) -> Markup:
    shown, classes = clean(word.replace("_", " ")), clean(look)
    if not look:
        return Markup('<span class="badge">{}</span>').format(shown)
    return Markup('<span class="badge {}">{}</span>').format(classes, shown)
