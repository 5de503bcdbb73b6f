"""What a change is called, for people: one table of verbs, one sentence for a change.

The sentences say what the page says and no more: a bracket is "stands in brackets", a row that
is missing "is no longer on the page". They hold no control characters and no line breaks,
whatever the source wrote, and end without a stop.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from watcher.model import record_words
from watcher.model.change import ChangeKind
from watcher.model.finding import Statement
from watcher.model.plain import WORDS_LENGTH, as_date, capital, clean, cut, day, possessive, quoted
from watcher.model.reference import begins_with
from watcher.model.treaty import Action

TITLE_LENGTH = 160  # characters of an entry's title

#: A date that moves further than this is no slip of the pen. A participant that left and came
#: back shows only its new date (United States of America, Paris Agreement: 3 Sep 2016 replaced
#: by 20 Jan 2021), so nothing is said then of a correction.
CORRECTION_SPAN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Verb:
    """How an action is told. `past` follows the subject; `{who}` is the participant."""

    past: str
    present: str  # of one: "signs"
    plural: str  # of many: "sign"
    noun: str
    subject: str = "{who}"  # "For {who}, the treaty", where the treaty acts


VERBS: Mapping[str, Verb] = {
    Action.SIGNATURE: Verb("signed", "signs", "sign", "signature"),
    Action.DEFINITIVE_SIGNATURE: Verb(
        "signed definitively", "signs definitively", "sign definitively", "definitive signature"
    ),
    Action.RATIFICATION: Verb("ratified", "ratifies", "ratify", "ratification"),
    Action.ACCEPTANCE: Verb("accepted", "accepts", "accept", "acceptance"),
    Action.APPROVAL: Verb("approved", "approves", "approve", "approval"),
    Action.ACCESSION: Verb("acceded", "accedes", "accede", "accession"),
    Action.SUCCESSION: Verb("succeeded", "succeeds", "succeed", "succession"),
    Action.SUCCESSION_TO_SIGNATURE: Verb(
        "succeeded to the signature",
        "succeeds to the signature",
        "succeed to the signature",
        "succession to the signature",
    ),
    Action.FORMAL_CONFIRMATION: Verb(
        "formally confirmed", "formally confirms", "formally confirm", "formal confirmation"
    ),
    Action.CONSENT_TO_BE_BOUND: Verb(
        "consented to be bound",
        "consents to be bound",
        "consent to be bound",
        "consent to be bound",
    ),
    Action.PROVISIONAL_APPLICATION: Verb(
        "began to apply provisionally",
        "applies provisionally",
        "apply provisionally",
        "provisional application",
    ),
    Action.WITHDRAWAL: Verb("withdrew", "withdraws", "withdraw", "withdrawal"),
    Action.DECLARATION: Verb(
        "made a declaration", "makes a declaration", "make declarations", "declaration"
    ),
    Action.RESERVATION: Verb(
        "made a reservation", "makes a reservation", "make reservations", "reservation"
    ),
    Action.OBJECTION: Verb("objected", "objects", "object", "objection"),
    Action.TERRITORIAL_APPLICATION: Verb(
        "made a territorial application",
        "makes a territorial application",
        "make territorial applications",
        "territorial application",
    ),
    # The day may lie ahead when the record first names it, so there is no past tense.
    Action.ENTRY_INTO_FORCE: Verb(
        "enters into force",
        "enters into force",
        "enter into force",
        "entry into force",
        subject="For {who}, the treaty",
    ),
}


class Shape(StrEnum):
    """What a statement is about; it decides how it is told and where a digest puts it."""

    ACTION = "action"  # a treaty action of a participant, or of the treaty
    CELL = "cell"  # a cell of a column that is not understood, as it stands
    ENTRY = "entry"  # of a feed or a list
    PASSAGE = "passage"  # of a page


def shape(statement: Statement) -> Shape:
    """Tell what a statement is about from what it holds."""
    if statement.action is not None:
        return Shape.ACTION
    if statement.participant is not None:
        return Shape.CELL
    if statement.link or statement.published or statement.date:
        return Shape.ENTRY
    if record_words.is_reference(statement):
        return Shape.ENTRY
    return Shape.PASSAGE


def describe(
    kind: ChangeKind,
    old: Statement | None,
    new: Statement | None,
    treaty_name: str | None = None,
    *,
    heading: str | None = None,
) -> str:
    """One sentence for a change, without a final stop.

    `treaty_name` is the subject where a statement names no participant (an entry into force);
    `heading` names the place of a cell or a passage that needs a name (`record_words.place_of`).
    A baseline row is told as the page states it, like a row that is added. ValueError where
    there is no statement at all.
    """
    statement = new or old
    if statement is None:
        raise ValueError("a change has an old or a new statement")
    match shape(statement):
        case Shape.ACTION:
            told = _action(kind, old, new, clean(treaty_name or "the treaty"))
        case Shape.CELL if begins_with(statement.text):  # a listed C.N. that is no action
            told = _entry(kind, old, new)
        case Shape.CELL:
            told = _cell(kind, old, new, heading or "")
        case Shape.ENTRY:
            told = _entry(kind, old, new)
        case Shape.PASSAGE:
            told = _passage(old, new, heading or "Passage")
    return clean(told)


def title(statement: Statement) -> str:
    """Find an entry's title: the first line of its text that says something."""
    lines = (cut(line, TITLE_LENGTH) for line in (statement.text or "").splitlines())
    return next((line for line in lines if line), "Entry without a title")


def _action(kind: ChangeKind, old: Statement | None, new: Statement | None, treaty: str) -> str:
    if new is None:
        old = old or Statement()
        deed = _deed(old, treaty)
        return record_words.gone(old, deed) or f"{deed} is no longer on the page"
    if old is None or kind in (ChangeKind.BASELINE, ChangeKind.ADDED):
        return _stated(new, treaty)
    return _altered(old, new, treaty)


def _stated(new: Statement, treaty: str) -> str:
    if new.bracketed:
        return _bracketed(new, treaty)
    verb = VERBS.get(new.action or "")
    who = clean(new.participant) if new.participant else None
    special = record_words.stated(new, who or treaty, verb.past) if verb else None
    if special is not None:
        return special
    if verb is None:
        sentence = f"{capital(who or treaty)}: {_noun(new)}"
    else:
        subject = verb.subject.format(who=who) if who else capital(treaty)
        sentence = f"{subject} {verb.past}"
    dated = f"{sentence} on {day(new.date)}" if new.date else f"{sentence}; the page gives no date"
    return dated + _effect(new)


def _bracketed(new: Statement, treaty: str) -> str:
    return f"{_deed(new, treaty)} stands in brackets: withdrawal{_effect(new)}"


def _effect(new: Statement) -> str:
    if not new.effective:
        return ""
    plain = new.bracketed or new.action == Action.WITHDRAWAL
    return f"{',' if plain else '; withdrawal'} effective {day(new.effective)}"


def _altered(old: Statement, new: Statement, treaty: str) -> str:
    """Say what differs between two statements of one action, the weightiest first."""
    who = clean(new.participant) if new.participant else treaty
    special = record_words.altered(old, new, who, _noun(new))
    if special is not None:
        return special
    if bool(new.bracketed) != bool(old.bracketed):
        return _brackets_altered(old, new, treaty)
    if old.action != new.action:
        moved = f" of {day(new.date)}" if old.date != new.date else ""
        return f"{_deed(old, treaty)} now reads {_noun(new)}{moved}"
    if old.date != new.date:
        return _redated(old, new, who)
    if old.effective != new.effective:
        return f"{_deed(new, treaty)}: withdrawal effective {day(new.effective)}"
    if old.participant != new.participant and new.participant and old.participant:
        return f"{clean(old.participant)} is now written {who}"
    if old.footnotes != new.footnotes:
        return f"Footnotes of {who} changed"
    if old.mark != new.mark:
        return f"{_deed(new, treaty)}: mark changed from {quoted(old.mark)} to {quoted(new.mark)}"
    return f"{_deed(new, treaty)}: text around it changed"


def _brackets_altered(old: Statement, new: Statement, treaty: str) -> str:
    if new.bracketed:
        return _bracketed(new if new.date else old, treaty)
    if old.date == new.date:
        return f"{_deed(new, treaty)} no longer stands in brackets: withdrawal undone"
    return f"{_stated(new, treaty)}; before, {day(old.date)} stood in brackets"


def _redated(old: Statement, new: Statement, who: str) -> str:
    what = f"Date of {possessive(who)} {_noun(new)}"
    if not old.date:
        return f"{what} is now given: {day(new.date)}"
    if not new.date:
        return f"{what} is no longer given; before, {day(old.date)}"
    before, after = as_date(old.date), as_date(new.date)
    near = before and after and abs(after - before) <= CORRECTION_SPAN
    return f"{what} {'corrected' if near else 'changed'} from {day(old.date)} to {day(new.date)}"


def _cell(kind: ChangeKind, old: Statement | None, new: Statement | None, heading: str) -> str:
    stated = new or old or Statement()
    where = ", ".join(part for part in (stated.participant, heading) if part)
    if stated.text is None and (old is None or new is None):  # a row in which no cell is filled
        return f"{where} is {'listed without a date' if new else 'no longer listed'}"
    if new is None:
        return f"{where}: no longer on the page; before, {quoted(stated.text)}"
    if old is None or kind in (ChangeKind.BASELINE, ChangeKind.ADDED):
        return f"{where}: {cut(new.text or '', TITLE_LENGTH)}"
    if old.participant != new.participant and old.text == new.text:
        return f"{clean(old.participant or '')} is now written {clean(new.participant or '')}"
    if old.text == new.text:
        return f"Footnotes of {clean(new.participant or '')} changed"
    return f"{where}: {quoted(old.text)} became {quoted(new.text)}"


def _entry(kind: ChangeKind, old: Statement | None, new: Statement | None) -> str:
    if record_words.is_reference(new or old or Statement()):
        return record_words.cited(old, new)
    if new is None:
        return f"No longer listed: {title(old or Statement())}"
    if old is None or kind in (ChangeKind.BASELINE, ChangeKind.ADDED):
        return title(new)
    if old.text != new.text:
        return f"Edited: {title(new)}"
    if old.link != new.link:
        return f"Link changed: {title(new)}"
    if (old.date, old.published) != (new.date, new.published):
        return f"Date changed: {title(new)}"
    return f"Listed under another id: {title(new)}"


def _passage(old: Statement | None, new: Statement | None, what: str) -> str:
    said = cut((new or old or Statement()).text or "", WORDS_LENGTH)
    if new is None:
        return f"{what} removed: {said}"
    if old is None:
        return f"{what} added: {said}"
    return f"{what} changed: {said}"


def _deed(statement: Statement, treaty: str) -> str:
    """Name an action as a noun: "Chile's ratification of 10 Sep 2001"."""
    who = clean(statement.participant) if statement.participant else capital(treaty)
    dated = f" of {day(statement.date)}" if statement.date else ""
    return f"{possessive(who)} {_noun(statement)}{dated}"


def _noun(statement: Statement) -> str:
    action = statement.action or "action"
    return VERBS[action].noun if action in VERBS else clean(action.replace("_", " "))
