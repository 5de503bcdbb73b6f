"""Writes the files of tests/pages/pdf; their expected readings beside them are written by hand.

python -m tests.unit.extract.pdf_pages
"""

from pathlib import Path

from tests.pdf_files import LEFT, line, page, paragraph, pdf

FOLDER = Path(__file__).parents[2] / "pages" / "pdf"

_HEAD = line(LEFT, 800, "C.N.421.2025.TREATIES-XXVI-5 (Depositary Notification)", 9)


def depositary_notification() -> bytes:
    """Two pages with a running head, page numbers, a broken word and a sentence over both."""
    return pdf(
        page(
            _HEAD,
            line(210, 745, "UNITED NATIONS", 14),
            *paragraph(700, "CONVENTION ON THE PROHIBITION OF ANTI-PERSONNEL MINES"),
            *paragraph(672, "POLAND: WITHDRAWAL"),
            *paragraph(
                630,
                "The Secretary-General of the United Nations, acting in his capacity as deposi-",
                "tary, communicates the following, which concerns the Convention and",
                "the States that are bound by it:",
            ),
            *paragraph(590, "The above action was effected on 20 August 2025."),
            *paragraph(
                562,
                "The action will take effect for Poland in accordance with its article 20, if it",
            ),
            line(290, 40, "- 1 -"),
        ),
        page(
            _HEAD,
            *paragraph(745, "is not engaged in an armed conflict, on 20 February 2026."),
            line(LEFT, 700, "26 August 2025"),
            line(290, 40, "- 2 -"),
        ),
        title="C.N.421.2025.TREATIES-XXVI-5",
    )


def list_of_signatories() -> bytes:
    """A list: its rows stay apart, and what is printed on each page is left out by `ignore`."""
    names = ("Angola", "Australia", "Austria", "Azerbaijan", "Belarus", "Belgium")
    return pdf(
        *(
            page(
                line(LEFT, 800, f"List of signatories, page {number} of 3", 9),
                *paragraph(760, *(f"{name}    25 October 2025" for name in pair)),
                line(LEFT, 60, "Printed on 3 February 2026", 9),
                line(500, 40, f"Page {number} of 3", 9),
            )
            for number, pair in enumerate(zip(names[::2], names[1::2], strict=True), 1)
        )
    )


def pages() -> dict[str, bytes]:
    """Each file's name and bytes."""
    notification, signatories = depositary_notification(), list_of_signatories()
    return {
        "depositary-notification.pdf": notification,
        "list-of-signatories.pdf": signatories,
        "another-document.pdf": pdf(page(line(LEFT, 700, "Programme of the conference"))),
        "bad-ignore.pdf": signatories,
        "cut.pdf": notification[:-40],
        "damaged.pdf": notification.replace(b"UNITED NATIONS", b"UN"),
        "encrypted.pdf": pdf(page(line(LEFT, 700, "List of signatories")), encrypted=True),
        "no-page.pdf": b"%PDF-1.4\nxref\nstartxref\n9\n%%EOF\n",
        "scanned.pdf": pdf(page(b"0.5 g 72 72 400 600 re f"), page(b"0.5 g 72 72 400 600 re f")),
        "soft-404.html": b"<!DOCTYPE html><html><head><title>Page not found</title></head>"
        b"<body><p>The requested page was not found.</p></body></html>\n",
        "empty.pdf": b"",
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, body in pages().items():
        (FOLDER / name).write_bytes(body)
