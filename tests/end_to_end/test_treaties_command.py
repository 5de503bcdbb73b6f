"""`watcher treaties`, by the real command line: the shipped list, and updates from a site."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.command import run_text
from tests.end_to_end.shared import PROJECT
from tests.servers import cut, redirect, reply
from watcher.catalogue.chapters import chapters
from watcher.catalogue.saved import read_saved

PAGES = PROJECT / "tests" / "pages" / "untc-chapter"
XVIII = (PAGES / "chapter-xviii.html").read_bytes()
XI_B = (PAGES / "chapter-xi-b.html").read_bytes()

CONFIGURATION = """\
[service]
database = "data/watcher.db"
contact = "mailto:desk@example.org"
host_pause = "0s"
allow_private_addresses = true
"""


def watcher(folder, *words):
    """Run the command line in this folder."""
    return run_text(*words, cwd=folder, env={"NO_COLOR": "1"})


class Collection:
    """A site that plays the UN Treaty Collection: each chapter page has the answer it is given."""

    def __init__(self, site):
        self.site = site
        self.answers = {}
        self.asked = []
        site.answer("/Pages/Treaties.aspx", self._answer)

    def _answer(self, seen):
        query = {name: values[0] for name, values in parse_qs(urlsplit(seen.target).query).items()}
        asked = (int(query["id"]), query["subid"])
        self.asked.append(asked)
        return self.answers.get(asked) or reply(body=page_of(*asked))


def page_of(number, subid):
    """A page with three treaties of the chapter."""
    chapter = next(
        each for each in chapters() if each.number == number and (each.subchapter or "A") == subid
    )
    rows = "".join(
        f"<tr><td>90{n}.</td><td>"
        f'<a href="ViewDetails.aspx?src=TREATY&amp;mtdsg_no={chapter.name}-90{n}&amp;clang=_en">'
        f"Treaty 90{n} of {chapter.name}.&nbsp;&nbsp; Rome, {n} May 2001</a></td></tr>"
        for n in (1, 2, 3)
    )
    return f"<html><body><table>{rows}</table></body></html>".encode()


@pytest.fixture
def collection(site):
    return Collection(site)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "watcher.toml").write_text(CONFIGURATION, encoding="utf-8")
    return tmp_path


@pytest.fixture
def update(folder, site):
    return lambda *words: watcher(folder, "treaties", "update", *words, "--site", site.url("/"))


def kept(folder):
    return read_saved(folder / "data" / "treaties.json")


# -- search --------------------------------------------------------------------------------


def test_a_search_needs_neither_configuration_nor_database(tmp_path):
    done = watcher(tmp_path, "treaties", "search", "cyber")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1].startswith("XVIII-16")
    assert "Convention against Cybercrime" in done.stdout.splitlines()[1]
    assert list(tmp_path.iterdir()) == []


def test_the_depositary_is_shown_where_it_is_not_the_un(tmp_path):
    headings, row = watcher(tmp_path, "treaties", "search", "istanbul").stdout.splitlines()
    assert headings.split() == ["number", "date", "depositary", "title", "also", "called"]
    assert row.startswith("CETS-210  2011-05-11  Council of Europe  Council of Europe Convention")
    headings, row = watcher(tmp_path, "treaties", "search", "mine", "ban").stdout.splitlines()
    assert headings.split() == ["number", "date", "title", "also", "called"]
    assert row.startswith("XXVI-5  1997-09-18  Convention on the Prohibition")


def test_a_search_prints_json_lines(tmp_path):
    done = watcher(tmp_path, "treaties", "search", "escazu", "--json")
    (entry,) = map(json.loads, done.stdout.splitlines())
    assert (entry["number"], entry["place"], entry["date"]) == (
        *("XXVII-18", "Escazú", "2018-03-04"),
    )


def test_nothing_found_is_said_with_how_to_widen_it(tmp_path):
    done = watcher(tmp_path, "treaties", "search", "unicorns")
    assert done.returncode == 0
    assert "No treaty among" in done.stdout
    assert "`watcher treaties update`" in done.stdout


def test_many_are_cut_with_a_word_about_the_rest(tmp_path):
    done = watcher(tmp_path, "treaties", "search", "convention")
    *rows, last = done.stdout.splitlines()
    assert len(rows) == 26
    assert last.startswith("… and ")
    done = watcher(tmp_path, "treaties", "search", "convention", "--all")
    assert len(done.stdout.splitlines()) > 60


def test_a_default_configuration_that_is_wrong_does_not_stop_a_search(folder):
    (folder / "config" / "watcher.toml").write_text("[service", encoding="utf-8")
    done = watcher(folder, "treaties", "search", "cyber")
    assert done.returncode == 0
    assert "only the treaties that come with the program" in done.stderr
    assert "XVIII-16" in done.stdout
    named = watcher(folder, "treaties", "search", "cyber", "-c", "config/watcher.toml")
    assert named.returncode == 2


# -- update --------------------------------------------------------------------------------


def test_an_update_asks_for_each_chapter_once_and_names_its_contact(collection, update, folder):
    done = update()
    assert done.returncode == 0, done.stdout + done.stderr
    assert collection.asked == [
        *((n, "A") for n in range(1, 11)),
        *((11, subid) for subid in "ABCDE"),
        *((n, "A") for n in range(12, 30)),
    ]
    assert "mailto:desk@example.org" in collection.site.requests[0].header("user-agent")
    assert len(kept(folder)) == 33
    assert "33 of 33 pages read" in done.stdout
    assert str(Path("data") / "treaties.json") in done.stdout


def test_what_was_read_is_found_and_can_be_followed(collection, update, folder):
    collection.answers[18, "A"] = reply(body=XVIII)
    assert update("XVIII").returncode == 0
    done = watcher(folder, "treaties", "search", "slavery amended", "--json")
    (entry,) = map(json.loads, done.stdout.splitlines())
    assert entry["number"] == "XVIII-2"
    assert entry["source"].startswith(collection.site.url("/Pages/Treaties.aspx?id=18"))
    whole = watcher(folder, "treaties", "search", "XVIII-16", "--json")
    assert json.loads(whole.stdout)["title"].endswith("in Electronic Form of Serious Crimes")
    assert watcher(folder, "follow", "XVIII-2").returncode == 0
    config = (folder / "config" / "watcher.toml").read_text(encoding="utf-8")
    assert 'name = "Slavery Convention, signed at Geneva on 25 September 1926' in config


def test_a_chapter_that_is_named_without_its_subchapter_means_all_of_them(collection, update):
    assert update("xi").returncode == 0
    assert collection.asked == [(11, subid) for subid in "ABCDE"]


def test_one_subchapter_alone_can_be_read(collection, update, folder):
    collection.answers[11, "B"] = reply(body=XI_B)
    assert update("XI-B").returncode == 0
    assert list(kept(folder)) == ["XI-B"]


def test_a_chapter_that_there_is_not_is_a_wrong_use(update):
    done = update("XLII")
    assert done.returncode == 2
    assert "'XLII' is not a chapter of the UN Treaty Collection" in done.stderr


def test_a_site_that_is_no_address_is_a_wrong_use(folder):
    done = watcher(folder, "treaties", "update", "--site", "treaties")
    assert done.returncode == 2
    assert "--site: 'treaties' is not an address" in done.stderr


WRONG = {
    "maintenance": (reply(body=(PAGES / "maintenance.html").read_bytes()), "no treaty is listed"),
    "not-found": (reply(body=(PAGES / "not-found.html").read_bytes()), "no treaty is listed"),
    "another": (reply(body=page_of(4, "A")), "treaties that are not of chapter XVIII: IV-901"),
    "cut page": (reply(body=XVIII[:2_500]), "the page is cut"),
    "cut transfer": (cut(XVIII, after=2_500), "the transfer was cut"),
    "half": (reply(body=page_of(18, "A")), "it looks like half a page"),
    "error": (reply(500), "500"),
    "elsewhere": (redirect("/Pages/PageNotFound.aspx"), "404"),
    "empty": (reply(body=b""), "no treaty is listed on it: not a chapter page, but an empty body"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_page_that_fails_loses_nothing_and_the_others_are_read(fault, collection, update, folder):
    collection.answers[18, "A"] = reply(body=XVIII)
    assert update("XVIII").returncode == 0
    before = kept(folder)["XVIII"]
    answer, reason = WRONG[fault]
    collection.answers[18, "A"] = answer
    done = update("XVII", "XVIII", "XIX")
    assert done.returncode == 1
    assert "XVIII: failed: " in done.stdout
    assert reason in done.stdout
    assert "2 of 3 pages read" in done.stdout
    assert kept(folder)["XVIII"] == before
    assert {"XVII", "XIX"} < set(kept(folder))


def test_what_is_new_and_what_is_gone_is_told(collection, update):
    collection.answers[18, "A"] = reply(body=XVIII)
    update("XVIII")
    fewer = XVIII.replace(b"XVIII-10-a", b"XVIII-10-b").replace(b"10.a", b"10.b")
    collection.answers[18, "A"] = reply(body=fewer)
    done = update("XVIII")
    assert "XVIII: 7 treaties; new: XVIII-10-b; not listed any more: XVIII-10-a" in done.stdout
    done = update("XVIII", "--json")
    assert json.loads(done.stdout)["new"] == []


def test_a_row_that_is_not_understood_is_told(collection, update, folder):
    rows = "".join(
        f'<tr><td>{n}.</td><td><a href="ViewDetails.aspx?mtdsg_no=XVIII-{n + (n == 20)}">'
        f"Treaty {n}.&nbsp;&nbsp; Rome, 1 May 2001</a></td></tr>"
        for n in range(1, 21)
    )
    body = f"<html><body><table>{rows}</table></body></html>".encode()
    collection.answers[18, "A"] = reply(body=body)
    done = update("XVIII")
    assert done.returncode == 0
    assert "XVIII: 19 treaties; not read: XVIII-21: its row says '20.'." in done.stdout
    assert len(kept(folder)["XVIII"].entries) == 19


def test_a_site_that_asks_for_rest_is_left_alone_at_once(collection, update):
    collection.answers[2, "A"] = reply(503, headers={"Retry-After": "3600"})
    done = update()
    assert done.returncode == 1
    assert collection.asked == [(1, "A"), (2, "A")]
    assert "The site is left alone now; not asked for: III, IV" in done.stdout
    assert "1 of 33 pages read" in done.stdout


def test_three_failures_in_a_row_end_an_update(collection, update):
    for number in (4, 5, 6):
        collection.answers[number, "A"] = reply(500)
    assert update().returncode == 1
    assert collection.asked == [(n, "A") for n in range(1, 7)]


def test_what_was_read_before_an_end_is_kept(collection, update, folder):
    for number in (4, 5, 6):
        collection.answers[number, "A"] = reply(500)
    update()
    assert set(kept(folder)) == {"I", "II", "III"}


def test_a_damaged_file_is_told_before_the_site_is_asked(collection, update, folder):
    (folder / "data").mkdir()
    (folder / "data" / "treaties.json").write_text("{", encoding="utf-8")
    done = update()
    assert done.returncode == 3
    assert "take the file away" in done.stderr
    assert collection.asked == []
    assert watcher(folder, "treaties", "search", "cyber").returncode == 3


def test_titles_from_outside_can_steer_no_terminal(collection, update, folder):
    body = page_of(18, "A").replace(b"Treaty 901", b"Treaty \x1b[2J&#27;[2J&#x202e;901")
    collection.answers[18, "A"] = reply(body=body)
    assert update("XVIII").returncode == 0
    done = watcher(folder, "treaties", "search", "XVIII-901")
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert watcher(folder, "follow", "XVIII-901").returncode == 0
