"""The form of a webhook's body, as JSON Schema (draft 2020-12) for those who receive it.

    python -m watcher.deliver.webhook_schema > docs/webhook.schema.json

The types come from the dataclasses, the words from the tables here: a field without words is an
error. Objects may get more fields in a later release; receivers should ignore what they do not
know.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter

from watcher.deliver.webhook import TYPES
from watcher.model.change import ChangeKind
from watcher.model.digest import Digest
from watcher.model.message import TestMessage
from watcher.model.operator import OperatorAlert
from watcher.model.source import Tier
from watcher.model.treaty import Action

Schema = dict[str, Any]

#: Two classes have one name; pydantic tells them apart by their modules, which are our own matter.
_RENAMED = {
    "watcher__model__digest__Trouble": "Trouble",
    "watcher__model__operator__Trouble": "KindOfTrouble",
}
_MESSAGES = (Digest, OperatorAlert, TestMessage)
_DATE = "ISO 8601, such as 2026-02-03"

#: What each object is.
_OBJECTS: Mapping[str, str] = {
    "Digest": "What one reader is told about one span of the change log. What is on record, what "
    "is only reported and what could not be read are kept apart. The sentences are plain text.",
    "OperatorAlert": "What the operator of the watcher is told at one moment.",
    "TestMessage": "What `watcher channels test` sends; nothing happened.",
    "OperatorEvent": "Trouble that begins, or is over.",
    "KindOfTrouble": "What trouble can be.",
    "TreatySection": "What is new on record for one treaty.",
    "Counts": "How a treaty stands on record now, withdrawals left out.",
    "Timeline": "A treaty's signatures and consents through time, by legal dates: what its chart "
    "shows.",
    "Point": "How a treaty stood at the end of one day.",
    "Recorded": "One treaty action on record, told once however many records state it.",
    "Reported": "What a source says that is no depositary: a report, never a treaty action.",
    "DocumentSection": "A page whose text changed.",
    "PassageChange": "One difference on a page.",
    "Trouble": "An episode in which a source could not be read or trusted.",
    "OperatorNotice": "Something for the operator to look at; it stopped nothing.",
    "Cited": "A depositary notification (C.N.) that states no treaty action that we understand.",
    "Correction": "What an earlier digest told, and the source now states otherwise or no more.",
    "Reminder": "A date ahead, told 30, 7 and 1 days before it.",
    "Claimed": "What an entry says of one treaty by its words alone, and what the record shows of "
    "that.",
    "Foretold": "A report that this action on record confirms.",
    "Unsettled": "A report that the record contradicts, or has not shown for long.",
    "Told": "What the reader knows already: sent at once, or told from another source.",
    "Earlier": "A message that was composed before.",
    "Evidence": "The line of the change log that says so, and where it was read.",
    "Change": "One line of the change log, as `watcher log --json` prints it.",
    "Statement": "What a source states at one place.",
}

#: What fields of these names are, in whatever object.
_FIELDS: Mapping[str, str] = {
    "capture": "SHA-256 of the bytes that were read, in hexadecimal.",
    "closed_at": "When it was over, UTC; null while it goes on.",
    "composed_at": "When it was composed, UTC.",
    "date": f"The action's own date ({_DATE}); null where the page gives none.",
    "detected_at": "When it was found, UTC.",
    "effective": f"When it takes effect ({_DATE}); null where the page does not say.",
    "evidence": "Where it was read.",
    "late": "Whether it was published long after its own date.",
    "link": "Where it leads, as the source gives it; null where there is none.",
    "name": "The treaty's name; null where it is not known.",
    "opened_at": "When it began, UTC.",
    "participant": "The participant as the official page spells it; null where none is named.",
    "participant_code": "ISO 3166-1 alpha-3, or a code of ours for organisations and former "
    "States; null where the name is not known.",
    "sentence": "The sentence for people, mostly without its final stop.",
    "seq": "The number of the change in the log, from 1.",
    "since": "When it began, UTC.",
    "source": "The id of the source.",
    "subject": "What it is about, in one line.",
    "text": "One or more sentences for people.",
    "tier": "How much the source's word weighs: `record` (a depositary's own), `official` (a UN "
    "body, a ministry) or `press`.",
    "timezone": "IANA name of the zone in which people are told of moments.",
    "told_in": "The message that told it.",
    "type": "What kind of message it is.",
    "url": "The address of the page; null where the source is no longer configured.",
}

#: What fields are whose words above do not fit, by object.
_OWN_FIELDS: Mapping[str, Mapping[str, str]] = {
    "Digest": {
        "id": "The id of the digest in the configuration.",
        "title": "The title of the digest.",
        "subject": "The digest in one line.",
        "schedule": "When it is due: cron, in its time zone.",
        "since_seq": "It tells of changes of the log after this number; 0 at first.",
        "until_seq": "It tells of changes of the log up to this number.",
        "start": "When its span begins, UTC; null for a first digest.",
        "end": "When its span ends, UTC.",
        "record": "What is on record, by treaty.",
        "reported": "What is reported and not on record.",
        "documents": "Pages whose text changed.",
        "troubles": "Sources that could not be read or trusted.",
        "notices": "For the operator; empty where the operator has channels.",
        "sources": "The ids of all sources that it covers.",
        "type": "`digest`, or `alert` for what is sent at once.",
        "corrections": "What earlier digests said, and no longer holds.",
        "notifications": "Depositary notifications that state no treaty action.",
        "told": "What was told before.",
        "contradicted": "Reports that the record, or their own source, contradicts.",
        "waiting": "Reports that have not been on record for 30 days; each is listed once.",
        "reminders": "Dates ahead, in their order; each falls due 30, 7 and 1 days before.",
        "periods": "How many periods share this message: more than one after a time off.",
        "left_out": "How many changes are beyond the largest size of a digest; they stand in the "
        "log.",
        "public_url": "What links to the web page of the watcher begin with; empty for none.",
        "changes": "Each change that is told, in the order of the log.",
    },
    "OperatorAlert": {"events": "What begins, and what is over."},
    "TestMessage": {"channel": "The channel that is tested."},
    "OperatorEvent": {
        "trouble": "What kind of trouble it is.",
        "subject": "What it is about: the id of a source, a channel or a delivery.",
        "over": "Whether it is over.",
    },
    "TreatySection": {
        "number": "The treaty's number in the UN's Multilateral Treaties (MTDSG), such as "
        "XVIII-16; null where it has none.",
        "name": "The treaty's name.",
        "counts": "How the treaty stands; null where that is not known.",
        "actions": "What is new.",
        "chart": "The figures of its chart; null where a message has none, or has three already.",
    },
    "Timeline": {
        "treaty": "The treaty's number.",
        "name": "The treaty's name.",
        "until": f"The day as of which this is told ({_DATE}).",
        "points": "Days on which a count changed, in order; of very many, not all.",
        "in_force": "Whether the treaty is in force on that day; null where that is not known.",
        "needed": "As in `Counts`.",
        "closes_for_signature": f"Until when it is open for signature ({_DATE}); null where that "
        "is not known.",
        "in_force_on": f"When it enters into force ({_DATE}); null while that is not known.",
    },
    "Point": {
        "date": f"The day ({_DATE}).",
        "signatories": "How many have signed.",
        "consented": "How many have consented to be bound.",
        "parties": "For how many of these the treaty is in force.",
    },
    "Counts": {
        "signatories": "How many have signed.",
        "bound": "How many have consented to be bound.",
        "in_force": "Whether the treaty is in force: those who are bound are then its parties, "
        "and contracting States before; null where that is not known.",
        "organisations": "How many of those bound are organisations; null where that is not known.",
        "counted": "How many of those bound count for the entry into force; null where the rule "
        "of the treaty is not known.",
        "needed": "How many must consent to be bound before it enters into force; null where no "
        "number is all that is asked, or the rule is not known.",
        "waits_for": "What else it needs for that, and has not yet.",
        "in_force_on": f"When it enters into force ({_DATE}); null while that is not known.",
    },
    "Recorded": {
        "kind": "What the change is: `added`, `modified`, `removed` or `editorial`.",
        "event": "What happened: an action (see `Change`), or `withdrawal_notified`, "
        "`withdrawal_undone`, `corrected`, `edited`, `removed`, `stated`, `editorial`.",
        "detected_at": "When it was found first, UTC.",
        "evidence": "Each line of the log that says so.",
        "in_force_for": "When the treaty enters into force for the participant, where that is "
        f"later than for others ({_DATE}); null where it is not, or cannot be known.",
        "foretold": "The reports that it confirms.",
        "not_counted": "Whether it does not count for the entry into force: an organisation's.",
    },
    "Claimed": {
        "treaty": "The treaty's number, or its id with another depositary.",
        "name": "The treaty's name.",
        "sentence": "What the entry says.",
        "stage": "How far it went: `called_for`, `announced`, `domestic_step`, `done`, "
        "`historical` or `count`.",
        "state": "What the record has made of it: `unconfirmed`, `confirmed`, `contradicted` or "
        "`lapsed`; null where nothing is said to be done.",
        "record": "What the record shows, in words; empty where nothing is said to be done.",
    },
    "Foretold": {
        "title": "The headline of the entry that said so first.",
        "days": "How many days the record came later; 0 or less where it was there already.",
        "evidence": "Where the report was read.",
    },
    "Unsettled": {
        "treaty": "The treaty's number, or its id with another depositary.",
        "name": "The treaty's name.",
        "sentence": "What is reported.",
        "state": "As in `Claimed`.",
        "record": "What the record shows, in words.",
        "title": "The headline of the entry that said so first.",
        "reported_at": "When it was found, UTC.",
        "evidence": "Where the report was read.",
    },
    "Reported": {
        "claims": "What it says of treaty actions.",
        "title": "The headline.",
        "date": "Its date: ISO 8601, or as served where it could not be read.",
    },
    "DocumentSection": {"passages": "What is different."},
    "PassageChange": {
        "old": "The passage before; null for a new one.",
        "new": "The passage now; null for one that is gone.",
    },
    "Reminder": {
        "treaty": "The treaty's number.",
        "name": "The treaty's name.",
        "kind": "What lies ahead: `closes_for_signature`, `entry_into_force`, `takes_effect` (the "
        "treaty enters into force for a participant), `withdrawal`, `announced`, "
        "`period_begins`, `period_ends`.",
        "date": f"The day ({_DATE}).",
        "days": "How many days it is ahead, in the digest's time zone; 0 is the day itself.",
        "basis": "Where the date comes from.",
        "participant": "The participant that it is of; null where it is of none, or of several.",
    },
    "Trouble": {
        "kind": "`failed` or `quarantined`.",
        "reason": "What is wrong, in a sentence.",
    },
    "OperatorNotice": {"kind": "What it is about; docs/data.md has the list."},
    "Cited": {
        "treaty": "The treaty's number; null where it names none that we know.",
        "link": "To its PDF; null where there is none.",
    },
    "Earlier": {
        "number": "Its number among all messages that were composed.",
        "subject": "The message in one line.",
        "type": "`digest`, or `alert` for what was sent at once.",
    },
    "Change": {
        "kind": "What the change is; `editorial` is no treaty action: spelling, footnotes.",
        "treaty": "The treaty's number; null where there is none.",
        "action": "What the participant does to the treaty; null where it is no such action.",
        "old": "Before; null for what is new.",
        "new": "After; null for what is gone.",
        "summary": "One sentence for people.",
        "captured_at": "When the bytes were there, UTC.",
        "imported": "Whether it comes from a history that was imported.",
        "hash": "SHA-256 of the line's record, which names the hash of the line before.",
    },
    "Statement": {
        "action": "As in `Change`.",
        "mark": "What is printed behind the date; null where there is no such cell.",
        "bracketed": "The depositary's sign for what no longer holds; null where it has none.",
        "text": "An entry's title and summary, a passage, a declaration's words; or null.",
        "footnotes": "Their texts, or their numbers.",
        "published": "An entry's date exactly as served; or null.",
    },
}

_TEXT: Schema = {"type": "string"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_ACTION: Schema = {"enum": [*map(str, Action), None]}
_STATEMENT_OR_NULL: Schema = {"anyOf": [{"$ref": "#/$defs/Statement"}, {"type": "null"}]}

#: Written by `watcher.model.wire`, which has no dataclass of its own for them.
_CHANGE: Mapping[str, Schema] = {
    "seq": {"type": "integer", "minimum": 1},
    "kind": {"enum": [str(kind) for kind in ChangeKind]},
    "source": _TEXT,
    "tier": {"enum": [str(tier) for tier in Tier]},
    "treaty": _MAYBE_TEXT,
    "participant": _MAYBE_TEXT,
    "participant_code": _MAYBE_TEXT,
    "action": _ACTION,
    "date": _MAYBE_TEXT,
    "effective": _MAYBE_TEXT,
    "old": _STATEMENT_OR_NULL,
    "new": _STATEMENT_OR_NULL,
    "summary": _TEXT,
    "detected_at": _MOMENT,
    "captured_at": _MOMENT,
    "imported": {"type": "boolean"},
    "capture": _SHA256,
    "hash": _SHA256,
}
_STATEMENT: Mapping[str, Schema] = {
    "participant": _MAYBE_TEXT,
    "participant_code": _MAYBE_TEXT,
    "action": _ACTION,
    "date": _MAYBE_TEXT,
    "effective": _MAYBE_TEXT,
    "mark": _MAYBE_TEXT,
    "bracketed": {"type": ["boolean", "null"]},
    "text": _MAYBE_TEXT,
    "link": _MAYBE_TEXT,
    "footnotes": {"type": "array", "items": _TEXT},
    "published": _MAYBE_TEXT,
}


def webhook_schema() -> Schema:
    """Write the schema of what is posted; LookupError for a field that has no words here."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Webhook of the treaty watcher",
        "description": (
            "The body of each POST, signed as Standard Webhooks has it. The same message has the "
            "same bytes at each attempt, and the header webhook-id tells a repeat. Later releases "
            "may add fields: ignore those that you do not know."
        ),
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"description": "What is told.", "enum": list(TYPES.values())},
            "timestamp": {
                "description": "When the message was composed, UTC. That of the attempt is in the "
                "header webhook-timestamp.",
                **_MOMENT,
            },
            "data": {"description": "The message itself, by `type`.", "type": "object"},
        },
        "oneOf": [
            _variant("digest", "A digest", "Digest", "digest"),
            _variant("alert", "What is sent at once", "Digest", "alert"),
            _variant("operator", "Trouble, for the operator", "OperatorAlert"),
            _variant("test", "A test of the channel", "TestMessage"),
        ],
        "$defs": dict(sorted(_definitions())),
    }


def _variant(message: str, title: str, model: str, own_type: str | None = None) -> Schema:
    data: Schema = {"$ref": f"#/$defs/{model}"}
    if own_type:
        data["properties"] = {"type": {"const": own_type}}
    return {"title": title, "properties": {"type": {"const": TYPES[message]}, "data": data}}


def _definitions() -> Iterator[tuple[str, Schema]]:
    _, generated = TypeAdapter.json_schemas(
        [(model, "serialization", TypeAdapter(model)) for model in _MESSAGES]
    )
    written = json.dumps(generated["$defs"])
    for long, short in _RENAMED.items():
        written = written.replace(long, short)
    for name, model in json.loads(written).items():
        if model.get("type") == "object":
            yield name, _object(name, model["properties"])
        else:  # an enumeration
            yield name, {"description": _OBJECTS[name], "enum": model["enum"]}
    yield "Change", _object("Change", _CHANGE)
    yield "Statement", _object("Statement", _STATEMENT)


def _object(name: str, properties: Mapping[str, Schema]) -> Schema:
    """Describe an object of which every key is always there."""
    own = _OWN_FIELDS.get(name, {})
    described = {}
    for key, schema in properties.items():
        kept = {word: value for word, value in schema.items() if word not in ("title", "default")}
        if (name, key) == ("Digest", "changes"):
            kept["items"] = {"$ref": "#/$defs/Change"}
        described[key] = {"description": own[key] if key in own else _FIELDS[key], **kept}
    return {
        "description": _OBJECTS[name],
        "type": "object",
        "required": list(described),
        "properties": described,
    }


if __name__ == "__main__":
    print(json.dumps(webhook_schema(), indent=2, ensure_ascii=False))  # noqa: T201
