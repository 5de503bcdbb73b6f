"""Two years of digests in five time zones, under a clock that steps, jumps, goes back and is off.

Whatever the clock does, each period of each digest has exactly one row, and each change is told
once. The periods are enumerated a second time here, by walking the wall clock.
"""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.unit.desk import at_the_desk
from watcher.composing import compose_now
from watcher.digest.render.text import render_text
from watcher.model.message import from_json

#: Each schedule as it is written, and by hand.
COMMON = {
    "morning": ("0 7 * * *", lambda wall: (wall.hour, wall.minute) == (7, 0)),
    "weekly": ("0 7 * * 1", lambda wall: (wall.weekday(), wall.hour, wall.minute) == (0, 7, 0)),
    "monthly": ("0 7 1 * *", lambda wall: (wall.day, wall.hour, wall.minute) == (1, 7, 0)),
    "leap": ("0 7 29 2 *", lambda wall: f"{wall:%m-%d %H:%M}" == "02-29 07:00"),
}
NIGHT = {"night": ("30 2 * * *", lambda wall: (wall.hour, wall.minute) == (2, 30))}
SMALL_HOURS = {"small-hours": ("45 1 * * *", lambda wall: (wall.hour, wall.minute) == (1, 45))}
HALF_HOUR = {"half-hour": ("15 2 * * *", lambda wall: (wall.hour, wall.minute) == (2, 15))}
EACH_DAY = {"morning", *NIGHT, *SMALL_HOURS, *HALF_HOUR}

#: Clocks change at 2 or 3 in the night: a time is skipped in spring, and one comes twice in autumn.
ZONES = {
    "Europe/Vienna": COMMON | NIGHT,  # which is both
    "America/New_York": COMMON | NIGHT | SMALL_HOURS,
    "Asia/Kathmandu": COMMON | NIGHT,
    "Australia/Lord_Howe": COMMON | HALF_HOUR | SMALL_HOURS,  # its summer time is half an hour
    "UTC": COMMON | NIGHT,
}

START = datetime(2026, 2, 3, 6, 0, tzinfo=UTC)  # the desk's own
END = datetime(2028, 3, 5, tzinfo=UTC)
QUARTER = timedelta(minutes=15)  # all schedules and offsets are multiples of it
DAY = timedelta(days=1)
OFF = 10 * DAY

#: The watcher is off from these days on. No clock changes within the ten days after them.
OFF_FROM = (datetime(2026, 7, 6, tzinfo=UTC), datetime(2027, 1, 11, tzinfo=UTC))
#: No change comes after this, so that every digest but the last one has told all of them.
QUIET_FROM = END - 45 * DAY


def sections(zone):
    return "".join(
        f'[[digest]]\nid = "{name}"\nschedule = "{schedule}"\ntimezone = "{zone}"\n'
        "max_changes = 10000\n"
        for name, (schedule, _) in ZONES[zone].items()
    )


def enumerated(zone, after, until):
    """The periods in (after, until], by digest: a wall time is over once the wall has reached it.

    What the wall skips is reached at the skip; what comes twice was reached the first time.
    """
    found = {name: [] for name in ZONES[zone]}
    instant = after.replace(minute=0)
    reached = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    while instant < until:
        instant += QUARTER
        wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        while reached < wall:
            reached += QUARTER
            for name, (_, ends) in ZONES[zone].items():
                if ends(reached) and after < instant <= until:
                    found[name].append(f"{instant:%Y-%m-%dT%H:%M:%S.000Z}")
    return found


class Story:
    """What happens to the clock, by chance, and what the desk does each time."""

    def __init__(self, desk, rng):
        self.desk, self.rng = desk, rng
        self.signed = 0
        self.latest = desk.now
        days = [START + n * DAY for n in range(10, (END - START).days - 60, 10)]
        quiet = [day for day in days if not any(abs(day - off) < 2 * OFF for off in OFF_FROM)]
        self.jumps = [(day, rng.choice((-DAY, DAY))) for day in sorted(rng.sample(quiet, 14))]
        assert {length for _, length in self.jumps} == {-DAY, DAY}
        self.offs = list(OFF_FROM)
        self.absences = []  # the last moment before each, and the first one after it

    async def play(self):
        await self.act()
        while self.desk.now < END:
            self.desk.now += timedelta(minutes=self.rng.choice((3, 60, 300, 900, 1300)))
            if self.jumps and self.desk.now >= self.jumps[0][0]:
                self.desk.now += self.jumps.pop(0)[1]
            if self.rng.random() < 0.07 and self.desk.now < QUIET_FROM:
                await self.sign()
            await self.act()
            if self.offs and self.desk.now >= self.offs[0]:
                self.offs.pop(0)
                self.absences.append((self.desk.now, self.desk.now + OFF))
                self.desk.now += OFF
                await self.sign()
                await self.act()

    async def sign(self):
        codes = [f"S{self.signed + n:03}" for n in range(self.rng.choice((1, 1, 3)))]
        self.signed += len(codes)
        await self.desk.sign(*codes)

    async def act(self):
        self.latest = max(self.latest, self.desk.now)
        if await self.desk.compose():
            await self.desk.send()


@pytest.mark.heavy
@pytest.mark.parametrize("zone", ZONES)
async def test_two_years_have_one_row_a_period_and_each_change_is_told_once(tmp_path, zone):
    async with at_the_desk(tmp_path, more=sections(zone)) as desk:
        story = Story(desk, Random(zone))
        await story.play()
        rows = await desk.rows("SELECT * FROM digests WHERE name <> 'daily' ORDER BY id")
        told = await desk.rows(
            "SELECT name, change FROM told JOIN digests ON id = digest ORDER BY change"
        )
        states = await desk.rows("SELECT DISTINCT state FROM deliveries")
    assert_each_period_has_its_row(rows, enumerated(zone, START, story.latest))
    assert_each_change_is_told_once(rows, told, story.signed)
    assert states == [{"state": "delivered"}]
    assert_what_was_sent_is_what_was_told(desk.sent, told)
    for absence in story.absences:
        assert_one_message_for_an_absence(rows, zone, *absence)


async def test_a_digest_asked_for_while_the_clock_is_back_disturbs_no_period(tmp_path):
    async with at_the_desk(tmp_path) as desk:
        (settings,) = desk.config.digests
        await desk.sign("MUS")
        desk.now += timedelta(hours=2)
        await desk.compose()
        desk.now -= DAY
        await desk.sign("FRA")
        await compose_now(desk.way, desk.config, settings, desk.now)
        desk.now += DAY
        assert await desk.compose() == 0  # this period has its row
        await desk.sign("CHL")
        desk.now += DAY
        assert [await desk.compose(), await desk.compose()] == [1, 0]
        rows = await desk.rows("SELECT period_end, until_seq, told_with FROM digests ORDER BY id")
    assert [tuple(row.values()) for row in rows] == [
        ("2026-02-03T07:00:00.000Z", 1, None),
        ("2026-02-02T08:00:00.000Z", 2, None),  # asked for
        ("2026-02-04T07:00:00.000Z", 3, None),
    ]


def assert_each_period_has_its_row(rows, expected):
    assert len(expected["leap"]) == 1
    assert min(len(expected[name]) for name in EACH_DAY & set(expected)) > 700
    for name, periods in expected.items():
        assert [row["period_end"] for row in rows if row["name"] == name] == periods, name


def assert_each_change_is_told_once(rows, told, signed):
    assert signed > 100
    for name in {row["name"] for row in rows}:
        last = [row for row in rows if row["name"] == name][-1]["until_seq"]
        assert last == signed or name == "leap"
        assert last > 0
        changes = [each["change"] for each in told if each["name"] == name]
        assert changes == list(range(1, last + 1)), name


def assert_what_was_sent_is_what_was_told(sent, told):
    ids = Counter(message["delivery"] for message in sent)
    assert set(ids.values()) == {1}
    said = Counter(
        (message["id"], evidence["seq"])
        for message in sent
        for section in message["record"]
        for action in section["actions"]
        for evidence in action["evidence"]
    )
    assert said == Counter((each["name"], each["change"]) for each in told)


def assert_one_message_for_an_absence(rows, zone, gone, back):
    for name, periods in enumerated(zone, gone, back).items():
        own = [row for row in rows if row["name"] == name and row["period_end"] in periods]
        assert name not in EACH_DAY or len(own) == OFF.days
        if not own:
            continue
        *others, last = own
        assert [row["document"] for row in others] == [None] * len(others)
        assert [row["told_with"] for row in own] == [last["id"]] * len(others) + [None]
        message = json.loads(last["document"])
        assert message["periods"] == len(own)
        if others:
            text = " ".join(render_text(from_json(last["document"])).split())
            assert f"{len(own)} digests came due while the watcher was off, from " in text
            assert f" to {shown(last['period_end'], zone)}: " in text


def shown(moment, zone):
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b %Y, %H:%M}"
