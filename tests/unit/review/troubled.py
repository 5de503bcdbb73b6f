"""A watch in every kind of trouble: for the pages on sources, digests and deliveries.

A mail server that cannot be reached, a delivery that was given up, a digest that was missed, a page
that is held in quarantine, a source that fails in hostile words, one that is not configured any
more. The watch was off on 4 Feb 2026, and runs on 5 Feb.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tests.unit.desk import at_the_desk
from watcher.model.source import Outcome
from watcher.store import deliveries, health
from watcher.store.deliveries import Attempt

NOW = datetime(2026, 2, 5, 9, 30, tzinfo=UTC)
HOSTILE = '<script>window.ran=1</script>"onload=alert(1) \u202egnp.exe {{ 7*7 }}'

_PAGE = Path(__file__).parents[2] / "pages" / "untc-status" / "declarations.html"

_CHANNELS = """
[[channel]]
id = "mail"
kind = "email"
smtp_host = "127.0.0.1"
smtp_port = 1
security = "none"
from = "desk@example.org"
to = ["reader@example.org"]
"""
_MORE = """
[[source]]
id = "press"
kind = "feed"
url = "https://press.example.org/feed"
tier = "press"
match = ["cybercrime", "/treat(y|ies)/"]
paused = true

[[source]]
id = "former"
kind = "page"
url = "https://former.example.org/"
"""


def said(page: LexborHTMLParser, selector: str) -> list[str]:
    """The texts of elements as they are read, each on one line."""
    return [" ".join(each.text(separator="").split()) for each in page.css(selector)]


def fill(folder: Path) -> None:
    """The folder with configuration and database, ready to be copied."""
    asyncio.run(_fill(folder))
    configuration = folder / "watcher.toml"
    text = configuration.read_text()
    configuration.write_text(text[: text.index('[[source]]\nid = "former"')])


async def _fill(folder: Path) -> None:
    wanted = 'title = "Daily"\nchannels = ["file", "mail"]'
    async with at_the_desk(folder, wanted, channels=_CHANNELS, more=_MORE) as desk:
        await desk.sign("MUS")
        desk.now = NOW - timedelta(days=2, hours=2, minutes=29, seconds=58)  # 3 Feb, 07:00:02
        await desk.compose()
        await desk.send()
        await desk.way.store.write(_give_up, desk.now)
        desk.now = NOW - timedelta(hours=1, minutes=30)  # 5 Feb, 08:00
        await desk.sign("FRA")
        await desk.compose()
        await desk.send()
        await desk.poll(
            source="news", outcome=Outcome.FAILED, error=HOSTILE, status=503, milliseconds=61_000
        )
        body = _PAGE.read_bytes()
        held = "header counts: 73 signatories in the header, 36 in the table"
        await desk.poll(outcome=Outcome.QUARANTINED, error=held, body=body, bytes=len(body))
        await desk.way.store.write(health.ticked, NOW - timedelta(seconds=10))


def _give_up(db, now):  # type: ignore[no-untyped-def]
    ((mail,),) = db.execute("SELECT id FROM deliveries WHERE channel = 'mail'").fetchall()
    deliveries.attempted(db, Attempt(mail, now, 12, False, HOSTILE, None))
