"""What a difference is told as: a row's brackets are one withdrawal, all else one change each.

What concerns one participant is told together: a new spelling or a moved footnote rides along with
the news, and the note that announced a withdrawal with the brackets that complete it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from watcher.compare.entries import PART as ENTRIES
from watcher.compare.identity import TABLE, Pair
from watcher.model.change import Change, ChangeKind
from watcher.model.essence import essence
from watcher.model.families import TEXTS
from watcher.model.finding import Finding, Known, Statement
from watcher.model.record_words import is_taken_back, place_of
from watcher.model.reference import begins_with
from watcher.model.treaty import Action
from watcher.model.wording import describe

#: Differences in these are for the record, and no news: what the header counts follows from the
#: table, and end notes are repeated as footnotes where they matter.
EDITORIAL_FAMILIES = frozenset({"notes", "counts"})
EDITORIAL_PARTS = frozenset({"treaty/title", "treaty/xml"})

WITHDRAWALS = "withdrawals"
NOTIFICATIONS = "notifications"  # a listed C.N., whose text begins with its reference

_LISTED = "participants/listed"
_CONSENT = "participants/consent"
#: Families whose texts are people's prose: what differs in typography alone says the same.
_PROSE = TEXTS | {"treaty", WITHDRAWALS}


@dataclass(frozen=True, slots=True)
class Leaving:
    """Withdrawals, by subject: what notes announce now, and whose rows stood in brackets before."""

    announced: Mapping[str | None, Statement] = field(default_factory=dict)
    gone: frozenset[str | None] = frozenset()

    @classmethod
    def of(cls, known: Iterable[Known], found: Iterable[Finding]) -> "Leaving":
        """Gather them from two readings."""
        return cls(
            {
                each.subject: each.statement
                for each in found
                if each.part == WITHDRAWALS and not is_taken_back(each.statement)
            },
            frozenset(
                item.finding.subject
                for item in known
                if item.finding.family in TABLE and item.finding.statement.bracketed
            ),
        )


def tell(
    pairs: Iterable[Pair], leaving: Leaving, treaty_name: str | None
) -> Iterator[tuple[Change, Pair]]:
    """Each change with the pair that leads it."""
    by_subject: dict[str | None, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_subject[pair.subject].append(pair)
    for subject, group in by_subject.items():
        if subject is None:
            moved = [pair for pair in group if _only_its_id(pair)]
            if moved:
                yield _under_other_ids(moved, treaty_name), moved[0]
            for pair in group:
                if not _only_its_id(pair):
                    yield change(kind_of(pair), pair, [pair], treaty_name), pair
        else:
            yield from _tell_row(group, leaving, treaty_name)


def kind_of(pair: Pair) -> ChangeKind:
    """Added, removed, modified, or editorial."""
    if pair.part in EDITORIAL_PARTS or pair.part.split("/", 1)[0] in EDITORIAL_FAMILIES:
        return ChangeKind.EDITORIAL
    if pair.known is None:
        return ChangeKind.ADDED
    if pair.found is None:
        return ChangeKind.REMOVED
    if pair.old and pair.new and _same_news(pair.part, pair.old, pair.new):
        return ChangeKind.EDITORIAL
    return ChangeKind.MODIFIED


def change(kind: ChangeKind, lead: Pair, pairs: Iterable[Pair], treaty_name: str | None) -> Change:
    """The change that `lead` is told as; the others ride along with it."""
    stated = lead.new or lead.old or Statement()
    heading = place_of(lead.part)
    return Change(
        kind=kind,
        summary=describe(kind, lead.old, lead.new, treaty_name, heading=heading),
        old=lead.old,
        new=lead.new,
        updates=tuple(update for pair in pairs for update in pair.updates),
        action=stated.action,
        date=stated.date,
        effective=stated.effective,
        treaty=_own_treaty(lead.part, stated),
    )


def _tell_row(
    row: list[Pair], leaving: Leaving, treaty_name: str | None
) -> Iterator[tuple[Change, Pair]]:
    """One participant: withdrawals and editorial differences are one change each."""
    # A row listed without any date is no action: its coming and going rides along with a cell's.
    alone = not any(_is_cell(pair) and pair.part != _LISTED for pair in row)
    ride = [pair for pair in row if pair.part == _LISTED and not alone]
    rest = [pair for pair in row if pair not in ride]
    bracketed: dict[bool, list[Pair]] = defaultdict(list)
    editorial: list[Pair] = []
    plain: list[Pair] = []
    notices: list[Pair] = []  # that a withdrawal was announced, or is no longer
    for pair in rest:
        if pair.old and pair.new and _same_news(pair.part, pair.old, pair.new):
            editorial.append(pair)
        elif _only_brackets(pair):
            bracketed[bool(pair.new and pair.new.bracketed)].append(pair)
        else:
            (notices if pair.part == WITHDRAWALS else plain).append(pair)
    # What completes a withdrawal that is told by its brackets, now or before, is not told again.
    told = bracketed or any(pair.subject in leaving.gone for pair in notices)
    (editorial if told else plain).extend(notices)
    for group in bracketed.values():
        lead = max(group, key=lambda pair: pair.part == _CONSENT)
        yield _withdrawal(lead, group + editorial + ride, leaving, treaty_name), lead
        editorial, ride = [], []
    for pair in sorted(plain, key=lambda pair: not _is_cell(pair)):
        # A new spelling is told with what befell the row, and never hidden in a declaration.
        of_the_row = _is_cell(pair) or pair.part == WITHDRAWALS
        riders = [*editorial, *ride] if of_the_row else []
        yield change(kind_of(pair), pair, [pair, *riders], treaty_name), pair
        if riders:
            editorial, ride = [], []
    if editorial:
        lead = editorial[0]
        yield change(ChangeKind.EDITORIAL, lead, editorial + ride, treaty_name), lead


def _is_cell(pair: Pair) -> bool:
    return pair.part.split("/", 1)[0] in TABLE


def _only_its_id(pair: Pair) -> bool:
    return pair.part == ENTRIES and pair.old == pair.new


def _under_other_ids(entries: list[Pair], treaty_name: str | None) -> Change:
    """One change for them all: some sites give every entry a new id at each request."""
    first = change(ChangeKind.EDITORIAL, entries[0], entries, treaty_name)
    more = f", and {len(entries) - 1} more" if len(entries) > 1 else ""
    return replace(first, summary=first.summary + more)


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


def _same_news(part: str, old: Statement, new: Statement) -> bool:
    """Whether the difference is editorial; feeds move the dates of entries that say the same."""
    if part == ENTRIES:
        return old.text == new.text
    if part == NOTIFICATIONS and begins_with(old.text) and begins_with(new.text):
        return _headline(old) == _headline(new)
    if part.split("/", 1)[0] in _PROSE and old.text and new.text:
        old, new = (replace(each, text=essence(each.text or "")) for each in (old, new))
    return old.substance == new.substance


def _headline(notification: Statement) -> tuple[str | None, str | None, str]:
    """What of a listed notification is news: not the date and the labels that stand beside it."""
    title, _, _ = (notification.text or "").partition("\n\n")
    return notification.action, notification.participant_code, essence(title)


def _own_treaty(part: str, stated: Statement) -> str | None:
    """The treaty that a listed notification is about."""
    reference = begins_with(stated.text) if part == NOTIFICATIONS else None
    return reference.treaty if reference else None


def _withdrawal(lead: Pair, pairs: list[Pair], leaving: Leaving, treaty_name: str | None) -> Change:
    """Brackets say that an action no longer stands; only a note may say since when."""
    told = change(ChangeKind.MODIFIED, lead, pairs, treaty_name)
    left = lead.new is not None and lead.new.bracketed
    notice = leaving.announced.get(lead.subject) if left else None
    if notice is None or lead.new is None:
        return replace(told, action=Action.WITHDRAWAL.value, date=None)
    dated = replace(lead.new, effective=notice.effective)
    return replace(
        told,
        summary=describe(told.kind, lead.old, dated, treaty_name),
        action=Action.WITHDRAWAL.value,
        date=notice.date,
        effective=notice.effective,
    )
