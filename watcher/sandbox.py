"""Runs extractors in processes that are bounded in time and memory.

What a source serves is hostile until proven otherwise: an entity bomb, a page nested a hundred
thousand deep, a parser that crashes. Here the worst of them costs one `ExtractError`; the
watcher itself and the documents beside it go on.

    Sandbox.extract -> a free slot -> a worker process -> extractor -> bytes of an Extraction

The processes start with the first document, so that a poll in which nothing changed never pays
for them. They import the extractor's module and what it needs, nothing else of the watcher (a
console script's own module is imported too, by multiprocessing: it must stay light).
"""

import asyncio
import importlib
import os
import pickle
import resource
import signal
import sys
import traceback
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from watcher.errors import ExtractError
from watcher.model.capture import Document
from watcher.model.finding import Extraction
from watcher.model.source import Source

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pebble import ProcessPool

MEBIBYTE = 1024 * 1024

#: Seconds that a worker may take to start on a busy machine before a task counts as lost.
START_ALLOWANCE = 30.0
#: What a document may state, serialised, and in how many findings: the process that polls holds
#: all of it at once. The largest status page that was seen has some 700 KB and 1,000 findings.
MAX_RESULT = 16 * MEBIBYTE
MAX_FINDINGS = 50_000

_MAX_SENTENCE = 500
_MAX_TRACEBACK = 20_000
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a worker has no extraction. Plain data: exceptions do not always survive pickling."""

    sentence: str
    traceback: str = ""


class ExtractorTraceback(Exception):
    """The traceback inside a worker process, as text."""


class _PoolGoneError(Exception):
    """The pool was stopped while it held a task that nobody cancelled."""


class Sandbox:
    """A few worker processes that read documents. An async context manager.

    At most `workers` documents are inside at once; further calls wait, each holding its own
    body, so the caller bounds how many it starts. `timeout` is in seconds, `memory` in bytes of
    address space for one worker. A worker is replaced after `max_tasks` documents.
    """

    def __init__(
        self,
        *,
        workers: int | None = None,
        timeout: float = 20.0,
        memory: int = 288 * MEBIBYTE,
        max_tasks: int = 500,
    ) -> None:
        self._workers = workers or min(2, os.cpu_count() or 1)
        self._timeout = timeout
        self._memory = memory
        self._max_tasks = max_tasks
        self._slots = asyncio.Semaphore(self._workers)
        self._pool: ProcessPool | None = None
        self._running: set[Future[bytes | _Failure]] = set()
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def started(self) -> bool:
        """Whether worker processes were started."""
        return self._pool is not None

    async def extract(self, source: Source, document: Document, module: str) -> Extraction:
        """Read a document with the function `extract` of a module.

        ExtractError says that reading took too long, needed too much memory, ended the process,
        or failed; the traceback of a failure is its cause. Cancelling ends the worker's task.
        """
        async with self._slots:
            outcome = await self._run(source, document, module)
        if isinstance(outcome, _Failure):
            cause = ExtractorTraceback(outcome.traceback) if outcome.traceback else None
            raise ExtractError(source.id, outcome.sentence) from cause
        extraction: Extraction = pickle.loads(outcome)  # noqa: S301 - pickled by our own worker
        return extraction

    async def close(self) -> None:
        """End the worker processes, busy or not. Later calls of `extract` are refused."""
        self._closed = True
        await self._discard(self._pool)

    async def _run(self, source: Source, document: Document, module: str) -> bytes | _Failure:
        """Have a worker read the document; once more where the pool, not the reading, failed."""
        from pebble import ProcessExpired

        reason: Exception | None = None
        for _ in range(2):
            if self._closed:
                raise RuntimeError("the sandbox is closed")
            pool = self._pool = self._pool or self._new_pool()
            backstop = asyncio.timeout(self._timeout + START_ALLOWANCE)
            try:
                async with backstop:
                    return await self._submit(pool, source, document, module)
            except TimeoutError:
                if backstop.expired():  # pebble lost the task; it does when a worker starts badly
                    await self._discard(pool)
                return _Failure(f"it took longer than {self._timeout:g} s to read")
            except ProcessExpired as error:
                return _Failure(_how_it_died(error.exitcode))
            except (RuntimeError, _PoolGoneError) as error:  # BrokenProcessPool is the former
                reason = error
                await self._discard(pool)
        return _Failure(f"no process could be started to read it: {reason}")

    async def _submit(
        self, pool: "ProcessPool", source: Source, document: Document, module: str
    ) -> bytes | _Failure:
        future = self._schedule(pool, source, document, module)
        self._running.add(future)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise _PoolGoneError("its pool was replaced") from None
        finally:
            self._running.discard(future)

    def _schedule(
        self, pool: "ProcessPool", source: Source, document: Document, module: str
    ) -> "Future[bytes | _Failure]":
        """Hand the task over; the first one starts the pool's threads and processes.

        They inherit a blocked SIGINT: Ctrl-C reaches the whole process group, and what it means
        for a worker is decided here, even while that worker is still starting.
        """
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # starting it later would unblock SIGINT
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return pool.schedule(read, args=(module, source, document), timeout=self._timeout)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _new_pool(self) -> "ProcessPool":
        import multiprocessing

        from pebble import ProcessPool

        return ProcessPool(
            max_workers=self._workers,
            max_tasks=self._max_tasks,
            initializer=confine,
            initargs=(self._memory, os.getpid()),
            context=multiprocessing.get_context("spawn"),
        )

    async def _discard(self, pool: "ProcessPool | None") -> None:
        """Stop a pool, unless another task did; what it was reading goes back to its waiters."""
        if pool is None or pool is not self._pool:
            return
        self._pool = None
        for future in tuple(self._running):
            future.cancel()
        pool.stop()  # type: ignore[no-untyped-call]  # pebble types it in part
        await asyncio.to_thread(pool.join)


def confine(memory: int, parent: int) -> None:
    """Bound this worker process: its memory, and its life to that of its parent."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a Python handler waits for C code to return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before the wish was heard
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def read(module: str, source: Source, document: Document) -> bytes | _Failure:
    """Run an extractor, in a worker; the result is pickled here, where its size is bounded."""
    try:
        extraction = importlib.import_module(module).extract(source, document)
        if not isinstance(extraction, Extraction):
            return _Failure(f"{module} gave no Extraction")
        stated = len(extraction.findings) + len(extraction.filtered)
        if stated > MAX_FINDINGS:
            return _Failure(f"it states {stated:,} findings, and {MAX_FINDINGS:,} are the most")
        if source.language is not None:
            # Few sources name one, and the model costs 30 MB.
            from watcher.extract.language import in_its_language

            extraction = in_its_language(source, document, extraction)
        result = pickle.dumps(extraction, protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        limit = resource.getrlimit(resource.RLIMIT_AS)[0] // MEBIBYTE
        return _Failure(f"it needed more than {limit} MB to read")
    except ExtractError as error:
        return _Failure(str(error)[:_MAX_SENTENCE], traceback.format_exc()[-_MAX_TRACEBACK:])
    except BaseException as error:  # noqa: BLE001 - hostile input may raise anything, SystemExit too
        sentence = f"it cannot be read: {type(error).__name__}: {error}"
        return _Failure(sentence[:_MAX_SENTENCE], traceback.format_exc()[-_MAX_TRACEBACK:])
    if len(result) > MAX_RESULT:
        return _Failure(f"it states more than {MAX_RESULT // MEBIBYTE} MB")
    return result


def _how_it_died(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"the process that read it was ended by {signal.Signals(-exitcode).name}"
    return f"the process that read it ended with exit code {exitcode}"
