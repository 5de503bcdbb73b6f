"""Status files in the shape of the UN Treaty Collection's XML, as several readers describe it.

Nobody here has seen the raw file: the names of the elements that hold what we read are known, and
so is the text between them; what is around them is made up.
"""

import re
from html import escape

from watcher.extract.untc.record import (
    Cell,
    EndNote,
    SectionKind,
    StatusRecord,
    Style,
    Table,
)

_YEAR = re.compile(r" (\d{4})")

SECTIONS = {
    SectionKind.DECLARATIONS: ("Declarations", "Declaration"),
    SectionKind.OBJECTIONS: ("Objections", "Objection"),
    SectionKind.UNDER_ARTICLE: ("DeclarationsUnderArticle", "Declaration"),
    SectionKind.NOTIFICATIONS: ("Notifications", "Notification"),
}
TYPES = {Style.TEXT: "para", Style.HEADING: "title", Style.DATE: "right", Style.BREAK: "bold"}


def render_status_xml(record, *, encoding="ISO-8859-1"):
    """Write a `StatusRecord` as the site's XML states it, as `read` must read it back."""
    chapter, *number = record.number
    numbers = "".join(f"<Number>{part}</Number>" for part in number)
    head = record.participants.headings if record.participants else ()
    rows = record.participants.rows if record.participants else ()
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<MTDSG>'
        f"<Chapter><Header>CHAPTER {chapter}</Header><Name>OF THE EXAMPLE</Name></Chapter>\n"
        f"<Treaty><Header><ExternalData>{numbers}<Titlesect>{escape(record.title)}</Titlesect>"
        f"<Conclusion>{escape(record.concluded)}</Conclusion>"
        f"<EIF>{_element('Label', record.in_force_label)}"
        f"<Labeltext>{_noted(record.entry_into_force)}</Labeltext></EIF>"
        f"<Registration><Label>Registration</Label>"
        f"<Labeltext>{_noted(record.registration)}</Labeltext></Registration>"
        f"<Status><Label>Signatories</Label><Signatories>{_count(record.signatories)}</Signatories>"
        f"<Label>Parties</Label><Parties>{_count(record.parties)}</Parties></Status>"
        f"<TreatyText><Text>{_noted(record.treaty_text)}</Text></TreatyText>"
        f"<TreatyNote><Text>{_noted(record.treaty_note)}</Text></TreatyNote>"
        f"</ExternalData></Header>\n"
        f"{_cals('Participants', head, rows) if record.participants else ''}"
        f"{_special(record.special)}{''.join(map(_section, record.sections))}"
        f"{_territories(record.territories)}{_end_notes(record.end_notes)}</Treaty></MTDSG>"
    )
    return text.encode(encoding, errors="xmlcharrefreplace")


def record_of(page):
    """What a `watcher.demo.status_page.StatusPage` says, as a record."""
    rows = tuple(
        (Cell(row.participant, row.footnotes), *(Cell(_cell(text)) for text in row.cells))
        for row in page.rows
    )
    return StatusRecord(
        number=tuple(page.number.text.split("-")),
        title=page.title,
        concluded=page.place_and_date,
        in_force_label=page.entry_label,
        entry_into_force=Cell(page.entry_into_force),
        registration=Cell(page.registration or ""),
        signatories=page.printed_signatories or None,
        parties=page.printed_parties or None,
        treaty_note=Cell(page.note or ""),
        participants=Table(("Participant", *page.headings), rows) if page.table else None,
        end_notes=tuple(EndNote(number, text, (text,)) for number, text in page.notes),
    )


def status_xml(inside="", *, treaty="", chapter="XVIII", number="16", participants=None):
    """A small file; `inside` goes into the table's body and `treaty` behind the participants."""
    head = row("Participant", "Signature", "Ratification, Accession(a)")
    table = (
        f"<Participants><Table><TGroup><Thead>{head}</Thead><Tbody><Rows>{inside}</Rows></Tbody>"
        "</TGroup></Table></Participants>"
    )
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<MTDSG>'
        f"<Chapter><Header>CHAPTER {chapter}</Header><Name>PENAL MATTERS</Name></Chapter>"
        f"<Treaty><Header><ExternalData><Number>{number}</Number>"
        "<Titlesect>Treaty of the Example</Titlesect></ExternalData></Header>"
        f"{table if participants is None else participants}{treaty}</Treaty></MTDSG>"
    )


def row(*cells):
    """A row of cells that are written as they stand in the file."""
    return f"<Row>{''.join(f'<Entry>{cell}</Entry>' for cell in cells)}</Row>"


def _cell(text):
    """A date as the site prints it, with a tab before its year."""
    return _YEAR.sub("\t \\1", text)


def _noted(cell):
    marks = f"<superscript>{','.join(cell.notes)}</superscript>" if cell.notes else ""
    return escape(f"{escape(cell.text)}{marks}")


def _element(name, text):
    return f"<{name}>{escape(escape(text))}</{name}>" if text else ""


def _count(number):
    return "" if number is None else number


def _cals(name, headings, rows, title=""):
    head = row(*(escape(escape(heading)) for heading in headings))
    body = "\n".join(row(*map(_noted, cells)) for cells in rows)
    return (
        f"<{name}>{title}<Table><TGroup><Thead>{head}</Thead>\n"
        f"<Tbody><Rows>{body}</Rows></Tbody></TGroup></Table></{name}>\n"
    )


def _special(tables):
    def columns(cells):
        return "".join(f"<Column>{_noted(cell)}</Column>" for cell in cells)

    inside = "".join(
        f"<Table><Title>{_noted(table.title)}</Title><TableHeader>"
        f"{''.join(_element('Title', heading) or '<Title/>' for heading in table.headings)}"
        f"</TableHeader><Rows>{''.join(f'<Row>{columns(cells)}</Row>' for cells in table.rows)}"
        "</Rows></Table>"
        for table in tables
    )
    return f"<SpecialTables>{inside}</SpecialTables>\n"


def _section(section):
    name, each = SECTIONS[section.kind]
    entries = "\n".join(
        f"<{each}><Participant>{_noted(entry.participant)}</Participant>"
        f"{''.join(map(_line, entry.lines))}</{each}>"
        for entry in section.entries
    )
    words = _element("Title", section.title) + _element("Text", section.remark)
    return f"<{name}>{words}{entries}</{name}>\n"


def _line(line):
    return f'<Text type="{TYPES[line.style]}">{escape(escape(line.text))}</Text>'


def _territories(table):
    if table is None:
        return ""
    title = f"<Title>{_noted(table.title)}</Title>"
    return _cals("TerritorialApplications", table.headings, table.rows, title)


def _end_notes(notes):
    inside = "\n".join(
        f"<EndNote><Index>{note.number}</Index>"
        f"<Text>{'&#13;'.join(escape(escape(line)) for line in note.lines)}</Text></EndNote>"
        for note in notes
    )
    return f"<EndNotes>{inside}</EndNotes>"
