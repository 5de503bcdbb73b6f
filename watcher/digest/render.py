"""Render a digest: as text of 72 columns that can be read aloud, and as one line of JSON.

Every piece of text is cleaned again here, so that a digest that was read back from storage
can do no harm to a terminal either. A word longer than a line (an address) is never broken.
"""

import textwrap
from collections.abc import Iterable, Iterator
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watcher.digest.marks import marked
from watcher.digest.subject import standing
from watcher.model.digest import (
    Digest,
    DocumentSection,
    OperatorNotice,
    PassageChange,
    Recorded,
    Reported,
    TreatySection,
    Trouble,
    to_json,
)
from watcher.model.plain import clean, cut, day, moment

WIDTH = 72
PASSAGE_LENGTH = 600  # characters shown of a passage that is told as before and now

#: What is said of an episode that goes on, and of one that is over.
_TROUBLE = {
    "failed": ("has not been readable", "could not be read"),
    "quarantined": ("has not been trusted", "was not trusted"),
}
_OTHER_TROUBLE = ("has been in trouble", "was in trouble")


def render_json(digest: Digest) -> str:
    """Render the digest as one line of JSON, without the line's end."""
    return to_json(digest)


def render_text(digest: Digest) -> str:
    """Render the digest as plain text, times in the digest's own time zone."""
    zone = _zone(digest.timezone)
    composed = moment(digest.composed_at.astimezone(zone))
    blocks = [
        _wrapped(digest.subject),
        _wrapped(f"{digest.title}, {composed} ({_zone_name(zone)})"),
        "On record",
        *(_treaties(digest.record, zone) if digest.record else [_indented("Nothing new.")]),
    ]
    for heading, told in (
        ("Reported, not on record", [_report(report, zone) for report in digest.reported]),
        ("Pages that changed", list(_documents(digest.documents))),
        (
            "Sources that could not be read or trusted",
            [_trouble(trouble, zone) for trouble in digest.troubles],
        ),
        ("For the operator", [_notice(notice) for notice in digest.notices]),
    ):
        if told:
            blocks += [heading, *told]
    blocks += ["Why you get this", *_reason(digest)]
    return "\n\n".join(blocks) + "\n"


def _treaties(record: Iterable[TreatySection], zone: tzinfo) -> Iterator[str]:
    for section in record:
        number = f" ({section.number})" if section.number else ""
        stands = f": {standing(section.counts)}" if section.counts else ""
        yield _indented(f"{section.name}{number}{stands}.")
        yield from (_recorded(action, zone) for action in section.actions)
        yield "\n".join(
            _indented(f"Official page of {source}: {url}")
            for source, url in _pages(section.actions).items()
        )


def _pages(actions: Iterable[Recorded]) -> dict[str, str]:
    return {
        evidence.source: evidence.url or "no longer configured"
        for action in actions
        for evidence in action.evidence
    }


def _recorded(action: Recorded, zone: tzinfo) -> str:
    stated = " and ".join(
        f"change {evidence.seq} from {evidence.source}" for evidence in action.evidence
    )
    found = moment(action.detected_at.astimezone(zone))
    # A sentence may end with the page's own words, and so with their stop.
    stop = "" if action.sentence.endswith((".", "…")) else "."
    return _item(f"{action.sentence}{stop}{_late(action)}", f"Found {found}; {stated}.")


def _report(report: Reported, zone: tzinfo) -> str:
    dated = f", dated {day(report.date)}" if report.date else ""
    found = moment(report.detected_at.astimezone(zone))
    return _item(
        report.title,
        f"{report.evidence.source} ({report.tier}){dated}; found {found}, "
        f"change {report.evidence.seq}.{_late(report)}",
        report.link or "No link given.",
    )


def _late(told: Recorded | Reported) -> str:
    return " Published late." if told.late else ""


def _documents(documents: Iterable[DocumentSection]) -> Iterator[str]:
    for section in documents:
        yield _indented(f"{section.source}: {section.url or 'no longer configured'}")
        yield from (_passage(passage) for passage in section.passages)


def _passage(passage: PassageChange) -> str:
    if passage.old is None:
        return _item(f"New (change {passage.seq}): {_shown(passage.new)}")
    if passage.new is None:
        return _item(f"Taken out (change {passage.seq}): {_shown(passage.old)}")
    marks = marked(passage.old, passage.new)
    if marks is not None:
        return _item(f"Changed (change {passage.seq}; [-gone-], {{+new+}}): {marks}")
    return _item(
        f"Before (change {passage.seq}): {_shown(passage.old)}", f"Now: {_shown(passage.new)}"
    )


def _shown(text: str | None) -> str:
    return cut(text or "", PASSAGE_LENGTH)


def _trouble(trouble: Trouble, zone: tzinfo) -> str:
    opened = moment(trouble.opened_at.astimezone(zone))
    goes_on, is_over = _TROUBLE.get(trouble.kind, _OTHER_TROUBLE)
    if trouble.closed_at is None:
        span = f"{goes_on} since {opened}"
    else:
        closed = moment(trouble.closed_at.astimezone(zone))
        span = f"{is_over} from {opened} to {closed}; well again"
    address = trouble.url if trouble.url and trouble.url not in trouble.reason else ""
    return _item(f"{trouble.source} {span}.", trouble.reason, address)


def _notice(notice: OperatorNotice) -> str:
    return _item(f"{notice.source}, {notice.kind.replace('_', ' ')}: {notice.text}")


def _reason(digest: Digest) -> Iterator[str]:
    names = ", ".join(digest.sources) or "no source"
    count = len(digest.sources)
    yield _indented(
        f'It is the digest "{digest.id}" (schedule: {digest.schedule}, {digest.timezone}) on '
        f"{count} {'source' if count == 1 else 'sources'}: {names}."
    )
    if digest.until_seq > digest.since_seq:
        span = f"covers the change log from {digest.since_seq + 1} to {digest.until_seq}"
    else:
        span = f"found no new line in the change log, which ends at {digest.until_seq}"
    yield _indented(f"It {span}.")


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


def _zone(name: str) -> tzinfo:
    """Look the zone up; an old digest must be readable where its zone is no longer known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _zone_name(zone: tzinfo) -> str:
    return str(zone)
