"""Render a message as text of 72 columns that can be read aloud.

Every piece of text is cleaned again here, so that a message that was read back from storage
can do no harm to a terminal either. A word longer than a line (an address) is never broken.
"""

import textwrap
from collections.abc import Iterable, Iterator

from watcher.digest.render import words
from watcher.digest.render.operator import paragraphs, test_paragraphs
from watcher.digest.render.words import Zone
from watcher.model.digest import (
    Cited,
    Correction,
    Digest,
    DocumentSection,
    OperatorNotice,
    PassageChange,
    Recorded,
    Reminder,
    Reported,
    TreatySection,
    Trouble,
    Unsettled,
)
from watcher.model.message import Message, TestMessage
from watcher.model.operator import OperatorAlert
from watcher.model.plain import clean

WIDTH = 72


def render_text(message: Message) -> str:
    """Render a message as plain text, times in its own time zone."""
    zone = Zone.of(message.timezone)
    match message:
        case Digest():
            blocks = [*_digest(message, zone)]
        case OperatorAlert():
            blocks = [_wrapped(message.subject), *map(_wrapped, paragraphs(message, zone))]
        case TestMessage():
            blocks = [_wrapped(message.subject), *map(_wrapped, test_paragraphs(message, zone))]
    return "\n\n".join(blocks) + "\n"


def _digest(digest: Digest, zone: Zone) -> Iterator[str]:
    yield _wrapped(digest.subject)
    yield _wrapped(words.dated(digest, zone))
    yield words.ON_RECORD
    nothing = [_indented(words.nothing_on_record(digest))]
    yield from _treaties(digest, zone) if digest.record else nothing
    url = digest.public_url
    for heading, told in (
        (words.REPORTED, [*_reports(digest.reported, url, zone)]),
        (words.CONTRADICTED, [_unsettled(each, url, zone) for each in digest.contradicted]),
        (words.WAITING, [_unsettled(each, url, zone) for each in digest.waiting]),
        (words.CORRECTIONS, [_correction(each, url, zone) for each in digest.corrections]),
        (words.NOTIFICATIONS, [_cited(each, url, zone) for each in digest.notifications]),
        (words.DOCUMENTS, list(_documents(digest.documents, url))),
        (words.REMINDERS, [_reminder(each) for each in digest.reminders]),
        (words.TROUBLES, [_trouble(trouble, zone) for trouble in digest.troubles]),
        (words.NOTICES, [_notice(notice) for notice in digest.notices]),
        (words.TOLD, [_item(text) for text in words.told_before(digest.told, zone)]),
    ):
        if told:
            yield heading
            yield from told
    more = words.left_out(digest)
    if more:
        yield _wrapped(more)
    yield words.REASON
    yield from map(_indented, words.reason(digest, zone))


def _treaties(digest: Digest, zone: Zone) -> Iterator[str]:
    for section in digest.record:
        yield _indented(words.treaty_line(section))
        yield from (_recorded(action, digest.public_url, zone) for action in section.actions)
        yield "\n".join(_official_pages(section))


def _official_pages(section: TreatySection) -> Iterator[str]:
    for source, url in words.official_pages(section.actions).items():
        yield _indented(f"{words.official_page(source)}: {url or words.NOT_CONFIGURED}")


def _recorded(action: Recorded, url: str, zone: Zone) -> str:
    found = f"Found {zone.moment(action.detected_at)}"
    origins = [words.origin(evidence, url) for evidence in action.evidence]
    first, more = origins[:1], origins[1:]
    return _item(
        words.recorded(action),
        *(_ended(f"{found}; {origin}", linked=bool(url)) for origin in first),
        *(_ended(f"Also {origin}", linked=bool(url)) for origin in more),
        *map(words.foretold, action.foretold),
    )


def _reports(reports: Iterable[Reported], url: str, zone: Zone) -> Iterator[str]:
    for place, report in enumerate(reports):
        if place == 0:
            yield _indented(words.REPORTED_NOTE)
        yield _report(report, url, zone)


def _report(report: Reported, url: str, zone: Zone) -> str:
    who = f"{words.origin_of_report(report, zone)}. {words.late(report)}".strip()
    return _item(
        report.title,
        *map(words.claim, report.claims),
        who,
        report.link or f"{words.NO_LINK}.",
        _change(report.evidence.seq, url),
    )


def _unsettled(report: Unsettled, url: str, zone: Zone) -> str:
    return _item(
        words.unsettled(report),
        f"{words.origin_of_unsettled(report, zone)}.",
        report.link or "",
        _change(report.evidence.seq, url),
    )


def _correction(correction: Correction, url: str, zone: Zone) -> str:
    return _item(
        words.sentence(correction.sentence),
        words.corrected(correction, zone),
        f"Found {zone.moment(correction.detected_at)}; "
        + _ended(words.origin(correction.evidence, url), linked=bool(url)),
    )


def _cited(cited: Cited, url: str, zone: Zone) -> str:
    found = f"Found {zone.moment(cited.detected_at)}; {words.origin(cited.evidence, url)}"
    return _item(words.sentence(cited.sentence), cited.link or "", _ended(found, linked=bool(url)))


def _documents(documents: Iterable[DocumentSection], url: str) -> Iterator[str]:
    for section in documents:
        yield _indented(f"{section.source}: {section.url or words.NOT_CONFIGURED}")
        yield from (_passage(passage, url) for passage in section.passages)


def _passage(passage: PassageChange, url: str) -> str:
    told = words.difference(passage)
    now = f"{words.NOW}: {told.now}" if told.now is not None else ""
    return _item(
        f"{told.named(passage.seq)}: {told.text}", now, words.change_link(url, passage.seq) or ""
    )


def _reminder(told: Reminder) -> str:
    return _item(words.reminder(told), words.basis(told))


def _trouble(trouble: Trouble, zone: Zone) -> str:
    return _item(
        f"{trouble.source} {words.trouble_span(trouble, zone)}.",
        trouble.reason,
        words.trouble_address(trouble) or "",
    )


def _notice(notice: OperatorNotice) -> str:
    return _item(words.notice(notice))


def _change(seq: int, url: str) -> str:
    link = words.change_link(url, seq)
    return f"Change {seq}: {link}" if link else f"Change {seq}."


def _ended(text: str, *, linked: bool) -> str:
    """End with a stop, unless with an address: a reader's program would take it for a part."""
    return text if linked else f"{text}."


def _item(first: str, *more: str) -> str:
    lines = [_wrapped(first, "  - ", "    ")]
    lines += [_wrapped(text, "    ", "    ") for text in more if text]
    return "\n".join(lines)


def _indented(text: str) -> str:
    return _wrapped(text, "  ", "  ")


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        clean(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
