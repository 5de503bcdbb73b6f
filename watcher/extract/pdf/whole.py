"""Did all of a PDF arrive? Readers mend a file that was cut, in silence, and lose its end."""

import re

from watcher.model.finding import Check

_NAME = "whole"

#: ISO 32000-1, annex H: readers look for the end mark in the last 1,024 bytes, and for the
#: beginning in the first.
_EDGE = 1_024
_END = b"%%EOF"
_BEGINNING = b"%PDF-"

_START = re.compile(rb"startxref\s+(\d{1,12})\s")
#: A table of places begins with its name, a stream of them as any object.
_TABLE = re.compile(rb"\s{0,20}(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")


def whole(body: bytes) -> Check:
    """Check the end mark, and that the table of places stands where the end says it does."""
    tail = body[-_EDGE:]
    if _END not in tail:
        detail = "the PDF is cut: its end mark, %%EOF, is not there"
        return Check(_NAME, passed=False, detail=detail)
    # A file that was amended has several; the last one counts.
    starts = _START.findall(body, max(0, len(body) - 2 * _EDGE))
    place = int(starts[-1]) if starts else len(body)
    # Bytes in front of the file, such as a byte order mark, move all of its places.
    place += max(0, body.find(_BEGINNING, 0, _EDGE))
    if not _TABLE.match(body, place):
        detail = (
            "the PDF is damaged: its table of contents (xref) is not where its end says, "
            "so bytes are missing or were changed on the way"
        )
        return Check(_NAME, passed=False, detail=detail)
    return Check(_NAME, passed=True, detail="the PDF is closed by its end mark")
