"""How each kind of source is configured: what it needs, what it allows, what is filled in."""

from pathlib import Path

import pytest

from watcher.config import load
from watcher.errors import ConfigError
from watcher.model.reading import Listing, Matching, Pattern, Records, Table
from watcher.model.source import Format, Source, Tier


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def source(kind: str, more: str = "", treaties: str = "") -> Source:
    path = Path("watcher.toml")
    path.write_text(f'{treaties}[[source]]\nid = "s"\nkind = "{kind}"\n{more}\n')
    (only,) = load(path).sources
    return only


def problem(kind: str, more: str = "") -> str:
    with pytest.raises(ConfigError) as caught:
        source(kind, more)
    (only,) = caught.value.problems
    return only.removeprefix("watcher.toml: ")


URL = 'url = "https://example.org/x"\n'
TWO = (
    '[[treaty]]\nnumber = "XVIII-99"\nname = "Cybercrime"\naliases = ["Hanoi"]\n'
    '[[treaty]]\nnumber = "XXVI-99"\nname = "Arms"\n'
)


# What is filled in


def test_depositary_notifications_know_their_address_and_are_the_record():
    found = source("untc-notifications")
    assert found.url == "https://treaties.un.org/Pages/CNs.aspx?cnTab=tab1"
    assert found.tier is Tier.RECORD


@pytest.mark.parametrize("kind", ["table", "json"])
def test_another_depositary_s_table_can_be_the_record(kind):
    preset = {"table": "wipo", "json": "icrc"}[kind]
    more = f'{URL}preset = "{preset}"\ntreaty = "WIPO-berne"\ntier = "record"'
    assert source(kind, more).tier is Tier.RECORD


@pytest.mark.parametrize("kind", ["feed", "untc-notifications"])
def test_entries_are_kept_that_name_a_watched_treaty(kind):
    kept = source(kind, URL, TWO).matching
    assert kept == Matching(
        match=tuple(
            Pattern(name) for name in ("XVIII-99", "Cybercrime", "Hanoi", "XXVI-99", "Arms")
        ),
        by_treaty=True,
    )


def test_a_feed_of_one_treaty_keeps_what_names_that_one():
    kept = source("feed", URL + 'treaty = "XXVI-99"', TWO).matching
    assert [each.text for each in kept.match] == ["XXVI-99", "Arms"]


def test_a_treaty_that_the_catalogue_knows_is_looked_for_under_each_of_its_names():
    only = '[[treaty]]\nnumber = "XVIII-16"\nname = "Cybercrime"\n'
    looked_for = {each.text for each in source("feed", URL, only).matching.match}
    assert looked_for >= {
        "XVIII-16",
        "Cybercrime",
        "Hanoi Convention",
        "UN Convention against Cybercrime",
        "Convention against Cybercrime",
        "United Nations Convention against Cybercrime",
    }


def test_a_page_was_chosen_itself_and_is_kept_whole():
    assert source("page", URL, TWO).matching == Matching()


def test_everything_is_kept_where_that_is_asked_for():
    assert source("feed", URL + 'match = "*"', TWO).matching == Matching()


def test_what_is_looked_for_can_be_a_phrase_an_expression_and_in_one_place_only():
    kept = source(
        "feed", URL + 'match = { title = ["Hanoi", "/cyber-?crime/"] }\nexclude = "sport"'
    )
    assert kept.matching == Matching(
        match=(Pattern("Hanoi", where="title"), Pattern("cyber-?crime", regex=True, where="title")),
        exclude=(Pattern("sport"),),
    )


def test_a_listing_is_read_by_its_selectors():
    found = source("listing", URL + 'item = "main li"\ntitle = "h3"\ndate_format = "%d %b %Y"')
    assert found.listing == Listing(item="main li", title="h3", date_format="%d %b %Y")


def test_a_table_is_read_by_its_headings():
    found = source(
        "table",
        URL + 'columns = { "State" = "participant", "Entry" = "cell" }\n'
        "cell = '(?P<action>\\w+): (?P<date>.+)'",
    )
    assert found.table == Table(
        columns=(("State", "participant"), ("Entry", "cell")),
        cell=(r"(?P<action>\w+): (?P<date>.+)",),
    )


def test_json_is_read_by_paths_and_can_be_asked_for_with_post():
    found = source(
        "json",
        URL + 'records = "data[*]"\nfields = { title = "name" }\n'
        'method = "POST"\nbody = { treaty = 185 }',
    )
    assert found.records == Records(
        records="data[*]", fields=(("title", "name"),), method="POST", body='{"treaty": 185}'
    )


def test_a_status_can_be_read_as_xml_and_checked_against_its_page():
    found = source("untc-status", URL + 'treaty = "X-1"\nformat = "xml"\ncross_check = "page"')
    assert (found.format, found.cross_check) == (Format.XML, "page")


@pytest.mark.parametrize(("written", "share"), [("0.3", 0.3), ('"30%"', 0.3), ("1", 1.0)])
def test_the_largest_change_is_a_share(written, share):
    assert source("feed", f"{URL}max_change = {written}").max_change == share


# What is refused


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("listing", URL, "item is missing"),
        ("table", URL, "columns is missing"),
        ("json", URL + 'records = "data"', "fields is missing"),
        ("pdf", "", "url is missing; a pdf needs its address."),
        ("untc-status", 'treaty = "WIPO-berne"', "is no UN Treaty Collection number."),
        ("untc-status", 'treaty = "XXXXI-1"', "is not a UN Treaty Collection number"),
        ("untc-status", 'treaty = "X-1"\nformat = "xml"', "url is missing; the address of the XML"),
        ("untc-status", 'treaty = "X-1"\ncross_check = "page"', "is what the source itself is"),
        ("untc-status", 'treaty = "X-1"\nmatch = "a"', "match has no meaning here; it is for"),
        ("feed", URL + 'item = "li"', "item has no meaning here; it is for kind listing"),
        ("table", URL + 'preset = "who"', 'preset = "who" is not known; allowed for kind table'),
        ("json", URL + 'preset = "icrc"\nbody = { a = 1 }', 'body is sent only with method = "POS'),
        ("feed", URL + 'match = "/(/"', "is not a regular expression"),
        ("feed", URL + 'match = { body = ["x"] }', "looks in 'body'; allowed: any, title, summary"),
        ("feed", URL + "max_change = 3", "is not a share"),
        ("feed", URL + "max_change = true", "is not a share"),
        ("feed", URL + 'language = "English"', "is not a language; write its two letters"),
        ("feed", URL + 'participant = "Atlantis"', "is no participant; write a name as the UN has"),
        ("listing", URL + 'item = "li"\ntier = "record"', 'tier = "record" is not allowed'),
        (
            "table",
            URL + 'columns = { "State" = "country" }',
            'gives "State" the role "country", which is not known',
        ),
        (
            "table",
            URL + 'columns = { "Date" = "ratification" }',
            'gives no heading the role "participant"',
        ),
        (
            "table",
            URL + 'columns = { "S" = "participant" }\ncell = "(?P<when>x)"',
            'has the group "when"',
        ),
        ("json", URL + 'records = "data["\nfields = { title = "x" }', "is not a JMESPath"),
        ("json", URL + 'records = "data"\nfields = { name = "x" }', 'names "name", which is not'),
        (
            "json",
            URL + 'preset = "icrc"\nmethod = "POST"\nbody = "{"',
            "is not JSON",
        ),
    ],
)
def test_what_a_kind_lacks_or_does_not_know_is_told(kind, more, expected):
    assert expected in problem(kind, more)
