"""`watcher follow` and `watcher unfollow`, by the real command line on real files."""

import shutil

import pytest

from tests.end_to_end.shared import PROJECT, watcher_command
from watcher.config import load

SHIPPED = PROJECT / "config" / "watcher.toml"


@pytest.fixture
def run(tmp_path):
    """The command with the configuration in this folder."""
    return lambda *words: watcher_command(tmp_path, *words)


@pytest.fixture
def path(tmp_path):
    """A configuration of one's own: the shipped one, copied."""
    return shutil.copy(SHIPPED, tmp_path / "watcher.toml")


def test_a_treaty_is_followed_and_taken_out_again_to_the_byte(run, path):
    before = path.read_bytes()
    done = run("follow", "XVIII-12", "--every", "12h")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        f"XVIII-12 (Palermo Convention) is followed now, by untc-xviii-12 in {path}, every 12h.\n"
    )
    config = load(path)
    treaty = next(each for each in config.treaties if each.number == "XVIII-12")
    source = next(each for each in config.sources if each.id == "untc-xviii-12")
    assert treaty.name == "Palermo Convention"
    title = "United Nations Convention against Transnational Organized Crime"
    assert {title, "UNTOC"} <= set(treaty.aliases)
    assert (source.kind, source.treaty, source.every.total_seconds()) == (
        *("untc-status", "XVIII-12"),
        12 * 3600,
    )
    assert run("check", "--offline").returncode == 0

    done = run("unfollow", "xviii-12")
    assert done.returncode == 0
    assert "and with it untc-xviii-12. What was recorded stays in the database." in done.stdout
    assert path.read_bytes() == before


def test_a_name_will_do_where_it_means_one_treaty(run, path):
    done = run("follow", "paris agreement")
    assert "XXVII-7-d (Paris Agreement) is followed now, by untc-xxvii-7-d" in done.stdout
    done = run("unfollow", "Paris Agreement")
    assert "XXVII-7-d was taken out" in done.stdout
    assert path.read_bytes() == SHIPPED.read_bytes()


def test_a_name_that_means_several_treaties_changes_nothing(run, path):
    done = run("follow", "Convention on Road Traffic")
    assert done.returncode == 2
    assert "may mean several treaties; give the number:" in done.stderr
    assert "XI-B-1 " in done.stderr
    assert "XI-B-19 " in done.stderr
    assert path.read_bytes() == SHIPPED.read_bytes()


def test_what_is_followed_already_stays_as_it_is(run, path):
    done = run("follow", "Hanoi Convention")
    assert done.returncode == 0
    assert "is followed already, by untc-cybercrime" in done.stdout
    assert path.read_bytes() == SHIPPED.read_bytes()


def test_a_number_that_the_catalogue_lacks_is_followed_with_a_note(run, path):
    done = run("follow", "XXVI-99")
    assert done.returncode == 0
    assert "Note: the catalogue has no treaty of this number" in done.stdout
    assert load(path).treaties[-1].number == "XXVI-99"


def test_a_digest_that_will_not_tell_of_it_is_named(run, path):
    with path.open("a", encoding="utf-8") as file:
        file.write('\n[[digest]]\nid = "cyber"\ntreaties = ["XVIII-16"]\n')
    done = run("follow", "XVIII-12")
    assert "Note: digest cyber is about what it names, and so not about this." in done.stdout
    assert "digest daily" not in done.stdout


def test_a_treaty_that_has_names_only_gets_its_source(run, path):
    text = '[[treaty]]\nnumber = "XXVI-5"\nname = "Mines"\n'
    path.write_text(text, encoding="utf-8")
    assert run("follow", "XXVI-5").returncode == 0
    assert path.read_text(encoding="utf-8").startswith(text)
    config = load(path)
    assert [each.name for each in config.treaties] == ["Mines"]
    assert [each.id for each in config.sources] == ["untc-xxvi-5"]


def test_an_id_that_is_taken_is_not_taken_twice(run, path):
    text = '[[source]]\nid = "untc-xxvi-5"\nkind = "feed"\nurl = "https://example.org/feed"\n'
    path.write_text(text, encoding="utf-8")
    assert run("follow", "XXVI-5").returncode == 0
    assert [each.id for each in load(path).sources] == ["untc-xxvi-5", "untc-xxvi-5-2"]


@pytest.mark.parametrize("wanted", ["nonsense", "WIPO-berne", "XVIII", " "])
def test_what_is_no_treaty_of_the_collection_cannot_be_followed(run, path, wanted):
    done = run("follow", wanted)
    assert done.returncode == 2
    assert path.read_bytes() == SHIPPED.read_bytes()


@pytest.mark.parametrize("wanted", ["CETS-185", "cets 185", "Budapest Convention"])
def test_a_treaty_of_another_depositary_has_no_status_page_to_follow(run, path, wanted):
    done = run("follow", wanted)
    assert done.returncode == 2
    assert "CETS-185 (Budapest Convention) has no status page at the UN" in done.stderr
    assert 'Write a [[treaty]] with number = "CETS-185"' in done.stderr
    assert path.read_bytes() == SHIPPED.read_bytes()


def test_a_treaty_of_another_depositary_is_followed_by_the_source_that_was_written(run, path):
    with path.open("a", encoding="utf-8") as file:
        file.write(
            '\n[[source]]\nid = "coe"\nkind = "page"\nurl = "https://example.org/185"\n'
            'treaty = "CETS-185"\n'
        )
    done = run("follow", "CETS-185")
    assert (done.returncode, done.stderr) == (0, "")
    assert "CETS-185 (Budapest Convention) is followed already, by coe" in done.stdout


def test_an_interval_that_is_none_is_told(run, path):
    done = run("follow", "XVIII-12", "--every", "often")
    assert done.returncode == 2
    assert "--every: 'often' is not a length of time" in done.stderr


def test_a_configuration_that_is_wrong_already_is_not_edited(run, path):
    path.write_text("[service]\ntimezone = 3\n", encoding="utf-8")
    assert run("follow", "XVIII-12").returncode == 2
    assert path.read_text(encoding="utf-8") == "[service]\ntimezone = 3\n"


@pytest.mark.parametrize(
    "names", ['treaties = ["XVIII-12"]', 'sources = ["untc-xviii-12"]'], ids=["treaty", "source"]
)
def test_what_a_digest_names_is_not_taken_out(run, path, names):
    run("follow", "XVIII-12")
    with path.open("a", encoding="utf-8") as file:
        file.write(f'\n[[digest]]\nid = "crime"\n{names}\n')
    before = path.read_bytes()
    done = run("unfollow", "XVIII-12")
    assert done.returncode == 2
    assert "digest 'crime' names " in done.stderr
    assert path.read_bytes() == before


def test_the_last_source_goes_with_a_word_about_it(run, path):
    path.write_text("# nothing yet\n", encoding="utf-8")
    run("follow", "XVIII-12")
    done = run("unfollow", "XVIII-12")
    assert done.returncode == 0
    assert "No source is left" in done.stdout
    assert path.read_text(encoding="utf-8") == "# nothing yet\n"


def test_remarks_above_stay_and_are_told(run, path):
    path.write_text('# Mines.\n[[treaty]]\nnumber = "XXVI-5"\n', encoding="utf-8")
    done = run("unfollow", "XXVI-5")
    assert "Remarks right above what was taken out stay; they stood in line 1." in done.stdout
    assert path.read_text(encoding="utf-8") == "# Mines.\n"


def test_what_is_not_followed_cannot_be_taken_out(run, path):
    done = run("unfollow", "IV-4")
    assert done.returncode == 0
    assert "IV-4 is not followed" in done.stdout
    assert run("unfollow", "nonsense").returncode == 2
    assert path.read_bytes() == SHIPPED.read_bytes()
