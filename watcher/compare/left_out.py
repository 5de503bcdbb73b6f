"""What `match` and `exclude` left out, then and now: what of it is news.

* An entry that was left out and is kept now says nothing new where the rules changed: it is
  recorded as a baseline. Where it was edited so that it is kept, it is new to the reader.
* An entry that is left out now is not gone from the page, however complete the page is.
* An entry that was kept and is edited so that the rules leave it out is told once more: who read
  of it must hear what became of it. Where the rules changed, nobody is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from watcher.compare.identity import Pair
from watcher.model.finding import Extraction, Finding, Known


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What earlier polls left out, and whether the rules are others now."""

    words: Mapping[str, str] = field(default_factory=dict)  # what each key said: `Statement.said`
    rules_changed: bool = False


def without_left_out(
    pairs: Iterable[Pair], known: Mapping[str, Known], extraction: Extraction, earlier: LeftOut
) -> list[Pair]:
    """The pairs, those of known entries that are left out now put right."""
    now = {each.key: each.statement for each in extraction.filtered}
    kept = [
        pair
        for pair in pairs
        if pair.found is not None or pair.known is None or pair.known.finding.key not in now
    ]
    for key in sorted(now.keys() & known.keys() - earlier.words.keys()):
        item = known[key]
        if not earlier.rules_changed and item.finding.statement.said != now[key].said:
            kept.append(Pair(item, Finding(key, item.finding.part, now[key])))
    return kept


def let_in(pairs: Iterable[Pair], earlier: LeftOut) -> tuple[list[Pair], list[Pair]]:
    """The entries that only other rules let in, and all other pairs.

    Some sites give every entry a new id at each request, so once the rules changed, the words
    alone tell that an entry was left out before.
    """
    said = frozenset(earlier.words.values()) if earlier.rules_changed else frozenset()
    quiet: list[Pair] = []
    rest: list[Pair] = []
    for pair in pairs:
        words = pair.new.said if pair.new else None
        before = earlier.words.get(pair.found.key) if pair.found else None
        known_words = words is not None and (words == before or words in said)
        (quiet if pair.known is None and known_words else rest).append(pair)
    return quiet, rest
