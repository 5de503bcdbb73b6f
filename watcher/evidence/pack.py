"""One change with all that proves it, as a ZIP file that can be checked without this program.

The same change at the same head makes the same bytes, but for the zone of the readable page.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

from watcher.evidence import sshsig
from watcher.evidence.case import Case, Exhibit
from watcher.evidence.statement import how_to_check, statement_page
from watcher.evidence.warc import Archive
from watcher.model.wire import change_to_json

#: ZIP knows no earlier time; that of the packing would make each pack another file.
_TIME = (1980, 1, 1, 0, 0, 0)


def write_pack(file: BinaryIO, case: Case, timezone: str) -> None:
    """Write the pack. `timezone` is that in which the readable page gives times beside UTC.

    The chains are written as they are read. Differs is raised where one of them is broken: the
    caller then throws the file away.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        sums: list[str] = []
        for name, parts in _files(case, timezone):
            digest = hashlib.sha256()
            with archive.open(_entry(name), "w", force_zip64=True) as entry:
                for part in parts:
                    digest.update(part)
                    entry.write(part)
            sums.append(f"{digest.hexdigest()}  {name}\n")
        with archive.open(_entry("SHA256SUMS"), "w") as entry:
            entry.write("".join(sums).encode())


def _files(case: Case, timezone: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    head, signer = case.head, case.head.public
    change = json.dumps(change_to_json(case.logged), ensure_ascii=False, indent=2) + "\n"
    yield "HOW-TO-CHECK.txt", [how_to_check(case).encode()]
    yield "statement.html", [statement_page(case, timezone).encode()]
    yield "change.json", [change.encode("utf-8", "backslashreplace")]
    yield "change.record", [case.record]
    for role, exhibit in _exhibits(case):
        yield f"{role}.record", [exhibit.record]
        if exhibit.deleted_at is None:
            yield f"{role}.body", [exhibit.capture.body]
    yield "captures.warc", [_archive(case)]
    yield "changes.chain", (record + b"\n" for record in case.changes)
    yield "captures.chain", (record + b"\n" for record in case.captures)
    yield "head.json", [head.record]
    yield "head.json.sig", [head.signature.encode()]
    yield "key.pub", [f"{signer} {sshsig.NAMESPACE}\n".encode()]
    allowed = f'{sshsig.NAMESPACE} namespaces="{sshsig.NAMESPACE}" {signer}\n'
    yield "allowed_signers", [allowed.encode()]


def _exhibits(case: Case) -> Iterator[tuple[str, Exhibit]]:
    yield "after", case.after
    if case.before is not None:
        yield "before", case.before
    for number, document in enumerate(case.documents, 1):
        yield f"document-{number}", document


def _archive(case: Case) -> bytes:
    made = BytesIO()
    archive = Archive(made, gzip=False, made_at=case.head.head.moved_at)
    for role, exhibit in _exhibits(case):
        archive.add(exhibit, role)
    return made.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3  # as on Unix, wherever it is made
    return entry
