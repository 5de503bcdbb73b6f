"""What a status record means: findings by family, the checks that believe them, and notices.

    participants/*  column/*       the table of participants
    treaty/*  counts/*             the head of the document
    declarations  reservations  objections  notifications
    withdrawals                    announced by an end note
    territories  special/*         the other tables
    notes  references              end notes; depositary notifications that are named anywhere

A part is there also where the document has nothing in it: the first declaration is news.
"""

from collections.abc import Iterator

from watcher.extract.participation import LISTED
from watcher.extract.untc import tables, treaty
from watcher.extract.untc.declarations import FAMILIES, declared, unread_dates
from watcher.extract.untc.leaving import WITHDRAWALS, leaving
from watcher.extract.untc.participants import Participants, fitting, participants
from watcher.extract.untc.record import StatusRecord
from watcher.extract.untc.roll import Roll
from watcher.model.finding import Check, Extraction


def findings(record: StatusRecord) -> Extraction:
    """Turn a record into what it states; without its table of participants it states nothing."""
    title = record.title or None
    if record.participants is None:
        missing = Check("table", False, "the participants' table is not on the page")
        return Extraction(
            (),
            True,
            frozenset(),
            (*record.checks, missing),
            title=title,
            facts=tuple(_facts(record)),
            notices=record.notices,
        )
    rows, _ = fitting(record.participants)
    roll = Roll([row[0].text for row in rows], record.end_notes)
    main = participants(record, record.participants, roll)
    special = tables.special(record.special, roll)
    territories = tables.territories(record.territories, roll)
    cells = main.participation.findings
    withdrawals, doubts = leaving(record.end_notes, rows, cells, roll)
    return Extraction(
        findings=(
            *cells,
            *treaty.stated(record, roll),
            *declared(record.sections, roll),
            *withdrawals,
            *territories.findings,
            *special.findings,
            *treaty.notes(record.end_notes),
            *treaty.references(record),
        ),
        complete=True,
        parts=frozenset(
            (
                *main.parts,
                LISTED,
                *treaty.PARTS,
                *FAMILIES.values(),
                WITHDRAWALS,
                *territories.parts,
                *special.parts,
            )
        ),
        checks=(*record.checks, *main.checks),
        title=title,
        facts=tuple(_facts(record, main)),
        notices=(
            *main.notices,
            *record.notices,
            *special.notices,
            *territories.notices,
            *doubts,
            *roll.notices(),
        ),
    )


def _facts(record: StatusRecord, main: Participants | None = None) -> Iterator[tuple[str, str]]:
    stated = {
        "number": "-".join(record.number),
        "title": record.title,
        "concluded": record.concluded,
        "status as at": record.as_at,
        "entry into force": record.entry_into_force.text,
        "registration": record.registration.text,
        "signatories": "" if record.signatories is None else str(record.signatories),
        "parties": "" if record.parties is None else str(record.parties),
    }
    if main is not None and record.participants is not None:
        stated |= {
            "headings": " | ".join(column.heading for column in main.columns),
            "rows": str(len(fitting(record.participants)[0])),
            "table": record.participants.title.text,
            "special table": "; ".join(table.title.text for table in record.special),
            "sections": ", ".join(
                f"{section.title or section.kind.value} ({len(section.entries)})"
                for section in record.sections
            ),
            "dates not read": "; ".join(unread_dates(record.sections)),
        }
    return ((label, value) for label, value in stated.items() if value)
