"""`watcher treaties`: which treaties there are, and under which numbers."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from watcher.catalogue import CatalogueEntry, search
from watcher.catalogue.chapters import Chapter, chapters
from watcher.catalogue.entries import shipped
from watcher.catalogue.saved import known, saved_beside
from watcher.cli.options import AsJson, ConfigPath
from watcher.cli.output import print_json, print_line, print_table
from watcher.config import load, values
from watcher.config.read import UNTC
from watcher.errors import ConfigError, UsageError
from watcher.log import configure
from watcher.model.plain import cut

app = typer.Typer(name="treaties", add_completion=False, no_args_is_help=True)

_SHOWN = 25  # treaties, unless more are asked for
_LENGTH = 90  # characters of a title
_DEPOSITARY = 36  # characters of a depositary
_UN = "United Nations"


@app.callback()
def _treaties() -> None:
    """Find treaties by number, title or alias; read the UN's full list.

    Both commands take --config PATH; a search works without any configuration.

    Example: watcher treaties search cyber
    """


@app.command("search")
def search_treaties(
    words: Annotated[
        list[str], typer.Argument(metavar="WORD...", help="All must stand in number or names.")
    ],
    config: ConfigPath = None,
    every_one: Annotated[
        bool, typer.Option("--all", help=f"Show more than the best {_SHOWN}.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find treaties by number, title or another name; the best come first.

    It looks through the well-known treaties that come with the program, and through all that
    `watcher treaties update` has read. It needs no configuration and no database.

    Example: watcher treaties search cyber
    """
    wanted = " ".join(words)
    entries = _known(config)
    found = search(entries.values(), wanted)
    if as_json:
        for entry in found:
            print_json(_as_json(entry))
        return
    if not found:
        print_line(
            f"No treaty among {len(entries)} has {wanted!r} in its number or names. Try fewer "
            "letters of a word; `watcher treaties update` reads the full list from the UN."
        )
        return
    shown = found if every_one else found[:_SHOWN]
    headings = ("number", "date", "depositary", "title", "also called")
    if all(entry.depositary is None for entry in shown):  # the UN has them all
        print_table(
            (*headings[:2], *headings[3:]), [(*row[:2], *row[3:]) for row in map(_row, shown)]
        )
    else:
        print_table(headings, map(_row, shown))
    if len(found) > len(shown):
        print_line(f"… and {len(found) - len(shown)} more: add a word, or --all.")


@app.command()
def update(
    pages: Annotated[
        list[str] | None,
        typer.Argument(metavar="CHAPTER", help="Such as XVIII or XI-B. Default: all."),
    ] = None,
    config: ConfigPath = None,
    site: Annotated[
        str, typer.Option("--site", metavar="URL", help="A mirror of the UN Treaty Collection.")
    ] = UNTC,
    as_json: AsJson = False,
) -> None:
    """Read the list of all treaties from the UN Treaty Collection's chapter pages.

    That is 33 pages, with the pause between two of them that the configuration asks for. What
    was read is kept beside the database. Where a page fails, what was known from it stays; the
    exit code is then 1.

    Example: watcher treaties update XVIII XXVI
    """
    from watcher.cli.treaties_update import read_chapters  # the fetcher, which a search can spare

    configuration = load(config)
    configure(configuration.service.log_format, "warning")
    path = saved_beside(configuration.service.database)
    wanted = _chapters(pages)
    outcomes = asyncio.run(
        read_chapters(configuration, wanted, _address(site), path, as_json=as_json)
    )
    failed = len(wanted) - sum(outcomes)
    if not as_json:
        total = len(known(configuration.service.database))
        kept = f" Kept in {path}." if path.exists() else ""  # not where no page was ever read
        print_line(
            f"{sum(outcomes)} of {len(wanted)} pages read; {total} treaties are known.{kept}"
        )
    if failed:
        raise typer.Exit(1)


def _known(config: Path | None) -> Mapping[str, CatalogueEntry]:
    """The treaties that are known; only the shipped ones where no configuration can be read."""
    try:
        configuration = load(config)
    except ConfigError as error:
        if config is not None:
            raise
        sys.stderr.write(f"watcher: only the treaties that come with the program: {error}\n")
        return shipped()
    return known(configuration.service.database)


def _chapters(names: Sequence[str] | None) -> tuple[Chapter, ...]:
    if not names:
        return chapters()
    by_name = {chapter.name: chapter for chapter in chapters()}
    found: list[Chapter] = []
    for name in dict.fromkeys(name.upper() for name in names):
        pages = [c for each, c in by_name.items() if each == name or each.startswith(f"{name}-")]
        if not pages:
            hint = values.did_you_mean(name, tuple(by_name)) or "; write one such as XVIII or XI-B."
            raise UsageError(f"{name!r} is not a chapter of the UN Treaty Collection{hint}")
        found += pages
    return tuple(dict.fromkeys(found))


def _address(site: str) -> str:
    try:
        return values.public_url(site)
    except ValueError as error:
        raise UsageError(f"--site: {site!r} {error}.") from error


def _row(entry: CatalogueEntry) -> tuple[str, str, str, str, str]:
    return (
        entry.number,
        entry.date or "",
        cut(entry.depositary or _UN, _DEPOSITARY),
        cut(entry.title, _LENGTH),
        ", ".join(name for name in (entry.short, *entry.aliases) if name),
    )


def _as_json(entry: CatalogueEntry) -> dict[str, object]:
    return {
        "number": entry.number,
        "name": entry.name,
        "title": entry.title,
        "aliases": list(entry.aliases),
        "date": entry.date,
        "place": entry.place,
        "source": entry.source,
        "depositary": entry.depositary or _UN,
    }
