"""The HTML page of a treaty's status, read by its ids.

Everything that the page has room for is read, or said to be unread: a grid that nobody has seen,
text where none has ever stood, a row that is no row of its table.
"""

from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.extract import markup
from watcher.extract.text import decode, required_text, web_link
from watcher.extract.untc.cells import fold
from watcher.extract.untc.page.header import header, right_page
from watcher.extract.untc.page.nodes import cell, first, text_of, unread
from watcher.extract.untc.page.sections import end_notes, sections
from watcher.extract.untc.record import Link, StatusRecord, Table
from watcher.model.capture import Document
from watcher.model.finding import Check, Notice
from watcher.model.source import Source

#: Places that have been empty on every page seen, and whose meaning nobody knows.
_EMPTY_PLACES = ("Td1", "Tr5", "Tr6", "divnew")
#: Where links to depositary notifications stand.
_WITH_LINKS = (
    "_rptEIF_ctl00_tcText",
    "_rptRegistration_ctl00_tcText",
    "_rptStatus_ctl00_tcText",
    "_rptText_ctl00_tcText",
    "_rptNotes_ctl00_tcText",
    "_divText",
    "_divNotesAll",
)
_TABLES = ("_tblgrid", "_Table1", "_tblDec")


def read(source: Source, document: Document) -> StatusRecord:
    """Read a page; what does not hold is told by the record's checks and notices."""
    try:
        tree = markup.parse(_decoded(document))
    except markup.NestedTooDeepError as error:
        refusal = Check("page", False, f"this is no page of the site: {error}")
        return StatusRecord((), "", checks=(refusal,))
    body_text = fold(tree.body.text()) if tree.body else ""
    record = header(tree)
    checks = (
        right_page(source.treaty or "", tree, record),
        _whole(document.body),
        *required_text(source, body_text),
    )
    xml = first(tree, "ucicons_lnkXml")
    read_sections, section_notices = sections(tree)
    notes, note_notices = end_notes(tree)
    return replace(
        record,
        links=tuple(_links(tree, document.url)),
        participants=_table(tree, "tblgrid", "rpt_Ptitle_ctl00_tcText"),
        special=tuple(table for table in (_table(tree, "Table1", "Td2"),) if table),
        territories=_table(tree, "tblDec", "divAppTitle"),
        sections=read_sections,
        end_notes=notes,
        xml_address=web_link(xml.attributes.get("href"), document.url) if xml else None,
        checks=checks,
        notices=(*section_notices, *note_notices, *_unread_places(tree)),
    )


def _decoded(document: Document) -> str:
    """Decode as UTF-8, which the site serves, wherever the bytes are that; else as declared."""
    try:
        return document.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(document)


def _whole(body: bytes) -> Check:
    start = body.find(b"_tblgrid")
    inside = start < 0 or body.find(b"</table>", start) > 0
    closed = b"</html>" in body[-2_000:].lower()
    detail = "the page is closed" if inside and closed else "the page is cut: it has no end"
    return Check("whole", inside and closed, detail)


def _table(tree: LexborHTMLParser, name: str, title: str) -> Table | None:
    """A table by its id; None where it is missing or holds nothing."""
    table = first(tree, name)
    rows = table.css("tr") if table is not None else []
    if not rows:
        return None
    place = first(tree, title)
    return Table(
        headings=tuple(cell(node).text for node in _cells(rows[0])),
        rows=tuple(tuple(map(cell, _cells(row))) for row in rows[1:]),
        title=cell(place) if place is not None else cell(None),
    )


def _cells(row: LexborNode) -> list[LexborNode]:
    return [node for node in row.iter() if node.tag in ("td", "th")]


def _links(tree: LexborHTMLParser, base: str) -> Iterator[Link]:
    places = ", ".join(f'[id$="{place}"] a[href]' for place in _WITH_LINKS)
    for node in tree.css(places):
        text, address = fold(node.text()), web_link(node.attributes.get("href"), base)
        if text and address is not None:
            yield Link(text, address)


def _unread_places(tree: LexborHTMLParser) -> Iterator[Notice]:
    for place in _EMPTY_PLACES:
        text = text_of(tree, place)
        if text:
            yield unread(f"{place}, which has been empty on every page so far", text)
    for table in tree.css("table"):
        name = table.attributes.get("id") or ""
        heading = table.css_first("tr > td, tr > th")
        # Of a table that lays out others, the first cell holds one of them whole.
        words = fold(heading.text()) if heading is not None else ""
        if words == "Participant" and not name.endswith(_TABLES):
            yield unread("a table of participants that no page had so far", name or "no id")
