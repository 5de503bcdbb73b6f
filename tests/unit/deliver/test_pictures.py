"""A mail carries the charts of its digest; where one cannot be drawn, it goes without."""

import email
import email.policy
import re

import pytest

from tests.mail import MailServer
from tests.unit.charts.building import a_timeline
from tests.unit.deliver.building import a_delivery, a_digest, a_test_message, the_means
from tests.unit.deliver.test_email import SENDER, TO, a_channel
from tests.unit.deliver.test_letter import holds_its_form
from watcher.charts.drawing import Drawer
from watcher.charts.timeline import mail_timeline
from watcher.deliver.channels import deliver
from watcher.deliver.letter import write_letter
from watcher.deliver.pictures import Inline, draw, embedded
from watcher.digest.render.text import render_text
from watcher.errors import DrawingError
from watcher.model.digest import Digest, TreatySection

PNG = b"\x89PNG\r\n\x1a\n"


def a_charted_digest(*numbers: str) -> Digest:
    """A digest of these treaties, each with its chart."""
    sections = [
        TreatySection(number, f"Treaty {number}", None, (), a_timeline(treaty=number))
        for number in numbers or ("XVIII-16",)
    ]
    return a_digest(record=tuple(sections))


def an_inline(number="XVIII-16", content=PNG + bytes(range(256)) * 3):
    return Inline(number, content, 448, 238, "75 signatories & more")


def parts(letter):
    """Each part of a letter by its place in the tree: "1", "2.1", …"""
    mail = email.message_from_bytes(letter, policy=email.policy.default)
    plain, related = mail.iter_parts()
    assert mail.get_content_type() == "multipart/alternative"
    assert related.get_content_type() == "multipart/related"
    assert related.get_param("type") == "text/html"
    return plain, *related.iter_parts()


def written(*pictures, message=None):
    return write_letter(
        message or a_charted_digest(),
        a_delivery(recipient="legal@example.net"),
        sender=SENDER,
        contact=None,
        pictures=pictures,
    )


def test_the_pictures_go_along_with_the_html_that_shows_them():
    inline = an_inline()
    plain, html, picture = parts(written(inline))
    assert plain.get_content_type() == "text/plain"
    assert html.get_content_type() == "text/html"
    assert picture.get_content_type() == "image/png"
    assert picture.get_content() == inline.content
    assert picture.get_content_disposition() == "inline"
    assert picture.get_filename() == "chart-xviii-16.png"
    (source,) = re.findall(r'<img [^>]*src="cid:([^"]+)"', html.get_content())
    assert picture["Content-ID"] == f"<{source}>"
    assert source == "chart-xviii-16.d-1@example.org"


def test_each_picture_has_an_id_of_its_own():
    numbers = ("XVIII-16", "XXVII-7-d", 'x" y\r\nBcc: z')
    letter = written(*map(an_inline, numbers), message=a_charted_digest(*numbers))
    _, html, *pictures = parts(letter)
    ids = [picture["Content-ID"].strip("<>") for picture in pictures]
    assert len(set(ids)) == len(pictures) == 3
    assert re.findall(r'src="cid:([^"]+)"', html.get_content()) == ids
    assert b"\r\nBcc:" not in letter


def test_the_form_of_a_letter_holds_with_pictures_as_without():
    letter = written(an_inline())
    assert letter.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", letter)
    assert max(map(len, letter.split(b"\r\n"))) <= 998
    assert letter == written(an_inline())
    holds_its_form(written())


def test_the_text_is_the_same_whether_there_is_a_picture_or_not():
    plain, *_ = parts(written(an_inline()))
    assert plain.get_content().replace("\r\n", "\n") == render_text(a_charted_digest())


def test_what_cannot_be_drawn_is_left_out_and_no_more_is_tried():
    asked = []

    class Broken:
        def draw(self, spec, form):
            asked.append(form)
            raise DrawingError("it took more than 30 seconds to draw the chart")

    assert draw(a_charted_digest("I-1", "I-2", "I-3"), Broken()) == ()
    assert len(asked) == 1


def test_what_has_no_chart_starts_no_process():
    with Drawer() as drawer:
        assert draw(a_test_message(), drawer) == draw(a_digest(), drawer) == ()
        assert not drawer.running


async def test_a_mail_with_a_chart_arrives_over_smtp_with_the_same_bytes_each_time():
    delivery = a_delivery(a_charted_digest(), recipient=TO)
    with MailServer() as server:
        server.answer("dot", "451 try later", times=1)
        async with the_means() as means:
            with pytest.raises(Exception, match="451 try later"):
                await deliver(a_channel(server), delivery, means)
            await deliver(a_channel(server), delivery, means)
            shown = embedded(a_charted_digest(), means.drawer)
    first, second = server.whole
    assert first.content == second.content
    _, html, picture = parts(second.content)
    chart = mail_timeline(a_timeline())
    assert f'width="{chart.width}" height="{chart.height}"' in html.get_content()
    assert picture.get_content().startswith(PNG)
    assert shown["XVIII-16"].source.startswith("data:image/png;base64,iVBORw0KGgo")
    assert shown["XVIII-16"].text == chart.text


async def test_a_mail_arrives_without_its_chart_where_nothing_draws():
    delivery = a_delivery(a_charted_digest(), recipient=TO)
    with MailServer() as server:
        async with the_means() as means:
            means.drawer.close()
            await deliver(a_channel(server), delivery, means)
    holds = email.message_from_bytes(server.received[0].content, policy=email.policy.default)
    assert [each.get_content_type() for each in holds.iter_parts()] == ["text/plain", "text/html"]
