"""Channels, digests and the operator as they are written: what is taken, what is told."""

from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.config import load
from watcher.errors import ConfigError
from watcher.model.channel import ChannelSettings, Chat, Email, Secret, Security, Webhook
from watcher.model.digest import QuietHours
from watcher.model.operator import OperatorSettings

DESK = '[[channel]]\nid = "desk"\nkind = "console"\n'
DIGEST = f'{DESK}[[digest]]\nid = "daily"\n'
MAIL = """[[channel]]
id = "mail"
kind = "email"
smtp_host = "smtp.example.org"
from = "desk@example.org"
to = ["a@example.org"]
"""
HOOK = '[[channel]]\nid = "hook"\nkind = "webhook"\n'
TEAM = '[[channel]]\nid = "team"\nkind = "chat"\n'


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read(text):
    Path("watcher.toml").write_text(text, encoding="utf-8")
    return load(Path("watcher.toml"))


def problems(text):
    with pytest.raises(ConfigError) as caught:
        read(text)
    return caught.value.problems


def test_a_mail_channel_needs_a_server_a_sender_and_a_recipient():
    (channel,) = read(MAIL).channels
    assert channel.email == Email(
        "smtp.example.org", 587, Security.STARTTLS, "desk@example.org", ("a@example.org",)
    )
    assert channel.recipients == ("a@example.org",)


@pytest.mark.parametrize(("security", "port"), [("tls", 465), ("starttls", 587), ("none", 25)])
def test_the_port_follows_from_how_the_connection_is_protected(security, port):
    assert read(f'{MAIL}security = "{security}"\n').channels[0].email.port == port


def test_a_webhook_and_a_chat_name_their_secrets_and_never_hold_them():
    hook, team = read(
        f'{HOOK}url = "https://example.org/hook"\nsecrets = ["env:NEW", "env:OLD"]\n'
        f'{TEAM}urls = ["env:TEAM", "ntfy://ntfy.example.org/topic"]\n'
    ).channels
    assert hook.webhook == Webhook(
        "https://example.org/hook", (Secret("env:NEW"), Secret("env:OLD"))
    )
    assert hook.recipients == ("",)
    assert team.chat == Chat((Secret("env:TEAM"), "ntfy://ntfy.example.org/topic"))
    assert team.recipients == ("env:TEAM", "ntfy://ntfy.example.org/topic")
    assert team.secrets == (Secret("env:TEAM"),)


def test_an_address_may_be_a_secret_too():
    (channel,) = read(f'{HOOK}url = "env:HOOK"\nsecrets = "env:SECRET"\n').channels
    assert channel.secrets == (Secret("env:HOOK"), Secret("env:SECRET"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[channel]]\nid = "m"\nkind = "email"', "smtp_host is missing; kind email needs it"),
        (HOOK, "url is missing; kind webhook needs it"),
        (f'{HOOK}url = "https://x.example/"', "secrets is missing"),
        (TEAM, "urls is missing"),
        (f'{MAIL}username = "desk"', "password is missing; username alone opens nothing"),
        (f'{MAIL}password = "env:P"', "username is missing"),
        (
            f'{MAIL}security = "none"\nusername = "desk"\npassword = "env:P"',
            "for anyone to read",
        ),
        (f'{MAIL}urls = ["env:X"]', "urls has no meaning here; it is for kind chat"),
        (f'{DESK}from = "a@b.example"', "from has no meaning here; it is for kind email"),
        (f'{MAIL}security = "ssl"', "allowed: tls, starttls, none"),
        (f"{MAIL}smtp_port = 0", "write a whole number from 1 to 65535"),
        (MAIL.replace("smtp.example.org", "smtp://x"), "is not a host"),
        (MAIL.replace("a@example.org", "a at example.org"), "is not a mail address"),
        (MAIL.replace('"a@example.org"', '"a@x.org", "A@x.org"'), "twice"),
        (MAIL.replace('["a@example.org"]', "[]"), "write at least one address"),
        (MAIL.replace("desk@example.org", "Desk <a@x.org> <b@x.org>"), "is not a mail address"),
        (f'{HOOK}url = "ftp://x.example/"\nsecrets = "env:S"', "begins with https://"),
        (f'{TEAM}urls = ["env:A", "env:A"]', "names one service twice"),
        (f'{DIGEST}immediate = ["ratificaton"]', 'did you mean "ratification"?'),
        (f'{DIGEST}gather = "2h"', 'allowed: "0s" to "1h"'),
        (f'{DIGEST}quiet_hours = "22-7"', 'write two times, such as "22:00-07:00"'),
        (f'{DIGEST}quiet_hours = "07:00-07:00"', "is not a span of hours"),
        (f'{DIGEST}participants = ["Zubrowka"]', "nor a group; groups are"),
        (f"{DIGEST}max_changes = 0", "write a whole number from 1 to 10000"),
        ('[operator]\nchannels = ["desk"]', "names no [[channel]] of this file"),
        ('[operator]\nafter = "1s"', 'allowed: "1m" to "7d"'),
        ("[[operator]]\nafter_polls = 2", "[operator]: write [operator] once"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_write(text, expected):
    found = problems(text)
    assert any(expected in problem for problem in found), found


@pytest.mark.parametrize(
    "line",
    [
        f'{MAIL}username = "x"\npassword = "hunter2"',
        f'{HOOK}url = "https://x.example/"\nsecrets = ["hunter2"]',
        f'{TEAM}urls = ["slack://hunter2/hunter2"]',
        f'{TEAM}urls = ["json://user:hunter2@x.example/"]',
    ],
)
def test_a_secret_that_stands_in_the_file_is_refused_and_not_repeated(line):
    (problem,) = problems(line)
    assert "must not stand here itself" in problem
    assert "hunter2" not in problem


def test_a_digest_is_narrowed_to_participants_by_name_code_and_group():
    (digest,) = read(f'{DIGEST}participants = ["Viet Nam", "MUS", "EFTA"]\n').digests
    assert set(digest.participants) >= {"VNM", "MUS", "CHE", "ISL", "LIE", "NOR"}
    assert "DEU" not in digest.participants


def test_what_is_sent_at_once_and_when_nothing_is():
    (digest,) = read(
        f'{DIGEST}immediate = ["ratification", "withdrawal"]\ngather = "90s"\n'
        'quiet_hours = "22:00-07:00"\nurgent = true\nmax_changes = 5\n'
    ).digests
    assert digest.immediate == ("ratification", "withdrawal")
    assert digest.gather == timedelta(seconds=90)
    assert digest.quiet_hours == QuietHours(time(22), time(7))
    assert (digest.urgent, digest.max_changes) == (True, 5)


def test_the_operator_has_channels_patience_and_a_heartbeat():
    config = read(
        f'{DESK}[operator]\nchannels = ["desk"]\nafter_polls = 3\nafter = "4h"\n'
        'heartbeat = "env:HEARTBEAT"\n'
    )
    assert config.operator == OperatorSettings(
        ("desk",), 3, timedelta(hours=4), Secret("env:HEARTBEAT")
    )


@given(st.text(max_size=40))
def test_whatever_is_written_as_a_mail_address_is_taken_whole_or_refused(text):
    quoted = "".join(f"\\U{ord(sign):08x}" for sign in text if not 0xD800 <= ord(sign) <= 0xDFFF)
    try:
        (channel,) = read(MAIL.replace("a@example.org", quoted)).channels
    except ConfigError:
        return
    (address,) = channel.recipients
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' <>,;"()')
    assert address.count("@") == 1


def test_a_channel_of_another_kind_has_one_recipient_and_no_secrets():
    channel = ChannelSettings("desk", "console")
    assert (channel.recipients, channel.secrets) == (("",), ())
