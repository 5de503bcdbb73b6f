"""Documents that no source should serve, by what is wrong with them."""

import os
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

DEEP = 100_000
MANY = 1_000_000


def entity_bomb(encoding: str) -> bytes:
    """Ten entities, each ten times the one before: 100 GB where they are resolved."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE rss [<!ENTITY e0 "{"x" * 100}">'
        f"{entities}]><rss version='2.0'><channel><title>&e9;</title>"
        "<item><title>&e9;</title></item></channel></rss>"
    )
    return text.encode(encoding)


def rows(head: str, row: str, foot: str, count: int = MANY) -> bytes:
    """The same row again and again."""
    return (head + row * count + foot).encode()


def pdf_bomb() -> bytes:
    """A page whose content is 60 MB once it is unpacked."""
    content = zlib.compress(b"BT /F1 12 Tf (a) Tj ET\n" * 2_700_000)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
            b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        ),
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(content), content),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(body))
    )


DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "an entity bomb": lambda: entity_bomb("utf-8"),
    "an entity bomb in UTF-16": lambda: entity_bomb("utf-16"),
    "a page nested deep": lambda: b"<html><body>" + b"<div>" * DEEP + b"x</body></html>",
    "a feed nested deep": lambda: b"<rss><channel><item>" + b"<a>" * DEEP + b"</rss>",
    "JSON nested deep": lambda: b'{"data":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "a million rows": lambda: rows(
        "<html><table id='a_tblgrid'><tr><th>State<th>Signature",
        "<tr><td>a<td>b",
        "</table></html>",
    ),
    "a million items": lambda: rows("<html><ul>", "<li><a href=a>b", "</ul></html>"),
    "a million entries": lambda: rows(
        "<rss version='2.0'><channel>", "<item><guid>a", "</channel></rss>"
    ),
    "a million records": lambda: rows('{"data":[', '{"name":"x"},', "{}]}"),
    "sixty megabytes of text": lambda: b"<html><body>" + b"text " * 12_000_000 + b"</body></html>",
    "a charset that it does not have": lambda: (
        b'<?xml version="1.0" encoding="utf-32"?>' + bytes(range(256)) * 1_000
    ),
    "a PDF that unpacks to sixty megabytes": pdf_bomb,
    "a PDF that leads in circles": lambda: (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 9>>endobj\n"
        b"trailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
    ),
}

#: What each kind of source needs, to be read at all.
KINDS: Mapping[str, str] = {
    "untc-status": 'treaty = "XVIII-16"',
    "xml": 'kind = "untc-status"\ntreaty = "XVIII-16"\nformat = "xml"',
    "untc-notifications": "",
    "feed": "",
    "listing": 'item = "li"',
    "page": "",
    "table": 'columns = { "State" = "participant", "Signature" = "signature" }',
    "json": 'records = "data"\nfields = { title = "name" }',
    "pdf": "",
}


def section(name: str, kind: str, url: str) -> str:
    """A source of one of the kinds above, as the configuration has it."""
    more = KINDS.get(kind, "")
    kind_line = "" if "kind = " in more else f'kind = "{kind}"\n'
    return f'[[source]]\nid = "{name}"\n{kind_line}url = "{url}"\n{more}\n'


def largest_child() -> int:
    """The most memory that a process started by this one has held, in kB."""
    most = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except (OSError, ValueError):
            continue
        if int(lines.get("PPid", "0")) == os.getpid() and "VmHWM" in lines:
            most = max(most, int(lines["VmHWM"].split()[0]))
    return most
