"""Text that came from outside, made fit to be stored: the one gate behind all extractors."""

import re
from dataclasses import replace

from watcher.model.finding import Check, Extraction, Filtered, Finding, Notice, Statement

#: Lone surrogates cannot be written as UTF-8; NUL ends a text in most tools that read SQLite.
_UNFIT = re.compile("[\x00\ud800-\udfff]")


def encodable(extraction: Extraction) -> Extraction:
    """Put U+FFFD for each character that no database can hold, in every text of an extraction."""
    return replace(
        extraction,
        findings=tuple(map(_finding, extraction.findings)),
        parts=frozenset(map(_text, extraction.parts)),
        checks=tuple(
            Check(_text(each.name), each.passed, _text(each.detail)) for each in extraction.checks
        ),
        title=_maybe(extraction.title),
        facts=tuple((_text(label), _text(value)) for label, value in extraction.facts),
        notices=tuple(
            Notice(_text(each.kind), _text(each.subject), _text(each.text))
            for each in extraction.notices
        ),
        filtered=tuple(
            Filtered(_text(each.key), _statement(each.statement), _text(each.reason))
            for each in extraction.filtered
        ),
    )


def _finding(finding: Finding) -> Finding:
    key, part, subject = _text(finding.key), _text(finding.part), _maybe(finding.subject)
    statement = _statement(finding.statement)
    if statement is finding.statement and (key, part, subject) == (
        finding.key,
        finding.part,
        finding.subject,
    ):
        return finding
    return Finding(key, part, statement, subject)


def _statement(stated: Statement) -> Statement:
    # The fields that are not named here hold our own words and ISO dates.
    texts = (stated.text, stated.link, stated.participant, stated.published, *stated.footnotes)
    if not any(text and _UNFIT.search(text) for text in texts):
        return stated
    return replace(
        stated,
        text=_maybe(stated.text),
        link=_maybe(stated.link),
        participant=_maybe(stated.participant),
        published=_maybe(stated.published),
        footnotes=tuple(map(_text, stated.footnotes)),
    )


def _text(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)


def _maybe(text: str | None) -> str | None:
    return None if text is None else _text(text)
