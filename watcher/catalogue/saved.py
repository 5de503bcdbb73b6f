"""What was read from chapter pages, kept in a file beside the database.

A file and no table of the database: it is no part of the record, so an update needs neither the
daemon's lock nor a request to it, and a search works where there is no database.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from watcher.catalogue.chapters import ChapterPage
from watcher.catalogue.entries import CatalogueEntry, merged, shipped
from watcher.errors import StoreError
from watcher.model.treaty import TreatyNumber

_FORMAT = "treaty-watcher catalogue"
_VERSION = 1


def saved_beside(database: Path) -> Path:
    """Where it is kept: in the folder of the database."""
    return database.parent / "treaties.json"


def known(database: Path) -> dict[str, CatalogueEntry]:
    """Every treaty that is known, by number: the shipped list, and what updates read."""
    pages = read_saved(saved_beside(database)).values()
    return merged(shipped(), (entry for page in pages for entry in page.entries))


def read_saved(path: Path) -> dict[str, ChapterPage]:
    """Read what earlier updates kept, by chapter; nothing where there was none.

    Raises StoreError where the file cannot be used, and says what to do.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: cannot be read: {error}.") from error
    try:
        return _pages(json.loads(text))
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise StoreError(
            f"{path}: is not a catalogue that this version can read ({error}); take the file away "
            "and run `watcher treaties update`."
        ) from error


def save(path: Path, pages: Iterable[ChapterPage]) -> None:
    """Keep these pages, all or none of them; raises StoreError where the file cannot be written."""
    kept = {
        "format": _FORMAT,
        "version": _VERSION,
        "pages": [
            {
                "chapter": page.chapter,
                "url": page.url,
                "read_at": page.read_at.isoformat(),
                "sha256": page.sha256,
                "treaties": [
                    {
                        "number": entry.number,
                        "title": entry.title,
                        "date": entry.date,
                        "place": entry.place,
                    }
                    for entry in page.entries
                ],
            }
            for page in pages
        ],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}.") from error


def _replace(path: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _pages(kept: Any) -> dict[str, ChapterPage]:  # noqa: ANN401 -- JSON, checked here
    if (kept["format"], kept["version"]) != (_FORMAT, _VERSION):
        raise ValueError(f"it is {kept['format']!r}, version {kept['version']!r}")
    pages = (_page(page) for page in kept["pages"])
    return {page.chapter: page for page in pages}


def _page(kept: Any) -> ChapterPage:  # noqa: ANN401 -- JSON, checked here
    read_at = datetime.fromisoformat(kept["read_at"])
    source = f"{kept['url']}, read {read_at:%Y-%m-%d}"
    return ChapterPage(
        chapter=_text(kept["chapter"]),
        url=_text(kept["url"]),
        read_at=read_at,
        sha256=_text(kept["sha256"]),
        entries=tuple(
            CatalogueEntry(
                number=TreatyNumber.parse(_text(each["number"])).text,
                title=_text(each["title"]),
                date=None if each["date"] is None else _text(each["date"]),
                place=None if each["place"] is None else _text(each["place"]),
                source=source,
            )
            for each in kept["treaties"]
        ),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value
