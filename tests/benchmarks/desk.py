"""Measure the review desk on a log of a million changes, while a thousand sources are polled.

    python -m tests.benchmarks.desk FOLDER                     builds the database at first: an hour
    python -m tests.benchmarks.desk FOLDER --only /changes --requests 50    a first look
    python -m tests.benchmarks.desk FOLDER --no-poll           the desk alone

The database is built once and stays in FOLDER (8 GB). Pages and addresses of the API are asked over
one connection that is kept, in random order, of `watcher serve` as a process; beside it `watcher
poll` polls a site on loopback, round after round, in which one feed in a hundred has changed. Times
are of whole answers, in milliseconds, as a client sees them.

Exit codes: 0 each address within the limit at the 95th percentile, 1 one of them beyond it, or an
answer that is no success.
"""

import argparse
import http.client
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks import desk_data as data
from watcher.store.database import reading

#: What is promised, in milliseconds at the 95th percentile.
LIMIT = 100
_SITE, _DESK = 8765, 8766  # ports
_WAIT = 120  # seconds for a server to come up
_PATIENCE = 10  # seconds for an answer
_COLD = 300  # the same, for the first one of an address after the start
_LARGE = 5_000_000  # bytes of an answer that is read whole


@dataclass(slots=True)
class Times:
    """What was measured of one address."""

    name: str
    address: str
    status: int = 0
    size: int = 0
    first: float = 0  # of the first answer after the start, with nothing in memory
    milliseconds: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """The time within which this share of the answers came."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def addresses(database: Path) -> dict[str, str]:
    """What is asked, by a name for people: each kind of page and of API address."""
    with reading(database) as db:
        head = db.execute("SELECT seq FROM head").fetchone()[0]
        middle = head // 2
        treaty = db.execute(
            "SELECT treaty FROM findings JOIN sources ON sources.id = source "
            "WHERE sources.kind = 'untc-status' LIMIT 1"
        ).fetchone()[0]
        digest = db.execute("SELECT id FROM digests ORDER BY id DESC LIMIT 1 OFFSET 8").fetchone()[
            0
        ]
        capture, of_page = db.execute(
            "SELECT capture_id, seq FROM changes WHERE source = 'page-03' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        delivery = db.execute("SELECT id FROM deliveries WHERE state = 'dead' LIMIT 1").fetchone()[
            0
        ]
    number = quote(treaty)
    views = {
        "newest": "",
        "middle": f"before={middle}",
        "every kind": "kind=all",
        "treaty": f"treaty={number}",
        "treaty, all kinds": f"treaty={number}&kind=all",
        "participant": "participant=MUS",
        "part of a name": "participant=mauri",
        "many names": "participant=an",
        "action": "action=ratification",
        "source": "source=feed-0001",
        "kind": "kind=removed",
        "kind baseline": "kind=baseline",
        "dates": "since=2019-03-01&until=2019-04-01",
        "before a date": "until=2017-01-01",
        "unreviewed": "review=unreviewed",
        "important": "review=important",
        "common words": f"q={data.COMMON}",
        "the": "q=the",
        "rare word": f"q={data.RARE}",
        "no such word": "q=xylophonist",
        "two common words": "q=the+treaty",
        "words that never meet": f"q={data.COMMON}+{data.ELSEWHERE}",
        "words and source": f"source=feed-0001&q={data.COMMON}",
        "words, no match": f"participant=MUS&q={data.COMMON}",
        "rare meeting": "action=ratification&kind=all&source=feed-0001",
        "treaty and source": f"treaty={number}&source=notifications",
        "all at once": f"treaty={number}&participant=MUS&action=signature&since=2018-01-01&q=the",
        "a span": f"after={middle}&up_to={middle + 100}",
    }
    pages = {f"/changes, {name}": f"/changes?{query}" for name, query in views.items()}
    pages |= {
        "/changes, oldest": "/changes?newer=0",
        "/changes, the oldest": "/changes?newer=0&q=the",
        "/": "/",
        "change": f"/changes/{middle}",
        "change, long text": f"/changes/{of_page}",
        "/treaties": "/treaties",
        "treaty": f"/treaties/{number}",
        "treaty on a day": f"/treaties/{number}?on=2019-06-01",
        "/participants": "/participants",
        "participant": "/participants/MUS",
        "/sources": "/sources",
        "source": "/sources/feed-0001",
        "source, a page": "/sources/page-03",
        "/digests": "/digests",
        "/digests, middle": f"/digests?before={digest // 2}",
        "digest": f"/digests/{digest}",
        "/deliveries": "/deliveries",
        "/deliveries, dead": "/deliveries?state=dead",
        "/calendar": "/calendar",
        "/reports": "/reports",
        "capture": f"/captures/{capture}",
        "/healthz": "/healthz",
        "/readyz": "/readyz",
        "/metrics": "/metrics",
        "atom": "/changes.atom",
        "atom of a filter": f"/changes.atom?treaty={number}",
        "calendar feed": "/calendar.ics",
    }
    api = {
        "changes": "",
        "changes, middle": f"?before={middle}",
        **{f"changes, {name}": f"?{query}" for name, query in views.items() if query},
    }
    pages |= {
        f"api {name}": f"/api/v1/changes{query}"
        for name, query in api.items()
        if "before=" not in query and "up_to" not in query
    }
    return pages | {
        "api change": f"/api/v1/changes/{middle}",
        "api treaties": "/api/v1/treaties",
        "api treaty": f"/api/v1/treaties/{number}",
        "api treaty on a day": f"/api/v1/treaties/{number}?on=2019-06-01",
        "api participants": "/api/v1/participants",
        "api participant": "/api/v1/participants/MUS",
        "api sources": "/api/v1/sources",
        "api source": "/api/v1/sources/feed-0001",
        "api digests": "/api/v1/digests",
        "api digest": f"/api/v1/digests/{digest}",
        "api deliveries": "/api/v1/deliveries",
        "api delivery": f"/api/v1/deliveries/{delivery}",
        "api calendar": "/api/v1/calendar",
        "api reports": "/api/v1/reports",
    }


def measure(asked: list[Times], requests: int, *, patience: int = _PATIENCE) -> None:
    """Ask each address so often, in random order, over one connection."""
    order = [each for each in asked for _ in range(requests)]
    random.Random(data.SEED).shuffle(order)
    connection = http.client.HTTPConnection("127.0.0.1", _DESK, timeout=patience)
    for number, each in enumerate(order):
        if number % 500 == 0:
            _say(f"{number:,} of {len(order):,} requests")
        began = time.perf_counter()
        try:
            connection.request("GET", each.address)
            answer = connection.getresponse()
            each.status, each.size = answer.status, len(answer.read(_LARGE))
            if not answer.isclosed():
                connection.close()  # larger than what is read of it
        except OSError as error:
            _say(f"{each.address}: {error}")
            each.status = 0
            connection.close()
        each.milliseconds.append((time.perf_counter() - began) * 1000)


def warm() -> None:
    """Wait until the desk has worked out all treaties, as it says itself."""
    connection = http.client.HTTPConnection("127.0.0.1", _DESK, timeout=_COLD)
    for _ in range(_COLD):
        connection.request("GET", "/participants")
        answer = connection.getresponse()
        answer.read()
        if answer.status == http.client.OK:
            return
        time.sleep(1)
    sys.exit("the desk has not worked out all treaties in time")


@contextmanager
def running(*command: str, ready: int, log: Path) -> Iterator[None]:
    """Keep a server running for the length of a block; it is ready when its port is open."""
    with log.open("ab") as output:
        process = subprocess.Popen([sys.executable, "-m", *command], stdout=output, stderr=output)
    try:
        for _ in range(_WAIT * 10):
            if process.poll() is not None:
                sys.exit(f"{command[0]} ended at once: see {log}")
            try:
                http.client.HTTPConnection("127.0.0.1", ready, timeout=5).connect()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def polling(config: Path, log: Path) -> Iterator[list[float]]:
    """Poll all sources round after round for the length of a block; how long each round took."""
    stop, rounds = threading.Event(), []

    def again() -> None:
        while not stop.is_set():
            rounds.append(poll(config, log))

    thread = threading.Thread(target=again)
    thread.start()
    try:
        yield rounds
    finally:
        stop.set()
        thread.join()


def poll(config: Path, log: Path) -> float:
    """One `watcher poll`; seconds that it took."""
    began = time.monotonic()
    with log.open("ab") as output:
        command = [sys.executable, "-m", "watcher", "poll", "--config", str(config)]
        code = subprocess.run(command, stdout=output, stderr=output, check=False).returncode
    if code:
        sys.exit(f"watcher poll ended with {code}: see {log}")
    return time.monotonic() - began


def tell(asked: list[Times]) -> None:
    """Print what was measured, the slowest first."""
    print(f"{'':45} {'status':>6} {'bytes':>9} {'p50':>7} {'p95':>7} {'max':>7} {'first':>9}")
    for each in sorted(asked, key=lambda each: -each.at(0.95)):
        p50, p95, most = each.at(0.5), each.at(0.95), max(each.milliseconds)
        late = "  too slow" if p95 > LIMIT else ""
        print(
            f"{each.name:45} {each.status:6} {each.size:9,} {p50:7.1f} {p95:7.1f} {most:7.1f} "
            f"{each.first:9.1f}{late}"
        )


def main() -> None:
    """Build where nothing is built, serve, poll, ask, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--changes", type=int, default=1_000_000, help="lines of the log")
    parser.add_argument("--requests", type=int, default=200, help="of each address")
    parser.add_argument("--only", default="", help="addresses that hold these letters")
    parser.add_argument("--no-poll", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    config, log = folder / "watcher.toml", folder / "processes.log"
    if not config.exists():
        data.configuration(folder, f"http://127.0.0.1:{_SITE}")
    if not (folder / "watcher.db").exists():
        data.build(folder, options.changes, config)
    asked = [
        Times(name, address)
        for name, address in addresses(folder / "watcher.db").items()
        if options.only in name or options.only in address
    ]
    with ExitStack() as stack:
        at = f"127.0.0.1:{_DESK}"
        site = ("tests.benchmarks.desk_site", str(_SITE))
        desk = ("watcher", "serve", "--config", str(config), "--listen", at)
        stack.enter_context(running(*site, ready=_SITE, log=log))
        if not options.no_poll:
            _say(f"the first poll took {poll(config, log):.1f} s")
        stack.enter_context(running(*desk, ready=_DESK, log=log))
        measure(asked, 1, patience=_COLD)
        for each in asked:
            each.first = each.milliseconds.pop()
        warm()
        measure(asked, 1, patience=_COLD)
        for each in asked:
            each.milliseconds.clear()
        rounds = [] if options.no_poll else stack.enter_context(polling(config, log))
        measure(asked, options.requests)
        _say(f"{len(rounds)} polls of {data.FEEDS} sources beside it")
    if options.json:
        print(json.dumps([_as_json(each) for each in asked], indent=1))
    else:
        tell(asked)
    if not all(map(_kept, asked)):
        sys.exit(1)


def _kept(each: Times) -> bool:
    """Whether the promise was kept. Ready the desk is not: nothing ticks beside it."""
    expected = http.client.SERVICE_UNAVAILABLE if each.address == "/readyz" else http.client.OK
    return each.at(0.95) <= LIMIT and each.status == expected


def _as_json(each: Times) -> dict[str, object]:
    return {
        "name": each.name,
        "address": each.address,
        "status": each.status,
        "bytes": each.size,
        "first": each.first,
        "p50": each.at(0.5),
        "p95": each.at(0.95),
        "max": max(each.milliseconds),
    }


def _say(sentence: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
