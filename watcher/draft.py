"""What is known of a poll before its outcome is, and the records that follow from each outcome."""

from dataclasses import dataclass, replace
from datetime import datetime

from watcher.errors import ExtractError, FetchError, SourceError
from watcher.model.capture import Capture, NotModified
from watcher.model.change import PollRecord
from watcher.model.plain import clean
from watcher.model.source import Outcome, Rhythm, Source, SourceState
from watcher.schedule.polls import next_poll
from watcher.way import Way

_GONE = 410


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a poll before its outcome is."""

    way: Way
    source: Source
    state: SourceState
    started_at: datetime

    def record(
        self,
        outcome: Outcome,
        answer: Capture | NotModified | None = None,
        *,
        retry_after: float | None = None,
        rhythm: Rhythm | None = None,
    ) -> PollRecord:
        """The record of a poll that ends now, without what it found.

        `rhythm` is what the document asks for; only of feeds are such wishes heard.
        """
        now = self.way.clock()
        capture = answer if isinstance(answer, Capture) else None
        return PollRecord(
            source_id=self.source.id,
            tier=self.source.tier.value,
            treaty=self.source.treaty,
            started_at=self.started_at,
            finished_at=now,
            outcome=outcome,
            next_poll=next_poll(
                now,
                self.source.every,
                outcome,
                failures=self.state.failures + 1,
                retry_after=retry_after,
                rng=self.way.rng,
                rhythm=rhythm,
                **self._freshness(answer),
            ),
            status=capture.status if capture else 304 if outcome is Outcome.NOT_MODIFIED else None,
            bytes=len(capture.body) if capture else 0,
            milliseconds=round((now - self.started_at).total_seconds() * 1000),
            rhythm=rhythm,
        )

    def not_modified(self, answer: NotModified) -> PollRecord:
        """The record of the server's word that nothing changed."""
        return self.record(Outcome.NOT_MODIFIED, answer, rhythm=self.state.rhythm)

    def unchanged(self, capture: Capture) -> PollRecord:
        """The record of a body that was seen before: it need not be read."""
        record = self.record(Outcome.UNCHANGED, capture, rhythm=self.state.rhythm)
        return replace(record, validators=capture.validators)

    def _freshness(self, answer: Capture | NotModified | None) -> dict[str, str | None]:
        """What HTTP says of how long an answer holds, where that is heard at all."""
        if self.source.kind != "feed" or answer is None:
            return {}
        if isinstance(answer, NotModified):
            return {"cache_control": answer.cache_control, "age": answer.age}
        return {"cache_control": answer.header("cache-control"), "age": answer.header("age")}

    def failed(self, error: SourceError) -> PollRecord:
        """The record of a poll that brought nothing that can be read."""
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        status = error.status if isinstance(error, FetchError) else None
        record = self.record(Outcome.FAILED, retry_after=retry_after)
        reason = f"cannot be read: {error}" if isinstance(error, ExtractError) else str(error)
        gone = status == _GONE and self.source.kind == "feed"
        if gone:
            reason += f". It is paused: `watcher poll {self.source.id}` asks it again"
        return replace(
            record,
            status=status,
            error=clean(reason),
            gone=gone,
            moved_to=self.doubted_move if isinstance(error, ExtractError) else None,
        )

    @property
    def doubted_move(self) -> str | None:
        """What becomes of an address that redirects led to, and that serves nothing to believe.

        It is forgotten: the source's own address has the last word, which may lead there again.
        """
        return None if self.state.moved_to is None else ""
