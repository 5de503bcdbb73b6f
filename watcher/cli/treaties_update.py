"""Reads chapter pages one after the other, and keeps each as soon as it is read."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from watcher.catalogue.chapters import Chapter, ChapterPage, gone, is_half
from watcher.catalogue.entries import CatalogueEntry
from watcher.catalogue.saved import read_saved, save
from watcher.cli.output import print_json, print_line
from watcher.config import Config
from watcher.errors import ExtractError, FetchError, SourceError
from watcher.extract.encodable import encodable
from watcher.fetch.client import Fetcher
from watcher.model.capture import Capture, Document, Validators
from watcher.model.finding import Extraction, Finding
from watcher.model.source import Source, Tier
from watcher.sandbox import Sandbox
from watcher.watch import fetch_settings

_READER = "watcher.extract.untc_chapter"

#: So many failures in a row mean that the site, and not a page, is at fault: it is left alone.
_ENOUGH_FAILURES = 3


async def read_chapters(
    config: Config, wanted: Sequence[Chapter], site: str, path: Path, *, as_json: bool
) -> list[bool]:
    """Read the pages and tell how each went; one value for each page that was asked for.

    Raises StoreError where what was read cannot be kept.
    """
    read_saved(path)  # a file that cannot be used is told before the site is asked
    outcomes: list[bool] = []
    async with Fetcher(fetch_settings(config)) as fetcher, Sandbox(workers=1) as sandbox:
        for chapter in wanted:
            url = site + chapter.path
            try:
                page, notices = await _read(fetcher, sandbox, chapter, url)
                before = read_saved(path).get(chapter.name)
                _check(chapter, before, page)
            except SourceError as error:
                outcomes.append(False)
                _tell_failure(chapter, url, error, as_json=as_json)
                if _is_no_use(error, outcomes):
                    _tell_rest(wanted[len(outcomes) :], as_json=as_json)
                    break
                continue
            save(path, (read_saved(path) | {chapter.name: page}).values())
            outcomes.append(True)
            _tell(before, page, notices, as_json=as_json)
    return outcomes


async def _read(
    fetcher: Fetcher, sandbox: Sandbox, chapter: Chapter, url: str
) -> tuple[ChapterPage, list[str]]:
    source = Source(f"chapter {chapter.name}", "untc-chapter", url, Tier.RECORD, timedelta(days=1))
    answer = await fetcher.fetch(source.id, url, Validators())
    if not isinstance(answer, Capture):
        raise SourceError(source.id, "the server says that nothing changed, but was not asked that")
    document = Document(
        url=answer.url, body=answer.body, content_type=answer.header("content-type")
    )
    extraction = encodable(await sandbox.extract(source, document, _READER))
    failed = [check.detail for check in extraction.checks if not check.passed]
    if failed:
        raise ExtractError(source.id, "; ".join(failed))
    page = ChapterPage(
        chapter=chapter.name,
        url=answer.url,
        read_at=answer.fetched_at,
        sha256=answer.sha256,
        entries=_entries(extraction),
    )
    return page, [notice.text for notice in extraction.notices]


def _entries(extraction: Extraction) -> tuple[CatalogueEntry, ...]:
    return tuple(map(_entry, extraction.findings))


def _entry(finding: Finding) -> CatalogueEntry:
    title, _, place = (finding.statement.text or "").partition("\n\n")
    number = finding.key.rpartition("/")[2]
    return CatalogueEntry(number, title, date=finding.statement.date, place=place or None)


def _check(chapter: Chapter, before: ChapterPage | None, page: ChapterPage) -> None:
    if before is not None and is_half(before, page.entries):
        missing = gone(before, page.entries)
        raise ExtractError(
            f"chapter {chapter.name}",
            f"{len(missing)} of the {len(before.entries)} treaties that it listed on "
            f"{before.read_at:%Y-%m-%d} are gone: it looks like half a page",
        )


def _is_no_use(error: SourceError, outcomes: Sequence[bool]) -> bool:
    """Whether going on would only be a burden to the site, and a wait for the reader."""
    if isinstance(error, FetchError) and error.retry_after is not None:
        return True
    last = outcomes[-_ENOUGH_FAILURES:]
    return len(last) == _ENOUGH_FAILURES and not any(last)


def _tell(
    before: ChapterPage | None, page: ChapterPage, notices: list[str], *, as_json: bool
) -> None:
    listed = {entry.number for entry in before.entries} if before else set()
    new = [entry.number for entry in page.entries if entry.number not in listed]
    missing = gone(before, page.entries)
    if as_json:
        print_json(
            {
                "chapter": page.chapter,
                "url": page.url,
                "treaties": len(page.entries),
                "new": new,
                "gone": missing,
                "notices": notices,
                "error": None,
            }
        )
        return
    parts = [f"{page.chapter}: {len(page.entries)} treaties"]
    if before is not None and new:
        parts.append(f"new: {', '.join(new)}")
    if missing:
        parts.append(f"not listed any more: {', '.join(missing)}")
    print_line("; ".join([*parts, *notices]))


def _tell_failure(chapter: Chapter, url: str, error: SourceError, *, as_json: bool) -> None:
    if as_json:
        print_json({"chapter": chapter.name, "url": url, "error": str(error)})
    else:
        print_line(f"{chapter.name}: failed: {error}. What was known from it stays.")


def _tell_rest(rest: Sequence[Chapter], *, as_json: bool) -> None:
    if rest and not as_json:
        names = ", ".join(chapter.name for chapter in rest)
        print_line(f"The site is left alone now; not asked for: {names}. Try again later.")
