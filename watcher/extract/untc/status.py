"""The UN Treaty Collection's status page: one finding for each dated cell of its table.

Read strictly (facts are in CONTRIBUTING.md, "Official pages"): the page must name the treaty
that was asked for, each heading and cell is understood or reported, and the header's own counts
must agree with the cells. Whatever fails is a failed check, never a guess.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.extract.text import decode, required_text
from watcher.extract.untc.cells import fold, read_cell
from watcher.extract.untc.headings import CONSENT, SIGNATURE, Column, read_heading
from watcher.model.capture import Document
from watcher.model.finding import Check, Extraction, Finding, Notice, Statement
from watcher.model.participants import resolve
from watcher.model.source import Source

#: The part of a participant that has a row without any date.
LISTED = "participants/listed"

_FOOTNOTE_LENGTH = 2_000
_MTDSG_PARAMETER = re.compile(r"[?&]mtdsg_no=([^&#]+)", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"\s*(\d+)\s*\.[ \t]*([a-z])?\s")
_CHAPTER = re.compile(r"CHAPTER\s+([IVXLC]+)\b")
_SIGNATORIES = re.compile(r"Signatories\s*:\s*(\d+)")
_PARTIES = re.compile(r"Parties\s*:\s*(\d+)")
_NOTE_NUMBER = re.compile(r"^\d+\s*")
_BETWEEN_NUMBERS = re.compile(r"[\s,.;]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One participant's row: the name as printed, its footnotes, and its cells' texts."""

    name: str
    footnotes: tuple[str, ...]
    cells: tuple[str, ...]
    cell_footnotes: tuple[tuple[str, ...], ...]


def extract(source: Source, document: Document) -> Extraction:
    """Read a status page; what does not hold is told by the failed checks."""
    tree = LexborHTMLParser(_text_of(document))
    facts = _header_facts(tree)
    title = facts.get("title")
    checks = [
        _right_page(source.treaty or "", tree, facts),
        _whole(document.body),
        *required_text(source, fold(tree.body.text() if tree.body else "")),
    ]
    grid = tree.css_first('table[id$="_tblgrid"]')
    table_rows = grid.css("tr") if grid is not None else []
    if not table_rows:
        checks.append(Check("table", False, "the participants' table is not on the page"))
        return Extraction(
            (), True, frozenset(), tuple(checks), title=title, facts=tuple(facts.items())
        )
    footnotes = dict(_end_notes(tree))
    columns = [read_heading(_text(cell)) for cell in table_rows[0].iter()][1:]
    rows, odd_rows = _read_rows(table_rows[1:], len(columns), footnotes)
    parts = _parts(columns)
    findings, unreadable = _findings(rows, columns, parts)
    checks += [
        _headings_understood(_text_of_first(table_rows[0]), columns),
        _all("rows", odd_rows, f"{len(rows)} rows", "rows whose cells do not fit the headings: {}"),
        _all("participants", _repeated(rows), "each has one row", "more than one row: {}"),
        _all("encoding", _garbled(rows), "every name was decoded", "names with lost letters: {}"),
        _all("dates", unreadable, "every date was read", "cells that are no date: {}"),
        _counts_agree(facts, findings, columns),
    ]
    facts |= {"headings": " | ".join(column.heading for column in columns), "rows": str(len(rows))}
    return Extraction(
        findings=tuple(findings),
        complete=True,
        parts=frozenset((*parts, LISTED)),
        checks=tuple(checks),
        title=title,
        facts=tuple(facts.items()),
        notices=(*_column_notices(columns), *_name_notices(rows)),
    )


def _text_of(document: Document) -> str:
    """Decode as UTF-8, which the site serves, wherever the bytes are that; else as declared."""
    try:
        return document.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(document)


# -- the header ----------------------------------------------------------------------------


def _header_facts(tree: LexborHTMLParser) -> dict[str, str]:
    def text(suffix: str) -> str:
        node = tree.css_first(f'[id$="_{suffix}"]')
        return node.text() if node is not None else ""

    named = text("rptTreaty_ctl00_tcTreaty")
    number = _OWN_NUMBER.match(named)
    status = fold(text("rptStatus_ctl00_tcText"))
    chapter = _CHAPTER.search(text("rptHead_ctl00_tcHead"))
    signatories, parties = _SIGNATORIES.search(status), _PARTIES.search(status)
    found = {
        "number": "-".join(
            part
            for part in (
                chapter[1] if chapter else None,
                number[1] if number else None,
                number[2] if number else None,
            )
            if part
        ),
        "title": fold(named[number.end() :]) if number else fold(named),
        "status as at": fold(text("div3")).removeprefix("STATUS AS AT :").strip(),
        "entry into force": fold(text("rptEIF_ctl00_tcText")),
        "registration": fold(text("rptRegistration_ctl00_tcText")),
        "signatories": signatories[1] if signatories else "",
        "parties": parties[1] if parties else "",
    }
    return {label: value for label, value in found.items() if value}


def _right_page(wanted: str, tree: LexborHTMLParser, facts: Mapping[str, str]) -> Check:
    """The page must name the treaty twice: in its own address and in its heading."""
    form = tree.css_first("form#aspnetForm")
    action = (form.attributes.get("action") if form is not None else None) or ""
    asked = _MTDSG_PARAMETER.search(action)
    stated = facts.get("number", "")
    if not facts.get("title"):
        return Check("right page", False, "the page has no treaty title: not a status page")
    if asked is None or asked[1].upper() != wanted.upper():
        return Check(
            "right page",
            False,
            f"the page is of treaty {asked[1]}, not {wanted}"
            if asked
            else f"the page does not name its treaty, so it may not be of {wanted}",
        )
    # Numbers with a subchapter (XI-A-1) print only their last part under a heading of two lines.
    if wanted.count("-") == 1 and stated.upper() != wanted.upper():
        return Check("right page", False, f"the page's heading says {stated}, not {wanted}")
    return Check("right page", True, f"{wanted}: {facts['title']}")


def _whole(body: bytes) -> Check:
    start = body.find(b"_tblgrid")
    inside = start < 0 or body.find(b"</table>", start) > 0
    closed = b"</html>" in body[-2_000:].lower()
    detail = "the page is closed" if inside and closed else "the page is cut: it has no end"
    return Check("whole", inside and closed, detail)


# -- the table -----------------------------------------------------------------------------


def _end_notes(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for note in tree.css(".divNotesAll a[name]"):
        number, block = note.attributes.get("name"), note.parent
        if number and block is not None:
            yield number, _shortened(_NOTE_NUMBER.sub("", fold(block.text())))


def _shortened(text: str) -> str:
    """A footnote's text; behind a long one its hash stands for the rest, so edits still show."""
    if len(text) <= _FOOTNOTE_LENGTH:
        return text
    return f"{text[:_FOOTNOTE_LENGTH]}… [{hashlib.sha256(text.encode()).hexdigest()[:16]}]"


def _take_footnotes(cell: LexborNode, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The cell's footnotes, by their text where the page gives one; removes them from the cell.

    The text and not the number is what counts: one new note renumbers all that follow.
    """
    numbers: list[str] = []
    for mark in cell.css("sup, superscript"):  # the latter leaks in from the page's XML source
        numbers += [number for number in _BETWEEN_NUMBERS.split(mark.text()) if number]
        mark.decompose()
    return tuple(texts.get(number, number) for number in numbers)


def _text(cell: LexborNode) -> str:
    _take_footnotes(cell, {})
    return fold(cell.text())


def _text_of_first(row: LexborNode) -> str:
    cell = row.css_first("td, th")
    return _text(cell) if cell is not None else ""


def _read_rows(
    nodes: Iterable[LexborNode], width: int, texts: Mapping[str, str]
) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    odd: list[str] = []
    for node in nodes:
        cells = [cell for cell in node.iter() if cell.tag in ("td", "th")]
        notes = [_take_footnotes(cell, texts) for cell in cells]
        words = [fold(cell.text()) for cell in cells]
        if len(cells) != width + 1 or not words[0]:
            odd.append(" | ".join(words) or "a row without cells")
            continue
        rows.append(Row(words[0], notes[0], tuple(words[1:]), tuple(notes[1:])))
    return rows, odd


def _findings(
    rows: list[Row], columns: list[Column], parts: list[str]
) -> tuple[list[Finding], list[str]]:
    subjects = _subjects(rows)
    findings: list[Finding] = []
    unreadable: list[str] = []
    for row, (subject, code) in zip(rows, subjects, strict=True):
        person = Statement(participant=row.name, participant_code=code, footnotes=row.footnotes)
        before = len(findings)
        for column, part, text, notes in zip(
            columns, parts, row.cells, row.cell_footnotes, strict=True
        ):
            if not text:
                continue
            base = replace(person, footnotes=person.footnotes + notes)
            try:
                statement = _statement(base, column, text)
            except ValueError as error:
                unreadable.append(f"{row.name}: {error}")
                continue
            family, role = part.split("/", 1)
            findings.append(Finding(f"{family}/{subject}/{role}", part, statement, subject))
        if len(findings) == before and not any(row.cells):
            findings.append(Finding(f"participants/{subject}/listed", LISTED, person, subject))
    return findings, unreadable


def _statement(base: Statement, column: Column, text: str) -> Statement:
    if not column.known:
        return replace(base, text=f"{column.heading}: {text}")
    cell = read_cell(text)
    action = column.action(cell.mark)
    if action is None:
        raise ValueError(f"{text!r} has a mark that {column.heading!r} does not explain")
    return replace(
        base,
        action=action.value,
        date=cell.date.isoformat(),
        mark=cell.mark,
        bracketed=cell.bracketed,
    )


def _parts(columns: list[Column]) -> list[str]:
    """The part each column fills; where two columns share a role, the later names its heading."""
    parts: list[str] = []
    for column in columns:
        part = f"participants/{column.role}" if column.known else f"column/{column.heading}"
        parts.append(part if part not in parts else f"{part}:{column.heading}")
    return parts


def _subjects(rows: list[Row]) -> list[tuple[str, str | None]]:
    """Each row's identity and code; rows that share a code are told apart by their spelling."""
    resolved = [resolve(row.name) for row in rows]
    times = Counter(participant.code for participant in resolved if participant)
    subjects: list[tuple[str, str | None]] = []
    for row, participant in zip(rows, resolved, strict=True):
        if participant is None:
            subjects.append((f"?{row.name}", None))
        elif times[participant.code] > 1:
            subjects.append((f"{participant.code}:{row.name}", participant.code))
        else:
            subjects.append((participant.code, participant.code))
    return subjects


def _repeated(rows: list[Row]) -> list[str]:
    """Names that stand in more than one row: which of the rows counts cannot be told."""
    return [name for name, times in Counter(row.name for row in rows).items() if times > 1]


def _garbled(rows: list[Row]) -> list[str]:
    """Names whose bytes do not fit the encoding that the page was said to have."""
    return [row.name for row in rows if "\N{REPLACEMENT CHARACTER}" in row.name]


# -- checks and notices --------------------------------------------------------------------


def _headings_understood(first: str, columns: list[Column]) -> Check:
    known = [column.heading for column in columns if column.known]
    headings = " | ".join([first, *(column.heading for column in columns)])
    if first != "Participant" or not known:
        return Check("headings", False, f"no heading that is known among: {headings}")
    return Check("headings", True, headings)


def _all(name: str, failures: list[str], good: str, bad: str) -> Check:
    if not failures:
        return Check(name, True, good)
    shown = "; ".join(failures[:3])
    more = f" (and {len(failures) - 3} more)" if len(failures) > 3 else ""
    return Check(name, False, bad.format(shown + more))


def _counts_agree(
    facts: Mapping[str, str], findings: list[Finding], columns: list[Column]
) -> Check:
    """Header counts leave out bracketed cells, and provisional application altogether."""
    standing = Counter(
        finding.part.removeprefix("participants/").split(":", 1)[0]
        for finding in findings
        if finding.statement.date and not finding.statement.bracketed
    )
    stated = {SIGNATURE: facts.get("signatories"), CONSENT: facts.get("parties")}
    words = {SIGNATURE: "signatories", CONSENT: "parties"}
    wrong = [
        f"{number} {words[role]} in the header, {standing[role]} in the table"
        for role, number in stated.items()
        if number is not None and int(number) != standing[role]
    ]
    if wrong:
        # A reworded heading is the likeliest cause, and the operator should not have to guess.
        wrong += [f"not known: {column.heading!r}" for column in columns if not column.known]
        return Check("header counts", False, "; ".join(wrong))
    said = [f"{number} {words[role]}" for role, number in stated.items() if number is not None]
    return Check("header counts", True, ", ".join(said) or "the header states no counts")


def _column_notices(columns: list[Column]) -> Iterator[Notice]:
    for column in columns:
        if not column.known:
            yield Notice(
                "unknown_column",
                column.heading,
                f"The heading {column.heading!r} is not known; its cells are kept as they stand.",
            )
        for piece in column.unread:
            if column.known:
                yield Notice(
                    "unknown_column",
                    piece,
                    f"{piece!r} in the heading {column.heading!r} is not known.",
                )


def _name_notices(rows: list[Row]) -> Iterator[Notice]:
    for row in rows:
        if resolve(row.name) is None:
            yield Notice(
                "unresolved_name",
                row.name,
                f"The participant {row.name!r} is not in the table of participants; "
                "it is kept as it stands.",
            )
