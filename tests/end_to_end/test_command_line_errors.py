"""What a person can get wrong: a sentence on stderr, exit code 2, and nothing made or changed."""

import re

import pytest

from tests.faults.running import OUTGOING, Desk, page_of, page_source
from tests.servers import page

COMMANDS = (("poll",), ("run",), ("check", "--offline"), ("log",))


@pytest.fixture
def desk(site, tmp_path) -> Desk:
    site.answer("/page", page(page_of("One.")))
    return Desk(tmp_path).configure(page_source(site.url("/page")), OUTGOING)


@pytest.fixture
def polled(desk) -> Desk:
    assert desk.run("poll").returncode == 0
    return desk


def refused(desk: Desk, *words: str) -> str:
    """Run what must be refused; returns what it says."""
    before = {path: path.read_bytes() for path in desk.folder.iterdir() if path.is_file()}
    done = desk.run(*words)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in desk.folder.iterdir() if path.is_file()} == before
    return done.stderr


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_configuration_that_is_not_there_is_named(desk, words):
    said = refused(desk, *words, "--config", "elsewhere.toml")
    assert said == "watcher: elsewhere.toml: there is no such file; --config names another.\n"


def test_a_directory_is_no_configuration(desk):
    (desk.folder / "etc").mkdir()
    said = refused(desk, "poll", "--config", "etc")
    assert said == "watcher: etc: is a directory; name the file in it.\n"


def test_broken_toml_is_told_with_its_line(desk):
    config = desk.folder / "watcher.toml"
    config.write_text(config.read_text() + '\n[[source]\nid = "x"\n')
    said = refused(desk, "poll")
    assert re.fullmatch(r"watcher: watcher\.toml: line \d+, column \d+: is not TOML: .*\n", said)


def test_all_that_is_wrong_in_a_configuration_is_told_at_once(desk):
    (desk.folder / "watcher.toml").write_text(
        """
        [service]
        host_pause = "soon"
        colour = "blue"

        [[source]]
        id = "one"
        kind = "telegram"
        url = "not an address"

        [[source]]
        id = "one"
        kind = "page"

        [[digest]]
        id = "daily"
        schedule = "at noon"
        channels = ["nowhere"]
        """
    )
    lines = refused(desk, "run").splitlines()
    assert all(line.startswith("watcher: watcher.toml: ") for line in lines)
    for wrong in ("host_pause", "colour", "telegram", "not an address", "one", "at noon"):
        assert any(wrong in line for line in lines), wrong
    assert any('channels = "nowhere"' in line for line in lines)
    assert any("url is missing" in line for line in lines)


def test_a_configuration_without_sources_says_what_to_add(desk):
    desk.configure()
    for words in (("poll",), ("run",), ("sources",)):
        said = refused(desk, *words)
        expected = "no source is configured; add a [[source]] section."
        assert said == f"watcher: watcher.toml: {expected}\n"


@pytest.mark.parametrize("words", [("pol",), ("poll", "--colour"), ("show",), ("show", "seven")])
def test_a_command_or_option_that_does_not_exist_is_refused(desk, words):
    said = refused(desk, *words)
    assert words[-1] in said or "SEQ" in said


@pytest.mark.parametrize("command", ["poll", "check"])
def test_a_source_that_does_not_exist_is_refused_with_the_nearest_one(desk, command):
    said = refused(desk, command, "pages")
    assert said == "watcher: watcher.toml: there is no source 'pages'; did you mean 'page'?\n"


def test_a_digest_that_does_not_exist_is_refused_with_those_that_do(desk):
    said = refused(desk, "digest", "weekly", "--preview")
    assert "there is no digest 'weekly'; " in said
    assert "minutely" in said


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("show", "99"), "there is no change 99; the newest is 1."),
        (("log", "--since", "yesterday"), "--since: 'yesterday' is not a date"),
        (("log", "--until", "2026-13-01"), "--until: '2026-13-01' is not a date"),
        (("log", "--action", "hesitation"), "--action: 'hesitation' is not one of: "),
        (("log", "--kind", "rumour"), "rumour"),
        (("log", "--limit", "-1"), "--limit"),
        (("log", "--limit", "9" * 20), "--limit"),
        (("show", "9" * 20), "SEQ"),
        (("status", "the treaty"), "the treaty"),
        (("status", "XVIII-16"), "nothing is on record of XVIII-16 yet"),
    ],
)
def test_a_value_that_means_nothing_is_named(polled, words, wrong):
    assert wrong in " ".join(refused(polled, *words).split())
