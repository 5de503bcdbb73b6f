"""What the API answers with, field by field: the document at /api/openapi.json is made from it."""

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")

#: A moment, UTC, in whole seconds: "2026-02-03T10:16:18Z".
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
#: ISO 8601. What a source writes and nobody can read as a date stays as it stands.
Date = str
Count = Annotated[int, Field(ge=0)]


class Model(BaseModel):
    """One answer. What is not declared is a fault of ours and not an extra."""

    model_config = ConfigDict(extra="forbid")


class Page(Model, Generic[T]):
    """Some of a list. Each address is null where there is nothing."""

    items: list[T]
    next: Annotated[str | None, Field(description="Where the list goes on.")]
    previous: Annotated[str | None, Field(description="Where the page before this one is.")]


class Listing(Model, Generic[T]):
    """A whole list."""

    items: list[T]


class Problem(Model):
    """What is wrong (RFC 9457): `detail` is a sentence for people."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    instance: Annotated[str, Field(description="The address that was asked.")]


class Statement(Model):
    """One side of a change; each field is null where it does not apply."""

    participant: str | None
    participant_code: str | None
    action: str | None
    date: Date | None
    effective: Date | None
    mark: str | None
    bracketed: bool | None
    text: str | None
    link: str | None
    footnotes: list[str]
    published: str | None


class Change(Model):
    """A line of the change log: the same JSON as of the command line, webhooks and exports.

    `review` is beside it: unreviewed, seen, important, false_alarm, or null where it waits for
    nobody.
    """

    seq: int
    kind: str
    source: str
    tier: str
    treaty: str | None
    participant: str | None
    participant_code: str | None
    action: str | None
    date: Date | None
    effective: Date | None
    old: Statement | None
    new: Statement | None
    summary: str
    detected_at: Moment
    captured_at: Moment
    imported: bool
    capture: Annotated[str, Field(description="SHA-256 of the bytes that said so.")]
    hash: Annotated[str, Field(description="SHA-256 that chains the line to the one before.")]
    review: str | None


class Review(Model):
    """What a person made of a change."""

    id: int
    change: int
    verdict: str
    note: str
    reviewer: Annotated[str, Field(description="A name; empty where nobody gave one.")]
    reviewed_at: Moment


class Treaty(Model):
    """A watched treaty, as its record stands now.

    `in_force` is null where nothing tells. `needed` is null where no number alone decides.
    """

    number: str
    name: str | None
    aliases: list[str]
    signatories: Count
    bound: Annotated[Count, Field(description="Parties; before entry into force, consents.")]
    withdrawn: Count
    in_force: bool | None
    in_force_on: Date | None
    counted: Annotated[int | None, Field(description="Consents that count for entry into force.")]
    needed: int | None
    sentence: Annotated[str, Field(description="All of it in words.")]


class Standing(Model):
    """One participant of a treaty.

    Of the present it is what the pages of the record say; of another day, how the law stood.
    `state` is party, contracting (consented, and the treaty is not in force for it), consented
    (and nothing tells whether it is), signatory, withdrawn or other.
    """

    participant: str
    participant_code: str | None
    state: str
    signature: Date | None
    consent: Date | None
    action: Annotated[str | None, Field(description="By which it consented.")]
    takes_effect: Date | None
    withdrawal_notified: Date | None
    withdrawal_effective: Date | None
    withdrawn: bool
    other: str


class Status(Model):
    """A treaty on a day. `on` is null for what the record's pages say now.

    `known_at` is null for all that is known today; else it is what was known then.
    """

    treaty: str
    on: Date | None
    known_at: Moment | None
    sentence: str
    notes: Annotated[list[str], Field(description="What is to be said beside it.")]
    in_force: bool | None
    in_force_on: Date | None
    participants: list[Standing]


class Participant(Model):
    """A participant of the table of identities."""

    code: str
    name: str
    kind: str
    groups: list[str]


class Membership(Model):
    """How a participant stands with one watched treaty; `state` is as in Standing."""

    treaty: str
    participant: Annotated[str, Field(description="As the record spells it.")]
    state: str
    signature: Date | None
    consent: Date | None
    action: str | None
    takes_effect: Date | None
    withdrawal_notified: Date | None
    withdrawal_effective: Date | None
    texts: Annotated[Count, Field(description="Declarations, reservations and objections.")]


class ParticipantOnRecord(Participant):
    """A participant, and how it stands with each watched treaty that it signed or joined."""

    treaties: list[Membership]


class Incident(Model):
    """An episode in which a source cannot be read or trusted, or a notice of it."""

    kind: str
    reason: str
    opened_at: Moment


class Source(Model):
    """A watched source and its health. Counts are of now; `failures` of polls in a row."""

    id: str
    kind: str
    url: str
    tier: str
    treaty: str | None
    every: Annotated[int, Field(ge=1, description="Seconds between polls.")]
    paused: bool
    outcome: Annotated[str | None, Field(description="How the last poll ended.")]
    last_poll: Moment | None
    last_good: Moment | None
    next_poll: Moment | None
    moved_to: str | None
    failures: Count
    held: Annotated[Count, Field(description="Changes that wait for a second look.")]
    error: str | None
    incidents: list[Incident]


class Request(Model):
    """What was asked of the daemon. `done_at` and `answer` are null until it has done it."""

    id: int
    kind: str
    subject: Annotated[str, Field(description="The source's id, or the delivery's.")]
    asked_at: Moment
    done_at: Moment | None
    answer: dict[str, Any] | None


class Digest(Model):
    """A message that was composed. `subject` is empty where nothing was sent."""

    id: int
    name: Annotated[str, Field(description="The digest's id; daily/immediate is sent at once.")]
    subject: str
    period_end: Moment
    composed_at: Moment
    since_seq: Annotated[Count, Field(description="The line of the log before its first.")]
    until_seq: Annotated[Count, Field(description="Its last line of the log.")]
    sent: Annotated[bool, Field(description="False for a period with nothing to tell.")]
    told_with: Annotated[int | None, Field(description="The later digest that tells it, too.")]


class Delivery(Model):
    """A message on its way to one recipient."""

    id: str
    digest: Annotated[str, Field(description='The digest\'s id; "operator" for an alert.')]
    subject: str
    channel: str
    recipient: str
    state: Annotated[str, Field(description="queued, delivered or dead.")]
    attempts: Count
    created_at: Moment
    tried_at: Moment | None
    next_attempt: Moment | None
    finished_at: Moment | None
    answer: Annotated[str | None, Field(description="Of the last attempt.")]


class Attempt(Model):
    """One try at a delivery."""

    started_at: Moment
    milliseconds: Count
    accepted: bool
    answer: str


class DeliveryWithAttempts(Delivery):
    """A delivery and all its attempts, the oldest first."""

    tries: list[Attempt]


class ComposedDigest(Digest):
    """A digest with its message and its deliveries.

    `message` is the message as it is sent to webhooks, null where nothing was sent; `told` are
    the lines of the log that stand in it.
    """

    message: dict[str, Any] | None
    told: list[int]
    deliveries: list[str]


class Report(Model):
    """What news says was done, and what the record made of it."""

    id: int
    treaty: str
    action: str
    deed: str
    participant: str | None
    participant_code: str | None
    number: Annotated[int | None, Field(description="Of States, where no participant is named.")]
    state: str
    source: str
    seq: Annotated[int, Field(description="The line of the log that said so first.")]
    title: str
    link: str | None
    reported_at: Moment
    settled_at: Moment | None
    settled_by: int | None
    reason: str | None


class Ahead(Model):
    """A day that lies ahead of a treaty."""

    treaty: str
    date: Date
    days: Annotated[int, Field(description="From today, in the service's time zone.")]
    kind: str
    what: str
    participant: str | None
    participant_code: str | None
    basis: Annotated[str, Field(description="Where the day comes from.")]
