"""What people type is understood, or refused with a sentence that says what is there."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from watcher.cli.options import chosen, to_poll
from watcher.config import load
from watcher.config.named import moment, treaty_number
from watcher.errors import UsageError

CONFIGURATION = """
[[treaty]]
number = "XVIII-16"
name = "UN Convention against Cybercrime"
aliases = ["Hanoi Convention"]

[[source]]
id = "untc"
kind = "untc-status"
treaty = "XVIII-16"

[[source]]
id = "torture"
kind = "untc-status"
treaty = "IV-9"

[[source]]
id = "news"
kind = "feed"
url = "https://news.example.org/rss"
paused = true
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "watcher.toml"
    path.write_text(CONFIGURATION)
    return load(path)


def ids(sources):
    return [source.id for source in sources]


def test_all_sources_are_chosen_where_none_is_named(config):
    assert ids(chosen(config, None)) == ids(chosen(config, [])) == ["untc", "torture", "news"]


def test_named_sources_are_chosen_once_in_the_order_named(config):
    assert ids(chosen(config, ["news", "untc", "news"])) == ["news", "untc"]


def test_a_paused_source_is_polled_only_by_its_name(config):
    assert ids(to_poll(config, None)) == ["untc", "torture"]
    assert ids(to_poll(config, ["news"])) == ["news"]


def test_a_misspelt_source_is_answered_with_the_nearest(config):
    with pytest.raises(UsageError, match="there is no source 'unct'; did you mean 'untc'"):
        chosen(config, ["unct"])


def test_a_source_like_none_is_answered_with_all(config):
    with pytest.raises(UsageError, match="there are: untc, torture, news"):
        chosen(config, ["zzzzzz"])


def test_a_configuration_without_sources_says_so(config):
    with pytest.raises(UsageError, match=r"no source is configured.*\[\[source\]\]"):
        chosen(replace(config, sources=()), None)


@pytest.mark.parametrize(
    "text",
    ["XVIII-16", "xviii-16", " XVIII-16 ", "Hanoi convention", "UN Convention against Cybercrime"],
)
def test_a_treaty_is_known_by_number_name_and_alias(config, text):
    assert treaty_number(text, config) == "XVIII-16"


def test_a_treaty_that_only_a_source_names_is_known(config):
    assert treaty_number("iv-9", config) == "IV-9"


def test_a_treaty_that_nobody_names_is_a_number_or_refused(config):
    assert treaty_number("XXVI-1", config) == "XXVI-1"
    with pytest.raises(UsageError, match=r"not a UN Treaty Collection number.*name or alias"):
        treaty_number("the one of Hanoi", config)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-02-03", datetime(2026, 2, 3, tzinfo=ZoneInfo("Europe/Vienna"))),
        ("2026-02-03T10:16", datetime(2026, 2, 3, 10, 16, tzinfo=ZoneInfo("Europe/Vienna"))),
        ("2026-02-03T10:16:18Z", datetime(2026, 2, 3, 10, 16, 18, tzinfo=UTC)),
        ("20260203", datetime(2026, 2, 3, tzinfo=ZoneInfo("Europe/Vienna"))),
    ],
)
def test_a_day_is_read_in_the_services_time_zone(text, when):
    assert moment("--since", text, "Europe/Vienna") == when


def test_no_moment_is_none():
    assert moment("--since", None, "UTC") is None


@pytest.mark.parametrize("text", ["yesterday", "", "03.02.2026", "2026-02-30"])
def test_what_is_no_date_is_refused_with_the_options_name(text):
    with pytest.raises(UsageError, match=r"--since: .* is not a date; write 2026-02-03"):
        moment("--since", text, "UTC")
