"""Words for what a depositary's record says beside its table of participants.

Announced withdrawals, declarations and the like, entry into force, depositary notifications.

As in `wording`, a sentence says what the page says: a withdrawal is "expected" to take effect as
long as the page says that it will.
"""

import re
from collections.abc import Mapping

from watcher.model.finding import Statement
from watcher.model.plain import capital, clean, cut, day, possessive
from watcher.model.reference import begins_with
from watcher.model.treaty import Action

#: What a part is called in a sentence; the others speak for themselves.
_PLACES: Mapping[str, str] = {
    "treaty/registration": "Registration",
    "treaty/text": "Reference to the text of the treaty",
    "treaty/notes": "Note on the treaty",
    "treaty/title": "Title",
    "counts/signatories": "Number of signatories",
    "counts/parties": "Number of parties",
    "notes": "End note",
    "special": "special table",
    "notifications": "notification",
    "entries": "Entry",  # one without a link and a date
}

_WORDS = 160  # characters of a text in a sentence
#: Actions that are known by their words: an edit of these corrects nothing.
DECLARED = frozenset({Action.DECLARATION, Action.RESERVATION, Action.OBJECTION})
_REFERENCE = re.compile(r"C\.N\.\d+\.\d{4}(?:\.TREATIES-[\w-]+)?")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_TOOK_EFFECT = re.compile(r"\b(?:took|has\s+taken|came\s+into)\s+effect\b", re.IGNORECASE)
_WILL_TAKE_EFFECT = re.compile(
    r"\b(?:will|shall|is\s+to|is\s+expected\s+to)\s+(?:take|come\s+into)\s+effect\b", re.IGNORECASE
)


def place_of(part: str) -> str | None:
    """What to call the place of a finding that has no name of its own; None for all others."""
    return _PLACES.get(part) or _PLACES.get(part.split("/", 1)[0])


def is_reference(statement: Statement) -> bool:
    """Whether a statement is that a depositary notification is named, and nothing more."""
    return bool(statement.text and _REFERENCE.fullmatch(statement.text))


def is_notice_of_withdrawal(statement: Statement) -> bool:
    """Whether a note announces the withdrawal: no bracket of the table, no date in a column."""
    noted = statement.text is not None or statement.effective is not None
    return statement.action == Action.WITHDRAWAL and statement.bracketed is None and noted


def is_taken_back(statement: Statement) -> bool:
    """Whether a note tells of a withdrawal that the participant took back again."""
    of_a_note = statement.action == Action.WITHDRAWAL and statement.text is not None
    return of_a_note and statement.bracketed is False


def cited(old: Statement | None, new: Statement | None) -> str:
    """A depositary notification that is now named, or no longer."""
    name = f"Depositary notification {(new or old or Statement()).text}"
    if new is None:
        return f"{name} is no longer cited on the page"
    if old is None:
        return f"{name} is cited on the page"
    if old.text != new.text:
        return f"{name} was cited as {old.text}"
    return f"{name} now has another link" if new.link else f"{name} no longer has a link"


def stated(new: Statement, who: str, past: str) -> str | None:
    """The sentence for a new statement; None where it is told like any action of the table.

    `past` is the action's verb: "made a declaration".
    """
    on = f" on {day(new.date)}" if new.date else ""
    notification = begins_with(new.text)
    if notification is not None:
        deed = "notified its withdrawal" if new.action == Action.WITHDRAWAL else past
        return f"{capital(who)} {deed}{on} ({notification.key})"
    match new.action:
        case Action.WITHDRAWAL if is_notice_of_withdrawal(new):
            return f"{who} notified its withdrawal{on}{_effect(new)}"
        case Action.WITHDRAWAL if is_taken_back(new):
            return f"{who} notified its withdrawal{on}, and took it back{_by_which(new)}"
        case Action.OBJECTION if new.text:
            return f"{who} {past}{on}{_about(new.text)}"
        case Action.DECLARATION | Action.RESERVATION if new.text:
            return f"{who} {past}{on}"
        case Action.DECLARATION | Action.RESERVATION | Action.OBJECTION if new.footnotes:
            told = f"the page has no text of it, but a note: {cut(new.footnotes[0], _WORDS)}"
            return f"{who} is named for {_a(new.action)}; {told}"
        case Action.TERRITORIAL_APPLICATION if new.text:
            return f"{who} {past}{on}: {cut(new.text, _WORDS)}"
        case Action.ENTRY_INTO_FORCE if not new.date and new.text:
            return f"On the entry into force, the page says: {cut(new.text, _WORDS)}"
    return None


def gone(old: Statement, deed: str) -> str | None:
    """The sentence for a statement that is no longer made; `deed` is "Poland's withdrawal"."""
    if is_notice_of_withdrawal(old) or is_taken_back(old):
        return f"The notice of {deed} is no longer on the page"
    return None


def altered(old: Statement, new: Statement, who: str, noun: str) -> str | None:
    """The sentence for an edit; None where it is told like that of any action of the table."""
    if old.action != new.action or old.participant != new.participant:
        return None
    of = f" of {day(new.date)}" if new.date else ""
    if is_taken_back(new) or is_taken_back(old):
        return _return_altered(old, new, who)
    if new.action == Action.ENTRY_INTO_FORCE and new.date and not old.date:
        return f"{capital(who)} enters into force on {day(new.date)}"
    if old.date != new.date:
        return None
    if is_notice_of_withdrawal(new) and is_notice_of_withdrawal(old):
        return _withdrawal_altered(old, new, who)
    if old.text == new.text:
        return None
    if new.action in DECLARED:
        edited = "edited" if new.text else "no longer given in words"
        return f"{noun.capitalize()} of {who}{of} {edited}"
    if new.action in (Action.TERRITORIAL_APPLICATION, Action.ENTRY_INTO_FORCE):
        said = cut(new.text or "nothing", _WORDS)
        return f"{capital(possessive(who))} {noun}{of} now reads: {said}"
    return None


def _return_altered(old: Statement, new: Statement, who: str) -> str | None:
    """A withdrawal was taken back; or notified anew, after one was."""
    if not is_taken_back(new):
        return stated(new, who, "withdrew")
    if not is_taken_back(old):
        of = f" of {day(old.date)}" if old.date else ""
        return f"{who} took back its withdrawal{of}{_by_which(new)}"
    return f"Note on {possessive(who)} withdrawal edited" if old.text != new.text else None


def _by_which(taken_back: Statement) -> str:
    """The last sentence of the note: the one that says so, and when."""
    _, _, said = (taken_back.text or "").rpartition("\n")
    return f": {cut(_IN_BRACKETS.sub('', said).removesuffix('.'), _WORDS)}"


def _withdrawal_altered(old: Statement, new: Statement, who: str) -> str | None:
    whose = f"{possessive(who)} withdrawal"
    if _TOOK_EFFECT.search(new.text or "") and not _TOOK_EFFECT.search(old.text or ""):
        return f"{whose} took effect{f' on {day(new.effective)}' if new.effective else ''}"
    if old.effective != new.effective:
        if not new.effective:
            return f"{whose}: the page no longer says when it takes effect"
        verb = "is expected to take effect" if _pending(new) else "takes effect"
        before = f"; before, {day(old.effective)}" if old.effective else ""
        return f"{whose} {verb} on {day(new.effective)}{before}"
    return f"Note on {whose} edited" if old.text != new.text else None


def _effect(new: Statement) -> str:
    if not new.effective:
        return ""
    if _pending(new):
        return f", expected to take effect on {day(new.effective)}"
    if _TOOK_EFFECT.search(new.text or ""):
        return f"; it took effect on {day(new.effective)}"
    return f", effective {day(new.effective)}"


def _pending(statement: Statement) -> bool:
    return bool(_WILL_TAKE_EFFECT.search(statement.text or ""))


def _about(text: str) -> str:
    """What is objected to, where the text begins by saying so."""
    heading = next((line for line in map(clean, text.splitlines()) if " made by " in line), "")
    return f": {heading.rstrip(':')}" if 0 < len(heading) <= _WORDS else ""


def _a(action: str) -> str:
    return f"an {action}" if action == Action.OBJECTION else f"a {action}"
