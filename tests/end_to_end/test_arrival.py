"""Messages arrive, by the real command line and real servers, whatever fails on the way."""

import email
import email.policy
import json
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks

from tests.end_to_end.tables import but, table
from tests.faults.ledger import assert_whole, rows
from tests.faults.running import Desk, needs_proc, page_of, page_source, until
from tests.mail import MailServer
from tests.servers import FOREVER, page, raw, reply

pytestmark = needs_proc

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SOON = "'2020-01-01T00:00:00.000Z'"
DIGEST = '[[digest]]\nid = "minutely"\nschedule = "* * * * *"\n'
STATUS = '[[source]]\nid = "untc"\nkind = "untc-status"\ntreaty = "XVIII-16"\nurl = "{url}"\n'
SIXTY = [f"State {chr(65 + n // 10)}{chr(65 + n % 10)}" for n in range(60)]


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def server():
    with MailServer() as running:
        yield running


def mail_channel(server, *to, name="mail"):
    written = json.dumps(list(to or ("a@example.org",)))
    return (
        f'[[channel]]\nid = "{name}"\nkind = "email"\nsmtp_host = "127.0.0.1"\n'
        f'smtp_port = {server.port}\nsecurity = "none"\nfrom = "desk@example.org"\nto = {written}\n'
    )


def hook_channel(url, name="hook"):
    return (
        f'[[channel]]\nid = "{name}"\nkind = "webhook"\nurl = "{url}"\n'
        'secrets = ["env:HOOK_SECRET"]\n'
    )


def back(desk, **span):
    """Let the digests have been told so long ago that they are due."""
    moment = datetime.now(UTC) - timedelta(**span)
    desk.write(f"UPDATE cursors SET period_end = '{moment:%Y-%m-%dT%H:%M:%S.000Z}'")


def with_news(site, desk, *sections):
    """A desk whose page has changed, and whose digest is due."""
    desk.configure(page_source(site.url("/page")), *sections, DIGEST)
    for passages in (("One.",), ("One.", "Two is new.")):
        site.answer("/page", page(page_of(*passages)))
        assert desk.run("poll").returncode == 0
    back(desk, hours=1)


def states(desk):
    return {
        row["recipient"]: row["state"] for row in rows(desk.database, "SELECT * FROM deliveries")
    }


def parsed(mail):
    return email.message_from_bytes(mail.content, policy=email.policy.default)


@contextmanager
def held(desk):
    """The database in the hands of another program: nobody else can write."""
    with closing(sqlite3.connect(desk.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_a_digest_arrives_once_when_the_mail_server_is_back_after_two_restarts(site, desk, server):
    with_news(site, desk, mail_channel(server))
    server.stop()
    for life in range(3):
        if life == 2:
            server.start()
        if life:
            desk.write(f"UPDATE deliveries SET next_attempt = {SOON} WHERE state = 'queued'")
        with desk.daemon() as daemon:
            until(lambda life=life: len(rows(desk.database, "SELECT * FROM attempts")) > life)
            assert daemon.stop() == 0
    assert_whole(desk.database)
    (mail,) = server.received
    assert "Two is new." in parsed(mail).get_body(("plain",)).get_content()
    assert states(desk) == {"a@example.org": "delivered"}
    assert [row["accepted"] for row in rows(desk.database, "SELECT * FROM attempts")] == [0, 0, 1]


@pytest.mark.heavy
def test_one_of_five_recipients_that_is_refused_fails_alone_and_repeats_nobody(site, desk, server):
    people = [f"{name}@example.org" for name in "abcde"]
    server.answer("RCPT", "550 no such user", to="c@example.org")
    with_news(site, desk, mail_channel(server, *people))
    for _ in range(2):
        with desk.daemon() as daemon:
            until(lambda: not rows(desk.database, "SELECT 1 FROM deliveries WHERE attempts = 0"))
            assert daemon.stop() == 0
        desk.write(f"UPDATE deliveries SET next_attempt = {SOON} WHERE state = 'queued'")
    assert sorted(mail.recipients for mail in server.received) == [
        (each,) for each in people if each != "c@example.org"
    ]
    assert states(desk) == dict.fromkeys(people, "delivered") | {"c@example.org": "dead"}
    listed = desk.run("deliveries", "--dead")
    assert "c@example.org" in listed.stdout
    assert "answered 550 no such user" in listed.stdout
    assert_whole(desk.database)


@pytest.mark.heavy
def test_a_dead_delivery_is_sent_again_with_and_without_a_daemon(site, desk, server):
    server.answer("RCPT", "550 no such user")
    with_news(site, desk, mail_channel(server, "a@example.org", "b@example.org"))
    assert desk.run("digest", "minutely").returncode == 1
    first, second = (row["id"] for row in rows(desk.database, "SELECT id FROM deliveries"))
    again = desk.run("deliveries", "resend", first[:8])
    assert (again.returncode, "no such user" in again.stdout) == (1, True)

    server.usual()
    alone = desk.run("deliveries", "resend", first[:8])
    assert (alone.returncode, alone.stdout.startswith(f"{first}: delivered")) == (0, True)
    with desk.daemon() as daemon:
        beside = desk.run("deliveries", "resend", second, "--json")
        assert beside.returncode == 0, beside.stderr
        assert json.loads(beside.stdout)["state"] == "delivered"
        assert daemon.stop() == 0
    assert [parsed(mail)["Message-ID"] for mail in server.received] == [
        f"<{each}@example.org>" for each in (first, second)
    ]
    assert_whole(desk.database)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("resend", "no-such"), "there is no delivery 'no-such'"),
        (("resend", ""), "there is no delivery ''"),
    ],
)
def test_a_delivery_that_does_not_exist_cannot_be_sent_again(site, desk, server, words, told):
    with_news(site, desk, mail_channel(server))
    done = desk.run("deliveries", *words)
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr


def test_a_test_message_goes_to_each_recipient_and_is_labelled(site, desk, server):
    server.answer("RCPT", "550 no such user", to="b@example.org")
    desk.configure(
        page_source(site.url("/page")), mail_channel(server, "a@example.org", "b@example.org")
    )
    done = desk.run("channels", "test", "mail")
    assert done.returncode == 1
    accepted, refused = sorted(done.stdout.splitlines())
    assert accepted.startswith("accepted: sent to a@example.org by 127.0.0.1")
    assert "it refuses the recipient for good" in refused
    (mail,) = server.received
    assert parsed(mail)["Subject"] == "Test message to channel mail: nothing happened"
    assert not desk.database.exists()


def test_channels_are_listed_with_whom_they_reach(site, desk, server):
    desk.configure(
        page_source(site.url("/page")),
        mail_channel(server, "a@example.org", "b@example.org"),
        hook_channel("https://hooks.example.org/x?token=t0ken"),
        DIGEST,
        '[operator]\nchannels = ["hook"]\n',
    )
    listed = desk.run("channels").stdout
    for told in ("a@example.org", "b@example.org", "https://hooks.example.org/x", "operator"):
        assert told in listed
    assert "t0ken" not in listed


@pytest.mark.parametrize("command", ["run", "digest"])
def test_a_secret_that_is_missing_is_told_before_anything_is_sent(site, desk, monkeypatch, command):
    monkeypatch.delenv("HOOK_SECRET")
    with_news(site, desk, hook_channel(site.url("/hook")))
    done = desk.run(*((command,) if command == "run" else (command, "minutely")))
    assert done.returncode == 2
    assert "channel hook: env:HOOK_SECRET: the environment has no variable" in done.stderr
    assert site.count("/hook") == 0
    checked = desk.run("check", "--offline")
    assert (checked.returncode, "HOOK_SECRET" in checked.stdout) == (0, True)


@pytest.mark.heavy
def test_a_ceremony_is_one_mail_at_once_and_the_next_digest_names_it_briefly(site, desk, server):
    settings = '[[digest]]\nid = "daily"\nimmediate = ["signature"]\ngather = "2s"\n'
    desk.configure(STATUS.format(url=site.url("/status")), mail_channel(server), settings)
    site.answer("/status", reply(body=table()))
    assert desk.run("poll").returncode == 0
    signed = but(**{name.replace(" ", "_"): ("26 Oct 2025", "") for name in SIXTY})
    site.answer("/status", reply(body=table(signed)))
    desk.write(f"UPDATE sources SET next_poll = {SOON}")
    with desk.daemon() as daemon:
        until(lambda: server.received)
        until(lambda: "delivered" in states(desk).values())
        assert daemon.stop() == 0
    (alert,) = server.received
    assert parsed(alert)["Subject"].startswith("UN Convention against Cybercrime: 60 sign")
    text = parsed(alert).get_body(("plain",)).get_content()
    assert all(f"{name} signed on 26 Oct 2025" in text for name in SIXTY)

    back(desk, days=2)
    with desk.daemon() as daemon:
        until(lambda: len(server.received) == 2)
        assert daemon.stop() == 0
    regular = parsed(server.received[1])
    assert "60 changes told before" in " ".join(regular["Subject"].split())
    told = " ".join(regular.get_body(("plain",)).get_content().split())
    assert "Told before" in told
    assert "and 50 more" in told


@pytest.mark.heavy
def test_the_mail_with_a_correction_answers_the_one_that_it_corrects(site, desk, server):
    desk.configure(STATUS.format(url=site.url("/status")), mail_channel(server), DIGEST)
    for date in (None, "25 Oct 2025", "26 Oct 2025"):
        site.answer("/status", reply(body=table(but(Mauritius=(date, "") if date else None))))
        assert desk.run("poll").returncode == 0
        if date:
            assert desk.run("digest", "minutely").returncode == 0
    first, second = map(parsed, server.received)
    assert first["In-Reply-To"] is None
    assert second["In-Reply-To"] == first["Message-ID"]
    text = second.get_body(("plain",)).get_content()
    assert "Corrections of what earlier digests said" in text
    assert first["Subject"][:40] in " ".join(text.split())


@pytest.mark.heavy
def test_nineteen_endpoints_have_their_digest_while_the_twentieth_hangs(site, desk):
    channels = [hook_channel(site.url(f"/{n}"), f"hook-{n}") for n in range(20)]
    site.answer_all(reply(204))
    site.answer("/7", raw(FOREVER))
    with_news(site, desk, *channels)
    done = "SELECT * FROM deliveries WHERE state = 'delivered'"
    with desk.daemon() as daemon:
        until(lambda: len(rows(desk.database, done)) == 19)
        hanging = [seen for seen in site.seen("/7") if seen.ended is None]
        assert len(hanging) == 1
        assert daemon.stop() == 0
    seen = site.seen("/3")[0]
    headers = {name.lower(): text for name, text in seen.headers}
    assert standardwebhooks.Webhook(SECRET).verify(seen.body, headers)["type"] == "treaty.digest"


@pytest.mark.heavy
def test_the_operator_is_told_of_a_source_that_fails_and_of_its_end(site, desk, server):
    desk.configure(
        page_source(site.url("/page")), mail_channel(server), '[operator]\nchannels = ["mail"]\n'
    )
    site.answer("/page", page(page_of("One.")))
    assert desk.run("poll").returncode == 0
    site.answer("/page", reply(503))
    for _ in range(2):
        assert desk.run("poll").returncode == 1
    with desk.daemon() as daemon:
        until(lambda: server.received)
        site.answer("/page", page(page_of("One.", "Two is new.")))
        assert desk.run("poll").returncode == 0  # by the daemon
        until(lambda: len(server.received) == 2)
        assert daemon.stop() == 0
    begun, over = map(parsed, server.received)
    assert begun["Subject"] == "Treaty watcher: page cannot be read or trusted"
    assert over["Subject"] == "Treaty watcher: page is well again"
    text = " ".join(over.get_body(("plain",)).get_content().split())
    assert "Found since:" in text
    assert "Two is new" in text
    assert_whole(desk.database)


@pytest.mark.heavy
def test_the_heartbeat_beats_while_all_goes_well_and_says_where_it_does_not(site, desk):
    site.answer_all(reply(200))
    site.answer("/page", page(page_of("One.")))
    desk.configure(
        page_source(site.url("/page")), f'[operator]\nheartbeat = "{site.url("/ping")}"\n'
    )
    with desk.daemon() as daemon:
        until(lambda: site.count("/ping"))
        assert daemon.stop() == 0
    assert (site.count("/ping"), site.count("/ping/fail")) == (1, 0)

    desk.write(f"UPDATE sources SET next_poll = {SOON}")
    with (
        closing(sqlite3.connect(desk.database, isolation_level=None)) as other,
        desk.daemon() as it,
    ):
        other.execute("BEGIN IMMEDIATE")  # the daemon cannot write
        until(lambda: site.count("/ping/fail"))
        other.execute("ROLLBACK")
        assert it.stop() == 0


@pytest.mark.heavy
def test_a_database_that_refuses_is_told_to_the_operator_past_it(site, desk, server):
    site.answer("/page", page(page_of("One.")))
    desk.configure(
        page_source(site.url("/page")), mail_channel(server), '[operator]\nchannels = ["mail"]\n'
    )
    assert desk.run("poll").returncode == 0
    with (
        closing(sqlite3.connect(desk.database, isolation_level=None)) as other,
        desk.daemon() as it,
    ):
        other.execute("BEGIN IMMEDIATE")
        until(lambda: server.received)
        other.execute("ROLLBACK")
        until(lambda: len(server.received) == 2)
        assert it.stop() == 0
    assert [parsed(mail)["Subject"] for mail in server.received] == [
        "Treaty watcher: the database cannot be written",
        "Treaty watcher: the database works again",
    ]
    assert rows(desk.database, "SELECT * FROM deliveries") == []


def test_titles_that_mean_harm_arrive_as_words(site, desk, server):
    harm = "=?utf-8?q?a=0D=0ABcc:_x@y?= <b onload=x>{{7*7}}</b> \u202e=cmd " + "x" * 3000
    written = harm.replace("&", "&amp;").replace("<", "&lt;")
    desk.configure(page_source(site.url("/page")), mail_channel(server), DIGEST)
    for passages in (("One.",), ("One.", written)):
        site.answer("/page", page(page_of(*passages)))
        assert desk.run("poll").returncode == 0
    assert desk.run("digest", "minutely").returncode == 0
    (mail,) = server.received
    message = parsed(mail)
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1
    assert "<b onload" not in message.get_body(("html",)).get_content()
    assert "{{7*7}}" in message.get_body(("plain",)).get_content()


@pytest.mark.heavy
def test_a_mail_server_that_hangs_does_not_hold_up_a_stop(site, desk, server):
    server.answer("dot", 3600.0)
    with_news(site, desk, mail_channel(server))
    with desk.daemon() as daemon:
        until(lambda: any(command.name == "DATA" for command in server.commands))
        assert daemon.stop() == 0
    assert states(desk) == {"a@example.org": "queued"}
