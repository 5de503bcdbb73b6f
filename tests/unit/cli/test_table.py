"""The table of commands: cheap to show, and in agreement with the commands themselves."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from watcher.cli.app import COMMANDS, app

ROOT = Path(__file__).parents[3]
HEAVY = [
    "aiohttp",
    "apscheduler",
    "asyncio",
    "cronsim",
    "feedparser",
    "httpx",
    "inscriptis",
    "jinja2",
    "lxml",
    "pebble",
    "pydantic",
    "selectolax",
    "sqlite_utils",
    "structlog",
]
LISTED = f"""
import sys
sys.argv = ["watcher", "--help"]
from watcher.__main__ import main
try:
    main()
except SystemExit:
    pass
heavy = [name for name in {HEAVY!r} if name in sys.modules]
ours = [name for name in sys.modules if name.startswith("watcher.")]
print("LOADED", heavy, sorted(ours))
"""


def command(name):
    module = importlib.import_module(f"watcher.cli.{COMMANDS[name][0]}")
    return typer.main.get_command(module.app)


def help_of(name):
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_table_is_the_first_line_of_the_commands_own_help(name):
    assert (command(name).callback.__doc__ or "").splitlines()[0] == COMMANDS[name][1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example_of_itself(name):
    assert re.search(rf"Example:\s+watcher {name}\b", help_of(name))


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"demo", "password"}))
def test_every_command_takes_a_configuration(name):
    assert "--config" in help_of(name)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_bears_the_name_under_which_it_is_called(name):
    assert command(name).name == name


def test_the_help_names_every_command_and_imports_none():
    done = subprocess.run(
        [sys.executable, "-c", LISTED],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    told, _, loaded = done.stdout.rpartition("LOADED ")
    assert all(name in told for name in COMMANDS)
    assert loaded.strip() == str([]) + " " + str(
        ["watcher.__main__", "watcher.cli", "watcher.cli.app", "watcher.errors"]
    )


def test_an_unknown_command_is_a_usage_error():
    result = CliRunner().invoke(app, ["pol"])
    assert result.exit_code == 2
    assert "pol" in result.output


def test_an_unknown_option_is_a_usage_error():
    assert CliRunner().invoke(app, ["log", "--nowhere"]).exit_code == 2


def test_no_command_at_all_shows_the_help():
    assert "demo" in CliRunner().invoke(app, []).output


def test_the_version_is_told():
    result = CliRunner().invoke(app, ["--version"])
    assert re.fullmatch(r"watcher \d+\.\d+\.\d+\n", result.output)
