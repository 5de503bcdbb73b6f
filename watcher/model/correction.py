"""What a person enters by hand: what the record's pages do not say, or say wrongly.

An entry is a further line of the change log, with a source of its own, so that it never passes for
what was read from a page. Its capture is the very document that was entered.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from watcher.model.capture import Capture
from watcher.model.finding import Finding, Statement
from watcher.model.plain import clean
from watcher.model.source import Source, Tier
from watcher.model.treaty import CONSENT_ACTIONS, Action
from watcher.model.wire import moment_to_json

#: The source of all entries. No source of the configuration may have its id.
CORRECTIONS = "corrections"
KIND = "correction"
SOURCE = Source(CORRECTIONS, KIND, "", Tier.RECORD, timedelta(0))

#: What can be entered, and the part that it belongs to: none that a page has.
PARTS = {
    Action.SIGNATURE: "entered/signature",
    Action.SUCCESSION_TO_SIGNATURE: "entered/signature",
    **dict.fromkeys(sorted(CONSENT_ACTIONS), "entered/consent"),
    Action.WITHDRAWAL: "entered/withdrawal",
    Action.ENTRY_INTO_FORCE: "entered/entry_into_force",
}

#: What the entries of a treaty begin with; `store.sources` finds them by it.
KEYS = "entered/{treaty}/"


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry. Dates are ISO 8601.

    `effective` and `taken_back` are a withdrawal's alone: the day on which it takes effect, and
    the one on which the participant withdrew it again.
    """

    treaty: str
    participant: str
    code: str | None
    action: Action
    date: str | None
    effective: str | None
    taken_back: str | None
    because: str
    link: str | None
    by: str

    @property
    def finding(self) -> Finding:
        """What the entry states; the same participant, action and date have one key."""
        who = self.code or f"?{self.participant}"
        key = f"{KEYS.format(treaty=self.treaty)}{who}/{self.action}/{self.date or self.effective}"
        return Finding(key, PARTS[self.action], self._statement, who)

    @property
    def _statement(self) -> Statement:
        text = f"Entered by {self.by}: {self.because}"
        if self.taken_back is not None:
            day = date.fromisoformat(self.taken_back)
            text += f"\nOn {day.day} {day:%B %Y}, it took its notification of withdrawal back"
        withdrawal = self.action is Action.WITHDRAWAL
        return Statement(
            action=self.action.value,
            date=self.date,
            effective=None if self.taken_back else self.effective,
            bracketed=False if withdrawal and self.taken_back else None,
            text=text,
            link=self.link,
            participant=self.participant,
            participant_code=self.code,
        )


@dataclass(frozen=True, slots=True)
class Retraction:
    """That an entry is taken back: the line of the log that it stands in."""

    seq: int
    because: str
    by: str
    link: str | None = None


Entry = Correction | Retraction


def to_text(entry: Entry) -> str:
    """An entry as it is handed to the daemon; the inverse of `from_text`."""
    return json.dumps({"what": type(entry).__name__, **asdict(entry)}, ensure_ascii=True)


def from_text(text: str) -> Entry:
    """Read an entry that was handed over; ValueError where it is none."""
    found: dict[str, Any] = json.loads(text)
    what = found.pop("what", None)
    try:
        if what == "Retraction":
            return Retraction(**found)
        return Correction(**{**found, "action": Action(found["action"])})
    except (TypeError, KeyError) as error:
        raise ValueError(f"no entry that this version knows: {error}") from error


def capture_of(entry: Entry, now: datetime) -> Capture:
    """The document that was entered: who, when, what and why, as canonical JSON. `now` is UTC.

    It was served by nobody, so that its address is none of the web and its status 0.
    """
    said = {"entered_at": moment_to_json(now), **asdict(entry)}
    named = {"entered_by": said.pop("by"), **said}
    text = json.dumps(named, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    where = f"change-{entry.seq}" if isinstance(entry, Retraction) else entry.treaty
    return Capture(
        url=f"entered-by-hand:{where}",
        status=0,
        headers=(("content-type", "application/json"),),
        fetched_at=now,
        body=text.encode("utf-8", "backslashreplace"),
        elapsed=timedelta(0),
    )


def entered_by(statement: Statement) -> str:
    """Who entered what is stated, and why, on one line."""
    return clean((statement.text or "").partition("\n")[0])
