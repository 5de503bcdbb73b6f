"""One poll of one program, and what it cost by the operating system's own accounts."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.harness import measure, sitesrv
from tests.benchmarks.tools import TOOLS

# Other processes may take this share of a core during a poll; above it the poll is repeated.
DISTURBED = 0.12
TRIES = 3
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Sample:
    """What one poll cost."""

    wall: float
    """Seconds from start to end of the command."""
    cpu: float
    """Seconds of user and system time of the command and of the children it waited for."""
    rss: float
    """MB (10^6 bytes) at the peak of the largest process among these."""
    foreign: float
    """Share of one core that other processes, or other guests of this host, took meanwhile."""
    exit_code: int
    answers: dict[str, int]
    """How many answers the site gave, by status code."""


@dataclass(frozen=True, slots=True)
class Runner:
    """A program with its configuration for a number of sources, ready to poll."""

    name: str
    tool: Any
    sources: int
    wait: float
    """How many seconds each poll may wait for the machine to fall quiet."""


def runner(name: str, kind: str, urls: list[str], *, wait: float) -> Runner:
    """Prepare the program `name` in a fresh folder, at its default concurrency."""
    folder = sitesrv.WORK / "runs" / f"{name}-{kind}-{len(urls)}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tool = TOOLS[name](folder, kind, urls, 0)
    tool.prepare()
    return Runner(name, tool, len(urls), wait)


def poll(program: Runner, *, seed: bool = False, patient: bool = True) -> Sample:
    """Poll once on a quiet machine; repeat up to three times what others disturbed.

    A poll that finds changes must not be repeated (the second time nothing is new): give
    `patient=False` there, and its sample says how much it was disturbed.
    """
    for attempt in range(1, TRIES + 1):
        sample = _poll(program, seed=seed)
        if not patient or sample.foreign < DISTURBED or attempt == TRIES:
            break
    return sample


def _poll(program: Runner, *, seed: bool) -> Sample:
    measure.quiet(max_wait=program.wait)
    sitesrv.counts()  # forget the answers so far
    busy, others, own, start = _taken(), sitesrv.server_cpu(), _own_cpu(), time.monotonic()
    result = program.tool.poll(seed=seed)
    span = time.monotonic() - start
    cpu = result["user"] + result["sys"]
    known = cpu + sitesrv.server_cpu() - others + _own_cpu() - own
    return Sample(
        wall=result["wall"],
        cpu=cpu,
        rss=result["rss_mib"] * MIB / 1e6,
        foreign=max(0.0, (_taken() - busy - known) / span),
        exit_code=result["rc"],
        answers=sitesrv.counts(),
    )


def _taken() -> float:
    """CPU seconds since boot in which this machine's processors worked or were withheld from it."""
    fields = Path("/proc/stat").read_text().split(maxsplit=11)
    steal = int(fields[8]) / os.sysconf("SC_CLK_TCK")
    busy: float = measure.busy()
    return busy + steal


def _own_cpu() -> float:
    """CPU seconds of this process alone: the children's are in each sample."""
    times = os.times()
    return times.user + times.system


def largest_process(program: Runner) -> float:
    """Poll once more and return the largest process in MB, watched from outside.

    wait4 counts only descendants that somebody waited for. This looks at every process below
    the command (`VmHWM`, the peak so far, in `/proc`), so a parser process that is ended
    without a wait shows too. Slows the poll down: not for timing.
    """
    tool, peak = program.tool, 0.0
    command = subprocess.Popen(
        tool.cmd(), cwd=tool.d, env={**os.environ, **tool.env},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while command.poll() is None:
        peak = max([peak, *map(_peak, _descendants(command.pid))])
        time.sleep(0.01)
    return peak


def _descendants(top: int) -> list[int]:
    """`top` and every living process below it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
            parents[int(entry.name)] = int(fields[1])
    found = [top]
    for process in found:  # grows while it is read: children of children follow
        found += [child for child, parent in parents.items() if parent == process]
    return found


def _peak(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:  # it ended meanwhile
        return 0.0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0  # a process that has ended and was not yet waited for has no memory
