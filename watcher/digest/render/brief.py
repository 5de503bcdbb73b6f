"""Render a message for a chat: a title and a few lines, unwrapped, that can mention nobody.

What comes from outside could carry a service's own signs: "@everyone", "<!channel>", links that
say another address than theirs ("[text](address)", which Discord, Mattermost and Zulip take as
such in plain text, too). So angle brackets are replaced, no "@" stands before a letter and no
bracket before a parenthesis. Services cut long messages in pieces; what is beyond `MOST` lines
stands in the log.
"""

import re
from collections.abc import Iterator

from watcher.digest.render import words
from watcher.digest.render.operator import paragraphs, test_paragraphs
from watcher.digest.render.words import Zone
from watcher.model.digest import Digest
from watcher.model.message import Message, TestMessage
from watcher.model.operator import OperatorAlert
from watcher.model.plain import clean, cut

MOST = 40  # lines of news
_LINE = 400  # characters
_LONGEST_LINK = 1000  # characters: half a link leads elsewhere, so it is left out

_SIGNS = str.maketrans(
    {
        "<": "\u2039",
        ">": "\u203a",
        "`": "'",
        "*": "\u2217",
        "|": "\u00a6",
        "\uff20": "@",  # wide and small forms, which some services take for the plain one
        "\ufe6b": "@",
    }
)
#: Before these a space makes them harmless: no service calls "@ everyone", or takes "[a] (b)".
_CALLING = re.compile(r"(?<=@)(?=\S)|(?<=\])(?=\()")
_IN_A_LINK = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "<>`*|@"})


def render_brief(message: Message) -> str:
    """Render what stands under the title (the message's subject)."""
    zone = Zone.of(message.timezone)
    match message:
        case Digest():
            lines = [*_digest(message, zone)]
        case OperatorAlert():
            lines = [*paragraphs(message, zone)]
        case TestMessage():
            lines = [*test_paragraphs(message, zone)]
    return "\n".join(map(unmentioned, lines))


def unmentioned(text: str) -> str:
    """Clean a text and take the signs out of it by which chat services call people or format."""
    return _CALLING.sub(" ", clean(text).translate(_SIGNS))


def _digest(digest: Digest, zone: Zone) -> Iterator[str]:
    news = [*_news(digest)]
    yield from news[:MOST]
    if len(news) > MOST:
        yield f"… and {len(news) - MOST} more lines."
    more = words.left_out(digest) or words.rest_link(digest)
    if more:
        yield more
    yield words.dated(digest, zone)


def _news(digest: Digest) -> Iterator[str]:
    for section in digest.record:
        yield cut(f"{words.ON_RECORD}: {words.treaty_line(section)}", _LINE)
        yield from (_line(words.recorded(action)) for action in section.actions)
        links = map(_link, words.official_pages(section.actions).values())
        yield from dict.fromkeys(filter(None, links))  # two sources may read one page
    for heading, lines in (
        (words.REPORTED, [_line(each.title, each.link) for each in digest.reported]),
        (words.CONTRADICTED, [_line(words.unsettled(each)) for each in digest.contradicted]),
        (words.WAITING, [_line(words.unsettled(each), each.link) for each in digest.waiting]),
        (words.CORRECTIONS, [_line(each.sentence) for each in digest.corrections]),
        (words.NOTIFICATIONS, [_line(each.sentence, each.link) for each in digest.notifications]),
        (words.DOCUMENTS, [_line(each.source, each.url) for each in digest.documents]),
        (words.REMINDERS, [_line(words.reminder(each)) for each in digest.reminders]),
        (words.TROUBLES, [_line(f"{each.source}: {each.reason}") for each in digest.troubles]),
        (words.NOTICES, [_line(f"{each.source}: {each.text}") for each in digest.notices]),
        (words.TOLD, [_line(each.sentence) for each in digest.told]),
    ):
        if lines:
            yield f"{heading}:"
            yield from lines


def _line(text: str, link: str | None = None) -> str:
    return " ".join(filter(None, ("-", cut(text, _LINE), _link(link))))


def _link(url: str | None) -> str | None:
    """Write a web address so that it leads where it did, without a sign that calls somebody."""
    written = clean(url or "").translate(_IN_A_LINK)
    fit = written.startswith(("https://", "http://")) and " " not in written
    return written if fit and len(written) <= _LONGEST_LINK else None
