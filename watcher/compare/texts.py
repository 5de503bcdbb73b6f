"""Which declaration, objection or end note is which, from one reading of a document to the next.

They have no numbers of their own: the place of each moves when another comes before it, and its
words are edited. So a text is the known one of the same participant and kind

* that says the same, whatever typography it is set in;
* else, among those that are left, the one most alike, where half of their words are the same and
  each is the other's best; or the only one, where both bear the same date, or one lost its words.

What was recognised keeps its key for good. A text that is like no other is new.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from watcher.compare.identity import Pair, key_now
from watcher.model.essence import essence
from watcher.model.families import TEXTS
from watcher.model.finding import Finding, Known

#: A declaration may turn out to be a reservation: those two are one group.
_DECLARED = frozenset({"declarations", "reservations"})

#: Two texts are alike from this share of common words on.
_ALIKE = 0.5
#: Above so many comparisons within one group nothing is like anything: no real page has them.
_COMPARED_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Text:
    """A finding with what it is recognised by."""

    finding: Finding
    essence: str
    words: Counter[str]

    @property
    def date(self) -> str | None:
        return self.finding.statement.date


def pair_texts(
    known: Mapping[str, Known], found: Mapping[str, Finding], moved: Mapping[str, str]
) -> list[Pair]:
    """Pair the texts of a complete document that differ; `moved` are participants' new subjects."""
    before: dict[Hashable, list[Known]] = defaultdict(list)
    now: dict[Hashable, list[Finding]] = defaultdict(list)
    for item in known.values():
        if item.finding.family in TEXTS:
            subject = item.finding.subject
            before[_group(item.finding, moved.get(subject or "", subject))].append(item)
    for finding in found.values():
        if finding.family in TEXTS:
            now[_group(finding, finding.subject)].append(finding)
    pairs: list[Pair] = []
    for group in dict.fromkeys((*now, *before)):
        pairs += _paired(before[group], now[group], moved)
    pairs = _respelled(pairs)
    return [pair for pair in pairs if pair.known is None or pair.known.finding != pair.found]


def _group(finding: Finding, subject: str | None) -> Hashable:
    return "declared" if finding.family in _DECLARED else finding.family, subject


def _paired(known: list[Known], found: list[Finding], moved: Mapping[str, str]) -> list[Pair]:
    chosen: dict[str, Known] = {}
    left = _same(known, found, chosen)
    taken = {item.finding.key for item in chosen.values()}
    chosen |= _alike([item for item in known if item.finding.key not in taken], left)
    taken = {item.finding.key for item in chosen.values()}
    keys = {key_now(item.finding, moved) for item in chosen.values()}
    pairs: list[Pair] = []
    for finding in found:
        item = chosen.get(finding.key)
        key = _free(finding.key, keys) if item is None else key_now(item.finding, moved)
        if item is not None and item.finding.family != finding.family:
            key = _free(finding.key, keys)  # another kind: a key begins with its family
        keys.add(key)
        pairs.append(Pair(item, replace(finding, key=key)))
    return [*pairs, *(Pair(item, None) for item in known if item.finding.key not in taken)]


def _respelled(pairs: list[Pair]) -> list[Pair]:
    """What is gone with one name and there with another that nobody knows is one text.

    The rows of the table are recognised by themselves; a text may name its participant otherwise.
    """
    sides: tuple[dict[Hashable, list[Pair]], ...] = (defaultdict(list), defaultdict(list))
    for pair in pairs:
        finding = pair.found or (pair.known.finding if pair.known else None)
        if finding and finding.statement.text and (pair.known is None or pair.found is None):
            sides[pair.known is None][finding.family, _said(finding)].append(pair)
    gone, new = sides
    joined: dict[int, Pair] = {}  # what stands for a pair; itself where it is told with another
    for said in gone.keys() & new.keys():
        if len(gone[said]) == len(new[said]) == 1:
            (before,), (now,) = gone[said], new[said]
            if any((pair.subject or "").startswith("?") for pair in (before, now)):
                joined |= {id(before): before, id(now): Pair(before.known, now.found)}
    return [joined.get(id(pair), pair) for pair in pairs if joined.get(id(pair)) is not pair]


def _free(key: str, taken: set[str]) -> str:
    """The key, or where a text that was edited since still has it, the key with a number."""
    name, times = key, 1
    while name in taken:
        times += 1
        name = f"{key}:{times}"
    return name


def _same(
    known: Iterable[Known], found: Iterable[Finding], chosen: dict[str, Known]
) -> list[Finding]:
    """Choose those that say the same, in the order of their keys; return what is left."""
    said: dict[tuple[str, str | None, str | None], list[Known]] = defaultdict(list)
    for item in sorted(known, key=lambda item: item.finding.key, reverse=True):
        said[_said(item.finding)].append(item)
    left: list[Finding] = []
    for finding in sorted(found, key=lambda finding: finding.key):
        same = said[_said(finding)]
        if same:
            chosen[finding.key] = same.pop()
        else:
            left.append(finding)
    return left


def _said(finding: Finding) -> tuple[str, str | None, str | None]:
    statement = finding.statement
    return essence(statement.text or ""), statement.date, statement.action


def _alike(known: list[Known], found: list[Finding]) -> dict[str, Known]:
    if not known or not found or len(known) * len(found) > _COMPARED_AT_MOST:
        return {}
    texts = [_text(finding) for finding in found]
    earlier = [_text(item.finding) for item in known]
    likeness = [[_likeness(one, other) for other in texts] for one in earlier]
    by_key = {item.finding.key: item for item in known}
    chosen: dict[str, Known] = {}
    for i, row in enumerate(likeness):
        j = max(range(len(texts)), key=row.__getitem__)
        best = max(range(len(earlier)), key=lambda k: likeness[k][j])
        if row[j] >= _ALIKE and best == i:
            chosen[texts[j].finding.key] = by_key[earlier[i].finding.key]
    taken = {item.finding.key for item in chosen.values()}
    rest = [text for text in earlier if text.finding.key not in taken]
    new = [text for text in texts if text.finding.key not in chosen]
    for one, other in _only_ones(rest, new):
        chosen[other.finding.key] = by_key[one.finding.key]
    return chosen


def _only_ones(known: Sequence[_Text], found: Sequence[_Text]) -> Iterable[tuple[_Text, _Text]]:
    """Those that nothing but their date tells, and the one that is left without its words."""
    dates = Counter(text.date for text in known), Counter(text.date for text in found)
    for one in known:
        for other in found:
            dated = one.date is not None and one.date == other.date
            if dated and all(times[one.date] == 1 for times in dates):
                yield one, other
    if len(known) == len(found) == 1 and not (known[0].essence and found[0].essence):
        yield known[0], found[0]


def _text(finding: Finding) -> _Text:
    text = finding.statement.text or ""
    return _Text(finding, essence(text), Counter(map(essence, text.split())))


def _likeness(one: _Text, other: _Text) -> float:
    """The share of common words (Dice's coefficient); 1 for two of another kind but equal words."""
    total = one.words.total() + other.words.total()
    return 2 * (one.words & other.words).total() / total if total else 1.0
