"""Writes down what a person enters: a further line of the log, in one commit.

entry -> is it new? -> a change with its own capture -> store
"""

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from watcher.errors import StoreError, UsageError, WatcherError
from watcher.model.change import Change, ChangeKind, PollRecord
from watcher.model.correction import (
    CORRECTIONS,
    KIND,
    SOURCE,
    Correction,
    Entry,
    Retraction,
    capture_of,
    from_text,
)
from watcher.model.finding import Finding, Statement
from watcher.model.plain import clean, day
from watcher.model.source import Outcome
from watcher.model.wording import describe
from watcher.store import corrections, log, polls
from watcher.store.handle import Store


async def enter(store: Store, entry: Entry, now: datetime) -> dict[str, Any]:
    """Write an entry down; how it ended, as JSON. Raises StoreError, and else nothing.

    `error` says why it could not be entered, and `exit_code` what a command ends with then.
    """
    try:
        seq, summary = await store.write(_enter, entry, now)
    except StoreError:
        raise
    except WatcherError as error:
        return {"seq": None, "error": clean(str(error)), "exit_code": error.exit_code}
    return {"seq": seq, "summary": summary, "error": None}


async def enter_text(store: Store, text: str, now: datetime) -> dict[str, Any]:
    """The same for an entry that another process handed over."""
    try:
        entry = from_text(text)
    except ValueError as error:
        return {"seq": None, "error": clean(str(error)), "exit_code": UsageError.exit_code}
    return await enter(store, entry, now)


def _enter(db: Database, entry: Entry, now: datetime) -> tuple[int, str]:
    corrections.introduce(db)
    change = _retracted(db, entry) if isinstance(entry, Retraction) else _corrected(db, entry)
    polls.write(db, _record(entry, change, now))
    return log.head(db), change.summary


def _record(entry: Entry, change: Change, now: datetime) -> PollRecord:
    capture = capture_of(entry, now)
    return PollRecord(
        source_id=CORRECTIONS,
        tier=SOURCE.tier.value,
        treaty=None,
        started_at=now,
        finished_at=now,
        outcome=Outcome.CHANGED,
        next_poll=now,
        bytes=len(capture.body),
        capture=capture,
        changes=(change,),
        fingerprint=KIND,
    )


def _corrected(db: Database, entry: Correction) -> Change:
    finding = entry.finding
    _refuse_what_a_page_says(db, entry)
    known = corrections.entered(db, finding.key)
    old = known.known.finding.statement if known else None
    if known is not None and old is not None and _states_the_same(old, finding.statement):
        raise UsageError(
            f"{clean(entry.participant)}: this was entered before, in change {known.seq} "
            f"(`watcher show {known.seq}`); `watcher correct --retract {known.seq}` takes it back."
        )
    kind = ChangeKind.MODIFIED if old else ChangeKind.ADDED
    return _change(kind, old, finding, entry.treaty, entry.by)


def _refuse_what_a_page_says(db: Database, entry: Correction) -> None:
    """An entry that repeats the record would only hide when that comes to change."""
    who = entry.code or entry.participant
    said = corrections.said_by_a_page(db, entry.treaty, who, entry.action.value, entry.date)
    new = said.change.new if said else None
    if said is None or entry.taken_back or (new and entry.effective not in (None, new.effective)):
        return
    raise UsageError(
        f"{clean(entry.participant)}: {said.source} says so itself, in change {said.seq} "
        f"(`watcher show {said.seq}`); there is nothing to enter."
    )


def _states_the_same(old: Statement, new: Statement) -> bool:
    """Whether two entries say the same, whatever the reasons given."""
    said = [(each.action, each.date, each.effective, each.bracketed) for each in (old, new)]
    backs = [(each.text or "").partition("\n")[2] for each in (old, new)]
    return said[0] == said[1] and backs[0] == backs[1]


def _retracted(db: Database, entry: Retraction) -> Change:
    logged = log.change(db, entry.seq)
    if logged is None:
        raise UsageError(f"there is no change {entry.seq}; the newest is {log.head(db)}.")
    if logged.source != CORRECTIONS:
        raise UsageError(
            f"change {entry.seq} was read from {logged.source}, and only what a person entered "
            "can be retracted. Enter what is right, with the page's error as the reason."
        )
    known = corrections.entered_in(db, entry.seq)
    if known is None:
        raise UsageError(
            f"change {entry.seq} states nothing that still stands: it was altered or retracted "
            f"since. `watcher log --source {CORRECTIONS}` lists what was entered."
        )
    finding = known.known.finding
    old = finding.statement
    sentence = _sentence(None, old)
    return Change(
        kind=ChangeKind.REMOVED,
        summary=clean(f"Retracted by {entry.by} ({entry.because}): {sentence}"),
        old=old,
        new=None,
        updates=((finding.key, None),),
        action=old.action,
        date=old.date,
        effective=old.effective,
        treaty=logged.treaty,
    )


def _change(
    kind: ChangeKind, old: Statement | None, finding: Finding, treaty: str, by: str
) -> Change:
    new = finding.statement
    return Change(
        kind=kind,
        summary=clean(f"{_sentence(old, new)} (entered by {by})"),
        old=old,
        new=new,
        updates=((finding.key, finding),),
        action=new.action,
        date=new.date,
        effective=new.effective,
        treaty=treaty,
    )


def _sentence(old: Statement | None, new: Statement) -> str:
    """Say what is entered, as if it stood on a page; that it does not is said beside."""
    sentence = describe(ChangeKind.ADDED, None, new)
    if old is not None and old.effective and new.effective and old.effective != new.effective:
        return f"{sentence}; before, {day(old.effective)}"
    return sentence
