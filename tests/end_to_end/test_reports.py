"""News is held against the record, by the real command line, a real feed and a real status page."""

import json

import pytest

from tests.end_to_end.tables import ROWS, but, table
from tests.end_to_end.watching import feed_source, untc_source
from tests.faults.running import Desk
from tests.servers import page, reply

RSS = {"Content-Type": "application/rss+xml; charset=utf-8"}
ENTRY = (
    "<item><title>{title}</title><link>https://news.example.org/{number}</link>"
    "<guid isPermaLink='false'>{number}</guid></item>"
)
NAMED = '[[treaty]]\nnumber = "XVIII-16"\nname = "UN Convention against Cybercrime"\n'
TREATY = "the United Nations Convention against Cybercrime"


DIGEST = (
    '[[channel]]\nid = "desk"\nkind = "console"\n'
    '[[digest]]\nid = "daily"\nschedule = "0 7 * * *"\nchannels = ["desk"]\n'
)


@pytest.fixture
def desk(site, tmp_path):
    """The watch over a feed and a status page that have had their baseline."""
    desk = NewsDesk(site, Desk(tmp_path))
    desk.record(table())
    desk.news("Ministers meet")
    desk.watch("poll")
    return desk


class NewsDesk:
    """Serves pages, and runs the command line on them."""

    def __init__(self, site, desk):
        self._site = site
        self._entries = []
        sources = (untc_source(site.url("/status")), feed_source(site.url("/feed"), "news"))
        self._desk = desk.configure(*sources, NAMED, DIGEST)

    def record(self, body):
        self._site.answer("/status", page(body))

    def news(self, *titles):
        for title in titles:
            self._entries.append(ENTRY.format(title=title, number=len(self._entries)))
        items = "".join(self._entries)
        body = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
        self._site.answer("/feed", reply(body=body.encode(), headers=RSS))

    def watch(self, *words):
        done = self._desk.run(*words)
        assert done.returncode == 0, (done.stdout, done.stderr)
        return done.stdout

    def lines(self, *words):
        return [json.loads(line) for line in self.watch(*words, "--json").splitlines()]


def test_a_report_is_confirmed_when_the_record_shows_it(desk):
    desk.news(f"Peru deposits its instrument of ratification of {TREATY}")
    desk.watch("poll")
    (report,) = desk.lines("reports")
    assert (report["participant"], report["state"], report["days"]) == ("Peru", "unconfirmed", None)
    desk.record(table(but(Peru=("25 Oct 2025", "20 Nov 2026"))))
    desk.watch("poll")
    (report,) = desk.lines("reports", "XVIII-16")
    assert (report["state"], report["days"]) == ("confirmed", 0)
    assert report["reason"] == "the record shows a ratification of 20 Nov 2026"
    shown = desk.watch("show", str(report["settled_by"]))
    assert f"confirms: change {report['seq']}, reported by news on" in shown
    assert "claims: XVIII-16, it says that Peru ratified" in desk.watch("show", str(report["seq"]))
    assert desk.watch("reports", "--state", "unconfirmed") == "There is no such report.\n"


def test_seventy_two_states_ratify_and_the_record_shows_signatures(desk):
    desk.news(f"14 States ratify {TREATY}")
    desk.watch("poll")
    (report,) = desk.lines("reports")
    assert (report["number"], report["state"]) == (14, "contradicted")
    assert report["reason"] == (
        f"the record shows {len(ROWS)} signatures and 6 instruments of consent to be bound"
    )


def test_a_parliament_puts_a_participant_on_the_way_and_opens_no_report(desk):
    desk.news("Peru's Congress approves ratification of the UN Convention against Cybercrime")
    desk.news(f"Ghana will ratify {TREATY}")
    desk.watch("poll")
    assert desk.lines("reports") == []
    heard = [(each["participant"], each["step"]) for each in desk.lines("pipeline", "XVIII-16")]
    assert heard[:2] == [("Peru", "domestic_step"), ("Ghana", "announced")]
    assert set(heard[2:]) == {
        (name, "signed")
        for name, (_, consent) in ROWS.items()
        if not consent and name not in ("Peru", "Ghana")
    }
    table_of_two = desk.watch("pipeline", "XVIII-16", "--heard").splitlines()
    assert [line.split()[0] for line in table_of_two] == ["participant", "Peru", "Ghana"]


def test_a_digest_keeps_reports_apart_from_the_record(desk):
    desk.news(f"Peru ratifies {TREATY}")
    desk.watch("poll")
    told = desk.watch("digest", "daily", "--preview")
    record, reported = told.split("Reported by others")
    assert "Peru" not in record
    said = "UN Convention against Cybercrime: says that Peru ratified; not on record."
    assert said in " ".join(reported.split())
