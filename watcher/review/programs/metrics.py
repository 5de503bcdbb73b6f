"""`/metrics`: numbers for Prometheus, in its text format.

What only grows is counted by the database as it is recorded: a scrape takes no longer after a year
of polls, nor does the first one after a start.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector
from sqlite_utils import Database

from watcher import __version__
from watcher.model.review import Unreviewed
from watcher.model.source import Outcome
from watcher.review.desk import Desk
from watcher.store import gauges, health, log, reviews

router = APIRouter(include_in_schema=False)

#: Seconds within which polls end: a second is usual, a minute is a source in trouble. The database
#: counts by them, as its migration 6 says.
BOUNDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


async def _registry(request: Request) -> CollectorRegistry:
    """One of our own for the application: nothing of this process stands beside the watch.

    It is made on the event loop, so never twice.
    """
    state = request.app.state
    if not hasattr(state, "metrics"):
        state.metrics = CollectorRegistry(auto_describe=False)
        state.metrics.register(Watch(state.desk))
    return cast("CollectorRegistry", state.metrics)


@router.get("/metrics")
def metrics(registry: Annotated[CollectorRegistry, Depends(_registry)]) -> Response:
    """Give all numbers as of now."""
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is so at the moment of a scrape."""

    head: int
    polls: tuple[gauges.Polls, ...]
    messages: tuple[gauges.Composed, ...]
    ages: dict[str, float]  # seconds since each source was last read well
    failures: dict[str, int]
    incidents: dict[str, int]
    deliveries: dict[str, int]
    requests: int
    unreviewed: Unreviewed
    last_tick: datetime | None  # UTC


class Watch(Collector):
    """Reads the numbers at each scrape."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def describe(self) -> Iterable[Metric]:
        """Nothing: what is registered is not asked what it is called."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All metrics; raises StoreError where the database cannot be read."""
        seen = self._desk.read(self._look)
        yield from self._grown(seen)
        yield from self._now(seen)
        yield from self._files(self._desk.config.service.database)

    def _look(self, db: Database) -> Seen:
        watched = {source.id for source in self._desk.config.sources}
        now = self._desk.clock()
        return Seen(
            head=log.head(db),
            polls=gauges.polls(db),
            messages=gauges.messages(db),
            ages={
                name: max((now - moment).total_seconds(), 0)
                for name, moment in gauges.last_good(db).items()
                if name in watched
            },
            failures={
                name: number for name, number in gauges.failures(db).items() if name in watched
            },
            incidents=dict(gauges.open_incidents(db)),
            deliveries=dict(gauges.deliveries(db)),
            requests=gauges.requests(db),
            unreviewed=reviews.counts(db),
            last_tick=health.last_tick(db),
        )

    def _grown(self, seen: Seen) -> Iterator[Metric]:
        outcomes: Counter[str] = Counter()
        within: Counter[int] = Counter()
        for each in seen.polls:
            outcomes[each.outcome] += each.number
            within[each.bound] += each.number
        polls = CounterMetricFamily(
            "watcher_polls", "Polls by how they ended, imports left out.", labels=["outcome"]
        )
        for outcome in Outcome:
            polls.add_metric([outcome.value], outcomes[outcome.value])
        yield polls
        total, buckets = 0, []
        for bound in BOUNDS:
            total += within[round(bound * 1000)]
            buckets.append((str(float(bound)), float(total)))
        buckets.append(("+Inf", float(within.total())))
        yield HistogramMetricFamily(
            "watcher_poll_duration_seconds",
            "How long polls took, from the request to the end of the answer.",
            buckets=buckets,
            sum_value=sum(each.milliseconds for each in seen.polls) / 1000,
        )
        yield CounterMetricFamily("watcher_changes", "Lines of the change log.", seen.head)
        digests = CounterMetricFamily(
            "watcher_digests",
            "Messages composed, and periods with nothing to tell (sent is false).",
            labels=["digest", "sent"],
        )
        counted = {(each.series.lstrip("/"), each.sent): each.number for each in seen.messages}
        for (series, sent), number in sorted(counted.items()):
            digests.add_metric([series, str(sent).lower()], number)
        yield digests

    def _now(self, seen: Seen) -> Iterator[Metric]:
        yield _gauge(
            "watcher_source_age_seconds",
            "Time since a source was last read and believed.",
            "source",
            seen.ages,
        )
        yield _gauge(
            "watcher_source_failures",
            "Polls in a row that were not good, of each source that fails.",
            "source",
            seen.failures,
        )
        yield _gauge("watcher_incidents_open", "Open incidents.", "kind", seen.incidents)
        queued = {"queued": 0, "dead": 0, **seen.deliveries}
        yield _gauge("watcher_deliveries", "Deliveries not delivered.", "state", queued)
        yield GaugeMetricFamily(
            "watcher_requests_waiting", "Requests that wait for the daemon.", seen.requests
        )
        unreviewed = seen.unreviewed
        by_kind = {
            "added": unreviewed.added,
            "modified": unreviewed.modified,
            "removed": unreviewed.removed,
        }
        yield _gauge("watcher_changes_unreviewed", "News that nobody reviewed.", "kind", by_kind)
        if seen.last_tick is not None:
            yield GaugeMetricFamily(
                "watcher_last_tick_timestamp_seconds",
                "When the daemon last gave a sign of life.",
                seen.last_tick.timestamp(),
            )
        info = GaugeMetricFamily("watcher_build_info", "The version.", labels=["version"])
        info.add_metric([__version__], 1)
        yield info

    def _files(self, database: Path) -> Iterator[Metric]:
        sizes = {}
        for name, path in (("database", database), ("wal", Path(f"{database}-wal"))):
            try:
                sizes[name] = path.stat().st_size
            except FileNotFoundError:
                continue
        yield _gauge("watcher_database_size_bytes", "Size on disk.", "file", sizes)


def _gauge(name: str, told: str, label: str, values: dict[str, float] | dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
