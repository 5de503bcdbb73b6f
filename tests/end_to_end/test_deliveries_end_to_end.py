"""Messages on their way out: the real command line and daemon, real servers for mail and HTTP."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from email import message_from_bytes
from email.message import Message

import pytest

from tests.end_to_end.tables import ROWS, Rows, but, table
from tests.end_to_end.watching import untc_source
from tests.faults.ledger import assert_whole, rows
from tests.faults.running import Desk, needs_proc, page_of, page_source, until
from tests.mail import Mail, MailServer
from tests.servers import FOREVER, Site, page, raw, reply
from watcher.model.participants import shipped

pytestmark = needs_proc

LONG_AGO = "'2020-01-01T00:00:00.000Z'"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

FILE = '[[channel]]\nid = "file"\nkind = "file"\npath = "digests.jsonl"\n'
OPERATOR = '[[channel]]\nid = "operator"\nkind = "file"\npath = "operator.jsonl"\n'

#: One that is due each minute, and one that comes due when a test moves its cursor.
MINUTELY = '[[digest]]\nid = "minutely"\nschedule = "* * * * *"\n'
YEARLY = '[[digest]]\nid = "yearly"\nschedule = "0 0 1 1 *"\n'


def mail_channel(server: MailServer, *to: str) -> str:
    return (
        f'[[channel]]\nid = "mail"\nkind = "email"\nsmtp_host = "127.0.0.1"\n'
        f'smtp_port = {server.port}\nsecurity = "none"\nfrom = "Desk <desk@example.org>"\n'
        f"to = {json.dumps(to or ('reader@example.org',))}\n"
    )


def hook_channel(url: str, name: str = "hook") -> str:
    return (
        f'[[channel]]\nid = "{name}"\nkind = "webhook"\nurl = "{url}"\n'
        'secrets = ["env:HOOK_SECRET"]\n'
    )


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("HOOK_SECRET", SECRET)


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def mail():
    with MailServer() as server:
        yield server


@pytest.fixture
def news(site, desk):
    """Configure the desk, poll, and poll again when the page has something new."""

    def configured(*sections: str) -> Desk:
        desk.configure(page_source(site.url("/page")), *sections)
        for passages in (("One.",), ("One.", "Two is new.")):
            site.answer("/page", page(page_of(*passages)))
            assert desk.run("poll").returncode == 0
        return desk

    return configured


def due(desk: Desk, digest: str = "minutely") -> None:
    """Make a digest due, as if the watcher had been off for long."""
    desk.write(
        "UPDATE cursors SET period_end = strftime('%Y-%m-%dT%H:%M:00.000Z', 'now', '-1 hour') "
        f"WHERE name = '{digest}'"
    )


def bring_forward(desk: Desk) -> None:
    """Let the next attempts be made now, as if their time had come."""
    desk.write(f"UPDATE deliveries SET next_attempt = {LONG_AGO} WHERE state = 'queued'")


def deliveries(desk: Desk) -> list[dict[str, object]]:
    return rows(desk.database, "SELECT * FROM deliveries ORDER BY rowid")


def attempts(desk: Desk) -> list[dict[str, object]]:
    return rows(desk.database, "SELECT * FROM attempts ORDER BY id")


def states(desk: Desk) -> dict[str, str]:
    """How each delivery stands, by recipient."""
    return {row["recipient"]: row["state"] for row in deliveries(desk)}


def lines(desk: Desk, name: str) -> list[dict[str, object]]:
    """The messages in a file."""
    path = desk.folder / name
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def to_whom(server: MailServer) -> list[str]:
    return sorted(recipient for mail in server.received for recipient in mail.recipients)


def letter(mail: Mail) -> Message:
    return message_from_bytes(mail.content)


def test_a_digest_arrives_once_when_the_mail_server_is_back_after_two_restarts(mail, news):
    mail.stop()
    desk = news(mail_channel(mail), MINUTELY)
    due(desk)
    for restarts in range(2):
        with desk.daemon() as daemon:
            until(lambda before=restarts: len(attempts(desk)) > before)
            assert daemon.stop() == 0
        bring_forward(desk)
    mail.start()
    with desk.daemon() as daemon:
        until(lambda: set(states(desk).values()) == {"delivered"})
        assert daemon.stop() == 0
    assert_whole(desk.database)
    (delivery,) = deliveries(desk)
    (arrived,) = mail.received
    assert letter(arrived)["Message-ID"] == f"<{delivery['id']}@example.org>"
    assert b"Two is new" in arrived.content
    *refused, accepted = attempts(desk)
    assert (len(refused) >= 2, accepted["accepted"]) == (True, 1)
    assert all("the connection was refused" in attempt["answer"] for attempt in refused)


def test_one_recipient_of_five_who_is_refused_neither_blocks_nor_repeats_the_others(mail, news):
    people = [f"{name}@example.org" for name in "abcde"]
    mail.answer("RCPT", "550 no such user", to=people[2])
    desk = news(mail_channel(mail, *people), MINUTELY)
    sent = desk.run("digest", "minutely")
    assert sent.returncode == 1
    assert sent.stdout.startswith(f"mail, {people[2]}: channel mail, mail to {people[2]} by ")
    assert "the server answered 550 no such user to RCPT TO" in sent.stdout
    assert sent.stdout.endswith("it is given up\n")
    others = [person for person in people if person != people[2]]
    assert to_whom(mail) == others
    assert states(desk) == dict.fromkeys(others, "delivered") | {people[2]: "dead"}

    with desk.daemon() as daemon:
        assert desk.run("poll").returncode == 0  # the daemon's ticks have passed
        assert daemon.stop() == 0
    assert desk.run("digest", "minutely").returncode == 0
    assert to_whom(mail) == others
    assert mail.names().count("RCPT") == len(people)
    assert_whole(desk.database)


@pytest.fixture
def three_ends(site, mail, news) -> Desk:
    """A digest that one recipient has, one refused for good, and one did not take yet."""
    site.answer("/hook", reply(503, b"later"))
    mail.answer("RCPT", "550 no such user", to="b@example.org")
    channels = (
        mail_channel(mail, "a@example.org", "b@example.org"),
        hook_channel(site.url("/hook")),
    )
    desk = news(*channels, MINUTELY)
    assert desk.run("digest", "minutely").returncode == 1
    return desk


def listed(desk: Desk, *words: str) -> list[dict[str, object]]:
    done = desk.run("deliveries", *words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_deliveries_are_listed_with_what_was_answered(three_ends):
    all_of_them = listed(three_ends)
    assert {(each["recipient"], each["state"]) for each in all_of_them} == {
        ("a@example.org", "delivered"),
        ("b@example.org", "dead"),
        (None, "queued"),
    }
    assert {(each["digest"], each["attempts"]) for each in all_of_them} == {("minutely", 1)}
    assert {each["recipient"] for each in listed(three_ends, "--failed")} == {"b@example.org", None}
    (dead,) = listed(three_ends, "--dead")
    assert dead["recipient"] == "b@example.org"
    assert "550 no such user" in dead["answer"]
    assert dead["next_attempt"] is None
    assert len(listed(three_ends, "--limit", "2")) == 2
    shown = three_ends.run("deliveries").stdout
    assert all(each["id"][:8] in shown for each in all_of_them)
    assert f"{dead['id'][:8]}: channel mail, " in shown
    assert "answered 503 Service Unavailable" in shown


def test_a_dead_delivery_is_sent_again_under_its_id(three_ends, mail):
    (dead,) = listed(three_ends, "--dead")
    again = three_ends.run("deliveries", "resend", dead["id"][:8])
    assert again.returncode == 1
    assert again.stdout.startswith(f"{dead['id']}: dead; ")
    mail.usual()
    again = three_ends.run("deliveries", "resend", dead["id"][:8])
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.startswith(f"{dead['id']}: delivered; sent to b@example.org")
    as_json = three_ends.run("deliveries", "resend", dead["id"], "--json")
    assert as_json.returncode == 0
    assert (json.loads(as_json.stdout)["state"], json.loads(as_json.stdout)["attempts"]) == (
        "delivered",
        4,
    )
    assert to_whom(mail) == ["a@example.org", "b@example.org", "b@example.org"]
    ids = [letter(each)["Message-ID"] for each in mail.received if "b@" in each.recipients[0]]
    assert ids == [f"<{dead['id']}@example.org>"] * 2
    assert_whole(three_ends.database)


def test_the_daemon_sends_again_what_it_is_asked_to(three_ends, mail):
    (dead,) = listed(three_ends, "--dead")
    with three_ends.daemon() as daemon:
        refused = three_ends.run("deliveries", "resend", dead["id"])
        assert refused.returncode == 1
        assert refused.stdout.startswith(f"{dead['id']}: dead; ")
        mail.usual()
        again = three_ends.run("deliveries", "resend", dead["id"][:8])
        assert (again.returncode, again.stderr) == (0, "")
        assert again.stdout.startswith(f"{dead['id']}: delivered; ")
        assert daemon.stop() == 0
    assert to_whom(mail) == ["a@example.org", "b@example.org"]
    assert_whole(three_ends.database)


def test_an_id_that_is_unknown_or_ambiguous_is_refused_with_a_sentence(mail, news):
    # With more recipients than hexadecimal digits, two ids begin alike.
    desk = news(mail_channel(mail, *(f"{n}@example.org" for n in range(17))), MINUTELY)
    assert desk.run("digest", "minutely").returncode == 0
    ids = [str(each["id"]) for each in listed(desk)]
    first = next(each[0] for each in ids if sum(other[0] == each[0] for other in ids) > 1)
    ambiguous = desk.run("deliveries", "resend", first)
    assert ambiguous.returncode == 2
    assert f"'{first}' is the beginning of several ids: " in ambiguous.stderr
    for unknown in ("zzzz", ""):
        done = desk.run("deliveries", "resend", unknown)
        assert done.returncode == 2
        assert f"there is no delivery '{unknown}'" in done.stderr
    assert len(mail.received) == 17


def test_channels_are_listed_and_tested(site, mail, news):
    site.answer("/hook", reply(204))
    site.answer("/moved", reply(404))
    desk = news(
        FILE,
        mail_channel(mail, "a@example.org", "b@example.org"),
        hook_channel(site.url("/hook?token=1")),
        hook_channel(site.url("/moved"), "moved"),
        MINUTELY,
        '[operator]\nchannels = ["file"]\n',
    )
    listed_ = [json.loads(line) for line in desk.run("channels", "--json").stdout.splitlines()]
    assert [(each["channel"], each["to"]) for each in listed_] == [
        ("file", ["digests.jsonl"]),
        ("mail", ["a@example.org", "b@example.org"]),
        ("hook", [site.url("/hook")]),
        ("moved", [site.url("/moved")]),
    ]
    assert listed_[0]["digests"] == ["minutely", "operator"]
    for name, accepted in (("file", 1), ("mail", 2), ("hook", 1)):
        done = desk.run("channels", "test", name)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count("accepted: ") == accepted
    (line,) = lines(desk, "digests.jsonl")
    assert (line["type"], line["channel"]) == ("test", "file")
    assert to_whom(mail) == ["a@example.org", "b@example.org"]
    assert "Test message" in letter(mail.received[0])["Subject"]
    assert json.loads(site.seen("/hook")[0].body)["type"] == "test"

    refused = desk.run("channels", "test", "moved")
    assert refused.returncode == 1
    assert refused.stdout.startswith("refused: channel moved: ")
    assert "404 Not Found: check the channel's url" in refused.stdout
    unknown = desk.run("channels", "test", "mial")
    assert unknown.returncode == 2
    assert "mail" in unknown.stderr
    assert deliveries(desk) == []


def test_without_a_secret_nothing_is_sent_and_the_check_mentions_it(site, news, monkeypatch):
    site.answer("/hook", reply(204))
    desk = news(hook_channel(site.url("/hook")), MINUTELY)
    monkeypatch.delenv("HOOK_SECRET")
    sentence = "channel hook: env:HOOK_SECRET: the environment has no variable HOOK_SECRET"
    for words in (("run",), ("digest", "minutely")):
        refused = desk.run(*words)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert sentence in refused.stderr
    checked = desk.run("check", "--offline")
    assert checked.returncode == 0
    assert f"{sentence}; `watcher run` needs it." in checked.stdout
    assert desk.run("digest", "minutely", "--preview").returncode == 0
    assert sentence.partition(": ")[2] in desk.run("channels").stdout
    tested = desk.run("channels", "test", "hook")
    assert (tested.returncode, site.count("/hook")) == (1, 0)
    assert rows(desk.database, "SELECT * FROM deliveries") == []


def test_an_endpoint_that_hangs_keeps_none_of_the_others_waiting(site, news):
    names = [f"hook{n:02}" for n in range(20)]
    for name in names:
        site.answer(f"/{name}", reply(204))
    site.answer("/hook00", raw(FOREVER))
    desk = news(*(hook_channel(site.url(f"/{name}"), name) for name in names), MINUTELY)
    due(desk)
    with desk.daemon() as daemon:
        until(lambda: list(by_channel(desk).values()).count(("delivered", 1)) == 19)
        assert by_channel(desk)["hook00"] == ("queued", 0)  # it is still waited for
        assert site.count("/hook00") == 1
        assert site.seen("/hook00")[0].ended is None
        assert daemon.stop() == 0
    assert_whole(desk.database)
    site.answer("/hook00", reply(204))
    with desk.daemon() as daemon:
        until(lambda: by_channel(desk)["hook00"][0] == "delivered")
        assert daemon.stop() == 0
    first, second = site.seen("/hook00")
    assert first.header("webhook-id") == second.header("webhook-id")
    assert first.body == second.body
    assert {site.count(f"/{name}") for name in names[1:]} == {1}


def by_channel(desk: Desk) -> dict[str, tuple[str, int]]:
    return {row["channel"]: (row["state"], row["attempts"]) for row in deliveries(desk)}


SIXTY = [
    each.name
    for each in shipped().by_code.values()
    if each.kind == "state" and each.until is None and not any(map(each.spellings.count, ROWS))
][:60]


def signed(names: Iterable[str]) -> Rows:
    return but(**dict.fromkeys(names, ("3 Feb 2026", "")))


def test_sixty_signatures_are_one_message_at_once_and_brief_in_the_next_digest(site, mail, desk):
    site.answer("/status", reply(body=table()))
    at_once = 'immediate = ["signature"]\ngather = "1s"\n'
    source = untc_source(site.url("/status"))
    desk.configure(source, FILE, mail_channel(mail), YEARLY + at_once)
    assert desk.run("poll").returncode == 0
    site.answer("/status", reply(body=table(signed(SIXTY))))
    with desk.daemon() as daemon:
        assert desk.run("poll").returncode == 0
        until(lambda: [row["state"] for row in deliveries(desk)] == ["delivered"] * 2)
        assert daemon.stop() == 0
    (alert,) = lines(desk, "digests.jsonl")
    assert (alert["type"], alert["id"]) == ("alert", "yearly")
    (section,) = alert["record"]
    assert sorted(action["participant"] for action in section["actions"]) == sorted(SIXTY)

    desk.write(f"UPDATE cursors SET period_end = {LONG_AGO} WHERE name = 'yearly'")
    with desk.daemon() as daemon:
        until(lambda: [row["state"] for row in deliveries(desk)] == ["delivered"] * 4)
        assert daemon.stop() == 0
    _, digest = lines(desk, "digests.jsonl")
    assert (digest["type"], digest["record"], len(digest["told"])) == ("digest", [], 60)
    assert {each["told_in"]["subject"] for each in digest["told"]} == {alert["subject"]}
    assert len(mail.received) == 2
    assert "Told before" in text_of(mail.received[1])
    assert SIXTY[0] in text_of(mail.received[1])
    assert_whole(desk.database)


def text_of(mail: Mail) -> str:
    """The plain text of a mail."""
    plain, _html = letter(mail).get_payload()
    return plain.get_payload(decode=True).decode()


def test_the_mail_of_a_correction_answers_the_mail_that_told_what_it_corrects(site, mail, desk):
    site.answer("/status", reply(body=table()))
    desk.configure(untc_source(site.url("/status")), mail_channel(mail), MINUTELY)
    assert desk.run("poll").returncode == 0
    for date in ("3 Feb 2026", "4 Feb 2026"):
        site.answer("/status", reply(body=table(but(Norway=(date, "")))))
        assert desk.run("poll").returncode == 0
        assert desk.run("digest", "minutely").returncode == 0
    first, correction = map(letter, mail.received)
    assert first["In-Reply-To"] is None
    assert correction["In-Reply-To"] == correction["References"] == first["Message-ID"]
    assert correction["Message-ID"] != first["Message-ID"]
    assert "Corrections" in text_of(mail.received[1])
    assert_whole(desk.database)


TO_OPERATOR = '[operator]\nchannels = ["operator"]\n'


def events(desk: Desk) -> list[tuple[str, str, bool]]:
    """What the operator was told of: the subject, the sentence, and whether it is over."""
    return [
        (event["subject"], event["text"], event["over"])
        for message in lines(desk, "operator.jsonl")
        for event in message["events"]
    ]


def test_the_operator_is_told_of_a_source_once_and_once_more_when_it_is_well_again(site, news):
    desk = news(FILE, OPERATOR, MINUTELY + 'channels = ["file"]\n', TO_OPERATOR)
    site.answer("/page", reply(500))
    with desk.daemon() as daemon:
        assert desk.run("poll").returncode == 1
        assert desk.run("poll").returncode == 1
        until(lambda: events(desk))
        assert daemon.stop() == 0
    with desk.daemon() as daemon:
        assert desk.run("poll").returncode == 1
        site.answer("/page", page(page_of("One.", "Two is new.", "Three is newer.")))
        assert desk.run("poll").returncode == 0
        until(lambda: len(events(desk)) > 1)
        assert daemon.stop() == 0
    began, over = events(desk)
    assert (began[0], began[2]) == ("page", False)
    assert began[1].startswith("cannot be read (polls in a row: 2): ")
    assert (over[0], over[2]) == ("page", True)
    assert over[1].startswith("is well again after ")
    assert "Three is newer" in over[1].partition("Found since: ")[2]
    assert_whole(desk.database)


def test_the_operator_is_told_of_a_delivery_that_was_given_up_and_when_it_arrives(mail, news):
    mail.answer("RCPT", "550 no such user")
    digest = MINUTELY + 'channels = ["mail"]\n'
    desk = news(mail_channel(mail), OPERATOR, digest, TO_OPERATOR)
    assert desk.run("digest", "minutely").returncode == 1
    (dead,) = deliveries(desk)
    with desk.daemon() as daemon:
        until(lambda: events(desk))
        mail.usual()
        assert desk.run("deliveries", "resend", dead["id"]).returncode == 0
        until(lambda: len(events(desk)) > 1)
        assert daemon.stop() == 0
    (subject, began, _), over = events(desk)
    assert subject == dead["id"]
    assert "by mail to reader@example.org was given up after 1 attempt: " in began
    assert f"`watcher deliveries resend {dead['id'][:8]}`" in began
    assert over == (dead["id"], "is on its way again, or arrived after all.", True)
    assert_whole(desk.database)


#: Makes the database refuse the daemon's sign of life, as a full disk would.
REFUSE = """CREATE TRIGGER refused BEFORE INSERT ON meta WHEN new.name = 'last_tick'
BEGIN SELECT RAISE(ABORT, 'no room'); END"""


@pytest.fixture
def with_heartbeat(site, desk):
    """Configure the desk with a heartbeat at this address, and poll."""

    def configured(address: str) -> Desk:
        site.answer("/page", page(page_of("One.")))
        operator = f'{TO_OPERATOR}heartbeat = "{site.url(address)}"\n'
        desk.configure(page_source(site.url("/page")), OPERATOR, MINUTELY, operator)
        assert desk.run("poll").returncode == 0
        return desk

    return configured


@pytest.mark.parametrize(
    ("address", "good"),
    [("/ping/1", "/ping/1"), ("/api/push/a?status=up&msg=&ping=", "/api/push/a?status=up&msg=OK")],
)
def test_a_watch_that_works_pings_its_heartbeat_once_a_minute(site, with_heartbeat, address, good):
    desk = with_heartbeat(address)
    site.answer_all(reply(200, b"OK"))
    with desk.daemon() as daemon:
        until(lambda: pings(site))
        for _ in range(2):  # some ticks more
            assert desk.run("poll").returncode == 0
        assert daemon.stop() == 0
    assert pings(site) == [("GET", good)]


@pytest.mark.parametrize(
    ("address", "bad"),
    [
        ("/ping/1?create=1", "/ping/1/fail?create=1"),
        ("/api/push/a", "/api/push/a?status=down&msg=watcher.db:+no+room."),
    ],
)
def test_where_the_database_refuses_the_failure_is_pinged_and_told(
    site, with_heartbeat, address, bad
):
    desk = with_heartbeat(address)
    desk.write(REFUSE)
    with desk.daemon() as daemon:
        until(lambda: pings(site))
        until(lambda: events(desk))
        desk.write("DROP TRIGGER refused")
        daemon.wait_for("the database works again")
        until(lambda: len(events(desk)) > 1)
        assert daemon.stop() == 0
    assert pings(site) == [("GET", bad)]  # that it works again waits for the next minute
    began, over = events(desk)
    assert began == ("the database", "watcher.db: no room.", False)
    assert (over[0], over[2]) == ("the database", True)
    assert rows(desk.database, "SELECT * FROM episodes") == []
    assert_whole(desk.database)


@pytest.mark.heavy
def test_a_database_that_is_held_by_another_program_is_a_failure_until_it_is_free(
    site, with_heartbeat
):
    desk = with_heartbeat("/ping/1")
    with desk.daemon() as daemon:
        until(lambda: pings(site) == [("GET", "/ping/1")])
        with closing(sqlite3.connect(desk.database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            until(lambda: pings(site)[1:] == [("GET", "/ping/1/fail")])
            other.execute("ROLLBACK")
        daemon.wait_for("the database works again")
        assert daemon.stop() == 0
    assert len(pings(site)) == 2
    assert [over for _, _, over in events(desk)] == [False, True]
    assert_whole(desk.database)


def pings(site: Site) -> list[tuple[str, str]]:
    """The requests that were for no page."""
    return [(seen.method, seen.target) for seen in site.requests if seen.path != "/page"]
