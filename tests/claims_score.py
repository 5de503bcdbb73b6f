"""How well claims are read: the project's own measure, against labelled news entries.

    python -m tests.claims_score FILE [--wrong] [--json]

FILE holds one entry a line, as JSON: `title`, `text`, `lang`, and the `claims` that a person drew
from them (`treaty`, `mtdsg`, `participants` by their UN names, `action`, `stage`, and perhaps
`doubt`). Claims are compared one by one: treaty, participant, action and stage must agree, and a
claim with several participants counts once for each.

Counted are claims without doubt, on treaties of the catalogue, whose participant has a name (or
that have none, as an entry into force). Reported apart are labels in doubt, labels of treaties
that the catalogue does not have, and claims of "72 States" without their names.

A claim that is read and not labelled is wrong, with one exception: where the label of the same
treaty, participant and action is in doubt (in whatever stage, or the entry as a whole is), the
reading proves as little as the label, and is set aside. The second table counts labels in doubt as
if they were sure, and sets nothing aside.

Exit code 2, with a sentence, where FILE cannot be used.
"""

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from watcher.catalogue import find, shipped
from watcher.claims import read_claims
from watcher.claims.names import TreatyNameKind, folded, treaty_names
from watcher.model import participants
from watcher.model.claim import Claim, Stage
from watcher.model.treaty import Action

UNNAMED = "*unnamed*"


class FileError(Exception):
    """What is wrong with the file of labels, in a sentence."""


@dataclass(frozen=True, slots=True)
class Point:
    """One claim of one participant: what is compared."""

    treaty: str  # a number or id of the catalogue; "?" and the label's words for another treaty
    participant: str  # a code; empty where the treaty acts; "*unnamed*"
    action: str
    stage: str

    @property
    def act(self) -> tuple[str, str, str]:
        """The act, apart from how far it went."""
        return self.treaty, self.participant, self.action

    @property
    def counts(self) -> bool:
        """Whether it is one that results are counted over."""
        return not self.treaty.startswith("?") and self.participant != UNNAMED

    def __str__(self) -> str:
        who = self.participant or "-"
        return f"{self.treaty} {who} {self.action} {self.stage}"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One entry with its labels."""

    id: str
    title: str
    text: str
    language: str | None
    source: str
    published: date | None
    sure: frozenset[Point]
    doubtful: frozenset[Point]
    negative: bool  # it claims nothing

    @property
    def labels(self) -> frozenset[Point]:
        """All of them, in doubt or not."""
        return self.sure | self.doubtful


@dataclass(slots=True)
class Tally:
    """Right, wrong and missed claims."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> "Share":
        """Of what was read, how much is labelled."""
        return Share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> "Share":
        """Of what is labelled, how much was read."""
        return Share(self.right, self.right + self.missed)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with its 95 % interval after Wilson (1927)."""

    part: int
    whole: int

    def interval(self) -> tuple[float, float]:
        """Lower and upper bound; (0, 1) where there is nothing to count."""
        if not self.whole:
            return 0.0, 1.0
        z = 1.959964
        share, n = self.part / self.whole, self.whole
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        width = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        return max(0.0, middle - width), min(1.0, middle + width)

    def __str__(self) -> str:
        if not self.whole:
            return "-"
        low, high = self.interval()
        return f"{self.part / self.whole:.2f} ({low:.2f}-{high:.2f}) {self.part}/{self.whole}"

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        low, high = self.interval()
        share = self.part / self.whole if self.whole else None
        return {"part": self.part, "whole": self.whole, "share": share, "low": low, "high": high}


@dataclass(slots=True)
class Score:
    """What was counted over a file."""

    entries: int = 0
    stages: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    with_doubt: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    languages: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    sources: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    apart: Counter[str] = field(default_factory=Counter)
    negatives: int = 0
    alarmed: int = 0  # negative entries of which something was read
    alarmed_done: int = 0  # ... as done
    wrong: list[str] = field(default_factory=list)


# -- reading the labels ------------------------------------------------------------------------


def read_labels(path: Path) -> list[Labelled]:
    """Read a file of labelled entries; FileError says what is wrong, and in which line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise FileError(f"{path}: cannot be read: {error}.") from error
    entries = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                entries.append(_entry(json.loads(line), number))
            except (AttributeError, KeyError, LookupError, TypeError, ValueError) as error:
                raise FileError(
                    f"{path}, line {number}: is no labelled entry ({error!r}); see the docstring "
                    "of tests/claims_score.py for its form."
                ) from error
    if not entries:
        raise FileError(f"{path}: holds no entry.")
    return entries


def _entry(read: Mapping[str, Any], number: int) -> Labelled:
    sure: set[Point] = set()
    doubtful: set[Point] = set()
    for claim in read["claims"]:
        into = doubtful if claim.get("doubt") else sure
        into.update(_points(claim))
    return Labelled(
        id=str(read.get("id") or number),
        title=_text(read["title"]),
        text=_text(read.get("text") or ""),
        language=read.get("lang"),
        source=str(read.get("source") or "?"),
        published=_day(read.get("published")),
        sure=frozenset(sure),
        doubtful=frozenset(doubtful),
        negative=not read["claims"],
    )


def _day(value: object) -> date | None:
    """A day as labels write it: "2019-06-01"; None for less ("2004-02") and for none."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _points(claim: Mapping[str, Any]) -> Iterable[Point]:
    treaty = labelled_treaty(claim["treaty"], claim.get("mtdsg"))
    action, stage = Action(claim["action"]), Stage(claim["stage"])
    for name in claim["participants"] or [""]:
        yield Point(treaty, _participant(name), action, stage)


def _participant(name: str) -> str:
    if name in ("", UNNAMED):
        return name
    participant = participants.resolve(name)
    if participant is None:
        raise ValueError(f"{name!r} is no participant's UN name")
    return participant.code


def labelled_treaty(name: str, number: str | None) -> str:
    """Give the catalogue's number or id of a label's treaty, or "?" and its words."""
    if number:
        return number if find(number) else f"?{number}"
    return next((found for form in _forms(name) if (found := _named(form)) is not None), f"?{name}")


def _forms(name: str) -> Iterable[str]:
    """A label's words, and what stands before and in its bracket: "X (Y)"."""
    yield name
    before, bracket, inside = name.partition("(")
    if bracket:
        yield before
        yield inside.rstrip(") ")
    before, comma, after = name.rpartition(",")
    if comma and after.strip().isdigit():
        yield before


def _named(words: str) -> str | None:
    wanted = folded(words).replace("-", " ")
    return _names().get(wanted) if wanted else None


def _names() -> Mapping[str, str]:
    if not _NAMES:
        for treaty in treaty_names():
            if treaty.treaty and treaty.kind is TreatyNameKind.NAME:
                _NAMES.setdefault(folded(treaty.name).replace("-", " "), treaty.treaty)
        for entry in shipped().values():
            for name in entry.names:
                _NAMES.setdefault(folded(name).replace("-", " "), entry.number)
    return _NAMES


_NAMES: dict[str, str] = {}


# -- comparing ---------------------------------------------------------------------------------


def points(claims: Iterable[Claim]) -> frozenset[Point]:
    """What was read, claim by claim."""
    found: set[Point] = set()
    for claim in claims:
        names = [*claim.participants, *([UNNAMED] if claim.unnamed else [])]
        for name in names or [""]:
            found.add(Point(claim.treaty, name, claim.action, claim.stage))
    return frozenset(found)


def scored(entries: Sequence[Labelled]) -> Score:
    """Read the claims of each entry, and count."""
    score = Score(entries=len(entries))
    for entry in entries:
        claims = read_claims(
            entry.title, entry.text, language=entry.language, published=entry.published
        )
        read = points(claims)
        _count(score, entry, read)
    return score


def _count(score: Score, entry: Labelled, read: frozenset[Point]) -> None:
    unsure = {point.act for point in entry.doubtful}
    for point in sorted(entry.labels | read, key=str):
        if not point.counts:
            _apart(score, entry, read, point)
            continue
        if point in entry.labels and point in read:
            verdict = "right"
        else:
            verdict = "missed" if point in entry.labels else "wrong"
        _add(score.with_doubt[point.stage], verdict)
        if point in entry.doubtful:
            score.apart[f"in doubt, {verdict}"] += 1
            continue
        if verdict == "wrong" and point.act in unsure:
            score.apart["set aside: the label of this act is in doubt"] += 1
            continue
        for tally in (
            score.stages[point.stage],
            score.languages[entry.language or "?"],
            score.sources[entry.source],
        ):
            _add(tally, verdict)
        if verdict != "right":
            score.wrong.append(f"{verdict:6} {entry.id}  {point}  | {entry.title[:100]}")
    if entry.negative:
        score.negatives += 1
        score.alarmed += bool(read)
        score.alarmed_done += any(point.stage == Stage.DONE for point in read)


def _apart(score: Score, entry: Labelled, read: frozenset[Point], point: Point) -> None:
    kind = "unnamed" if point.participant == UNNAMED else "not in the catalogue"
    if point in entry.doubtful:
        kind += ", in doubt"
    verdict = "wrong" if point not in entry.labels else "right" if point in read else "missed"
    score.apart[f"{kind}, {verdict}"] += 1
    if kind == "unnamed" and verdict != "right":
        score.wrong.append(f"({verdict}) {entry.id}  {point}  | {entry.title[:100]}")


def _add(tally: Tally, verdict: str) -> None:
    setattr(tally, verdict, getattr(tally, verdict) + 1)


# -- telling -----------------------------------------------------------------------------------


def told(score: Score, *, wrong: bool) -> str:
    """The score for people."""
    lines = [f"{score.entries} entries. Precision and recall with 95 % intervals (Wilson).", ""]
    lines += _table("Stage, labels without doubt", score.stages)
    lines += _table("Stage, labels in doubt counted too", score.with_doubt)
    lines += _table("Language, all stages", score.languages)
    lines += _table("Source, all stages", score.sources)
    lines.append(
        f"Entries without a claim: {score.negatives}; something was read of {score.alarmed}, "
        f"as done of {score.alarmed_done}."
    )
    lines += ["", "Reported apart:"]
    lines += [f"  {count:4}  {kind}" for kind, count in sorted(score.apart.items())]
    if wrong:
        lines += ["", "Wrong and missed (in brackets: without a name, not counted):"]
        lines += [f"  {line}" for line in score.wrong]
    return "\n".join(lines)


def _table(head: str, tallies: Mapping[str, Tally]) -> list[str]:
    width = max((len(name) for name in tallies), default=0)
    lines = [head]
    for name, tally in sorted(tallies.items()):
        lines.append(f"  {name:{width}}  precision {tally.precision!s:28} recall {tally.recall!s}")
    return [*lines, ""]


def as_json(score: Score) -> dict[str, Any]:
    """The score for machines."""

    def table(tallies: Mapping[str, Tally]) -> dict[str, Any]:
        return {
            name: {
                "right": tally.right,
                "wrong": tally.wrong,
                "missed": tally.missed,
                "precision": tally.precision.as_json(),
                "recall": tally.recall.as_json(),
            }
            for name, tally in sorted(tallies.items())
        }

    return {
        "entries": score.entries,
        "stages": table(score.stages),
        "stages_with_doubt": table(score.with_doubt),
        "languages": table(score.languages),
        "sources": table(score.sources),
        "negative_entries": score.negatives,
        "negative_entries_read": score.alarmed,
        "negative_entries_read_as_done": score.alarmed_done,
        "apart": dict(sorted(score.apart.items())),
        "wrong": score.wrong,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.claims_score", description=__doc__)
    parser.add_argument("file", type=Path, help="labelled entries, one JSON object a line")
    parser.add_argument("--wrong", action="store_true", help="list misses and false alarms")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    try:
        score = scored(read_labels(options.file))
    except FileError as error:
        print(error, file=sys.stderr)
        return 2
    print(
        json.dumps(as_json(score), indent=1) if options.json else told(score, wrong=options.wrong)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
