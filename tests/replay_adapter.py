"""Turns the JSON lines of `watcher log --json` into what the replay's score.py reads.

    watcher log --json --limit 0 | python tests/replay_adapter.py 73 74 75 > emitted.jsonl

The numbers are the newest `seq` of the log after the polls of each version, beginning with
version 0: a change belongs to the step of the first version whose number is not below its own.
"""

import json
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Line = dict[str, Any]

#: What stands outside the table of participants: on a page of the replay all of it is invented.
_OUTSIDE = {
    "declaration",
    "reservation",
    "objection",
    "territorial_application",
    "entry_into_force",
}


def emitted(changes: Iterable[Line], heads: Sequence[int]) -> list[Line]:
    """What the scorer calls emitted changes, one or more for each change that is no baseline."""
    return [
        {"step": bisect_left(heads, change["seq"]), "treaty": change["treaty"], **told}
        for change in changes
        if change["kind"] != "baseline" and _in_the_table(change)
        for told in _told(change)
    ]


def _in_the_table(change: Line) -> bool:
    stated = change["new"] or change["old"]
    return stated["participant"] is not None and stated["action"] not in _OUTSIDE


def _told(change: Line) -> Iterator[Line]:
    old, new = change["old"] or {}, change["new"] or {}
    who = {"participant": change["participant"]}
    if old and new and old["participant"] != new["participant"]:
        yield {**who, "kind": "renamed", "old_participant": old["participant"], "action": None}
    elif change["kind"] == "editorial" and old["footnotes"] != new["footnotes"]:
        yield {**who, "kind": "footnote_only", "action": None}
    if change["kind"] == "editorial":
        return
    stated = new or old
    dates = {"old_date": old.get("date"), "new_date": new.get("date")}
    yield {**who, "kind": _kind(change), "action": stated["action"] or "listed", **dates}


def _kind(change: Line) -> str:
    if change["kind"] != "modified":
        return str(change["kind"])
    old, new = change["old"], change["new"]
    if old["date"] != new["date"]:
        return "date_changed"
    return "mark_changed" if old["mark"] != new["mark"] else "bracket_changed"


if __name__ == "__main__":
    for line in emitted(map(json.loads, sys.stdin), [int(head) for head in sys.argv[1:]]):
        print(json.dumps(line, ensure_ascii=False))
