"""A letter says what its message says, whatever stands in it, and is the same each time."""

import base64
import email
import email.policy
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.deliver.building import NOW, a_delivery, a_digest, a_test_message
from watcher.deliver.letter import mailbox, write_letter
from watcher.digest.render.html import render_html
from watcher.digest.render.text import render_text
from watcher.errors import DeliveryError
from watcher.model.digest import OperatorNotice
from watcher.model.operator import OperatorAlert, OperatorEvent, Trouble

HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe",
    "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type",
]  # fmt: skip
SENDER = "Treaty desk <desk@example.org>"

ENCODED = "=?utf-8?q?a=0D=0ABcc:_x@evil.example?="
HOSTILE = [
    "a\r\nBcc: x@evil.example",
    "a\nBcc: x@evil.example\n\nbody",
    "a\rBcc: x@evil.example",
    "a\x00b\x0b\x0c\x1c\x85\u2028\u2029Bcc: x@evil.example",
    ENCODED,
    f"Türkiye {ENCODED}",
    f"{'a' * 70} {ENCODED} {'b' * 70}",
    "=?utf-8?b?YQ0KQmNjOiB4QGV2aWwuZXhhbXBsZQ==?=",
    "=?=?utf-8?q?=0D=0ABcc:_x?=?=",
    "\u202egnirts\u202c \u200f\u2066x\ufeff",
    '"a" <x@evil.example>, b@evil.example; c:',
    "\\",
    '"',
    "\ud800 lone",
    "x" * 3000,
    "word " * 600,
    "é" * 3000,
    "👩‍🚀" * 800,
    "",
    " ",
    "(comment",
]  # fmt: skip

texts = st.one_of(
    st.text(max_size=200),
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from([*HOSTILE, "\r\n", " ", "=?", "?=", "a", "ß", "\t"]), max_size=6).map(
        "".join
    ),
)


def written(message=None, sender=SENDER, contact=None, **fields):
    message = message or a_digest()
    delivery = a_delivery(**{"recipient": "legal@example.net", **fields})
    return write_letter(message, delivery, sender=sender, contact=contact)


def parsed(letter):
    return email.message_from_bytes(letter, policy=email.policy.default)


def naive_headers(letter):
    """Header names as a program finds them that knows lines and nothing else."""
    head = letter.split(b"\r\n\r\n", 1)[0].decode()
    return [line.split(":", 1)[0] for line in head.split("\r\n") if not line.startswith(" ")]


def content(part):
    return part.get_content().replace("\r\n", "\n")


def holds_its_form(letter):
    assert letter.isascii()
    assert b"\x00" not in letter
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", letter)
    assert max(map(len, letter.split(b"\r\n"))) <= 998
    for line in letter.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
        assert b"=?" not in line or len(line) <= 76  # RFC 2047, 2
    mail = parsed(letter)
    assert mail.keys() == HEADERS
    assert naive_headers(letter) == HEADERS
    assert [address.addr_spec for address in mail["To"].addresses] == ["legal@example.net"]
    assert [address.addr_spec for address in mail["From"].addresses] == ["desk@example.org"]
    assert len(mail.get_all("Subject")) == 1
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    for value in mail.values():
        assert "\r" not in value
        assert "\n" not in value
    return mail


def test_a_letter_has_the_text_first_and_then_the_same_as_html():
    mail = holds_its_form(written())
    plain, html = mail.iter_parts()
    assert content(plain) == render_text(a_digest())
    assert content(html).rstrip("\n") == render_html(a_digest()).rstrip("\n")
    assert (plain.get_content_charset(), html.get_content_charset()) == ("utf-8", "utf-8")


def test_the_headers_say_what_the_message_is():
    mail = parsed(written())
    assert {name: str(mail[name]) for name in HEADERS[:-1]} == {
        "From": "Treaty desk <desk@example.org>",
        "To": "legal@example.net",
        "Subject": "Mauritius signs",
        "Date": "Thu, 20 Nov 2025 07:00:00 +0000",
        "Message-ID": "<d-1@example.org>",
        "List-Id": '"Daily" <daily.example.org>',
        "List-Unsubscribe": "<mailto:desk@example.org?subject=unsubscribe%20daily>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
        "MIME-Version": "1.0",
    }


def test_each_attempt_has_the_same_bytes():
    assert written() == written()
    assert written(attempts=3, tries=2) == written()


def test_another_delivery_has_another_message_id_and_boundary():
    one, two = parsed(written(id="d-1")), parsed(written(id="d-2"))
    assert one["Message-ID"] != two["Message-ID"]
    assert one.get_boundary() != two.get_boundary()


def test_the_date_is_that_of_the_message_whatever_the_zone():
    elsewhere = datetime.fromisoformat("2025-11-20T12:30:00+05:30")
    assert parsed(written(a_digest(composed_at=elsewhere)))["Date"].datetime == NOW
    later = parsed(written(a_digest(composed_at=NOW + timedelta(days=1))))
    assert later["Date"].datetime == datetime(2025, 11, 21, 7, 0, tzinfo=UTC)


def test_a_correction_is_shown_beneath_the_letter_that_it_corrects():
    mail = parsed(written(reply_to="d-0"))
    assert (mail["In-Reply-To"], mail["References"]) == ("<d-0@example.org>",) * 2


def test_the_operators_letter_names_its_own_list():
    event = OperatorEvent(Trouble.SOURCE, "untc", "It fails.", NOW)
    mail = parsed(written(OperatorAlert("One source fails", "UTC", NOW, (event,))))
    assert mail["List-Id"] == '"Alerts to the operator" <operator.example.org>'
    assert "It fails." in mail.get_body(("plain",)).get_content()


def test_a_test_message_is_a_letter_as_well():
    mail = parsed(written(a_test_message()))
    assert mail["Subject"].startswith("Test message to channel desk")
    assert mail["List-Id"] == '"Test messages" <test.example.org>'


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("mailto:ops@example.com", "ops@example.com"),
        ("mailto:ops@example.com?subject=hello", "ops@example.com"),
        ("mailto:a%26b@example.com", "a%26b@example.com"),
        ("https://example.com/contact", "desk@example.org"),
        ("mailto:", "desk@example.org"),
        ("mailto:a@b.example,c@d.example", "desk@example.org"),
        ("mailto:a@b.example%0d%0aBcc:x@y.example", "desk@example.org"),
        (None, "desk@example.org"),
    ],
)
def test_who_wants_no_more_writes_to_the_contact_or_else_to_the_sender(contact, address):
    mail = holds_its_form(written(contact=contact))
    assert mail["List-Unsubscribe"] == f"<mailto:{address}?subject=unsubscribe%20daily>"


def test_a_series_of_what_is_sent_at_once_has_a_list_of_its_own():
    mail = parsed(written(a_digest(id="legal desk/immediate")))
    assert mail["List-Id"] == '"Daily" <legal-desk-immediate.example.org>'
    assert mail["List-Unsubscribe"].endswith("subject=unsubscribe%20legal%20desk%2Fimmediate>")


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("desk@example.org", ""),
        ("<desk@example.org>", ""),
        ("Treaty desk <desk@example.org>", "Treaty desk"),
        ('"Desk, legal" <desk@example.org>', "Desk, legal"),
        ("Büro, Genf <desk@example.org>", "Büro, Genf"),  # as the configuration writes it
        ('"A \\"quoted\\" \\\\ name" <desk@example.org>', 'A "quoted" \\ name'),
        ("条約 <desk@example.org>", "条約"),
        ("x@evil.example, <desk@example.org>", "x@evil.example,"),
    ],
)
def test_a_sender_keeps_its_name_whatever_stands_in_it(sender, name):
    assert mailbox(sender) == (name, "desk@example.org")
    mail = holds_its_form(written(sender=sender))
    assert [address.display_name for address in mail["From"].addresses] == [name]


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example, c@d.example", "a b@c.example", "a@b@c.example", "<a@b.example>",
        "a@b.example\r\nBcc: x@y.z", "a@b.example\u202e", "", "a", "@", '"a"@b.example',
        f"{'a' * 300}@b.example",
    ],
)  # fmt: skip
def test_what_is_no_address_gets_no_letter(address):
    with pytest.raises(DeliveryError, match="is not a mail address") as caught:
        written(recipient=address)
    assert caught.value.permanent
    with pytest.raises(DeliveryError, match="is not a mail address") as caught:
        written(sender=f"Desk <{address}>" if address != "<a@b.example>" else "Desk <a>")
    assert not caught.value.permanent  # the configuration can be mended


def test_a_long_subject_is_cut_and_stands_whole_in_the_letter():
    subject = "Mauritius signs. " * 100
    mail = holds_its_form(written(a_digest(subject=subject)))
    assert len(mail["Subject"]) <= 200
    assert mail["Subject"].endswith("…")
    body = mail.get_body(("plain",)).get_content()
    assert body.count("Mauritius") == 100


def test_an_ascii_subject_stays_readable_in_the_raw_letter():
    subject = "Costa Rica ratifies the Convention on Long Matters; 14 other treaty actions follow"
    letter = written(a_digest(subject=subject))
    assert parsed(letter)["Subject"] == subject
    assert b"Subject: Costa Rica ratifies" in letter


@pytest.mark.parametrize(
    "subject",
    ["Türkiye signs", "毛里求斯" * 30, "\U0001f469\u200d\U0001f680", "ÅÄÖ " * 40],
)
def test_other_letters_arrive_as_they_are_in_words_that_any_reader_takes(subject):
    letter = written(a_digest(subject=subject))
    assert holds_its_form(letter)["Subject"] == subject.strip()
    words = re.findall(rb"=\?utf-8\?b\?([^?]*)\?=", letter)
    assert "".join(base64.b64decode(word).decode() for word in words) == subject.strip()
    assert max(map(len, words)) + len("=?utf-8?b??=") <= 75


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_title_injects_nothing(text):
    message = a_digest(subject=text, title=text, id=text)
    mail = holds_its_form(written(message, sender=f"{text} <desk@example.org>"))
    assert "=?" not in mail["Subject"]
    assert not set(mail["Subject"]) & set("\u202e\u202c\u200f\u2066\ufeff")
    # A program that writes such a letter anew (CVE-2024-6923) finds nothing to decode, either.
    assert email.message_from_bytes(mail.as_bytes()).keys() == HEADERS


@pytest.mark.heavy
@given(subject=texts, title=texts, name=texts, series=texts, notice=texts)
@example(ENCODED, ENCODED, ENCODED, ENCODED, ENCODED)
@settings(max_examples=40)  # each takes long to make
def test_no_text_whatever_changes_the_form_of_a_letter(subject, title, name, series, notice):
    notices = (OperatorNotice(notice, "kind", notice),)
    message = a_digest(subject=subject, title=title, id=series, notices=notices)
    letter = written(message, sender=f"{name} <desk@example.org>")
    holds_its_form(letter)
    assert letter == written(message, sender=f"{name} <desk@example.org>")


@given(recipient=texts, contact=st.one_of(st.none(), texts.map("mailto:".__add__)))
def test_an_arbitrary_recipient_is_refused_or_is_the_only_one(recipient, contact):
    try:
        letter = written(recipient=f"{recipient}@example.net", contact=contact)
    except DeliveryError:
        return
    assert naive_headers(letter) == HEADERS
    assert letter.count(b"\r\nTo: ") == 1


def test_lines_that_begin_with_a_dot_and_very_long_words_stay_within_the_lines():
    notices = (OperatorNotice(".", "..", f". {'x' * 5000} =20 trailing "),)
    message = a_digest(notices=notices)
    mail = holds_its_form(written(message))
    assert content(mail.get_body(("plain",))) == render_text(message)
