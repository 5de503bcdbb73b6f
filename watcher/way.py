"""What is taken along the way of a notice, and the first steps that several parts share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from watcher.extract.encodable import encodable
from watcher.extract.kinds import KINDS
from watcher.fetch.client import Fetcher
from watcher.model.capture import Capture, Document, NotModified, Validators
from watcher.model.finding import Extraction
from watcher.model.source import Source
from watcher.sandbox import Sandbox
from watcher.store.handle import Store

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Way:
    """The tools along the way. `clock` gives the present moment, UTC."""

    store: Store
    fetcher: Fetcher
    sandbox: Sandbox
    clock: Clock
    rng: Random = field(default_factory=Random)


async def extract(sandbox: Sandbox, source: Source, capture: Capture) -> Extraction:
    """Read a capture in the sandbox; raises ExtractError. All text in it can be stored."""
    document = Document(
        url=capture.url,
        body=capture.body,
        content_type=capture.header("content-type"),
        content_location=capture.header("content-location"),
        content_language=capture.header("content-language"),
    )
    return encodable(await sandbox.extract(source, document, KINDS[source.kind].module))


async def ask(
    fetcher: Fetcher, source: Source, validators: Validators, url: str | None = None
) -> Capture | NotModified:
    """Ask for a source's document, at another address where `url` names one; raises FetchError."""
    records = source.records
    if records is not None and records.method == "POST":
        body = (records.body or "").encode()
        return await fetcher.fetch(
            source.id, url or source.url, validators, method="POST", body=body
        )
    return await fetcher.fetch(source.id, url or source.url, validators)
