"""How long a hostile document keeps a worker, and how much memory it takes there.

    python -m tests.benchmarks.hostile
    python -m tests.benchmarks.hostile --kind feed

Each document is read in a fresh sandbox, as a poll would; the time holds the start of the worker.
"""

import argparse
import asyncio
import time
from pathlib import Path

from tests.faults.hostile import DOCUMENTS, KINDS, largest_child, section
from watcher.config.read import load
from watcher.errors import ExtractError
from watcher.extract.kinds import KINDS as READERS
from watcher.model.capture import Document
from watcher.model.source import Source
from watcher.sandbox import Sandbox
from watcher.vet import Remembered, verdict, vet


def source_of(kind: str, folder: Path) -> Source:
    """The source of this kind that the tests use."""
    path = folder / "watcher.toml"
    path.write_text(section("measured", kind, "https://example.org/document"))
    return load(path).sources[0]


async def measure(source: Source, body: bytes) -> tuple[str, float, int]:
    """Read one document: how it ended, seconds, and kB of the worker."""
    began, most = time.perf_counter(), 0

    async def observe() -> None:
        nonlocal most
        while True:
            most = max(most, await asyncio.to_thread(largest_child))
            await asyncio.sleep(0.02)

    observer = asyncio.create_task(observe())
    try:
        async with Sandbox(workers=1) as sandbox:
            document = Document(source.url, body)
            extraction = await sandbox.extract(source, document, READERS[source.kind].module)
            ended = str(verdict(vet(source, extraction, Remembered())) or "believed")
    except ExtractError as error:
        ended = f"failed: {error}"
    seconds = time.perf_counter() - began
    observer.cancel()
    return ended, seconds, most


async def main() -> None:
    """Measure what the arguments ask for, and print a line for each."""
    import tempfile

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kind", choices=sorted(KINDS), help="only this one")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for kind in [wanted.kind] if wanted.kind else KINDS:
            for name, document in DOCUMENTS.items():
                ended, seconds, memory = await measure(source_of(kind, Path(folder)), document())
                print(f"{kind:20} {name:40} {seconds:5.1f} s {memory // 1000:4} MB  {ended[:70]}")


if __name__ == "__main__":
    asyncio.run(main())
