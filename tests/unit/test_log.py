import json
import logging
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.log import clean, configure, get_logger


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root, own = logging.getLogger(), logging.getLogger("watcher")
    kept = root.handlers[:], root.level, own.level
    yield
    root.handlers[:], root.level, own.level = kept
    own.setLevel(kept[2])  # forgets which levels were found enabled
    root.setLevel(kept[1])


def raise_foreign(message: str) -> None:
    raise ValueError(message)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    out, err = capsys.readouterr()
    assert out == ""
    return err.splitlines()


def test_off_a_terminal_each_event_is_a_line_of_json_with_a_utc_time(capsys):
    configure()
    before = datetime.now(UTC)
    get_logger("watcher.fetch").info("polled", source="un-news", entries=30, new=True)

    (line,) = lines(capsys)
    event = json.loads(line)
    stamp = datetime.fromisoformat(event.pop("timestamp"))

    assert event == {
        "level": "info",
        "logger": "watcher.fetch",
        "event": "polled",
        "source": "un-news",
        "entries": 30,
        "new": True,
    }
    assert stamp.utcoffset().total_seconds() == 0
    assert abs((stamp - before).total_seconds()) < 60


def test_text_is_readable_and_has_no_colours_off_a_terminal(capsys):
    configure("text")
    get_logger("watcher.fetch").warning("poll failed", source="un-news", status=503)

    (line,) = lines(capsys)

    assert "poll failed" in line
    assert line.endswith("source=un-news status=503")
    assert "\x1b" not in line


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_title_from_outside_cannot_forge_a_line_or_steer_the_terminal(capsys, form):
    configure(form)
    title = "Vote\x1b[2J\x9b31m\r\n2026-01-01 [error] forged\u2028more\u202ehidden"
    get_logger("watcher.x").info("entry", title=title, people=("Türkiye\n", b"\x07"))

    (line,) = lines(capsys)

    assert not any(sign in line for sign in "\x1b\x9b\r\u2028\u202e\x07")
    assert "Türkiye" in line


def test_a_traceback_keeps_its_lines_but_none_can_pass_for_an_event(capsys):
    configure("text")
    try:
        raise_foreign("cut\n2026-01-01 [error] forged \x1b[31m")
    except ValueError:
        get_logger("watcher.x").exception("could not read", source="s")

    first, *rest = lines(capsys)

    assert "could not read" in first
    assert "Traceback" in rest[0]
    assert all(line.startswith("    ") for line in rest)
    assert "\x1b" not in "".join(rest)


def test_a_value_cannot_take_the_place_of_level_or_time(capsys):
    configure("json")
    get_logger("watcher.x").info("a", level="critical", timestamp="never")

    event = json.loads(lines(capsys)[0])

    assert (event["level"], event["level_"], event["timestamp_"]) == ("info", "critical", "never")


def test_an_endless_value_is_shortened(capsys):
    configure("json")
    get_logger("watcher.x").info("a", body="x" * 1_000_000)

    assert len(lines(capsys)[0]) < 3000


def test_a_percent_sign_in_an_event_is_only_a_percent_sign(capsys):
    configure("json")
    get_logger("watcher.x").info("80 % of rows", missing="%s")

    assert json.loads(lines(capsys)[0])["event"] == "80 % of rows"


def test_libraries_are_heard_from_warning_on_and_go_the_same_way(capsys):
    configure("json", "debug")
    get_logger("watcher.x").debug("ours")
    logging.getLogger("httpx").info("HTTP Request: GET")
    logging.getLogger("apscheduler.scheduler").warning("missed %s", "tick\nforged")

    assert [json.loads(line)["event"] for line in lines(capsys)] == ["ours", "missed tick forged"]


def test_the_level_silences_what_lies_below_it(capsys):
    configure("json", "error")
    get_logger("watcher.x").warning("quiet")
    logging.getLogger("asyncio").warning("quiet too")
    get_logger("watcher.x").error("loud")

    assert [json.loads(line)["event"] for line in lines(capsys)] == ["loud"]


def test_configuring_twice_writes_each_event_once(capsys):
    configure("text")
    configure("json")
    get_logger("watcher.x").info("once")

    (line,) = lines(capsys)
    assert json.loads(line)["event"] == "once"


def test_a_closed_stderr_stops_nobody(monkeypatch):
    configure("json")
    monkeypatch.setattr(sys, "stderr", None)

    get_logger("watcher.x").error("into the void")


def test_on_a_terminal_it_is_text_in_colour():
    ours, theirs = pty.openpty()
    code = "from watcher.log import *; configure(); get_logger('watcher.x').info('hello', a=1)"
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm"}
    subprocess.run([sys.executable, "-c", code], stderr=theirs, env=environment, check=True)
    os.close(theirs)
    shown = os.read(ours, 4096).decode()
    os.close(ours)

    assert "hello" in shown
    assert "\x1b[" in shown
    assert "{" not in shown


def test_structlog_is_imported_with_the_first_line_and_not_before():
    code = (
        "import sys; from watcher.log import *; configure('json'); log = get_logger('watcher.x');"
        "log.debug('quiet'); print('structlog' in sys.modules);"
        "log.info('loud'); print('structlog' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]


@given(st.text())
def test_clean_text_is_one_line_without_control_characters(text):
    cleaned = clean(text)

    assert len(cleaned.splitlines()) <= 1
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in cleaned)
    assert clean(cleaned) == cleaned
    cleaned.encode("utf-8")
