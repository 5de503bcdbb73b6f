"""One message reaches one recipient over real SMTP, or fails with a sentence."""

import asyncio
import re
import socket
import ssl
from contextlib import contextmanager, suppress

import pytest

from tests.mail import CLOSE, HANG, RESET, Command, MailServer
from tests.unit.deliver.building import AUTHORITY, TLS, a_delivery, a_digest, the_means
from watcher.deliver import email as channel_module
from watcher.deliver.channels import deliver
from watcher.deliver.letter import write_letter
from watcher.errors import DeliveryError
from watcher.model.channel import ChannelSettings, Email, Secret, Security

SENDER = "Treaty desk <desk@example.org>"
TO = "legal@example.net"


def context_of(file):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


@pytest.fixture
def server():
    with MailServer() as running:
        yield running


@contextmanager
def secured(**fields):
    with MailServer(tls=context_of(TLS / "server.pem"), **fields) as running:
        yield running


def a_channel(server, security=Security.NONE, **fields):
    settings = {"host": server.host, "port": server.port, "security": security}
    settings |= {"sender": SENDER, "to": (TO,), **fields}
    return ChannelSettings("desk", "email", email=Email(**settings))


async def attempt(server, security=Security.NONE, delivery=None, means=None, **fields):
    delivery = delivery or a_delivery(recipient=TO)
    async with the_means(**(means or {})) as way_out:
        return await deliver(a_channel(server, security, **fields), delivery, way_out)


async def failure(*args, **fields):
    with pytest.raises(DeliveryError) as caught:
        await attempt(*args, **fields)
    assert str(caught.value).startswith("channel desk, mail to ")
    return caught.value


async def test_a_letter_is_taken_and_the_receipt_says_by_whom(server):
    receipt = await attempt(server)
    assert (receipt.channel, receipt.delivery) == ("desk", "d-1")
    assert receipt.detail == f"sent to {TO} by 127.0.0.1: 250 OK queued as 4711"
    (letter,) = server.received
    assert (letter.sender, letter.recipients) == ("desk@example.org", (TO,))
    assert letter.content == write_letter(
        a_digest(), a_delivery(recipient=TO), sender=SENDER, contact=None
    )
    assert server.names().count("QUIT") == 1


async def test_the_server_is_told_the_senders_domain_and_not_this_machines_name(server):
    await attempt(server)
    assert server.commands[0] == Command("EHLO", "example.org", tls=False)
    assert socket.gethostname().encode() not in server.received[0].content


async def test_each_attempt_sends_the_same_bytes(server):
    server.answer("dot", "451 try later")
    await failure(server)
    server.usual()
    await attempt(server, delivery=a_delivery(recipient=TO, attempts=1, tries=1))
    assert server.whole[0].content == server.received[0].content
    assert b"Message-ID: <d-1@example.org>" in server.received[0].content


async def test_lines_that_begin_with_a_dot_arrive_with_it(server):
    message = a_digest(title=".", subject=". . .")
    delivery = a_delivery(message, recipient=TO)
    await attempt(server, delivery=delivery)
    expected = write_letter(
        a_digest(title=".", subject=". . ."), delivery, sender=SENDER, contact=None
    )
    assert b"\r\n. . ." in expected
    assert server.received[0].content == expected


async def test_one_refused_recipient_is_no_matter_of_the_others(server):
    everyone = [f"{name}@example.net" for name in ("a", "b", "c", "d", "e")]
    server.answer("RCPT", "550 5.1.1 no such user", to="c@example.net")
    deliveries = [a_delivery(id=f"d-{to}", recipient=to) for to in everyone]
    answers = await asyncio.gather(
        *(attempt(server, delivery=each) for each in deliveries), return_exceptions=True
    )
    (refused,) = [each for each in answers if isinstance(each, DeliveryError)]
    assert refused.permanent
    assert "mail to c@example.net" in str(refused)
    got = sorted(to for letter in server.received for to in letter.recipients)
    assert got == [to for to in everyone if to != "c@example.net"]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "dot"])
@pytest.mark.parametrize("code", [550, 554, 552])
async def test_a_refusal_of_sender_recipient_or_letter_is_for_good(server, step, code):
    server.answer(step, f"{code} 5.7.1 not here")
    error = await failure(server)
    assert error.permanent
    assert f"by 127.0.0.1:{server.port}: the server answered {code} 5.7.1 not here to" in str(error)
    assert "for good" in str(error)
    assert server.received == []


@pytest.mark.parametrize("step", ["MAIL", "dot"])
async def test_a_letter_that_is_too_large_is_told_as_such(server, step):
    server.answer(step, "552 5.3.4 message size exceeds fixed limit")
    error = await failure(server)
    assert error.permanent
    assert "refuses the message for good: where it is too large" in str(error)
    assert "max_changes" in str(error)


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "dot"])
@pytest.mark.parametrize("code", [421, 450, 451])
async def test_a_refusal_for_now_is_tried_again(server, step, code):
    server.answer(step, f"{code} 4.3.0 come back")
    error = await failure(server)
    assert not error.permanent
    assert f"the server answered {code} 4.3.0 come back to" in str(error)
    assert str(error).endswith("it is tried again")
    assert TO in str(error)


@pytest.mark.parametrize("step", ["greeting", "EHLO"])
async def test_a_refusal_of_the_session_is_no_refusal_of_the_message(server, step):
    server.answer(step, "554 5.7.1 you are on a list")
    error = await failure(server)
    assert not error.permanent
    assert "554 5.7.1 you are on a list" in str(error)


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("end", [CLOSE, RESET])
async def test_a_connection_that_ends_before_the_letter_is_tried_again(server, step, end):
    server.answer(step, end)
    error = await failure(server)
    assert not error.permanent
    assert "the server broke off after" in str(error)
    assert "delivered" not in str(error)


@pytest.mark.parametrize("step", ["content", "dot"])
@pytest.mark.parametrize("end", [CLOSE, RESET])
async def test_a_connection_that_ends_in_the_letter_or_after_it_may_have_delivered(
    server, step, end
):
    server.answer(step, end)
    error = await failure(server)
    assert not error.permanent
    assert "the server broke off after the letter" in str(error)
    assert "it may have been delivered; it is sent again with the same Message-ID" in str(error)


async def test_silence_after_the_letter_may_mean_that_it_was_delivered(server, monkeypatch):
    monkeypatch.setattr(channel_module, "TOTAL_SECONDS", 0.5)
    server.answer("dot", HANG)
    error = await failure(server)
    assert not error.permanent
    assert "silent after the letter, for 0.5 seconds in all: it may have been delivered" in str(
        error
    )
    assert len(server.whole) == 1


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
async def test_silence_before_the_letter_is_tried_again(server, monkeypatch, step):
    monkeypatch.setattr(channel_module, "TOTAL_SECONDS", 0.3)
    server.answer(step, HANG)
    error = await failure(server)
    assert not error.permanent
    assert "0.3 seconds in all: " in str(error)
    assert str(error).endswith("it is tried again")
    assert "delivered" not in str(error)


@pytest.mark.parametrize("answer", [HANG, CLOSE, "421 closing", "500 what?", "nonsense"])
async def test_a_farewell_that_fails_takes_nothing_back(server, monkeypatch, answer):
    monkeypatch.setattr(channel_module, "QUIT_SECONDS", 0.3)
    server.answer("QUIT", answer)
    receipt = await attempt(server)
    assert "250 OK queued" in receipt.detail
    assert len(server.received) == 1


@pytest.mark.parametrize("answer", ["HTTP/1.1 400 Bad Request", "x", "220", "\x00\x01", "9" * 9000])
async def test_a_server_that_does_not_speak_smtp_is_told(server, answer):
    server.answer("EHLO", answer)
    error = await failure(server)
    assert not error.permanent
    assert len(str(error)) < 600
    assert str(error).isprintable()


async def test_an_answer_is_cleaned_and_cut_before_it_is_told(server):
    server.answer("RCPT", f"550-\x1b[31mred\x07\r\n550 \u202e {'x ' * 800}")
    error = await failure(server)
    assert error.permanent
    assert str(error).isprintable()
    assert len(str(error)) < 500


async def test_an_answer_to_the_letter_that_is_no_refusal_may_mean_delivered(server):
    server.answer("dot", "354 more?")
    error = await failure(server)
    assert not error.permanent
    assert "may have been delivered" in str(error)


@pytest.mark.parametrize("answer", ["250 taken", "251 taken", "200 taken", "250-ta\r\n250 ken"])
async def test_any_kind_answer_to_the_letter_means_that_it_was_taken(server, answer):
    server.answer("dot", answer)
    receipt = await attempt(server)
    assert " by 127.0.0.1: 2" in receipt.detail


async def test_a_kind_answer_to_data_is_no_leave_to_send_the_letter(server):
    server.answer("DATA", "250 fine")
    error = await failure(server)
    assert not error.permanent
    assert "the server's answer to DATA cannot be understood (fine)" in str(error)
    assert "delivered" not in str(error)
    assert server.whole == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "dot"])
@pytest.mark.parametrize("code", ["600", "999", "-50", "5_0", "55", " 55"])
async def test_a_number_that_is_no_code_refuses_nothing_for_good(server, step, code):
    server.answer(step, f"{code} odd")
    error = await failure(server)
    assert not error.permanent
    assert "cannot be understood" in str(error)
    assert ("delivered" in str(error)) == (step == "dot")


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT", "DATA", "dot"])
async def test_a_server_that_refuses_is_told_that_we_go(server, step):
    server.answer(step, "550 no")
    await failure(server)
    assert server.names()[-1] == "QUIT"


async def test_a_farewell_that_fails_leaves_a_refusal_a_refusal(server, monkeypatch):
    """Even where the time of the attempt is up in the middle of it."""
    monkeypatch.setattr(channel_module, "TOTAL_SECONDS", 0.5)
    monkeypatch.setattr(channel_module, "QUIT_SECONDS", 0.8)
    server.answer("RCPT", "550 5.1.1 no such user")
    server.answer("QUIT", HANG)
    error = await failure(server)
    assert error.permanent
    assert "550 5.1.1 no such user" in str(error)


async def test_a_server_that_is_gone_and_comes_back_gets_the_letter():
    server = MailServer()
    with server:
        pass
    error = await failure(server)
    assert not error.permanent
    assert "the server cannot be reached: the connection was refused" in str(error)
    with server:
        await attempt(server)
    assert len(server.received) == 1


async def test_an_unknown_name_is_told(server):
    error = await failure(server, host="mail.invalid")
    assert "the server's name was not found" in str(error)
    assert "mail.invalid" in str(error)
    assert not error.permanent


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "..", "\udcff", "a\r\nb", "a\x00b", ""])
async def test_an_impossible_name_is_told(server, host):
    assert not (await failure(server, host=host)).permanent


async def test_a_server_that_never_answers_the_connection_is_told(monkeypatch):
    """A listener whose queue is full takes no connection and refuses none."""
    monkeypatch.setattr(channel_module, "CONNECT_SECONDS", 0.3)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        place = listener.getsockname()
        queued = [socket.socket() for _ in range(4)]
        for each in queued:
            each.setblocking(False)
            each.connect_ex(place)
        error = await failure(MailServer(port=place[1]))
        for each in queued:
            each.close()
    assert "cannot be reached: no connection within 0.3 seconds" in str(error)


async def test_the_next_address_is_tried_where_one_does_not_answer(server, monkeypatch):
    loop = asyncio.get_running_loop()
    real = loop.getaddrinfo

    async def two(host, port, **kwargs):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            gone = free.getsockname()[1]
        return [*await real("127.0.0.1", gone, **kwargs), *await real("127.0.0.1", port, **kwargs)]

    monkeypatch.setattr(loop, "getaddrinfo", two)
    await attempt(server)
    assert len(server.received) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433"])
async def test_a_private_address_is_connected_to_only_where_it_may_be(server, host):
    error = await failure(server, host=host, means={"allow_private": False})
    assert "is an address that deliveries may not go to (loopback)" in str(error)
    assert "service.allow_private_deliveries = true lets them" in str(error)
    assert server.connections == 0
    await attempt(server, host=host)
    assert len(server.received) == 1


async def test_tls_from_the_first_byte():
    with secured(implicit=True) as server:
        await attempt(server, Security.TLS, means={"ca_file": AUTHORITY})
    assert server.received[0].tls


async def test_starttls_seals_what_follows_and_greets_anew():
    with secured() as server:
        await attempt(server, Security.STARTTLS, means={"ca_file": AUTHORITY})
    assert server.received[0].tls
    assert server.names()[:3] == ["EHLO", "STARTTLS", "EHLO"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_the_certificate_is_held_to_the_configured_name(security, host):
    with secured(implicit=security is Security.TLS) as server:
        await attempt(server, security, host=host, means={"ca_file": AUTHORITY})
    assert len(server.received) == 1


def is_sealed_or_not_sent(server):
    return server.received == [] and server.names().count("MAIL") == 0 and server.logins == []


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_certificate_of_an_unknown_authority_is_refused(security):
    with secured(implicit=security is Security.TLS) as server:
        error = await failure(server, security)
    assert not error.permanent
    assert "the server's certificate is not trusted" in str(error)
    assert "service.ca_file" in str(error)
    assert is_sealed_or_not_sent(server)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_certificate_that_signs_itself_is_refused(security, tmp_path):
    (tmp_path / "own.pem").write_text(_SELF_SIGNED)
    tls = context_of(tmp_path / "own.pem")
    with MailServer(tls=tls, implicit=security is Security.TLS) as server:
        error = await failure(server, security, means={"ca_file": AUTHORITY})
    assert "the server's certificate is not trusted" in str(error)
    assert is_sealed_or_not_sent(server)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_certificate_for_another_name_is_refused(security):
    with secured(implicit=security is Security.TLS, host="127.0.0.2") as server:
        error = await failure(server, security, means={"ca_file": AUTHORITY})
    assert "the server's certificate is not trusted" in str(error)
    assert is_sealed_or_not_sent(server)


@pytest.mark.parametrize("stripped", [True, False])
async def test_a_missing_offer_of_starttls_never_leads_to_the_clear(stripped, monkeypatch):
    monkeypatch.setenv("MAIL_PASSWORD", "opensesame")
    tls = context_of(TLS / "server.pem") if stripped else None
    with MailServer(tls=tls, users={"me": "opensesame"}) as server:
        if stripped:
            server.answer("EHLO", "250-mail.example.org\r\n250-XSTRIPPED\r\n250 HELP")
        error = await failure(
            server, Security.STARTTLS, username="me", password=Secret("env:MAIL_PASSWORD")
        )
    assert not error.permanent
    assert "does not offer STARTTLS" in str(error)
    assert "something on the way may strip it, and nothing is sent in the clear" in str(error)
    assert is_sealed_or_not_sent(server)


@pytest.mark.parametrize("answer", ["454 4.7.0 not now", "502 5.5.1 no", "250 OK", CLOSE])
async def test_a_refused_starttls_never_leads_to_the_clear(answer):
    with secured() as server:
        server.answer("STARTTLS", answer)
        error = await failure(server, Security.STARTTLS, means={"ca_file": AUTHORITY})
    assert not error.permanent
    assert "STARTTLS" in str(error)
    assert is_sealed_or_not_sent(server)


async def test_what_is_said_before_tls_counts_for_nothing_under_it(password):
    """Somebody on the way may add answers behind the one to STARTTLS (RFC 3207, 6)."""
    heard = []

    async def inject(reader, writer):
        writer.write(b"220 m\r\n")
        await reader.readline()
        writer.write(b"250-m\r\n250 STARTTLS\r\n")
        await reader.readline()
        writer.write(b"220 go on\r\n250-m\r\n250 AUTH PLAIN\r\n")
        await writer.start_tls(context_of(TLS / "server.pem"))
        heard.append(await reader.readline())
        writer.write(b"250 m\r\n")
        heard.append(await reader.readline())
        writer.close()

    server = await asyncio.start_server(inject, "127.0.0.1", 0)
    async with server:
        way = MailServer(port=server.sockets[0].getsockname()[1])
        means = {"ca_file": AUTHORITY}
        error = await failure(way, Security.STARTTLS, means=means, **password)
    assert "offers none of the logins" in str(error)
    assert heard == [b"EHLO example.org\r\n", b"QUIT\r\n"]


async def test_tls_with_a_server_that_speaks_in_the_clear_is_told(server):
    error = await failure(server, Security.TLS)
    assert "check the channel's port and security" in str(error)
    assert not error.permanent


async def test_no_tls_with_a_server_that_wants_it_first_is_told(monkeypatch):
    monkeypatch.setattr(channel_module, "TOTAL_SECONDS", 0.3)
    with secured(implicit=True) as server:
        error = await failure(server)
    assert not error.permanent
    assert "check the channel's port and security" in str(error)


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_an_unusable_ca_file_is_a_failure_that_names_it(server, tmp_path, content):
    file = tmp_path / "ministry.pem"
    if content is not None:
        file.write_text(content)
    error = await failure(server, Security.TLS, means={"ca_file": file})
    assert "ministry.pem cannot be used as PEM" in str(error)
    assert server.connections == 0


async def test_no_tls_context_is_made_where_there_is_no_tls(server, tmp_path):
    await attempt(server, means={"ca_file": tmp_path / "missing.pem"})
    assert len(server.received) == 1


@pytest.fixture
def password(monkeypatch):
    monkeypatch.setenv("MAIL_PASSWORD", "opensesame")
    return {"username": "me", "password": Secret("env:MAIL_PASSWORD")}


async def test_a_login_is_made_where_there_is_a_username(password):
    with secured(implicit=True, users={"me": "opensesame"}) as server:
        await attempt(server, Security.TLS, means={"ca_file": AUTHORITY}, **password)
    assert server.logins == [("PLAIN", "me", "opensesame")]
    assert len(server.received) == 1


async def test_a_login_after_starttls(password):
    with secured(users={"me": "opensesame"}) as server:
        await attempt(server, Security.STARTTLS, means={"ca_file": AUTHORITY}, **password)
    assert server.received[0].tls


async def test_another_way_of_login_is_tried_where_one_is_not_known_after_all(password):
    with MailServer(users={"me": "opensesame"}) as server:
        server.answer("AUTH", "504 5.5.4 not this one", times=1)
        await attempt(server, **password)
    assert server.logins == [("LOGIN", "me", "opensesame")]


async def test_a_wrong_password_is_said_once_and_tried_again_later(password):
    with MailServer(users={"me": "another"}) as server:
        error = await failure(server, **password)
    assert not error.permanent
    assert "the server answered 535 5.7.8 Authentication credentials invalid to the login" in str(
        error
    )
    assert "check the channel's username and password" in str(error)
    assert len(server.logins) == 1
    assert server.names().count("MAIL") == 0


async def test_a_server_without_a_login_is_told(server, password):
    error = await failure(server, **password)
    assert "the server offers none of the logins that we know" in str(error)
    assert not error.permanent


async def test_a_server_that_wants_a_login_and_gets_none_is_told():
    with MailServer(users={"me": "opensesame"}) as server:
        error = await failure(server)
    assert "530" in str(error)
    assert "its login" in str(error)


async def test_a_password_that_cannot_be_had_is_told_before_the_server_is_asked(server):
    error = await failure(server, username="me", password=Secret("env:NO_SUCH_VARIABLE"))
    assert "the environment has no variable NO_SUCH_VARIABLE" in str(error)
    assert not error.permanent
    assert server.connections == 0


@pytest.mark.parametrize("echo", ["opensesame", "AG1lAG9wZW5zZXNhbWU=", "b3BlbnNlc2FtZQ=="])
async def test_no_sentence_repeats_a_password_that_the_server_repeats(password, echo):
    with MailServer(users={"me": "opensesame"}) as server:
        server.answer("AUTH", f"501 5.5.2 cannot read {echo}")
        error = await failure(server, **password)
    assert "501 5.5.2 cannot read …" in str(error)
    assert "opensesame" not in str(error)
    assert echo not in str(error)


async def test_no_password_goes_to_another_machine_in_the_clear(server, password, monkeypatch):
    """The address of the peer decides; here it only seems to be another machine's."""
    monkeypatch.setattr(channel_module, "_own", lambda _address: False)
    error = await failure(server, **password)
    assert "a password is not sent to 127.0.0.1 in the clear" in str(error)
    assert server.commands == []


async def test_other_letters_in_an_address_need_a_server_that_takes_them(server):
    delivery = a_delivery(recipient="bür@example.net")
    error = await failure(server, delivery=delivery)
    assert error.permanent
    assert "takes ASCII addresses alone" in str(error)
    assert server.names() == ["EHLO", "QUIT"]
    modern = await a_dialogue(delivery, "250-m\r\n250-SIZE 99999\r\n250 SMTPUTF8")
    assert re.fullmatch("MAIL FROM:<desk@example.org> SIZE=[0-9]+ SMTPUTF8", modern[1])
    assert modern[2] == "RCPT TO:<bür@example.net>"
    assert "To: bür@example.net" in modern


async def test_the_server_is_told_the_size_where_it_wants_to_know_it():
    delivery = a_delivery(recipient=TO)
    letter = write_letter(a_digest(), delivery, sender=SENDER, contact=None)
    said = await a_dialogue(delivery, "250-m\r\n250 SIZE 99999")
    assert said[1] == f"MAIL FROM:<desk@example.org> SIZE={len(letter)}"


async def a_dialogue(delivery, hello):
    """What a server hears that agrees to everything, line by line; `hello` answers EHLO."""
    said = []
    over = asyncio.Event()

    async def agree(reader, writer):
        writer.write(b"220 m\r\n")
        letter = False
        while line := (await reader.readline()).decode().removesuffix("\r\n"):
            said.append(line)
            while letter and line != ".":
                line = (await reader.readline()).decode().removesuffix("\r\n")
                said.append(line)
            letter = line == "DATA"
            answer = {"EHLO": hello, "DATA": "354 go on"}.get(line.split(" ")[0], "250 OK")
            writer.write(f"{answer}\r\n".encode())
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        over.set()

    server = await asyncio.start_server(agree, "127.0.0.1", 0)
    async with server:
        await attempt(MailServer(port=server.sockets[0].getsockname()[1]), delivery=delivery)
        await over.wait()
    return said


async def test_what_is_no_address_is_never_said_to_a_server(server):
    error = await failure(server, delivery=a_delivery(recipient="a@b.example>\r\nRCPT TO:<c@d.e"))
    assert error.permanent
    assert "is not a mail address" in str(error)
    assert server.connections == 0


async def test_a_delivery_that_cannot_be_read_is_refused_for_good(server):
    error = await failure(server, delivery=a_delivery(recipient=TO, payload="{}"))
    assert error.permanent
    assert server.connections == 0


async def test_an_email_channel_needs_a_server():
    async with the_means() as means:
        with pytest.raises(DeliveryError, match="names no mail server"):
            await deliver(ChannelSettings("desk", "email"), a_delivery(), means)


async def test_a_title_that_holds_headers_adds_neither_headers_nor_recipients(server):
    title = "a\r\nBcc: x@evil.example =?utf-8?q?=0D=0ABcc:_y@evil.example?="
    await attempt(server, delivery=a_delivery(a_digest(subject=title, title=title), recipient=TO))
    assert server.names().count("RCPT") == 1
    head = server.received[0].content.split(b"\r\n\r\n")[0]
    assert not re.search(rb"(?im)^bcc", head)


async def test_attempts_that_failed_leave_no_connection_open(server, monkeypatch):
    monkeypatch.setattr(channel_module, "TOTAL_SECONDS", 0.3)
    made = []
    real = channel_module._connect_to

    async def noted(row, **fields):
        made.append(await real(row, **fields))
        return made[-1]

    monkeypatch.setattr(channel_module, "_connect_to", noted)
    for step, answer in (
        ("RCPT", "550 no"),
        ("RCPT", HANG),
        ("EHLO", CLOSE),
        ("greeting", "554 no"),
    ):
        server.usual()
        server.answer(step, answer)
        await failure(server)
    server.usual()
    await attempt(server)
    for _ in range(100):
        await asyncio.sleep(0.01)
        if all(each.fileno() == -1 for each in made):
            break
    assert [each.fileno() for each in made] == [-1] * 5


#: A certificate for loopback that no authority signed, valid to 2126, and its key.
_SELF_SIGNED = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgBBF4kDyAubg+J0T1
rc+jU2bfPVyN3XAwZxgkajt7bHChRANCAARBDtymRkuy+KXjke7DkcUsgODHi/pX
VXjbl7OmReNanyJrSgcaHig/N7pwhjf0J6DaDDGk1jbWNshnHcqAvzZ6
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBnzCCAUWgAwIBAgIUU/N2DlTM66jHWCCQBUKvVGBNQKYwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLc2VsZi1zaWduZWQwIBcNMjYxMTI3MDYzMjU2WhgPMjEyNjEx
MDMwNjMyNTZaMBYxFDASBgNVBAMMC3NlbGYtc2lnbmVkMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEQQ7cpkZLsvil45Huw5HFLIDgx4v6V1V425ezpkXjWp8ia0oH
Gh4oPze6cIY39Ceg2gwxpNY21jbIZx3KgL82eqNvMG0wHQYDVR0OBBYEFDTQucj3
XVLSdbCn4eyMC2M1p/9zMB8GA1UdIwQYMBaAFDTQucj3XVLSdbCn4eyMC2M1p/9z
MA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYcEfwAAAYIJbG9jYWxob3N0MAoG
CCqGSM49BAMCA0gAMEUCIQDO2bJs5o1UULBOXxjWFC3IIGHE8uJjMY6teV5SLijK
RAIgUeDX/uFLKC7dxOHZM224UI+NlDNf7mE7/APnwQOtK0s=
-----END CERTIFICATE-----
"""
