"""A watched treaty with something of everything that its pages show, and a second, silent one."""

import asyncio
import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.unit.desk import at_the_desk
from tests.unit.store.polling import added, modified, signature, statement
from watcher.correcting import enter
from watcher.model.change import ChangeKind
from watcher.model.correction import Correction
from watcher.model.finding import Statement
from watcher.model.treaty import Action
from watcher.reporting import read_news
from watcher.store import health

#: When the pages are asked, a minute after the last poll.
NOW = datetime(2026, 4, 10, 7, 5, tzinfo=UTC)

#: A name that nobody knows, and that would do harm as markup.
HOSTILE = "<script>alert(1)</script>\u202eEvil"

RATIFIES = "Fiji ratifies the United Nations Convention against Cybercrime"

_MORE = """
[[treaty]]
number = "XXVI-4"
name = "Test-Ban Treaty"
aliases = ["CTBT"]
closes_for_signature = 2027-01-31

[[source]]
id = "untc-ctbt"
kind = "untc-status"
treaty = "XXVI-4"
"""


def fill(folder: Path) -> None:
    """Fill a folder with configuration and database, ready to be copied."""
    asyncio.run(_fill(folder))
    path = folder / "watcher.toml"
    configuration = path.read_text().replace(
        'name = "UN Convention against Cybercrime"\n',
        'name = "UN Convention against Cybercrime"\naliases = ["Hanoi Convention"]\n'
        "closes_for_signature = 2026-12-31\nentry_into_force = { count = 2, days = 90 }\n",
    )
    path.write_text(configuration)


async def _fill(folder: Path) -> None:
    async with at_the_desk(folder, more=_MORE) as desk:
        await desk.poll(
            *(_signed(code, name) for code, name in _FIRST.items()),
            *_texts(),
        )
        desk.now += timedelta(days=7)
        await desk.poll(_consented("VNM", "Viet Nam", "2026-02-03"))
        await desk.poll(
            added(statement(RATIFIES, link="https://news.example.org/1"), "entries/1"),
            source="news",
        )
        desk.now += timedelta(days=30)
        await desk.poll(_consented("MUS", "Mauritius", "2026-03-05", "accession"))
        left = signature("FRA", "France", "2025-10-25")
        await desk.poll(modified(left, _bracketed(left)))
        await read_news(desk.way, desk.config)
        await enter(desk.way.store, _ENTERED, desk.now)
        desk.now = NOW - timedelta(minutes=1)
        await desk.poll()
        await desk.way.store.write(health.ticked, desk.now)


_FIRST = {
    "VNM": "Viet Nam",
    "FRA": "France",
    "TUR": "Türkiye",
    "ORG-EU": "European Union",
    "MLI": "Mali",
}

_ENTERED = Correction(
    treaty="XVIII-16",
    participant="Mali",
    code="MLI",
    action=Action.WITHDRAWAL,
    date="2026-03-20",
    effective="2026-06-20",
    taken_back=None,
    because="its note verbale",
    link=None,
    by="the desk",
)


def _signed(code: str, name: str):
    return added(signature(code, name, "2025-10-25"), kind=ChangeKind.BASELINE)


def _consented(code: str, name: str, date: str, action: str = "ratification"):
    stated = Statement(
        action=action,
        date=date,
        mark="",
        bracketed=False,
        participant=name,
        participant_code=code,
    )
    return added(stated, f"participants/{code}/consent")


def _bracketed(stated: Statement) -> Statement:
    fields = {name: getattr(stated, name) for name in stated.__dataclass_fields__}
    return Statement(**{**fields, "bracketed": True})


def _texts():
    nameless = signature(None, HOSTILE, "2025-10-26")
    yield added(nameless, "participants/?evil/signature", kind=ChangeKind.BASELINE)
    for number in range(22):
        said = Statement(
            action="declaration" if number else "objection",
            date=f"2025-11-{number + 1:02}",
            text=f"Text {number} of it.\nA second paragraph <b>of it</b>.",
            participant="Türkiye" if number else "France",
            participant_code="TUR" if number else "FRA",
        )
        family = "declarations" if number else "objections"
        yield added(said, f"{family}/{number}", kind=ChangeKind.BASELINE)


def words(page: str) -> str:
    """What a page says, on one line and without its markup."""
    text = html.unescape(re.sub(r"<[^>]*>", "", page[page.index("<main") :]))
    return " ".join(text.split())
