"""The ICRC's treaty database (ihl-databases.icrc.org), as its JSON:API has it.

    …/jsonapi/node/treaty?filter[field_treaty_number]=365
        &include=field_treaty_state_parties,field_treaty_state_parties.field_participant_country

One treaty; its records of participants, and their States, stand under "included" and are found
by type and id, which no path can follow. A record is an action ("accession") or a text
("declaration"), and one State can have several of one day. Judged on a capture of March 2026
with three records; which other words there are for actions is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from watcher.extract.dates import read_date
from watcher.extract.json_records.people import Record
from watcher.extract.markup import plain
from watcher.extract.text import tidy
from watcher.model.finding import Check, Finding, Notice, Statement
from watcher.model.treaty import Action

ENTRY_INTO_FORCE = "treaty/entry_into_force"

_TREATY = "node--treaty"
_PARTICIPANT = "paragraph--treaty_participant"
_PARTIES = "field_treaty_state_parties"
_IN_FORCE = "field_treaty_entry_in_force"
_INCLUDE = f"{_PARTIES},{_PARTIES}.field_participant_country"
_READ = {
    "action": "field_participant_action",
    "date": "field_participant_date_notif",
    "note": "field_participant_text",
}
_IGNORED = frozenset({"_has_content"})  # whether there is a text
_NUMBER = "ICRC-"  # what a treaty's id begins with in our configuration

Object = Mapping[str, object]


@dataclass(slots=True)
class Treaty:
    """What the answer holds of its treaty."""

    title: str = ""
    records: list[Record] = field(default_factory=list)
    in_force: str | None = None  # ISO 8601
    checks: list[Check] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def read(data: object, wanted: str | None) -> Treaty:
    """Read an answer; `wanted` is the id of the treaty that was asked for, where there is one.

    What does not hold is told by the failed checks: "treaty", "whole", "records" and "fields".
    """
    treaty = Treaty()
    found = _treaty(data)
    if isinstance(found, Check) or not isinstance(data, Mapping):
        treaty.checks.append(
            found if isinstance(found, Check) else Check("treaty", False, "it is no object")
        )
        return treaty
    attributes = _object(found, "attributes")
    treaty.title = tidy(_text(attributes.get("title")))
    treaty.checks.append(_is_wanted(attributes, treaty.title, wanted))
    written = _text(attributes.get(_IN_FORCE))
    treaty.in_force = read_date(written)
    if written and treaty.in_force is None:
        detail = f"its entry into force, {written!r}, is no date"
        treaty.checks.append(Check("dates", False, detail))
    _add_records(treaty, found, data)
    return treaty


def entry_into_force(treaty: Treaty) -> tuple[Finding, ...]:
    """When the treaty entered into force, where the answer says it."""
    if treaty.in_force is None:
        return ()
    statement = Statement(action=Action.ENTRY_INTO_FORCE.value, date=treaty.in_force)
    return (Finding(ENTRY_INTO_FORCE, ENTRY_INTO_FORCE, statement),)


def _treaty(data: object) -> Object | Check:
    """The one treaty of the answer."""
    stated = data.get("data") if isinstance(data, Mapping) else None
    found = stated if isinstance(stated, list) else [stated]
    treaties = [each for each in found if isinstance(each, Mapping) and each.get("type") == _TREATY]
    if len(treaties) != 1 or len(found) != 1:
        detail = f"{len(treaties)} treaties in the answer, and one is expected"
        return Check("treaty", False, detail)
    return treaties[0]


def _is_wanted(attributes: Object, title: str, wanted: str | None) -> Check:
    number = attributes.get("field_treaty_number")
    if not title:
        return Check("treaty", False, "the treaty has no title")
    if wanted is not None and wanted.startswith(_NUMBER) and wanted != f"{_NUMBER}{number}":
        detail = f"the answer is about {_NUMBER}{number} ({title}), and {wanted} was expected"
        return Check("treaty", False, detail)
    return Check("treaty", True, f"{number}: {title}")


def _add_records(treaty: Treaty, found: Object, data: Object) -> None:
    """The records of participants that the treaty names, each with its State."""
    included = _included(data)
    named = _references(found, _PARTIES)
    missing = unknown = 0
    stated: set[str] = set()  # fields that some record has, be it null
    for reference in named:
        record = included.get(reference)
        if record is None:
            missing += 1
        elif reference[0] != _PARTICIPANT:
            unknown += 1
        else:
            stated.update(_object(record, "attributes"))
            treaty.records.append(_record(record, included))
            treaty.notices += _not_read(record, treaty.notices)
    links = _object(data, "links")
    whole = not missing and "next" not in links
    detail = f"{len(named)} records of participants"
    if missing:
        detail = (
            f"{missing} of {len(named)} records of participants are named and not in the answer: "
            f"the url needs include={_INCLUDE}"
        )
    elif not whole:
        detail = "the answer goes on on a further page: ask for one treaty by its number"
    treaty.checks.append(Check("whole", whole, detail))
    if unknown:
        detail = f"{unknown} of {len(named)} are no records of participants"
        treaty.checks.append(Check("records", False, detail))
    missed = [name for name in _READ.values() if treaty.records and name not in stated]
    missed += [name for name in (_IN_FORCE,) if name not in _object(found, "attributes")]
    missed += [name for name in (_PARTIES,) if name not in _object(found, "relationships")]
    if missed:
        # The service names a field also where it is empty (null).
        detail = f"the service has renamed or dropped {', '.join(missed)}"
        treaty.checks.append(Check("fields", False, detail))


def _record(record: Object, included: Mapping[tuple[str, str], Object]) -> Record:
    attributes = _object(record, "attributes")
    states = [included.get(each) for each in _references(record, "field_participant_country")]
    names = [_text(_object(state, "attributes").get("name")) for state in states if state]
    texts: dict[str, str | None] = {
        role: _markup(attributes.get(name)) or None for role, name in _READ.items()
    }
    return {"participant": names[0] if len(names) == len(states) == 1 else None, **texts}


def _not_read(record: Object, told: list[Notice]) -> list[Notice]:
    """What of a record nobody knows, told once."""
    known = {*_READ.values(), *_IGNORED}
    before = {notice.subject for notice in told}
    return [
        Notice("unknown_column", name, f"The field {name!r} of participants is not known.")
        for name, value in _object(record, "attributes").items()
        if name not in known and name not in before and value is not None
    ]


def _included(data: Object) -> dict[tuple[str, str], Object]:
    stated = data.get("included")
    found = stated if isinstance(stated, list) else []
    return {
        (_text(each.get("type")), _text(each.get("id"))): each
        for each in found
        if isinstance(each, Mapping)
    }


def _references(node: Object, name: str) -> list[tuple[str, str]]:
    """Type and id of what a relationship leads to; each once, in order."""
    stated = _object(_object(node, "relationships"), name).get("data")
    found = stated if isinstance(stated, list) else [stated]
    named = [
        (_text(each.get("type")), _text(each.get("id")))
        for each in found
        if isinstance(each, Mapping)
    ]
    return list(dict.fromkeys(named))


def _object(node: Object, name: str) -> Object:
    value = node.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _markup(value: object) -> str:
    """A text, or the markup of a formatted one, as plain text."""
    if isinstance(value, Mapping):
        value = value.get("processed") or value.get("value")
    return plain(_text(value))
