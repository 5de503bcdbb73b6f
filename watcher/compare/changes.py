"""What changed between what was known and what a document states.

The rules, in the order in which they speak:

* a participant keeps its identity whatever its spelling (`identity`); a new one is editorial;
* an entry keeps its identity when its id or its site's address changes (`entries`), a declaration
  or a note when it is moved or edited (`texts`);
* a row whose cells all went into brackets is one withdrawal, and out of them its undoing (`tell`);
* a part (family, column) seen for the first time, or a new way of reading, is a baseline;
* a removal, a return to an earlier state, and too many modifications at once wait for a second
  poll that agrees; everything else counts at once.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from watcher.compare.entries import PART as ENTRIES
from watcher.compare.entries import pair_entries
from watcher.compare.identity import TABLE, Identities, Pair, identify, pair_up
from watcher.compare.left_out import LeftOut, let_in, without_left_out
from watcher.compare.passages import PART as PASSAGES
from watcher.compare.passages import compare_passages, lost_more_than_half
from watcher.compare.riders import is_rider, ride_along
from watcher.compare.tell import Leaving, change, kind_of, tell
from watcher.compare.texts import pair_texts
from watcher.model.change import Change, ChangeKind
from watcher.model.families import TEXTS
from watcher.model.finding import Extraction, Finding, Known, Notice, Statement
from watcher.model.plain import clean

#: A table in which more than this many rows are modified at once waits for a second look.
MANY_ROWS = 5
MANY_SHARE = 0.03

#: Families of columns that nobody understands, or that only this treaty has: they come and go with
#: the page's layout.
_LAYOUT = ("column/", "special/")

#: A participant (code, or name), an action and its date.
Removed = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`changes` count now; `waiting` must be seen again by the next poll to count."""

    changes: tuple[Change, ...]
    waiting: tuple[Change, ...] = ()
    notices: tuple[Notice, ...] = ()


def token(change: Change) -> str:
    """The identity of a change that waits: the same difference gives the same token."""
    updates = [
        (key, None if finding is None else finding.statement.substance)
        for key, finding in change.updates
        if not is_rider(key)  # they ride along with one change or another
    ]
    return hashlib.sha256(json.dumps([change.kind.value, updates]).encode()).hexdigest()[:32]


def compare(
    known: Mapping[str, Known],
    extraction: Extraction,
    *,
    parts: frozenset[str],
    read_anew: bool,
    held: frozenset[str],
    removed: frozenset[Removed] = frozenset(),
    treaty_name: str | None = None,
    left_out: LeftOut | None = None,
) -> Comparison:
    """Compare what a source stated with what it states now.

    `parts` have had their baseline; `read_anew` says that the way of reading changed since
    (another address, selector or extractor). `held` are the tokens of the changes that waited
    after the poll before: those that are seen again count now. `removed` are the participants,
    actions and dates that were ever removed: one that comes back may be an old page, served anew.
    `left_out` are the entries that `match` and `exclude` left out at earlier polls.
    """
    pages = {key: item for key, item in known.items() if item.finding.part == PASSAGES}
    passages = [finding for finding in extraction.findings if finding.part == PASSAGES]
    rows = {key: item for key, item in known.items() if key not in pages}
    found = {finding.key: finding for finding in extraction.findings if finding.part != PASSAGES}
    identities = identify(rows, found) if extraction.complete else Identities()
    pairs = pair_up(rows, found, identities, complete=extraction.complete)
    if extraction.complete:
        pairs = [pair for pair in pairs if pair.part.split("/", 1)[0] not in TEXTS]
        pairs += pair_texts(rows, found, identities.moved)
    else:
        pairs = _entries_paired(pairs, rows, found)
    left_out = left_out or LeftOut()
    pairs = without_left_out(pairs, rows, extraction, left_out)
    changes: list[Change] = []
    waiting: list[Change] = []
    silent = _baselines(pairs, parts, read_anew=read_anew, treaty_name=treaty_name)
    quiet, pairs = let_in(
        [pair for pair in pairs if not read_anew and pair.part in parts], left_out
    )
    silent += [change(ChangeKind.BASELINE, pair, [pair], treaty_name) for pair in quiet]
    loud, vanished = _parted(pairs, extraction)
    riders = [pair for pair in loud if is_rider(pair.part)]
    loud = [pair for pair in loud if not is_rider(pair.part)]
    many = _too_many(loud, known)
    leaving = Leaving.of(known.values(), found.values())
    for told, lead in tell(loud, leaving, treaty_name):
        doubtful = lead.subject in identities.doubtful or (
            told.kind is not ChangeKind.EDITORIAL
            and _doubtful(lead, many=_group(lead.part) in many, removed=removed)
        )
        (waiting if doubtful else changes).append(told)
    waiting += [change(ChangeKind.EDITORIAL, pair, [pair], treaty_name) for pair in vanished]
    blocks = compare_passages(pages, passages)
    if read_anew or PASSAGES not in parts:
        silent += [replace(block, kind=ChangeKind.BASELINE) for block in blocks]
    else:
        (waiting if lost_more_than_half(pages, passages) else changes).extend(blocks)
    ride_along(riders, changes, waiting, treaty_name)
    notices: list[Notice] = []
    if parts and known and not read_anew:
        notices += _new_columns(extraction, parts, reads_further=left_out.rules_changed)
        notices += [_ask(old, new) for old, new in identities.renamed]
    agreed = [each for each in waiting if token(each) in held]
    return Comparison(
        changes=(*silent, *changes, *agreed),
        waiting=tuple(each for each in waiting if token(each) not in held),
        notices=tuple(notices),
    )


# -- what happened -------------------------------------------------------------------------


def _parted(pairs: list[Pair], extraction: Extraction) -> tuple[list[Pair], list[Pair]]:
    """The pairs to tell of, and those whose cells left with a column that nobody understood.

    That the site dropped or renamed such a column is a matter of layout, and says nothing of
    what a participant did.
    """
    loud: list[Pair] = []
    vanished: list[Pair] = []
    for pair in pairs:
        gone = extraction.complete and not lasting(pair.part) and pair.part not in extraction.parts
        (vanished if gone else loud).append(pair)
    return loud, vanished


def lasting(part: str) -> bool:
    """Whether a part stays known when the document has no room for it any more."""
    return not part.startswith(_LAYOUT)


def _entries_paired(
    pairs: list[Pair], known: Mapping[str, Known], found: Mapping[str, Finding]
) -> list[Pair]:
    """The pairs, those of entries made by more than their keys, if they differ."""
    entries = pair_entries(
        {key: item for key, item in known.items() if item.finding.part == ENTRIES},
        {key: finding for key, finding in found.items() if finding.part == ENTRIES},
    )
    return [pair for pair in pairs if pair.part != ENTRIES] + [
        pair for pair in entries if pair.known is None or pair.known.finding != pair.found
    ]


def _baselines(
    pairs: list[Pair], parts: frozenset[str], *, read_anew: bool, treaty_name: str | None
) -> list[Change]:
    return [
        change(ChangeKind.BASELINE, pair, [pair], treaty_name)
        for pair in pairs
        if read_anew or pair.part not in parts
    ]


# -- what waits ----------------------------------------------------------------------------


def _too_many(pairs: list[Pair], known: Mapping[str, Known]) -> frozenset[str]:
    """The groups of findings in which too much is modified at once."""
    rows: dict[str, set[str]] = defaultdict(set)
    modified: dict[str, set[str]] = defaultdict(set)
    for key, item in known.items():
        rows[_group(item.finding.part)].add(_row(item.finding, key))
    for pair in pairs:
        if pair.found is not None and kind_of(pair) is ChangeKind.MODIFIED:
            modified[_group(pair.part)].add(_row(pair.found, pair.found.key))
    return frozenset(
        group
        for group, keys in modified.items()
        if len(keys) > max(MANY_ROWS, MANY_SHARE * len(rows[group]))
    )


def _group(part: str) -> str:
    """The cells of a table are one group, and each other family is one."""
    family = part.split("/", 1)[0]
    return "table" if family in TABLE else family


def _row(finding: Finding, key: str) -> str:
    return (finding.family in TABLE and finding.subject) or key


def _doubtful(pair: Pair, *, many: bool, removed: frozenset[Removed]) -> bool:
    """Whether a difference needs a second look (see the module's rules)."""
    if pair.known is None:
        stated = pair.new or Statement()
        who = stated.participant_code or stated.participant
        named = who is not None or stated.action is not None
        return named and (who, stated.action, stated.date) in removed
    if pair.found is None:
        return True
    return many or pair.found.statement.digest in pair.known.earlier


def _ask(old: str, new: str) -> Notice:
    before, now = clean(old), clean(new)
    return Notice(
        "probable_rename",
        now,
        f"{before!r} seems to be written {now!r} now: its row is gone and its cells stand in the "
        "new row. It counts as another spelling: check that it is the same participant.",
    )


def _new_columns(
    extraction: Extraction, parts: frozenset[str], *, reads_further: bool
) -> Iterator[Notice]:
    """The columns that were not there before; not those that nobody looked for until now."""
    before = {part.split("/", 1)[0] for part in parts}
    for part in sorted(extraction.parts - parts):
        family, _, name = part.partition("/")
        if reads_further and family not in before:
            continue
        if family in ("participants", "special"):  # an unknown heading has its own notice
            yield Notice(
                "new_column",
                part,
                f"A column that was not there before is read as {name.replace('_', ' ')!r}; "
                "what it states now is recorded without an alert.",
            )
