"""Is what was read believable? The gates, in order; one that fails quarantines the capture. Pure.

The extractor has checked what can be seen on the document alone (right page, whole, required
texts, headings, header counts, dates). Here the rest is checked: the least number of findings,
and what is known from earlier polls.
"""

from collections.abc import Iterable, Iterator, Mapping

from watcher.model.finding import Check, Extraction, Finding, Known
from watcher.model.source import Outcome, Source

#: Below this share of the rows that were known, a table is taken for half a table. One row may
#: always be gone: of a treaty with three participants, too.
KNOWN_SHARE = 0.8

#: The checks by which an extractor says that it was given something else altogether.
_NO_SUCH_DOCUMENT = frozenset({"feed", "page"})


def vet(
    source: Source, extraction: Extraction, known: Mapping[str, Known], parts: frozenset[str]
) -> tuple[Check, ...]:
    """All gates with their results, the extractor's first. `parts` have had their baseline."""
    checks = list(extraction.checks)
    if all(check.passed for check in checks):
        checks += [
            _minimum(source, extraction),
            *_known_columns(extraction, known, parts),
            *_known_rows(extraction, known),
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


def _minimum(source: Source, extraction: Extraction) -> Check:
    count = len(extraction.findings)
    return Check(
        "minimum",
        count >= source.min_findings,
        f"{count} findings, at least {source.min_findings} expected",
    )


def _known_columns(
    extraction: Extraction, known: Mapping[str, Known], parts: frozenset[str]
) -> Iterator[Check]:
    """A heading that carried treaty actions must still be there, or all its dates look removed."""
    used = {item.finding.part for item in known.values()}
    gone = sorted(
        part.split("/", 1)[1]
        for part in (parts & used) - extraction.parts
        if part.startswith("participants/") and part != "participants/listed"
    )
    if extraction.complete and any(part.startswith("participants/") for part in used):
        columns = " and ".join(name.replace("_", " ") for name in gone)
        detail = (
            f"the column for {columns} is gone" if gone else "every column that was known is there"
        )
        yield Check("known columns", not gone, detail)


def _known_rows(extraction: Extraction, known: Mapping[str, Known]) -> Iterator[Check]:
    """Rows are recognised by identity or by spelling: neither a rename nor our table matters."""
    if not extraction.complete:
        return
    before = _rows(item.finding for item in known.values())
    if not before:
        return
    now = _rows(extraction.findings)
    spellings = set(now.values())
    still = sum(subject in now or name in spellings for subject, name in before.items())
    yield Check(
        "known rows",
        still >= min(KNOWN_SHARE * len(before), len(before) - 1),
        f"{still} of {len(before)} known rows are there",
    )


def _rows(findings: Iterable[Finding]) -> dict[str, str | None]:
    return {
        finding.subject: finding.statement.participant for finding in findings if finding.subject
    }
