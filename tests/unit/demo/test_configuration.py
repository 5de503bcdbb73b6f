import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from watcher.demo.configuration import demo_config


def test_the_tour_watches_the_three_sources_of_the_site():
    config = tomllib.loads(demo_config("http://127.0.0.1:8123", Path("/tour")))

    assert config["service"] == {
        "database": "/tour/watcher.db",
        "allow_private_addresses": True,
        "host_pause": "0s",
    }
    assert [treaty["number"] for treaty in config["treaty"]] == ["XVIII-16"]
    sources = {source["id"]: source for source in config["source"]}
    assert {name: source["kind"] for name, source in sources.items()} == {
        "untc-cybercrime": "untc-status",
        "un-news": "feed",
        "unodc-convention": "page",
    }
    assert sources["untc-cybercrime"]["treaty"] == "XVIII-16"
    assert sources["un-news"]["tier"] == "official"
    assert sources["unodc-convention"]["select"] == "main"
    assert sources["unodc-convention"]["ignore"] == ["^Last updated"]
    assert all(source["url"].startswith("http://127.0.0.1:8123/") for source in sources.values())


def test_the_digest_goes_to_the_terminal_and_to_a_file():
    config = tomllib.loads(demo_config("http://127.0.0.1:8123", Path("/tour")))

    assert [channel["kind"] for channel in config["channel"]] == ["console", "file"]
    assert config["channel"][1]["path"] == "/tour/digests.jsonl"
    (digest,) = config["digest"]
    assert digest["channels"] == [channel["id"] for channel in config["channel"]]


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0/"), min_size=1))
def test_any_directory_can_be_named(name):
    directory = Path("/tmp") / name
    config = tomllib.loads(demo_config("http://127.0.0.1:8123", directory))

    assert config["service"]["database"] == str(directory / "watcher.db")
