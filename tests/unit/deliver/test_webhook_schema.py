"""The published schema is that of the bodies that are really posted, and it has words for all."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from tests.unit.deliver.building import NOW, a_digest, a_test_message
from tests.unit.digest.anything import anything
from watcher.deliver.webhook import body_of
from watcher.deliver.webhook_schema import webhook_schema
from watcher.model.change import Change, ChangeKind, LoggedChange
from watcher.model.digest import Digest
from watcher.model.finding import Statement
from watcher.model.message import from_json, to_json
from watcher.model.operator import OperatorAlert, OperatorEvent, Trouble
from watcher.model.source import Tier
from watcher.model.treaty import Action
from watcher.model.wire import change_to_json

DOCS = Path(__file__).parents[3] / "docs"
PUBLISHED = json.loads((DOCS / "webhook.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(
    PUBLISHED, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def closed(schema):
    """The schema as it would be if no object could have a key that it does not name."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(each) for key, each in schema.items()}
    if schema.get("type") == "object" and "required" in schema:
        made["additionalProperties"] = False
    return made


STRICT = jsonschema.Draft202012Validator(closed(PUBLISHED))


def a_change(**different):
    statement = Statement(
        action=Action.SIGNATURE.value,
        date="2025-11-19",
        participant="Mauritius",
        participant_code="MUS",
        footnotes=("a note",),
    )
    change = Change(
        kind=ChangeKind.ADDED,
        old=None,
        new=statement,
        summary="Mauritius signed on 19 Nov 2025",
        updates=(),
        action=statement.action,
        date=statement.date,
    )
    logged = LoggedChange(
        seq=1,
        change=change,
        source="untc",
        tier=Tier.RECORD,
        treaty="XVIII-16",
        detected_at=NOW,
        captured_at=NOW,
        imported=False,
        capture="c" * 64,
        capture_id=1,
        hash="0" * 64,
    )
    return change_to_json(replace(logged, **different))


AN_ALERT = OperatorAlert(
    "untc cannot be read",
    "UTC",
    NOW,
    (OperatorEvent(Trouble.SOURCE, "untc", "It answers 503.", NOW - timedelta(hours=2)),),
)


def test_the_published_file_is_what_the_program_would_write():
    """`python -m watcher.deliver.webhook_schema > docs/webhook.schema.json` renews it."""
    assert webhook_schema() == PUBLISHED


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)
    assert PUBLISHED["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_object_and_every_key_has_its_words():
    for name, definition in PUBLISHED["$defs"].items():
        assert definition["description"], name
        for key, schema in definition.get("properties", {}).items():
            assert schema["description"].endswith("."), f"{name}.{key}"


def test_a_change_has_the_keys_that_the_documentation_lists():
    text = (DOCS / "data.md").read_text("utf-8")
    table = text.partition("## One change, as JSON")[2].partition("\n\n-")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    listed = [key.strip(" `") for row in rows for key in row.split(",")]
    assert list(PUBLISHED["$defs"]["Change"]["properties"]) == listed == list(a_change())


@pytest.mark.parametrize(
    "message",
    [a_digest(changes=(a_change(),)), a_digest(type="alert"), AN_ALERT, a_test_message()],
    ids=["a digest", "an alert", "an operator's alert", "a test"],
)
def test_what_is_posted_is_valid_and_has_no_key_that_is_not_described(message):
    body = json.loads(body_of(message))
    VALIDATOR.validate(body)
    STRICT.validate(body)


@pytest.mark.heavy
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(anything(Digest))
def test_any_digest_is_valid(digest):
    body = json.loads(body_of(replace(digest, changes=(a_change(),))))
    STRICT.validate(body)


@given(anything(OperatorAlert))
def test_any_alert_to_the_operator_is_valid(alert):
    STRICT.validate(json.loads(body_of(alert)))


def test_a_digest_that_the_last_release_stored_is_valid():
    stored = json.loads(to_json(a_digest()))
    for added in ("type", "corrections", "told", "left_out", "public_url", "changes"):
        del stored[added]
    STRICT.validate(json.loads(body_of(from_json(json.dumps(stored)))))


@pytest.mark.parametrize("kind", ChangeKind)
def test_each_kind_of_change_is_valid(kind):
    logged = a_change()
    body = json.loads(body_of(a_digest(changes=({**logged, "kind": kind.value},))))
    STRICT.validate(body)


@pytest.mark.parametrize(
    "damage",
    [
        {"type": "treaty.gossip"},
        {"type": "treaty.alert"},  # with the data of a digest
        {"type": "operator.alert"},
        {"data": None},
        {"data": {}},
        {"data": {**json.loads(to_json(a_digest())), "until_seq": "1"}},
        {"data": {**json.loads(to_json(a_digest())), "changes": [{"seq": 1}]}},
        {"data": {**json.loads(to_json(a_digest())), "changes": [{**a_change(), "action": "war"}]}},
        {"timestamp": 1764000000},
    ],
    ids=lambda damage: json.dumps(damage)[:40],
)
def test_what_is_no_such_body_is_not_valid(damage):
    body = json.loads(body_of(a_digest()))
    assert VALIDATOR.is_valid(body)
    assert not VALIDATOR.is_valid({**body, **damage})
