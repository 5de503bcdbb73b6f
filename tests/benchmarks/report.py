"""What the samples say: a table of medians, and the ratios that the project promises."""

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.accounting import DISTURBED, Sample

Key = tuple[str, str, str]
"""Scenario ("feeds, 304"), program, phase."""


@dataclass(frozen=True, slots=True)
class Row:
    """The samples of one program in one phase of one scenario."""

    scenario: str
    program: str
    phase: str
    sources: int
    samples: list[Sample] = field(default_factory=list)

    @property
    def calm(self) -> list[Sample]:
        """The samples that others did not disturb; all of them if there is none."""
        return [sample for sample in self.samples if sample.foreign < DISTURBED] or self.samples

    @property
    def wall(self) -> float:
        """Seconds, the median of the calm samples."""
        return median(sample.wall for sample in self.calm)

    @property
    def cpu(self) -> float:
        """Seconds, the median of the calm samples."""
        return median(sample.cpu for sample in self.calm)

    @property
    def rss(self) -> float:
        """MB of the largest process in any of the samples."""
        return max(sample.rss for sample in self.samples)

    @property
    def rate(self) -> float:
        """Sources a second, for the whole command."""
        return self.sources / self.wall


class Results:
    """All rows of a run, in the order in which they were measured."""

    def __init__(self) -> None:
        self.rows: dict[Key, Row] = {}
        self.watched_mb: dict[str, float] = {}
        """Largest process of ours by scenario, as seen from outside."""
        self.wrong: list[str] = []
        """Polls whose outcome was not the expected one: their figures mean nothing."""

    def add(self, scenario: str, program: str, phase: str, sources: int, sample: Sample) -> None:
        """Record one poll."""
        key = (scenario, program, phase)
        self.rows.setdefault(key, Row(scenario, program, phase, sources)).samples.append(sample)

    def row(self, scenario: str, program: str, phase: str) -> Row | None:
        """The samples of one program in one phase, if there are any."""
        return self.rows.get((scenario, program, phase))

    def net_rate(self, scenario: str, program: str, phase: str) -> float | None:
        """Sources a second with start-up left out.

        Start-up is the same command with one source instead of all, so one source less counts.
        """
        whole, one = self.row(scenario, program, phase), self.row(scenario, program, "one source")
        if whole is None or one is None:
            return None
        return (whole.sources - 1) / max(whole.wall - one.wall, 1e-9)


def table(results: Results) -> str:
    """All figures: medians of the calm samples, the largest process, how many were calm."""
    lines = []
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in results.rows.values():
        grouped[row.scenario].append(row)
    for scenario, rows in grouped.items():
        lines += ["", scenario]
        lines.append(
            f"  {'program':<10}{'phase':<12}{'sources':>8}{'sources/s':>11}{'wall s':>9}"
            f"{'(min-max)':>16}{'CPU s':>8}{'peak MB':>9}  calm samples"
        )
        for row in sorted(rows, key=lambda row: row.program):
            walls = [sample.wall for sample in row.samples]
            calm = sum(sample.foreign < DISTURBED for sample in row.samples)
            lines.append(
                f"  {row.program:<10}{row.phase:<12}{row.sources:>8}{row.rate:>11.0f}"
                f"{row.wall:>9.2f}{f'({min(walls):.2f}-{max(walls):.2f})':>16}{row.cpu:>8.2f}"
                f"{row.rss:>9.0f}  {calm} of {len(walls)}"
            )
    for scenario, peak in results.watched_mb.items():
        lines.append(f"largest process of the watcher seen from outside, {scenario}: {peak:.0f} MB")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One promise, what was measured, and whether it holds; None: it was not measured."""

    promise: str
    measured: str
    met: bool | None

    def __str__(self) -> str:
        answer = {True: "met", False: "NOT MET", None: "not measured"}[self.met]
        return f"{answer:<13}{self.promise:<76}{self.measured}"


def verdicts(results: Results) -> list[Verdict]:
    """The promises about speed, memory and growth."""
    found = []
    for phase in ("unchanged", "1 % changed"):
        found += [
            _ratio(results, "feeds, 304", phase, "reader", at_least=1.5),
            _ratio(results, "feeds, 304", phase, "reader", at_least=2.5, net=True),
            _ratio(results, "feeds, always 200", phase, "urlwatch", at_least=3),
            _ratio(results, "pages, always 200", phase, "urlwatch", at_least=3),
            _ratio(results, "pages, 304", phase, "floor", at_least=0.5),
            _ratio(results, "pages, always 200", phase, "floor", at_least=0.5),
        ]
    return [*found, _memory(results), *_linear(results)]


def _ratio(
    results: Results, scenario: str, phase: str, peer: str, *, at_least: float, net: bool = False
) -> Verdict:
    part = "start-up left out" if net else "whole command"
    promise = f"{scenario}, {phase}: at least {at_least:g} x {peer}, {part}"
    if net:
        ours = results.net_rate(scenario, "watcher", phase)
        theirs = results.net_rate(scenario, peer, phase)
    else:
        rows = (results.row(scenario, name, phase) for name in ("watcher", peer))
        ours, theirs = (row.rate if row else None for row in rows)
    if ours is None or theirs is None:
        return Verdict(promise, "", None)
    ratio = ours / theirs
    return Verdict(promise, f"{ratio:.2f} x ({ours:.0f} to {theirs:.0f})", ratio >= at_least)


def _memory(results: Results) -> Verdict:
    promise = "largest process under 80 MB, first polls and all programs below included"
    peaks = [row.rss for row in results.rows.values() if row.program == "watcher"]
    if not peaks:
        return Verdict(promise, "", None)
    peak = max(*peaks, *results.watched_mb.values(), 0.0)
    return Verdict(promise, f"{peak:.0f} MB", peak < 80)


def _linear(results: Results) -> list[Verdict]:
    """CPU and wall time per source, start-up left out, against the run of normal size.

    A quarter more is within what two runs of the same size differ by on a busy machine.
    """
    base = results.row("feeds, 304", "watcher", "unchanged")
    one = results.row("feeds, 304", "watcher", "one source")
    large = results.row("feeds, 304, many", "watcher", "unchanged")
    found = []
    for name in ("wall", "cpu"):
        size = f"{large.sources:,}" if large else "many"
        promise = f"linear: {name} time per source with {size} at most 1.25 x that with fewer"
        if base is None or one is None or large is None:
            found.append(Verdict(promise, "", None))
            continue
        start = getattr(one, name)
        few, many = (
            (getattr(row, name) - start) / (row.sources - 1) * 1e6 for row in (base, large)
        )
        found.append(
            Verdict(promise, f"{many / few:.2f} x ({many:.0f} to {few:.0f} µs)", many / few <= 1.25)
        )
    return found
