"""The calendar: what a program for calendars reads in it."""

from datetime import date, timedelta

from icalendar import Calendar

from tests.unit.review.asking import asking, copied
from watcher.model.ahead import Ahead, AheadKind
from watcher.review.programs import ical

TODAY = date(2026, 2, 4)
DATES = """
[[treaty]]
number = "XVIII-16"
name = "UN Convention; against, Cybercrime"
closes_for_signature = 2026-12-31
dates = [
  { date = 2026-03-02, until = 2026-03-06, what = "Session; of the\\\\nCommittee" },
  { date = 2025-01-01, what = "Long over" },
]
"""


def events(made: bytes):
    return Calendar.from_ical(made).walk("VEVENT")


def ahead(day, **fields):
    values = {"treaty": "XVIII-16", "kind": AheadKind.WITHDRAWAL, "what": "goes", "basis": "said"}
    return Ahead(date=day, **{**values, **fields})


def written(*days):
    return ical.write(days, {}, "http://127.0.0.1:8080", TODAY)


async def test_the_days_ahead_are_events_of_a_whole_day(filled, tmp_path):
    folder = copied(filled, tmp_path)
    file = folder / "watcher.toml"
    plain = '[[treaty]]\nnumber = "XVIII-16"\nname = "UN Convention against Cybercrime"\n'
    assert plain in file.read_text()
    file.write_text(file.read_text().replace(plain, DATES))
    async with asking(folder) as web:
        answer = await web.get("/calendar.ics")
        listed = (await web.get("/api/v1/calendar")).json()["items"]
        again = await web.get("/calendar.ics", headers={"If-None-Match": answer.headers["etag"]})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert again.status_code == 304

    begins, ends, closes = events(answer.content)
    assert closes["DTSTART"].dt == date(2026, 12, 31)
    assert closes["DTEND"].dt == date(2027, 1, 1)
    assert closes["SUMMARY"] == "UN Convention; against, Cybercrime: closes for signature"
    assert "stated in the configuration" in closes["DESCRIPTION"]
    assert closes["URL"] == "http://127.0.0.1:8080/treaties/XVIII-16"
    assert "\n" not in begins["SUMMARY"]
    assert (begins["DTSTART"].dt, ends["DTSTART"].dt) == (date(2026, 3, 2), date(2026, 3, 6))
    assert [each["date"] for each in listed] == ["2026-03-02", "2026-03-06", "2026-12-31"]
    assert listed[0]["days"] == 26


def test_the_same_days_are_the_same_bytes_and_a_corrected_day_moves_its_event():
    day = TODAY + timedelta(days=9)
    told, moved = written(ahead(day)), written(ahead(day + timedelta(days=1)))
    assert told == written(ahead(day))
    assert told != moved
    assert events(told)[0]["UID"] == events(moved)[0]["UID"]


def test_each_event_has_a_uid_of_its_own():
    who = {"participant": "State MUS", "participant_code": "MUS"}
    made = events(
        written(
            ahead(TODAY, **who),
            ahead(TODAY + timedelta(days=1), **who),
            ahead(TODAY, kind=AheadKind.ANNOUNCED, what="one"),
            ahead(TODAY, kind=AheadKind.ANNOUNCED, what="another"),
            ahead(TODAY, treaty="XXVI-2"),
        )
    )
    assert len({each["UID"] for each in made}) == 5


def test_a_calendar_says_how_often_it_is_to_be_asked_again():
    made = written()
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in made
    assert b"X-PUBLISHED-TTL:PT6H" in made


def test_a_hostile_name_ends_no_line():
    name = "A\r\nEND:VEVENT\r\nBEGIN:VALARM\x00; \\n, " + "long " * 40
    (event,) = events(written(ahead(TODAY, what=name)))
    assert len(written(ahead(TODAY, what=name)).split(b"BEGIN:VEVENT")) == 2
    assert "END:VEVENT BEGIN:VALARM ; \\n, long" in event["SUMMARY"]
