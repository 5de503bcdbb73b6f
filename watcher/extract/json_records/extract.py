"""Records in JSON, read by path: participants of a treaty, or entries.

    body -> JSON -> records -> fields as texts by role -> people | entries -> findings

Records with a field "participant" are a complete account of a treaty's participants; others are
entries, a window on what was published.
"""

from dataclasses import replace

from watcher.extract.dates import format_problem
from watcher.extract.deeds import LISTED
from watcher.extract.entry import PART, to_findings
from watcher.extract.json_records import entries, icrc
from watcher.extract.json_records.fields import BadPathError, Field, compiled, nowhere, search
from watcher.extract.json_records.load import NotJsonError, load, texts
from watcher.extract.json_records.people import PARTICIPANT, ROLES, People, Record, people
from watcher.extract.markup import NestedTooDeepError
from watcher.extract.matching import facts as matching_facts
from watcher.extract.matching import sift
from watcher.extract.text import required_text, tidy
from watcher.model.capture import Document
from watcher.model.finding import Check, Extraction
from watcher.model.reading import Records
from watcher.model.source import Source
from watcher.model.treaty import Action

#: No treaty has more participants, and no list that people read more entries.
MAX_RECORDS = 20_000

_ICRC = "icrc"
_PEOPLE = ROLES | {action.value for action in Action}
_IS_JSON = Check("json", True, "JSON")


class _FailedError(ValueError):
    """The document cannot be read further; the check says why."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(detail)
        self.check = Check(name, False, detail)


def extract(source: Source, document: Document) -> Extraction:
    """Read the records of a JSON document; what does not hold is told by the failed checks."""
    reading = source.records or Records("")
    of_people = reading.preset is not None or PARTICIPANT in dict(reading.fields)
    try:
        data = load(document)
        extraction = _read(source, reading, data, document.url, of_people=of_people)
    except NotJsonError as error:
        return _failed(Check("json", False, str(error)), complete=of_people)
    except (BadPathError, NestedTooDeepError) as error:
        return _failed(_IS_JSON, Check("fields", False, str(error)), complete=of_people)
    except _FailedError as error:
        return _failed(_IS_JSON, error.check, complete=of_people)
    required = required_text(source, tidy(" ".join(texts(data))) if source.require_text else "")
    return replace(extraction, checks=(_IS_JSON, *extraction.checks, *required))


def _read(
    source: Source, reading: Records, data: object, base: str, *, of_people: bool
) -> Extraction:
    if reading.preset == _ICRC:
        return _icrc(source, data)
    if reading.preset is not None:
        raise _FailedError("records", f"there is no preset {reading.preset!r}")
    return _people(source, reading, data) if of_people else _entries(source, reading, data, base)


def _icrc(source: Source, data: object) -> Extraction:
    treaty = icrc.read(data, source.treaty)
    if not all(check.passed for check in treaty.checks):
        return _failed(*treaty.checks, complete=True)
    extraction = _stated(people(treaty.records))
    return replace(
        extraction,
        findings=(*extraction.findings, *icrc.entry_into_force(treaty)),
        parts=extraction.parts | {icrc.ENTRY_INTO_FORCE},
        checks=(*treaty.checks, *extraction.checks),
        title=treaty.title,
        facts=(("entry into force", treaty.in_force or "not stated"), *extraction.facts),
        notices=(*treaty.notices, *extraction.notices),
    )


def _people(source: Source, reading: Records, data: object) -> Extraction:
    records, fields_found = _records(source, reading, data, _PEOPLE)
    if not fields_found.passed:
        return _failed(fields_found, complete=True)
    extraction = _stated(people(records, reading.date_format))
    return replace(extraction, checks=(fields_found, *extraction.checks))


def _stated(found: People) -> Extraction:
    return Extraction(
        findings=found.participation.findings,
        complete=True,
        parts=found.parts,
        checks=found.checks,
        facts=(("participants", str(found.participants)),),
        notices=found.notices,
    )


def _entries(source: Source, reading: Records, data: object, base: str) -> Extraction:
    records, fields_found = _records(source, reading, data, entries.ROLES)
    stated = [entries.entry(record, base, reading.date_format) for record in records]
    findings, filtered = sift(source, to_findings(each for each in stated if not each.blank))
    return Extraction(
        findings=findings,
        complete=False,
        parts=frozenset({PART}),
        checks=(
            fields_found,
            Check("records", True, f"{len(records)} records"),
            *([entries.titled(stated)] if stated else []),
        ),
        facts=(("records", str(len(records))), *matching_facts(source, findings, filtered)),
        notices=entries.undated(stated),
        filtered=filtered,
    )


def _records(
    source: Source, reading: Records, data: object, roles: frozenset[str]
) -> tuple[list[Record], Check]:
    """The fields of every record, as texts by role, and the check that they are where they were."""
    if reading.date_format is not None and (problem := format_problem(reading.date_format)):
        raise _FailedError("date format", f"{reading.date_format!r} {problem}")
    strangers = [role for role, _ in reading.fields if role not in roles]
    if strangers or not reading.fields:
        told = f"{', '.join(strangers)} mean nothing here" if strangers else "none is named"
        raise _FailedError("fields", f"{told}; allowed: {', '.join(sorted(roles))}")
    found = search(compiled(reading.records), data)
    if not isinstance(found, list):
        raise _FailedError("records", f"nothing, or no list, is at {reading.records!r}")
    if not found and source.min_findings > 0:
        raise _FailedError("records", f"the list at {reading.records!r} is empty")
    if len(found) > MAX_RECORDS:
        raise _FailedError("records", f"more than {MAX_RECORDS:,} records")
    fields = [Field(role, path, compiled(path)) for role, path in reading.fields]
    records: list[Record] = [
        {field.role: field.text(record) for field in fields} for record in found
    ]
    return records, nowhere(fields, found)


def _failed(*checks: Check, complete: bool) -> Extraction:
    part = LISTED if complete else PART
    return Extraction((), complete, frozenset({part}), checks)
