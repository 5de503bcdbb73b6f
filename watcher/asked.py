"""What other processes ask of the daemon: taken up at its next tick, and answered when done."""

from datetime import datetime

from watcher.config import Config
from watcher.correcting import enter_text
from watcher.log import get_logger
from watcher.model.change import PollRecord
from watcher.model.source import Source
from watcher.model.wire import poll_to_json
from watcher.quarantine import decide
from watcher.store import deliveries, requests, sources
from watcher.store.rows import to_json
from watcher.watch import Watch
from watcher.way import Way

log = get_logger(__name__)


class Asked:
    """Keeps the requests that are under way, and the answers that are not written yet."""

    def __init__(self, config: Config, way: Way) -> None:
        self._way = way
        self._sources = {source.id: source for source in config.sources}
        self._polls: dict[str, set[int]] = {}  # numbers of open requests, by source
        self._answers: list[tuple[int, dict[str, object]]] = []

    @property
    def sources(self) -> list[Source]:
        """The sources whose poll was asked for and is not done."""
        return [self._sources[source_id] for source_id in self._polls]

    async def take_up(self, watch: Watch, now: datetime) -> None:
        """Write the answers that are there, then take up what waits. Raises StoreError."""
        while self._answers:
            number, answer = self._answers[0]
            await self._way.store.write(requests.answer, number, to_json(answer), now)
            del self._answers[0]
        waiting = await self._way.store.read(requests.waiting)
        answered = {number for number, _ in self._answers}  # some only while that was read
        for request in waiting:
            if request.id in answered:
                continue
            if request.kind is requests.Kind.RESEND:
                await self._resend(request, now)
            elif request.kind is requests.Kind.CORRECT:
                told = await enter_text(self._way.store, request.subject, now)
                self._answers.append((request.id, told))
                log.info("entered on request", change=told["seq"], error=told["error"])
            elif request.subject not in self._sources:
                reason = f"the daemon's configuration has no source {request.subject!r}"
                self._answers.append((request.id, {"source": request.subject, "error": reason}))
            elif request.kind is requests.Kind.POLL:
                self._polls.setdefault(request.subject, set()).add(request.id)
            elif watch.busy(request.subject):
                continue  # at a later tick
            elif request.kind in (requests.Kind.PAUSE, requests.Kind.RESUME):
                await self._rest(request, watch)
            else:
                await self._decide(request, watch)

    def polled(self, source: Source, record: PollRecord) -> None:
        """Answer who asked for this poll."""
        for number in sorted(self._polls.pop(source.id, ())):
            self._answers.append((number, poll_to_json(record)))

    def unrecorded(self, source: Source, error: BaseException) -> None:
        """Answer who asked, or the source would be polled again at every tick."""
        for number in sorted(self._polls.pop(source.id, ())):
            self._answers.append((number, {"source": source.id, "error": str(error)}))

    async def _decide(self, request: requests.Request, watch: Watch) -> None:
        """Accept or reject what is held of a source; this tick polls nothing meanwhile."""
        source = self._sources[request.subject]
        accepted = request.kind is requests.Kind.ACCEPT
        answer = await decide(self._way, source, accepted=accepted)
        self._answers.append((request.id, answer))
        log.info("decided", source=source.id, decision=request.kind.value, error=answer["error"])
        await watch.refresh()

    async def _rest(self, request: requests.Request, watch: Watch) -> None:
        """Let a source rest until it is resumed, or wake it."""
        source, error = self._sources[request.subject], None
        if request.kind is requests.Kind.PAUSE:
            await self._way.store.write(sources.pause, source.id)
        elif source.paused:
            error = "the configuration says paused = true; take that out and start again"
        else:
            await self._way.store.write(sources.resume, source.id)
        await watch.refresh()
        self._answers.append((request.id, {"source": source.id, "error": error}))
        log.info("asked to rest or wake", source=source.id, what=request.kind.value, error=error)

    async def _resend(self, request: requests.Request, now: datetime) -> None:
        await self._way.store.write(deliveries.resend, request.subject, now)
        answer = to_json({"delivery": request.subject, "error": None})
        await self._way.store.write(requests.answer, request.id, answer, now)
        log.info("sent again on request", id=request.subject)
