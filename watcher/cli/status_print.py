"""How `watcher status` prints its answers: tables for people, CSV, JSON lines."""

from collections.abc import Iterable, Sequence
from typing import Any

from watcher.any_day import Day
from watcher.cli.output import print_csv, print_json, print_line, print_table
from watcher.cli.status_options import Format
from watcher.law.between import Deed, Event, Tally
from watcher.law.by_group import GroupCount, by_group
from watcher.law.status_row import COLUMNS, HEADINGS, Row, without_empty
from watcher.model.groups import groups

_DEEDS = {
    Deed.SIGNED: "signed",
    Deed.CONSENTED: "consented to be bound",
    Deed.BOUND: "became bound",
    Deed.WITHDRAWAL_NOTIFIED: "notified its withdrawal",
    Deed.WITHDRAWAL_TAKEN_BACK: "took its withdrawal back",
    Deed.WITHDREW: "withdrew: its withdrawal took effect",
    Deed.SUCCEEDED: "ceased to be, and was succeeded",
}


def print_rows(
    rows: Sequence[Row], form: Format, heading: Sequence[str], about: dict[str, Any]
) -> None:
    """One line a participant; `heading` are lines for people, `about` is said in each of JSON."""
    if form is Format.JSON:
        for row in rows:
            print_json({**row.json, **about})
    elif form is Format.CSV:
        print_csv(COLUMNS, (row.line for row in rows))
    else:
        for line in heading:
            print_line(line)
        if rows:
            headings, cells = without_empty(HEADINGS, [row.cells for row in rows])
            print_table(headings, cells)


def print_groups(
    rows: Iterable[Row],
    form: Format,
    heading: Sequence[str],
    about: dict[str, Any],
    in_force: bool | None,
) -> None:
    """One line a group: how many of its members signed, and consented."""
    counted = by_group((row.counted for row in rows), groups())
    if form is Format.JSON:
        for each in counted:
            print_json({**about, **_group_to_json(each, in_force)})
        return
    lines = [
        (
            each.group.id if each.group else "",
            each.group.name if each.group else "in none of these groups",
            each.members,
            each.signatories,
            each.parties if in_force else each.consented,
        )
        for each in counted
    ]
    words = {True: "parties", False: "contracting States", None: "consented to be bound"}[in_force]
    if form is Format.CSV:
        columns = ("group", "name", "members", "signatories", words.replace(" ", "_").lower())
        print_csv(columns, lines)
        return
    for line in heading:
        print_line(line)
    print_table(("group", "name", "signatories", words), (_of_members(*line) for line in lines))


def print_difference(
    number: str, since: Day, until: Day, events: Sequence[Event], form: Format, called: str
) -> None:
    """What happened between two days, and how the counts moved."""
    if form is Format.JSON:
        print_json(
            {
                "treaty": number,
                "since": since.on.isoformat(),
                "as_of": until.on.isoformat(),
                "counts": {"since": _tally(since.counts), "as_of": _tally(until.counts)},
                "events": [_event_to_json(event) for event in events],
            }
        )
        return
    if form is Format.CSV:
        columns = ("treaty", "date", "participant", "participant_code", "event", "action")
        print_csv(columns, ((number, *_event_to_json(event).values()) for event in events))
        return
    print_line(f"{called}, from {since.on} to {until.on}: {_net(since, until)}")
    print_line(f"on {since.on}: {since.sentence}")
    print_line(f"on {until.on}: {until.sentence}")
    if not events:
        print_line("Nothing happened in between.")
        return
    print_table(
        ("date", "participant", "what happened"),
        ((event.date, event.participant, _told(event)) for event in events),
    )


def _told(event: Event) -> str:
    deed = _DEEDS[event.deed]
    if event.deed in (Deed.SIGNED, Deed.CONSENTED) and event.action:
        return f"{deed} ({event.action.replace('_', ' ')})" if event.action != "signature" else deed
    return deed


def _net(since: Day, until: Day) -> str:
    """The counts that moved, with their signs."""
    before, after = since.counts, until.counts
    moved = (
        ("signatories", after.signatories - before.signatories),
        ("consented", after.consented - before.consented),
        ("parties", after.parties - before.parties if until.treaty.in_force else 0),
        ("withdrawn", after.withdrawn - before.withdrawn),
    )
    told = [f"{number:+d} {name}" for name, number in moved if number]
    return ", ".join(told) or "no count moved"


def _of_members(
    group: str, name: str, members: int | None, signed: int, consented: int
) -> Sequence[str]:
    def of(number: int) -> str:
        return str(number) if members is None else f"{number} of {members}"

    return group, name, of(signed), of(consented)


def _group_to_json(each: GroupCount, in_force: bool | None) -> dict[str, Any]:
    return {
        "group": each.group.id if each.group else None,
        "name": each.group.name if each.group else None,
        "members": each.members,
        "signatories": each.signatories,
        "consented": each.consented,
        "parties": each.parties if in_force is not None else None,
    }


def _event_to_json(event: Event) -> dict[str, Any]:
    return {
        "date": event.date.isoformat(),
        "participant": event.participant,
        "participant_code": event.code,
        "event": event.deed.value,
        "action": event.action,
    }


def _tally(counted: Tally) -> dict[str, int]:
    return {
        "signatories": counted.signatories,
        "consented": counted.consented,
        "parties": counted.parties,
        "withdrawn": counted.withdrawn,
    }
