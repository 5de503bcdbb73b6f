"""Measure `watcher poll` against the floor, reader and urlwatch, in one run on one machine.

    python -m tests.benchmarks.poll                       everything: about half an hour
    python -m tests.benchmarks.poll --only "feeds, 304"   one scenario
    python -m tests.benchmarks.poll --programs floor,watcher --rounds 1 --large 0    a first look

Each program polls the same synthetic site on loopback as a whole process, at its default
concurrency; ours has politeness off. The programs take turns within each round, so a machine
that slows down slows all of them. First poll and one warm-up are not timed against each other.
A scenario's outcome is checked too: answers by status, and exactly the changes that were made.

Exit codes: 0 every promise met, 1 one not met or a wrong outcome, 2 it could not run.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import accounting, harness, report
from tests.benchmarks.accounting import Runner
from tests.benchmarks.tools import TOOLS, Watcher, missing


@dataclass(frozen=True, slots=True)
class Scenario:
    """Sources of one kind on a server that sends validators (304 when unchanged) or does not."""

    name: str
    kind: str
    validators: bool
    programs: tuple[str, ...]
    many: bool = False


SCENARIOS = (
    Scenario("feeds, 304", "feeds", True, ("floor", "reader", "watcher")),
    Scenario("feeds, always 200", "feeds", False, ("floor", "urlwatch", "watcher")),
    Scenario("pages, 304", "pages", True, ("floor", "watcher")),
    Scenario("pages, always 200", "pages", False, ("floor", "urlwatch", "watcher")),
    Scenario("feeds, 304, many", "feeds", True, ("watcher",), many=True),
)


def measure(scenario: Scenario, options: argparse.Namespace, results: report.Results) -> None:
    """Seed every program of a scenario, then poll in rounds: unchanged, then 1 % changed."""
    count = options.large if scenario.many else options.sources
    harness.write(scenario.kind, count)
    urls = harness.urls(scenario.kind, count, validators=scenario.validators)
    names = [name for name in scenario.programs if name in options.programs]
    alone, whole = (
        [accounting.runner(name, scenario.kind, some, wait=options.wait) for name in names]
        for some in (urls[:1], urls)
    )
    for program in alone + whole:
        sample = accounting.poll(program, seed=True, patient=False)
        if program in whole:
            results.add(scenario.name, program.name, "first poll", count, sample)
            expect(results, scenario, program, sample, changed=count, changes=0)
            say(f"{scenario.name}: {program.name} first poll {sample.wall:.1f} s")
        program.tool.poll()  # the warm-up
    for number in range(options.rounds):
        unchanged(scenario, alone, whole, number, results)
    changes = 0
    for number in range(options.rounds):
        changes += changed(scenario, whole, number, changes, results)
    time.sleep(1.1)
    harness.change(scenario.kind, count, seed=2000)  # so that the parsers have work
    for program in whole:
        if program.name == "watcher":
            results.watched_mb[scenario.name] = accounting.largest_process(program)


def unchanged(
    scenario: Scenario,
    alone: list[Runner],
    whole: list[Runner],
    number: int,
    results: report.Results,
) -> None:
    """One round in which nothing changed, with one source (the start-up) and with all."""
    for phase, programs in (("one source", alone), ("unchanged", whole)):
        for program in turns(programs, number):
            sample = accounting.poll(program)
            results.add(scenario.name, program.name, phase, program.sources, sample)
            if program in whole:
                expect(results, scenario, program, sample, changed=0, changes=0)
    say(f"{scenario.name}: unchanged, round {number + 1}")


def changed(
    scenario: Scenario, whole: list[Runner], number: int, before: int, results: report.Results
) -> int:
    """One round in which one source in a hundred changed; return how many did.

    `before` is the number of changes made in earlier rounds.
    """
    time.sleep(1.1)  # the site's ETag has whole seconds
    made = harness.change(scenario.kind, whole[0].sources, seed=1000 + number)
    for program in turns(whole, number):
        sample = accounting.poll(program, patient=False)
        results.add(scenario.name, program.name, "1 % changed", program.sources, sample)
        expect(results, scenario, program, sample, changed=made, changes=before + made)
    say(f"{scenario.name}: 1 % changed, round {number + 1}")
    return made


def turns(programs: list[Runner], number: int) -> list[Runner]:
    """Another program begins each round."""
    first = number % max(1, len(programs))
    return programs[first:] + programs[:first]


def expect(
    results: report.Results,
    scenario: Scenario,
    program: Runner,
    sample: accounting.Sample,
    *,
    changed: int,
    changes: int,
) -> None:
    """Check what the site answered and, for ours, that each change and no other was logged."""
    if scenario.validators:
        answers = {"200": changed, "304": program.sources - changed}
    else:
        answers = {"200": program.sources}
    answers = {status: count for status, count in answers.items() if count}
    where = f"{scenario.name}, {program.name}"
    if sample.answers != answers:
        results.wrong.append(f"{where}: the site answered {sample.answers}, not {answers}")
    if program.name != "watcher":
        return
    if sample.exit_code:
        results.wrong.append(f"{where}: exit code {sample.exit_code}, see {program.tool.out}")
    elif (logged := program.tool.changes()) != changes:
        results.wrong.append(f"{where}: {logged} changes logged, {changes} were made")


def say(sentence: str) -> None:
    """Tell how far it is."""
    print(f"[{time.strftime('%H:%M:%S')}] {sentence}", file=sys.stderr, flush=True)


@contextmanager
def serving() -> Iterator[None]:
    """The site is served within the block; one that is served already is left running."""
    if harness.sitesrv.pid() is not None:
        yield
        return
    harness.sitesrv.start()
    try:
        yield
    finally:
        harness.sitesrv.stop()


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.poll",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sources", type=int, default=1000, help="default 1000")
    parser.add_argument("--rounds", type=int, default=5, help="default 5")
    parser.add_argument("--large", type=int, default=10_000, help="0 leaves growth out")
    parser.add_argument("--wait", type=float, default=20, help="seconds, for a quiet machine")
    parser.add_argument("--programs", default=",".join(TOOLS), help="default: %(default)s")
    parser.add_argument("--only", choices=[scenario.name for scenario in SCENARIOS])
    parser.add_argument("--watcher", type=Path, default=Watcher.executable, help="executable")
    options = parser.parse_args()
    options.programs = options.programs.split(",")
    if unknown := set(options.programs) - set(TOOLS):
        parser.error(f"--programs: {', '.join(sorted(unknown))}; choose from {', '.join(TOOLS)}")
    Watcher.executable = options.watcher.absolute()
    for name in missing(options.programs):
        say(f"{name} is not installed: its part is left out")
        options.programs.remove(name)
    return options


def main() -> int:
    """Run the scenarios and print what they say."""
    options = arguments()
    results = report.Results()
    with serving():
        for scenario in SCENARIOS:
            if options.only not in (None, scenario.name) or (scenario.many and not options.large):
                continue
            if set(scenario.programs) & set(options.programs):
                measure(scenario, options, results)
    print(report.table(results))
    verdicts = report.verdicts(results)
    print("\n" + "\n".join(str(verdict) for verdict in verdicts))
    for sentence in results.wrong:
        print(f"WRONG        {sentence}")
    return 1 if results.wrong or any(verdict.met is False for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
