"""A page that lists items, such as press releases: one entry an item, as in a feed.

    item selector -> for each item: title, link, date -> entries

The page is a window on what was published: what it no longer lists has only scrolled out.
"""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from watcher.extract import markup
from watcher.extract.dates import format_problem, read_date
from watcher.extract.document_checks import base_of, not_a_page, select, title_of, whole
from watcher.extract.entry import PART, Entry, to_findings
from watcher.extract.markup import Passage
from watcher.extract.matching import facts as matching_facts
from watcher.extract.matching import sift
from watcher.extract.moment import utc_moment
from watcher.extract.text import decode, required_text, tidy, web_link
from watcher.model.capture import Document
from watcher.model.finding import Check, Extraction, Notice
from watcher.model.reading import Listing
from watcher.model.source import Source

#: So many items may lack a title, or half of them: a picture or an advertisement in between.
FEW = 3

_MAX_DATE = 200


@dataclass(frozen=True, slots=True)
class _Item:
    """What an item states; the title is "" where it has none."""

    title: str
    link: str | None
    published: str | None  # its date as written
    moment: str | None  # the same in ISO 8601, a day or a UTC moment

    @property
    def entry(self) -> Entry:
        """The item as an entry, whose identity is its link, or else its title."""
        return Entry(
            id=None,
            title=self.title,
            summary="",
            link=self.link,
            published=self.published,
            moment=self.moment,
        )


def extract(source: Source, document: Document) -> Extraction:
    """Read the items of a page; what does not hold is told by the failed checks."""
    reading = source.listing
    if reading is None:
        return _failed(Check("selector", False, "the source has no selector for its items (item)"))
    refusal = not_a_page(document)
    if refusal is not None:
        return _failed(refusal)
    text = decode(document)
    try:
        tree = markup.parse(text)
        base = base_of(tree, document.url)
        everything = markup.passages(tree.body, base) if tree.body is not None else ()
    except markup.NestedTooDeepError as error:
        return _failed(Check("page", False, f"this is no page for people: {error}"))
    checks = [
        Check("page", True, "an HTML page"),
        whole(source, text, everything[-1].text if everything else ""),
    ]
    items = _items(tree, base, reading)
    if isinstance(items, Check):
        checks.append(items)
        items = []
    elif items:
        checks += [
            Check("selector", True, f"{reading.item} matches {len(items)}"),
            _titled(items),
        ]
    return _extraction(source, items, checks, title_of(tree), everything)


def _extraction(
    source: Source,
    items: list[_Item],
    checks: list[Check],
    title: str,
    everything: tuple[Passage, ...],
) -> Extraction:
    stated = [item.entry for item in items if not item.entry.blank]
    findings, filtered = sift(source, to_findings(stated))
    words = " ".join((title, *(passage.text for passage in everything)))
    dates = [item.moment for item in items if item.moment]
    facts = [("items", str(len(items))), ("blank items", str(len(items) - len(stated)))]
    if dates:
        facts.append(("newest", max(dates)))
    facts += matching_facts(source, findings, filtered)
    return Extraction(
        findings=findings,
        complete=False,
        parts=frozenset({PART}),
        checks=(*checks, *required_text(source, words)),
        title=title or None,
        facts=tuple(facts),
        notices=_undated(source.listing, items),
        filtered=filtered,
    )


def _items(tree: LexborHTMLParser, base: str, reading: Listing) -> list[_Item] | Check:
    """Every item that the selector finds, or the check that fails."""
    if reading.date_format is not None:
        problem = format_problem(reading.date_format)
        if problem is not None:
            return Check("date format", False, f"{reading.date_format!r} {problem}")
    for name in ("title", "link", "date"):
        selector = getattr(reading, name)
        if selector is not None and not _is_selector(tree, selector):
            return Check("selector", False, f"{name} = {selector!r} is no CSS selector")
    nodes = select(tree, reading.item)
    if isinstance(nodes, Check):
        return nodes
    return [_item(node, base, reading) for node in nodes]


def _is_selector(tree: LexborHTMLParser, selector: str) -> bool:
    try:
        tree.css_first(selector)
    except (SelectolaxError, ValueError):
        return False
    return True


def _item(node: LexborNode, base: str, reading: Listing) -> _Item:
    dated = node.css_first("time" if reading.date is None else reading.date)
    published, moment = (None, None) if dated is None else _date(dated, reading)
    return _Item(_title(node, dated, reading), _link(node, base, reading), published, moment)


def _title(node: LexborNode, dated: LexborNode | None, reading: Listing) -> str:
    """The first text that `title` selects; else of a link; else the item's first passage.

    Pictures are links without text, so the first that has any is taken; a date is no title.
    """
    if reading.title is not None:
        return next((text for each in node.css(reading.title) if (text := _text(each))), "")
    texts = (_text(link) for link in _links(node))
    date = frozenset() if dated is None else frozenset({dated.mem_id})
    said = (passage.text for passage in markup.passages(node, "", date))
    return next((text for text in (*texts, *said) if text), "")


def _link(node: LexborNode, base: str, reading: Listing) -> str | None:
    """The address behind what `link` selects; else the first one of the item that leads away."""
    if reading.link is not None:
        selected = node.css_first(reading.link)
        links = _links(selected) if selected is not None else []
    else:
        links = _links(node)
    addresses = (web_link(link.attributes.get("href"), base) for link in links)
    return next((address for address in addresses if address), None)


def _links(node: LexborNode) -> list[LexborNode]:
    """The links in an element, itself included."""
    own = [node] if node.tag == "a" and "href" in node.attributes else []
    return own + [each for each in node.css("a[href]") if each.mem_id != node.mem_id]


def _date(dated: LexborNode, reading: Listing) -> tuple[str | None, str | None]:
    """The date as written, and as ISO 8601 where it can be read for certain."""
    machine = tidy(dated.attributes.get("datetime") or "")
    written = _text(dated)
    # Of "2 hours ago" it is the attribute that stays the same.
    moment = utc_moment(machine) or read_date(machine)
    if moment is not None:
        return machine[:_MAX_DATE], moment
    published = (written or machine)[:_MAX_DATE] or None
    if reading.date_format is not None:
        return published, read_date(written, reading.date_format)
    return published, utc_moment(written) or read_date(written)


def _text(node: LexborNode) -> str:
    return tidy(" ".join(passage.text for passage in markup.passages(node, "")))


def _titled(items: list[_Item]) -> Check:
    """Items without a title: a few are kept as they are, many mean that the page is another."""
    untitled = sum(not item.title for item in items)
    detail = f"{untitled} of {len(items)} items have no title"
    return Check("titles", untitled <= FEW and 2 * untitled <= len(items), detail)


def _undated(reading: Listing | None, items: list[_Item]) -> tuple[Notice, ...]:
    """Tell where somebody said how dates are read, and most are not."""
    if reading is None or (reading.date is None and reading.date_format is None):
        return ()
    unread = [item for item in items if item.moment is None]
    if 2 * len(unread) <= len(items):
        return ()
    shown = next((item.published for item in unread if item.published), None)
    example = f"such as {shown!r}" if shown else "nothing is where they are looked for"
    return (
        Notice(
            "unread_dates",
            reading.date or "time",
            f"The dates of {len(unread)} of {len(items)} items cannot be read ({example}): "
            "check date and date_format. The items are read without them.",
        ),
    )


def _failed(check: Check) -> Extraction:
    return Extraction(findings=(), complete=False, parts=frozenset({PART}), checks=(check,))
