"""How commands print: whole into a pipe, harmless everywhere."""

import io
import json
import re
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.cli.output import ago, print_json, print_line, print_table

NOW = datetime(2026, 2, 3, 10, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("then", "told"),
    [
        (None, "never"),
        (NOW, "0 s ago"),
        (NOW - timedelta(seconds=59), "59 s ago"),
        (NOW - timedelta(minutes=4), "4 min ago"),
        (NOW - timedelta(hours=5), "5 h ago"),
        (NOW - timedelta(days=3), "3 d ago"),
        (NOW + timedelta(hours=6), "in 6 h"),
        (NOW + timedelta(minutes=20), "in 20 min"),
    ],
)
def test_a_moment_is_told_as_people_take_it_in(then, told):
    assert ago(then, NOW) == told


@given(st.timedeltas(timedelta(days=-4000), timedelta(days=4000)))
def test_every_moment_is_told_in_a_few_letters(span):
    assert len(ago(NOW + span, NOW)) <= len("in 4000 min")


def test_a_table_in_a_pipe_is_aligned_and_never_cut(capsys):
    print_table(("id", "text"), [("a", "x" * 300), ("longer", None), ("c", 7)])
    assert capsys.readouterr().out.splitlines() == [
        "id      text",
        f"a       {'x' * 300}",
        "longer",
        "c       7",
    ]


def test_a_table_without_rows_is_its_headings(capsys):
    print_table(("id", "text"), [])
    assert capsys.readouterr().out == "id  text\n"


HOSTILE = "\x1b]0;title\x07\x1b[2Jred\u202etxt\r\nnew line\x9b31m"


def test_outside_text_steers_no_terminal(capsys):
    print_line(HOSTILE)
    print_table(("text",), [(HOSTILE,)])
    out = capsys.readouterr().out
    assert out.count("\n") == 3
    assert not set(out) & set("\x1b\x07\x9b\r\u202e")


def test_json_is_one_line_and_comes_back_as_it_was(capsys):
    value = {"title": "Côte d'Ivoire\nsigns", "n": None}
    print_json(value)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == value


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_json_can_be_printed_in_any_encoding(monkeypatch, encoding):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    print_json({"title": "Türkiye, Việt Nam"})
    sys.stdout.flush()
    assert json.loads(raw.getvalue().decode(encoding)) == {"title": "Türkiye, Việt Nam"}


def test_a_terminal_gets_a_drawn_table_without_markup_of_its_own(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    print_table(("outcome", "text"), [("failed", "[bold]not markup[/bold] " + "word " * 30)])
    out = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert "[bold]not markup[/bold]" in out
    assert "─" in out
    assert max(map(len, out.splitlines())) <= 60
