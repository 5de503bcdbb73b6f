import os
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

import watcher
from watcher.config import Config, default_path, json_schema, load
from watcher.config.sections import LATER, SECTIONS, names
from watcher.config.values import SCHEDULES, interval
from watcher.errors import ConfigError
from watcher.model.channel import ChannelSettings
from watcher.model.source import Source, Tier
from watcher.model.treaty import Treaty

ROOT = Path(watcher.__file__).parents[1]
SHIPPED = [ROOT / "config" / "watcher.toml", *sorted((ROOT / "config" / "examples").glob("*.toml"))]

FEED = '[[source]]\nid = "news"\nkind = "feed"\nurl = "https://example.org/rss.xml"\n'
PAGE = '[[source]]\nid = "page"\nkind = "page"\nurl = "https://example.org/"\n'
DESK = '[[channel]]\nid = "desk"\nkind = "console"\n'
DIGEST = '[[digest]]\nid = "daily"\n'


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read(text: str | bytes) -> Config:
    path = Path("watcher.toml")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(path)


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(text)
    for problem in caught.value.problems:
        assert problem.startswith("watcher.toml: ")
        assert problem.endswith((".", "?"))
        assert "\n" not in problem
    return [problem.removeprefix("watcher.toml: ") for problem in caught.value.problems]


def problem(text: str | bytes) -> str:
    (only,) = problems(text)
    return only


# What is shipped


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_file_is_right(path):
    config = load(path)

    assert config.sources
    assert config.digests


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_name_in_a_shipped_file_is_in_the_exported_schema(path):
    schema = json_schema()
    for name, content in tomllib.loads(path.read_text()).items():
        place = schema["properties"][name]
        reference = place.get("items", place)["$ref"].rsplit("/", 1)[1]
        known = schema["$defs"][reference]
        for item in content if isinstance(content, list) else [content]:
            assert set(known.get("required", ())) <= set(item) <= set(known["properties"])
            assert known["additionalProperties"] is False


def test_the_schema_writes_durations_as_the_file_does():
    sections = json_schema()["$defs"]

    assert sections["Service"]["properties"]["host_pause"]["default"] == "2s"
    assert sections["Service"]["properties"]["keep_captures"]["default"] == "365d"
    assert sections["SourceSection"]["properties"]["every"]["default"] == "6h"


def test_the_shipped_file_watches_the_cybercrime_convention_with_no_secret():
    config = load(ROOT / "config" / "watcher.toml")

    kinds = [source.kind for source in config.sources]
    assert kinds == ["untc-status", "feed", "page", "listing"]
    assert config.treaties == (
        Treaty(
            "XVIII-16",
            "UN Convention against Cybercrime",
            ("Hanoi Convention", "Cybercrime Convention"),
        ),
    )
    assert config.service.database == Path("data/watcher.db")
    assert config.channels == (ChannelSettings("desk", "console"),)
    assert "password" not in (ROOT / "config" / "watcher.toml").read_text()


# Which file is read


def test_the_file_under_the_working_directory_comes_first():
    Path("config").mkdir()
    Path("config/watcher.toml").write_text('[service]\ncontact = "https://example.org/us"\n')

    assert default_path() == Path("config/watcher.toml")
    assert load().service.contact == "https://example.org/us"


def test_in_a_checkout_the_one_beside_the_package_is_the_default():
    assert default_path() == ROOT / "config" / "watcher.toml"
    assert load().path == default_path()


def test_in_an_installed_package_the_one_inside_it_is_the_default(tmp_path):
    site = tmp_path / "site"
    shutil.copytree(
        ROOT / "watcher", site / "watcher", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "config" / "watcher.toml", site / "watcher" / "default.toml")
    done = subprocess.run(
        [sys.executable, "-c", "from watcher.config import load; print(load().path)"],
        env=os.environ | {"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == str(site / "watcher" / "default.toml")


# What the stages get


def test_a_status_page_needs_only_its_treaty():
    config = read(
        '[[treaty]]\nnumber = "XXVI-8"\nname = "Arms Trade Treaty"\n'
        '[[source]]\nid = "att"\nkind = "untc-status"\ntreaty = "XXVI-8"\n'
    )

    assert config.sources == (
        Source(
            id="att",
            kind="untc-status",
            url="https://treaties.un.org/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no=XXVI-8"
            "&chapter=26&clang=_en",
            tier=Tier.RECORD,
            every=timedelta(hours=6),
            treaty="XXVI-8",
            treaty_name="Arms Trade Treaty",
        ),
    )


def test_an_address_that_is_given_wins_over_the_one_that_follows():
    config = read(
        '[[source]]\nid = "a"\nkind = "untc-status"\ntreaty = "XXVI-8"\n'
        'url = "http://127.0.0.1:8000/x"\n'
    )

    assert config.sources[0].url == "http://127.0.0.1:8000/x"
    assert config.sources[0].treaty_name == "Arms Trade Treaty"  # the catalogue knows it
    assert config.treaties == ()


def test_a_page_carries_what_its_section_says():
    config = read(
        PAGE
        + 'select = "main"\nignore = ["^Last", \'\\d+ ms\']\nevery = "90s"\ntier = "official"\n'
        'paused = true\nmin_findings = 3\nrequire_text = "Notices"\ntreaty = "XVIII-16"\n'
    )

    assert config.sources[0] == Source(
        id="page",
        kind="page",
        url="https://example.org/",
        tier=Tier.OFFICIAL,
        every=timedelta(seconds=90),
        treaty="XVIII-16",
        treaty_name="UN Convention against Cybercrime",
        paused=True,
        select="main",
        ignore=("^Last", r"\d+ ms"),
        require_text=("Notices",),
        min_findings=3,
    )


def test_a_feed_is_press_unless_it_says_otherwise():
    assert read(FEED).sources[0].tier is Tier.PRESS


@pytest.mark.parametrize(
    ("value", "kept"),
    [("90d", timedelta(days=90)), ("36h", timedelta(hours=36)), ("forever", None)],
)
def test_captures_that_changed_nothing_are_kept_for_a_time_or_for_ever(value, kept):
    assert read(f'{FEED}[service]\nkeep_captures = "{value}"').service.keep_captures == kept


def test_an_empty_file_is_all_defaults():
    assert read("") == Config(path=Path("watcher.toml"))


def test_a_digest_takes_zone_and_channels_from_the_file_where_it_has_none():
    config = read(f'[service]\ntimezone = "Europe/Vienna"\n{DESK}{DIGEST}')

    assert config.digests[0].timezone == "Europe/Vienna"
    assert config.digests[0].channels == ("desk",)


def test_a_digest_keeps_a_zone_of_its_own_even_utc():
    config = read(f'[service]\ntimezone = "Europe/Vienna"\n{DESK}{DIGEST}timezone = "UTC"\n')

    assert config.digests[0].timezone == "UTC"


@pytest.mark.parametrize(("word", "cron"), SCHEDULES.items())
def test_words_for_schedules_become_cron(word, cron):
    assert read(f'{DESK}{DIGEST}schedule = "{word}"\n').digests[0].schedule == cron


def test_a_file_from_windows_is_read():
    text = b"\xef\xbb\xbf" + FEED.replace("\n", "\r\n").encode()

    assert read(text).sources[0].id == "news"


def test_the_configuration_cannot_be_changed_after_it_was_read():
    config = read(FEED)

    with pytest.raises(AttributeError):
        config.service.host_connections = 9
    with pytest.raises(AttributeError):
        config.sources = ()


# The file as a whole


def test_a_missing_file_is_told():
    with pytest.raises(ConfigError, match=r"^nowhere\.toml: there is no such file"):
        load(Path("nowhere.toml"))


def test_a_directory_is_told(tmp_path):
    with pytest.raises(ConfigError, match="is a directory; name the file in it"):
        load(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_told():
    Path("watcher.toml").touch(mode=0)
    with pytest.raises(ConfigError, match="cannot be read: permission denied"):
        load(Path("watcher.toml"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a = 1\nb = \xe9\n", "line 2: is not UTF-8 text; save the file as UTF-8."),
        (
            "[service]\ndatabase = x\n",
            "line 2, column 12: is not TOML: invalid value; a text stands in quotes.",
        ),
        (
            'a = "\\d"',
            r"line 1, column 8: is not TOML: unescaped '\\' in a string; single quotes keep",
        ),
        ('[service]\ndatabase = "x', "end of document: is not TOML: unterminated string."),
        ("[service]\n[service]\n", "line 2, column 9: is not TOML: cannot declare"),
        ("a = " + "[" * 5000, "is not TOML: brackets are nested too deeply."),
        ("a = " + "9" * 5000, "is not TOML: exceeds the limit"),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(text, expected):
    assert problem(text).startswith(expected)


def test_all_mistakes_are_told_at_once():
    found = problems(
        '[service]\nhost_pause = "long"\n'
        '[[source]]\nid = "a"\nkind = "feed"\n'
        '[[source]]\nid = "a"\nkind = "page"\nurl = "x"\nevry = "1h"\n'
        f'{DIGEST}channels = ["dsk"]\n{DESK}'
    )

    assert len(found) == 6


# Single values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[service]\nhost_pause = "3 parsecs"',
            'host_pause = "3 parsecs" is not a length of time; write a number and a unit in quotes',
        ),
        ('[service]\nhost_pause = "2h"', 'is too long; allowed: "0s" to "1h".'),
        ("[service]\nhost_pause = 2", "host_pause = 2 is not a length of time"),
        ('[service]\nkeep_captures = "1h"', 'write days, such as "90d", or "forever".'),
        ('[service]\nkeep_captures = "999999d"', 'keep_captures = "999999d" is not allowed'),
        ("[service]\nkeep_captures = 90", "keep_captures = 90 is not allowed"),
        ("[service]\nhost_connections = 0", "write a whole number from 1 to 256."),
        ("[service]\nhost_connections = true", "host_connections = true is not allowed"),
        ('[service]\nallow_private_addresses = "no"', "must be true or false, without quotes."),
        ('[service]\ndatabase = ""', 'database = "" is empty'),
        ('[service]\ndatabase = ":memory:"', "is not the name of a file."),
        ('[service]\ndatabase = "~nobody-here/x.db"', "names a home directory that does not exist"),
        ('[service]\ntimezone = "Europe/Viena"', 'did you mean "Europe/Vienna"?'),
        ('[service]\ntimezone = "Europe"', '"Europe" is not a time zone'),
        ('[service]\ntimezone = "../etc/passwd"', "is not a time zone"),
        ('[service]\ncontact = "desk@example.org"', 'write "mailto:desk@example.org"'),
        ('[service]\ncontact = "mailto:a@b.org\\r\\nX: y"', "is not a contact"),
        ('[service]\nca_file = "none.pem"', "cannot be read: no such file or directory."),
        ('[service]\nlog_format = "jsno"', 'allowed: auto, json, text; did you mean "json"?'),
        ('[web]\nlisten = "8080"', 'write host:port, such as "127.0.0.1:8080".'),
        ('[web]\nlisten = "localhost:99999"', "is not a place to listen"),
        ('[web]\npublic_url = "https://example.org/?a"', "must end before any ? or #"),
        ("[[treaty]]\nname = 'x'", "[[treaty]] 1: number is missing, and must be given."),
        ('[[treaty]]\nnumber = "18-16"', "is not a UN Treaty Collection number"),
        (
            '[[treaty]]\nnumber = "XVIII-16"\ncloses_for_signature = "31.12.2026"',
            'closes_for_signature = "31.12.2026" is not a date; write one such as 2026-12-31.',
        ),
        ('[[treaty]]\nnumber = "XVIII-16"\naliases = "x"', "must be a list in brackets"),
        (FEED + 'every = "59s"', 'source "news": every = "59s" is too short; allowed: "1m" to'),
        (FEED + 'every = "32d"', 'every = "32d" is too long; allowed: "1m" to "31d".'),
        (FEED + 'tier = "offical"', 'did you mean "official"?'),
        (FEED + "min_findings = -1", "write a whole number from 0 to 100000."),
        (FEED + "require_text = [3]", "require_text = [3] must be text in quotes"),
        (FEED + "paused = 1", "paused = 1 must be true or false"),
        (
            PAGE + 'ignore = ["ok", "("]',
            'source "page": ignore = "(" is not a regular expression: missing ), unterminated',
        ),
        (PAGE + 'ignore = ["[[a]"]', "is not a regular expression: possible nested set"),
        (PAGE + 'select = " "', 'select = " " is empty'),
        (DESK + DIGEST + 'schedule = "0 0 30 2 *"', "is not a schedule (bad day-of-month)"),
        (DESK + DIGEST + 'schedule = "* * * * * *"', "cron with five fields"),
        (DESK + DIGEST + 'schedule = "dayly"', 'did you mean "daily"?'),
        (DESK + DIGEST + 'when_empty = "maybe"', "allowed: skip, send."),
        (DESK + DIGEST + 'kinds = ["baseline"]', "allowed: added, modified, removed, editorial."),
    ],
)
def test_a_wrong_value_is_told_with_its_place_and_what_is_allowed(text, expected):
    assert expected.lower() in problem(text).lower()


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org",
        "example.org/feed",
        "http://",
        "http://[::1",
        "http://example.org:99999/",
        "https://example.org/a b",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_web_address_is_refused(address):
    assert "is not an address" in problem(FEED.replace("https://example.org/rss.xml", address))


def test_a_password_in_an_address_is_refused_and_not_repeated():
    address = "https://desk:hunter2@example.org/?api_key=topsecret"
    told = problem(FEED.replace("https://example.org/rss.xml", address))

    assert "holds a user name or a password" in told
    assert "hunter2" not in told
    assert "topsecret" not in told


def test_a_long_or_hostile_value_is_shown_short_and_harmless():
    told = problem(FEED.replace('"news"', '"\\u001b[31m\\u202e' + "x" * 5000 + '"'))

    assert told.isprintable()
    assert len(told) < 400


# Names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FEED + 'evry = "1h"', 'source "news": "evry" is not a name known here; did you mean'),
        ("[service]\nxyzzy = 1", "known are database, timezone, contact"),
        ("[sources]\n", '"sources" is not a name known here; did you mean "source"?'),
        ('database = "x"', '"database" is not a name known here; it belongs under [service].'),
        (
            "[source]\nid = 'a'",
            "[source]: write [[source]] with two brackets, once for each source.",
        ),
        ("[[service]]\ntimezone = 'UTC'", "[service]: write [service] once"),
        ("source = [1]", "[[source]]: each must be a section"),
        ('[[channel]]\nid = "m"\nkind = "fax"', "allowed: console, file, email, webhook, chat."),
    ],
)
def test_a_wrong_name_is_told_with_what_was_meant(text, expected):
    assert expected in problem(text)


@pytest.mark.parametrize(
    ("section", "name"),
    [(section, name) for section, later in LATER.items() if section for name in sorted(later)],
)
def test_names_of_later_versions_are_refused_as_such_and_their_values_not_shown(section, name):
    complete = {"source": FEED, "channel": DESK, "digest": DESK + DIGEST}
    text = complete.get(section, "[[treaty]]\nnumber = 'X-1'" if section == "treaty" else "")
    text = text or f"[{section}]"
    told = problem(f'{text}\n{name} = "hunter2"\n')

    assert told.endswith(f": {name} is not available in this version.")
    assert "hunter2" not in told


def test_no_name_is_both_known_and_later():
    for section, later in LATER.items():
        assert not later & set(names(section))


# What goes together


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FEED + FEED, 'id = "news" stands twice, in [[source]] 1 and 2; each needs its own.'),
        (DESK + DESK, 'channel "desk": id = "desk" stands twice'),
        ("[[treaty]]\nnumber = 'X-1'\n" * 2, 'number = "X-1" stands twice'),
        ('[[source]]\nid = "a"\nkind = "untc-status"', 'source "a": treaty is missing;'),
        ('[[source]]\nid = "a"\nkind = "page"', "url is missing; a page needs its address."),
        (FEED + 'tier = "record"', 'write "official" or "press".'),
        (
            '[[source]]\nid = "a"\nkind = "untc-status"\ntreaty = "X-1"\ntier = "press"',
            'what the depositary itself says is always "record".',
        ),
        (FEED + 'select = "main"', "select has no meaning here; it is for kind page"),
        ('[[channel]]\nid = "f"\nkind = "file"', "path is missing"),
        (DESK + 'path = "x"', "path has no meaning here"),
        (DIGEST, 'digest "daily": there is no channel to send it to.'),
        (DESK + DIGEST + "channels = []", "there is no channel to send it to."),
        (DESK + DIGEST + 'channels = ["dsk"]', 'did you mean "desk"?'),
        (DESK + FEED + DIGEST + 'sources = ["nws"]', "names no [[source]] of this file"),
        (DESK + DIGEST + 'treaties = ["XVIII-16"]', "names no [[treaty]] or source of this file."),
    ],
)
def test_values_that_do_not_go_together_are_told(text, expected):
    assert expected in problem(text)


def test_a_digest_may_name_a_treaty_that_only_a_source_gives():
    config = read(
        '[[source]]\nid = "a"\nkind = "untc-status"\ntreaty = "XXVI-8"\n'
        f'{DESK}{DIGEST}treaties = ["XXVI-8"]\n'
    )

    assert config.digests[0].treaties == ("XXVI-8",)


# Laws


@given(st.integers(1, 9999), st.sampled_from("smhd"))
def test_a_duration_within_the_bounds_is_taken_and_no_other(count, unit):
    seconds = count * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    if 60 <= seconds <= 31 * 86400:
        assert interval(f"{count}{unit}") == timedelta(seconds=seconds)
    else:
        with pytest.raises(ValueError, match=r"is too (short|long)"):
            interval(f"{count}{unit}")


@given(st.sampled_from(sorted(available_timezones() - {"localtime"})))
def test_every_zone_of_the_database_is_taken(name):
    assert read(f'[service]\ntimezone = "{name}"').service.timezone == name


_characters = st.characters(exclude_categories=["Cs"])
_values = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(_characters) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "kind", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + "".join(f"\\U{ord(character):08x}" for character in value) + '"'
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
        case _:
            return str(value)


_known = sorted({name for section in SECTIONS for name in names(section)})


@given(
    st.sampled_from([section for section in SECTIONS if section]),
    st.dictionaries(st.sampled_from(_known), _values, max_size=6),
    st.booleans(),
)
def test_whatever_stands_in_the_file_is_taken_or_told_and_never_a_crash(section, given, double):
    header = f"[[{section}]]" if double else f"[{section}]"
    body = "\n".join(f"{name} = {_toml(value)}" for name, value in given.items())
    told: tuple[str, ...] = ()
    try:
        read(f"{header}\n{body}\n")
    except ConfigError as error:
        told = error.problems
    assert all(re.fullmatch(r"watcher\.toml: .+[.?]", problem) for problem in told)
