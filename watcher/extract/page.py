"""Any page, by its readable text: one finding a passage, in document order.

Navigation, header and footer inside what is selected are left out (`furniture`), unless one of
them is what is selected. The passages carry no keys; comparing aligns them and assigns their
places.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.extract import markup
from watcher.extract.document_checks import (
    HTML_TYPES,
    base_of,
    not_a_page,
    select,
    title_of,
    whole,
)
from watcher.extract.furniture import furniture
from watcher.extract.markup import Passage
from watcher.extract.matching import facts as filtered_facts
from watcher.extract.matching import sift
from watcher.extract.text import (
    bounded,
    decode,
    looks_like_html,
    media_type,
    required_text,
    tidy,
)
from watcher.model.capture import Document
from watcher.model.finding import Check, Extraction, Finding, Statement
from watcher.model.source import Source

PART = "passages"

_BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read of a document."""

    checks: Sequence[Check]
    everything: tuple[str, ...]  # its title and all its passages
    found: tuple[Passage, ...]  # those that are selected, without furniture
    selected: int  # how many there are with it


def extract(source: Source, document: Document) -> Extraction:
    """Read the text of the selected part of a page, in passages."""
    refusal = not_a_page(document)
    if refusal is not None:
        return _failed(refusal)
    text = decode(document)
    if media_type(document) not in HTML_TYPES and not looks_like_html(text):
        return _plain_text(source, text)
    try:
        tree = markup.parse(text)
    except markup.NestedTooDeepError as error:
        return _failed(Check("page", passed=False, detail=f"this is no page for people: {error}"))
    return _html(source, document, text, tree)


def _html(source: Source, document: Document, text: str, tree: LexborHTMLParser) -> Extraction:
    base = base_of(tree, document.url)
    everything = markup.passages(tree.body, base) if tree.body is not None else ()
    selected = [] if source.select is None else select(tree, source.select)
    checks = [
        Check("page", passed=True, detail="an HTML page"),
        whole(source, text, everything[-1].text if everything else ""),
    ]
    if isinstance(selected, Check):
        checks.append(selected)
        selected = []
    elif source.select is not None:
        detail = f"{source.select} matches {len(selected)}"
        checks.append(Check("selector", passed=True, detail=detail))
    elif tree.body is not None:
        selected = [tree.body]
    without = furniture(tree)
    all_selected = everything if source.select is None else _passages(selected, base)
    found = all_selected
    if without:
        found = _passages(_chosen(source, tree, selected, without), base, without)
    reading = _Reading(
        checks=checks,
        everything=(title_of(tree), *(p.text for p in everything)),
        found=found,
        selected=len(all_selected),
    )
    return _extraction(source, reading)


def _chosen(
    source: Source, tree: LexborHTMLParser, nodes: list[LexborNode], without: frozenset[int]
) -> list[LexborNode]:
    """The selected elements that were meant: of many, those outside navigation and the like.

    A selector such as ".container" matches in header and footer as well. Where it matches nothing
    else, or is a list that names each on purpose, all of them are meant.
    """
    if len(nodes) < 2 or "," in (source.select or "") or tree.body is None:
        return nodes
    reached = {node.mem_id for node, _ in markup.walk(tree.body, without)}
    return [node for node in nodes if node.mem_id in reached] or nodes


def _passages(
    nodes: list[LexborNode], base: str, without: frozenset[int] = frozenset()
) -> tuple[Passage, ...]:
    return tuple(p for node in nodes for p in markup.passages(node, base, without))


def _plain_text(source: Source, text: str) -> Extraction:
    found = tuple(Passage(tidied) for part in _BLANK_LINES.split(text) if (tidied := tidy(part)))
    checks = [
        Check("page", passed=True, detail="plain text"),
        Check("whole", passed=True, detail="plain text has no mark at its end"),
    ]
    if source.select is not None:
        detail = f"plain text has no elements for the selector {source.select}"
        checks.append(Check("selector", passed=False, detail=detail))
    everything = ("", *(p.text for p in found))
    return _extraction(source, _Reading(checks, everything, found, len(found)))


def _extraction(source: Source, reading: _Reading) -> Extraction:
    """Make the findings and their checks."""
    checks, found = list(reading.checks), reading.found
    kept = _without_ignored(source, found)
    if isinstance(kept, Check):
        checks.append(kept)
        found = kept = ()
    elif all(check.passed for check in checks):
        detail = f"{len(kept)} passages" if kept else _nothing(reading)
        checks.append(Check("text", passed=bool(kept), detail=detail))
    checks.extend(required_text(source, " ".join(reading.everything)))
    findings, left_out = sift(
        source,
        [
            Finding("", PART, Statement(text=bounded(passage.text), link=passage.link))
            for passage in kept
        ],
    )
    return Extraction(
        findings=findings,
        complete=True,
        parts=frozenset({PART}),
        checks=tuple(checks),
        title=reading.everything[0] or None,
        facts=(
            ("passages", str(len(kept))),
            ("ignored", str(len(found) - len(kept))),
            *_furniture(reading),
            *filtered_facts(source, findings, left_out),
        ),
        filtered=left_out,
    )


def _furniture(reading: _Reading) -> Iterator[tuple[str, str]]:
    count = reading.selected - len(reading.found)
    if count:
        passages = "passage" if count == 1 else "passages"
        yield "navigation, header, footer", f"{count} {passages}, left out"


def _nothing(reading: _Reading) -> str:
    if reading.selected and not reading.found:
        return (
            "all its text stands in navigation, header or footer, which are left out; "
            "to watch one of them, name it in select"
        )
    return "no readable text was found"


def _without_ignored(source: Source, found: tuple[Passage, ...]) -> tuple[Passage, ...] | Check:
    try:
        patterns = [re.compile(pattern) for pattern in source.ignore]
    except re.error as error:
        detail = f"{error.pattern!r} in ignore is no regular expression: {error}"
        return Check("ignore", passed=False, detail=detail)
    return tuple(p for p in found if not any(pattern.search(p.text) for pattern in patterns))


def _failed(check: Check) -> Extraction:
    return Extraction(findings=(), complete=True, parts=frozenset({PART}), checks=(check,))
