"""A program with a sandbox, as a console script has it: argv says what its worker shall do."""

import asyncio
import json
import sys
from datetime import timedelta

from watcher.model.capture import Document
from watcher.model.source import Source, Tier
from watcher.sandbox import Sandbox


async def main(deed):
    source = Source("s", "page", "https://un.example/", Tier.OFFICIAL, timedelta(hours=1))
    async with Sandbox(workers=1) as sandbox:
        document = Document("https://un.example/", deed.encode())
        extraction = await sandbox.extract(source, document, "misbehaving")
    print(json.dumps(dict(extraction.facts)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
