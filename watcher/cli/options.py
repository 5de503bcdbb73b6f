"""Options and arguments that several commands share, and what is done with them."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from watcher.config import Config
from watcher.errors import UsageError
from watcher.model.source import Source

#: The largest number that the database can be asked for.
LARGEST = 2**63 - 1

ConfigPath = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="PATH",
        help="The configuration. Default: config/watcher.toml, else the one shipped inside.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of a table.")]
SourceIds = Annotated[
    list[str] | None, typer.Argument(metavar="SOURCE", help="Ids of sources. Default: all.")
]


def chosen(config: Config, ids: Sequence[str] | None) -> tuple[Source, ...]:
    """The sources that were named, or all; UsageError for an id that nothing has."""
    if not config.sources:
        raise UsageError(f"{config.path}: no source is configured; add a [[source]] section.")
    by_id = {source.id: source for source in config.sources}
    for wanted in ids or ():
        if wanted not in by_id:
            raise UsageError(unknown("source", wanted, by_id, config.path))
    return tuple(by_id[wanted] for wanted in dict.fromkeys(ids)) if ids else config.sources


def to_poll(config: Config, ids: Sequence[str] | None) -> tuple[Source, ...]:
    """The sources that were named, or all that are not paused; UsageError as for `chosen`."""
    wanted = chosen(config, ids)
    return wanted if ids else tuple(source for source in wanted if not source.paused)


def unknown(what: str, wanted: str, known: Sequence[str] | dict[str, Source], where: Path) -> str:
    """A sentence for a name that nothing has, with the nearest one that exists."""
    near = get_close_matches(wanted, list(known), 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known) or 'none'}."
    return f"{where}: there is no {what} {wanted!r}; {hint}"
