"""What changed between what was known and what a document states.

The rules, in the order in which they speak:

* a participant keeps its identity whatever its spelling (`identity`); a new one is editorial;
* a row whose cells all went into brackets is one withdrawal, and out of them its undoing;
* a part (family, column) seen for the first time, or a new way of reading, is a baseline;
* a removal, a return to an earlier state, and too many modifications at once wait for a second
  poll that agrees; everything else counts at once.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from watcher.compare.identity import Identities, Pair, identify, pair_up
from watcher.compare.passages import PART as PASSAGES
from watcher.compare.passages import compare_passages, lost_more_than_half
from watcher.model.change import Change, ChangeKind
from watcher.model.finding import Extraction, Known, Notice, Statement
from watcher.model.plain import clean
from watcher.model.treaty import Action
from watcher.model.wording import describe

#: A table in which more than this many rows are modified at once waits for a second look.
MANY_ROWS = 5
MANY_SHARE = 0.03

_ENTRIES = "entries"
#: The family of the cells whose heading nobody understands.
UNKNOWN_COLUMN = "column"

_LISTED = "participants/listed"
_CONSENT = "participants/consent"


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
) -> Comparison:
    """Compare what a source stated with what it states now.

    `parts` have had their baseline; `read_anew` says that the way of reading changed since
    (another address, selector or extractor). `held` are the tokens of the changes that waited
    after the poll before: those that are seen again count now. `removed` are the participants,
    actions and dates that were ever removed: one that comes back may be an old page, served anew.
    """
    pages = {key: item for key, item in known.items() if item.finding.part == PASSAGES}
    passages = [finding for finding in extraction.findings if finding.part == PASSAGES]
    rows = {key: item for key, item in known.items() if key not in pages}
    found = {finding.key: finding for finding in extraction.findings if finding.part != PASSAGES}
    identities = identify(rows, found) if extraction.complete else Identities()
    pairs = pair_up(rows, found, identities, complete=extraction.complete)
    changes: list[Change] = []
    waiting: list[Change] = []
    silent = _baselines(pairs, parts, read_anew=read_anew, treaty_name=treaty_name)
    loud, vanished = _parted(
        [pair for pair in pairs if not read_anew and pair.part in parts], extraction
    )
    many = _too_many(loud, known)
    for change, lead in _tell(loud, treaty_name):
        doubtful = lead.subject in identities.doubtful or (
            change.kind is not ChangeKind.EDITORIAL and _doubtful(lead, many=many, removed=removed)
        )
        (waiting if doubtful else changes).append(change)
    waiting += [_change(ChangeKind.EDITORIAL, pair, [pair], treaty_name) for pair in vanished]
    blocks = compare_passages(pages, passages)
    if read_anew or PASSAGES not in parts:
        silent += [replace(block, kind=ChangeKind.BASELINE) for block in blocks]
    else:
        (waiting if lost_more_than_half(pages, passages) else changes).extend(blocks)
    notices = list(_new_columns(extraction, parts, known, read_anew=read_anew))
    if not read_anew:
        notices += [_ask(old, new) for old, new in identities.renamed]
    agreed = [change for change in waiting if token(change) in held]
    return Comparison(
        changes=(*silent, *changes, *agreed),
        waiting=tuple(change for change in waiting if token(change) not in held),
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
        unknown = pair.part.startswith(f"{UNKNOWN_COLUMN}/")
        gone = extraction.complete and unknown and pair.part not in extraction.parts
        (vanished if gone else loud).append(pair)
    return loud, vanished


def _tell(pairs: list[Pair], treaty_name: str | None) -> Iterator[tuple[Change, Pair]]:
    by_subject: dict[str | None, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_subject[pair.subject].append(pair)
    for subject, group in by_subject.items():
        if subject is None:
            yield from ((_change(_kind(pair), pair, [pair], treaty_name), pair) for pair in group)
        else:
            yield from _tell_row(group, treaty_name)


def _tell_row(row: list[Pair], treaty_name: str | None) -> Iterator[tuple[Change, Pair]]:
    """One participant's row: withdrawals and editorial differences are one change each."""
    listed = [pair for pair in row if pair.part == _LISTED]
    rest = [pair for pair in row if pair.part != _LISTED] or listed
    bracketed: dict[bool, list[Pair]] = defaultdict(list)
    editorial: list[Pair] = []
    plain: list[Pair] = []
    for pair in rest:
        if pair.old and pair.new and pair.old.substance == pair.new.substance:
            editorial.append(pair)
        elif _only_brackets(pair):
            bracketed[bool(pair.new and pair.new.bracketed)].append(pair)
        else:
            plain.append(pair)
    # A row listed without any date is no action: its coming and going rides along.
    ride = [pair for pair in listed if pair not in rest]
    for group in bracketed.values():
        lead = max(group, key=lambda pair: pair.part == _CONSENT)
        yield _withdrawal(lead, group + editorial + ride, treaty_name), lead
        editorial, ride = [], []
    for pair in plain:
        yield _change(_kind(pair), pair, [pair, *editorial, *ride], treaty_name), pair
        editorial, ride = [], []
    if editorial:
        lead = editorial[0]
        yield _change(ChangeKind.EDITORIAL, lead, editorial + ride, treaty_name), lead


def _only_brackets(pair: Pair) -> bool:
    old, new = pair.old, pair.new
    return bool(
        old
        and new
        and old.bracketed is not None
        and new.bracketed is not None
        and old.bracketed != new.bracketed
        and (old.action, old.date, old.mark) == (new.action, new.date, new.mark)
    )


def _kind(pair: Pair) -> ChangeKind:
    if pair.known is None:
        return ChangeKind.ADDED
    if pair.found is None:
        return ChangeKind.REMOVED
    if pair.old and pair.new and _same_news(pair, pair.old, pair.new):
        return ChangeKind.EDITORIAL
    return ChangeKind.MODIFIED


def _same_news(pair: Pair, old: Statement, new: Statement) -> bool:
    """Whether the difference is editorial; feeds move the dates of entries that say the same."""
    if pair.part == _ENTRIES:
        return old.text == new.text
    return old.substance == new.substance


def _change(kind: ChangeKind, lead: Pair, pairs: Iterable[Pair], treaty_name: str | None) -> Change:
    stated = lead.new or lead.old or Statement()
    return Change(
        kind=kind,
        summary=describe(kind, lead.old, lead.new, treaty_name),
        old=lead.old,
        new=lead.new,
        updates=tuple(update for pair in pairs for update in pair.updates),
        action=stated.action,
        date=stated.date,
        effective=stated.effective,
    )


def _withdrawal(lead: Pair, pairs: list[Pair], treaty_name: str | None) -> Change:
    """The page's brackets say that an action no longer stands; not when, so no date is given."""
    change = _change(ChangeKind.MODIFIED, lead, pairs, treaty_name)
    return replace(change, action=Action.WITHDRAWAL.value, date=None)


def _baselines(
    pairs: list[Pair], parts: frozenset[str], *, read_anew: bool, treaty_name: str | None
) -> list[Change]:
    return [
        _change(ChangeKind.BASELINE, pair, [pair], treaty_name)
        for pair in pairs
        if read_anew or pair.part not in parts
    ]


# -- what waits ----------------------------------------------------------------------------


def _too_many(pairs: list[Pair], known: Mapping[str, Known]) -> bool:
    rows = {item.finding.subject or key for key, item in known.items()}
    modified = {
        pair.found.subject or pair.found.key
        for pair in pairs
        if pair.found is not None and _kind(pair) is ChangeKind.MODIFIED
    }
    return len(modified) > max(MANY_ROWS, MANY_SHARE * len(rows))


def _doubtful(pair: Pair, *, many: bool, removed: frozenset[Removed]) -> bool:
    """Whether a difference needs a second look (see the module's rules)."""
    if pair.known is None:
        stated = pair.new or Statement()
        who = stated.participant_code or stated.participant
        return (who, stated.action, stated.date) in removed
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
    extraction: Extraction,
    parts: frozenset[str],
    known: Mapping[str, Known],
    *,
    read_anew: bool,
) -> Iterator[Notice]:
    if not parts or not known or read_anew:
        return
    for part in sorted(extraction.parts - parts):
        family, name = part.split("/", 1) if "/" in part else (part, part)
        if family != UNKNOWN_COLUMN:  # an unknown heading has its own notice
            yield Notice(
                "new_column",
                part,
                f"A column that was not there before is read as {name.replace('_', ' ')!r}; "
                "what it states now is recorded without an alert.",
            )
