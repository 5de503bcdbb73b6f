"""The head of the page: which treaty it is, and what is said of it before the tables."""

import re

from selectolax.lexbor import LexborHTMLParser

from watcher.extract.untc.cells import fold
from watcher.extract.untc.page.nodes import cell, first, text_of
from watcher.extract.untc.record import StatusRecord
from watcher.model.finding import Check

_MTDSG_PARAMETER = re.compile(r"[?&]mtdsg_no=([^&#]+)", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"\s*(\d+)\s*\.[ \t]*([a-z])?\s")
_CHAPTER = re.compile(r"CHAPTER\s+([IVXLC]+)\b")
_SIGNATORIES = re.compile(r"Signatories\s*:\s*(\d+)")
_PARTIES = re.compile(r"Parties\s*:\s*(\d+)")


def header(tree: LexborHTMLParser) -> StatusRecord:
    """Read what stands before the participants."""
    treaty = first(tree, "rptTreaty_ctl00_tcTreaty")
    named = treaty.text() if treaty is not None else ""
    number = _OWN_NUMBER.match(named)
    chapter = _CHAPTER.search(text_of(tree, "rptHead_ctl00_tcHead"))
    status = cell(first(tree, "rptStatus_ctl00_tcText"))
    parts = (chapter and chapter[1], number and number[1], number and number[2])
    return StatusRecord(
        number=tuple(part for part in parts if part),
        title=fold(named[number.end() :]) if number else fold(named),
        as_at=text_of(tree, "div3").removeprefix("STATUS AS AT :").strip(),
        concluded=text_of(tree, "rptTreaty_ctl00_tcText"),
        in_force_label=text_of(tree, "rptEIF_ctl00_tcEifLabel"),
        entry_into_force=cell(first(tree, "rptEIF_ctl00_tcText")),
        registration=cell(first(tree, "rptRegistration_ctl00_tcText")),
        status=status,
        signatories=_count(_SIGNATORIES, status.text),
        parties=_count(_PARTIES, status.text),
        treaty_text=cell(first(tree, "rptText_ctl00_tcText")),
        treaty_note=cell(first(tree, "rptNotes_ctl00_tcText")),
    )


def right_page(wanted: str, tree: LexborHTMLParser, record: StatusRecord) -> Check:
    """Check that the page names the treaty twice: in its own address and in its heading."""
    form = tree.css_first("form#aspnetForm")
    action = (form.attributes.get("action") if form is not None else None) or ""
    asked = _MTDSG_PARAMETER.search(action)
    stated = "-".join(record.number)
    if not record.title:
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
    return Check("right page", True, f"{wanted}: {record.title}")


def _count(pattern: re.Pattern[str], status: str) -> int | None:
    stated = pattern.search(status)
    return int(stated[1]) if stated else None
