"""Messages on their way out: the real command line and daemon, real servers for mail and HTTP."""

import json
from email import message_from_bytes
from email.message import Message

import pytest

from tests.end_to_end.tables import ROWS, but, table
from tests.end_to_end.watching import untc_source
from tests.faults.ledger import assert_whole, rows
from tests.faults.running import Desk, needs_proc, page_of, page_source, until
from tests.mail import Mail, MailServer
from tests.servers import FOREVER, page, raw, reply

pytestmark = needs_proc

LONG_AGO = "'2020-01-01T00:00:00.000Z'"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 -- of the tests alone

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
    for attempts in (1, 2):
        with desk.daemon() as daemon:
            until(lambda: deliveries(desk) and deliveries(desk)[0]["attempts"] >= attempts)
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
    refused = rows(desk.database, "SELECT answer FROM attempts WHERE NOT accepted")
    assert len(refused) >= 2
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
        daemon.wait_for("polled")
        assert daemon.stop() == 0
    assert desk.run("digest", "minutely").returncode == 0
    assert to_whom(mail) == others
    assert mail.names().count("RCPT") == len(people)
    assert_whole(desk.database)
