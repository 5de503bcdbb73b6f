"""Writes small PDF files for tests: lines of text at places on pages, and what can go wrong.

    pdf(page(line(72, 720, "List of signatories", size=14), *paragraph(690, "Mauritius, ...")))

What comes out is plain PDF 1.4 with one of the fonts that every reader has. Nothing is
compressed, so that a file can be read in a diff.
"""

from collections.abc import Iterator, Sequence

A4 = (595, 842)
LEFT = 72
PITCH = 14  # from one line to the next, in points


def line(x: float, y: float, text: str, size: int = 11) -> bytes:
    """A line of text whose foot stands at (x, y), in points from the page's lower left corner."""
    shown = (
        text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    )
    return b"BT /F1 %d Tf %g %g Td (%s) Tj ET" % (size, x, y, shown)


def paragraph(y: float, *texts: str, x: float = LEFT, size: int = 11) -> Iterator[bytes]:
    """Lines one below the other, the first at `y`."""
    for number, text in enumerate(texts):
        yield line(x, y - number * PITCH, text, size)


def page(*lines: bytes) -> bytes:
    """What stands on a page."""
    return b"\n".join(lines)


def pdf(*pages: bytes, title: str | None = None, encrypted: bool = False) -> bytes:
    """A whole file with these pages."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages)))
    info = b"<< >>" if title is None else b"<< /Title (%s) >>" % title.encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        info,
    ]
    for number, content in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (*A4, 6 + 2 * number)
        )
        objects.append(stream(content))
    trailer = b"/Root 1 0 R /Info 4 0 R"
    if encrypted:  # nothing is: no reader finds the password of which these would be the hashes
        objects.append(
            b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32)
        )
        trailer += b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects)
    return file(objects, trailer)


def stream(content: bytes, extra: bytes = b"") -> bytes:
    """An object that holds these bytes; `extra` are further entries of its dictionary."""
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(content), extra, content)


def file(objects: Sequence[bytes], trailer: bytes) -> bytes:
    """A file of these objects, numbered from 1, with a sound table of their places."""
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n"
    return body + table + end % (len(objects) + 1, trailer, len(body))
