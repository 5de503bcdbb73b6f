"""All gates of a capture, and what follows from them."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watcher.model.finding import Check, Extraction, Finding
from watcher.model.source import Candidate, Outcome, Source
from watcher.vet.gates import known_columns, known_findings, known_rows, minimum
from watcher.vet.remembered import Remembered
from watcher.vet.right_page import same_page
from watcher.vet.size import GATE, size

#: What was too much change at once is believed after so many polls in a row that state the same,
#: over at least this time: an outage rarely says the same thing three times, a ceremony does.
POLLS = 3
SPAN = timedelta(hours=1)

#: The checks by which an extractor says that it was given something else altogether.
_NO_SUCH_DOCUMENT = frozenset({"feed", "json", "page"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is thought of a capture.

    `refused` is None where it is believed. `candidate` is to be remembered until the next poll
    that was read, whether this one is believed or not; None forgets the one before.
    """

    checks: tuple[Check, ...]
    refused: Outcome | None
    candidate: Candidate | None = None

    @property
    def reason(self) -> str:
        """The gates that failed, as one line for people; empty where all were passed."""
        return reasons(self.checks)


def examine(source: Source, extraction: Extraction, past: Remembered, now: datetime) -> Judgement:
    """Hold a reading against what is known of its source, and decide whether it is believed.

    A change that is too large, and that nothing else speaks against, is believed once enough
    polls have stated the same for long enough. `now` is the moment of the capture, UTC.
    """
    checks = vet(source, extraction, past)
    if [check.name for check in checks if not check.passed] != [GATE]:
        return Judgement(checks, verdict(checks))
    digest = findings_digest(extraction.findings)
    candidate = past.candidate
    if candidate is not None and candidate.digest == digest:
        candidate = replace(candidate, polls=candidate.polls + 1)
    else:
        candidate = Candidate(digest, now, 1)
    checks = tuple(_repeated(check, candidate, now) for check in checks)
    return Judgement(checks, verdict(checks), candidate)


def vet(source: Source, extraction: Extraction, past: Remembered) -> tuple[Check, ...]:
    """All gates with their results, the extractor's first."""
    checks = list(extraction.checks)
    if all(check.passed for check in checks):
        checks += [
            minimum(source, extraction),
            *same_page(source, extraction, past),
            *known_columns(extraction, past),
            *known_rows(extraction, past),
            *known_findings(extraction, past),
            *size(source, extraction, past),
        ]
    return tuple(checks)


def verdict(checks: Iterable[Check]) -> Outcome | None:
    """None where all gates were passed.

    An answer that is no document of the source's kind (an HTML page in place of a feed) is a
    failed poll, like no answer; what is of the kind and cannot be believed is quarantined.
    """
    failed = {check.name for check in checks if not check.passed}
    if not failed:
        return None
    return Outcome.FAILED if failed & _NO_SUCH_DOCUMENT else Outcome.QUARANTINED


def reasons(checks: Iterable[Check]) -> str:
    """The gates that failed, as one line for people; empty where all were passed."""
    return "; ".join(f"{check.name}: {check.detail}" for check in checks if not check.passed)


def findings_digest(findings: Iterable[Finding]) -> str:
    """SHA-256 of all that a document states, in whatever order it states it.

    Of a page the order is part of what it states, but not of whether two polls saw the same.
    """
    stated = sorted(
        json.dumps([each.key, each.part, each.subject, each.statement.substance])
        for each in findings
    )
    return hashlib.sha256("\n".join(stated).encode()).hexdigest()


def _repeated(check: Check, candidate: Candidate, now: datetime) -> Check:
    """Pass the gate of size where the same was seen often enough.

    A failure says the same at each poll, or the incident would be told anew.
    """
    if check.name != GATE:
        return check
    span = now - candidate.since
    if candidate.polls >= POLLS and span >= SPAN:
        minutes = span // timedelta(minutes=1)
        seen = f"{candidate.polls} polls over {minutes} minutes say the same, so it is believed"
        return Check(GATE, True, f"{check.detail}; {seen}")
    wanted = f"it is believed once {POLLS} polls over at least an hour say the same"
    return Check(GATE, False, f"{check.detail}; {wanted}")
