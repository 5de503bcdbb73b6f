"""Passages of a page, aligned in order: a contiguous block that differs is one change."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from watcher.compare.places import places_between
from watcher.model.change import Change, ChangeKind
from watcher.model.finding import Finding, Known, Statement
from watcher.model.wording import describe

PART = "passages"

#: Above this product of lengths the exact alignment would take seconds: the differing middle of
#: such a page counts as one block.
_ALIGNED_AT_MOST = 4_000_000
#: Pairs of equal passages, times the steps that may look at them: above it, a second or more.
#: Then passages that are repeated ("Read more") count only beside others that are the same.
_LOOKED_AT_MOST = 50_000_000

Block = tuple[list[tuple[str, Finding]], list[Finding], str, str | None]


def compare_passages(known: Mapping[str, Known], found: Sequence[Finding]) -> tuple[Change, ...]:
    """The blocks that differ, in page order, with places for passages that are new."""
    before = sorted((key, held.finding) for key, held in known.items())
    return tuple(_change(block) for block in _differing_blocks(before, found))


def lost_more_than_half(known: Mapping[str, Known], found: Sequence[Finding]) -> bool:
    """Whether more than half of a page's text is gone: an outage until a second look agrees."""
    before = sum(len(held.finding.statement.text or "") for held in known.values())
    now = sum(len(finding.statement.text or "") for finding in found)
    return 2 * now < before


def _differing_blocks(
    before: list[tuple[str, Finding]], found: Sequence[Finding]
) -> Iterator[Block]:
    old = [finding.statement.text for _, finding in before]
    new = [finding.statement.text for finding in found]
    for i1, i2, j1, j2 in _opcodes(old, new):
        after = before[i1 - 1][0].removeprefix(f"{PART}/") if i1 else ""
        following = before[i2][0].removeprefix(f"{PART}/") if i2 < len(before) else None
        yield before[i1:i2], list(found[j1:j2]), after, following


def _opcodes(old: list[str | None], new: list[str | None]) -> Iterator[tuple[int, int, int, int]]:
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if not a and not b:
        return
    if len(a) * len(b) > _ALIGNED_AT_MOST:
        yield head, len(old) - tail, head, len(new) - tail
        return
    there = Counter(b)
    pairs = sum(there[text] * times for text, times in Counter(a).items())
    repeated = pairs * min(len(a), len(b)) > _LOOKED_AT_MOST
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=repeated).get_opcodes():
        if tag != "equal":
            yield head + i1, head + i2, head + j1, head + j2


def _change(block: Block) -> Change:
    old, new, after, following = block
    shared = min(len(old), len(new))
    last = old[shared - 1][0].removeprefix(f"{PART}/") if shared else after
    limit = old[shared][0].removeprefix(f"{PART}/") if shared < len(old) else following
    keys = [key for key, _ in old[:shared]]
    keys += [f"{PART}/{place}" for place in places_between(last, limit, len(new) - shared)]
    updates: list[tuple[str, Finding | None]] = [
        (key, replace(finding, key=key)) for key, finding in zip(keys, new, strict=True)
    ]
    updates += [(key, None) for key, _ in old[shared:]]
    old_text = _joined([finding for _, finding in old])
    new_text = _joined(new)
    kind = (
        ChangeKind.ADDED
        if old_text is None
        else ChangeKind.REMOVED
        if new_text is None
        else ChangeKind.MODIFIED
    )
    return Change(kind, describe(kind, old_text, new_text), old_text, new_text, tuple(updates))


def _joined(findings: Sequence[Finding]) -> Statement | None:
    texts = [finding.statement.text or "" for finding in findings]
    return Statement(text="\n\n".join(texts)) if texts else None
