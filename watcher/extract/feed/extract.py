"""A feed, whatever its format: one finding an entry; the feed is a window on what was published."""

from watcher.errors import ExtractError
from watcher.extract.entry import PART, Feed, to_findings
from watcher.extract.feed import json_feed, xml_feed
from watcher.extract.markup import NestedTooDeepError
from watcher.extract.matching import facts as filtered_facts
from watcher.extract.matching import sift
from watcher.extract.text import required_text, tidy
from watcher.model.capture import Document
from watcher.model.finding import Check, Extraction
from watcher.model.source import Source


def extract(source: Source, document: Document) -> Extraction:
    """Read the entries of a feed; ExtractError where its reader gives up."""
    try:
        if json_feed.recognised(document.body):
            feed = json_feed.read(document)
        else:
            feed = xml_feed.read(source.id, document)
    except NestedTooDeepError as error:
        raise ExtractError(source.id, f"an entry of the feed cannot be read: {error}") from error
    if isinstance(feed, Check):
        return Extraction(findings=(), complete=False, parts=frozenset({PART}), checks=(feed,))
    return _extraction(source, feed)


def _extraction(source: Source, feed: Feed) -> Extraction:
    findings = to_findings(feed.entries)
    moments = [entry.moment for entry in feed.entries if entry.moment]
    facts = [("format", feed.format), ("entries", str(len(findings)))]
    if moments:
        facts.append(("newest", max(moments)))
    facts += feed.facts
    kept, left_out = sift(source, findings)
    facts += filtered_facts(source, kept, left_out)
    return Extraction(
        findings=kept,
        complete=False,
        parts=frozenset({PART}),
        checks=(
            Check("feed", passed=True, detail=feed.format),
            Check(
                "whole",
                passed=feed.fault is None,
                detail=feed.fault or "the feed is closed as it should be",
            ),
            *required_text(source, _everything(feed)),
        ),
        title=feed.title or None,
        facts=tuple(facts),
        filtered=left_out,
        rhythm=feed.rhythm,
    )


def _everything(feed: Feed) -> str:
    """Join the feed's words to one line, as required texts are compared with them."""
    texts = (text for entry in feed.entries for text in (entry.title, entry.summary))
    return tidy(" ".join((feed.title, *texts)))
