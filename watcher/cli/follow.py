"""`watcher follow`: a treaty and its status page go into the configuration."""

from collections.abc import Mapping
from typing import Annotated

import typer

from watcher.catalogue import CatalogueEntry, treaty_named
from watcher.catalogue.saved import known
from watcher.cli.options import ConfigPath
from watcher.cli.output import print_line
from watcher.config import Config, load, values
from watcher.config.edit import Addition, add
from watcher.config.rewrite import own_file, rewrite
from watcher.errors import UsageError
from watcher.model.plain import clean, cut
from watcher.model.source import Source

app = typer.Typer(add_completion=False)

_CANDIDATES = 8  # treaties that a name may mean, as many as are told


@app.command()
def follow(
    treaty: Annotated[
        str, typer.Argument(metavar="TREATY", help="Its number, or a title, name or alias.")
    ],
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="How often to look, such as 12h.")
    ] = "6h",
    config: ConfigPath = None,
) -> None:
    """Follow a treaty: add it and its status page to the configuration.

    Everything else in the file stays as it stands, to the byte. A treaty that is followed already
    is left as it is.

    Example: watcher follow XVIII-12 --every 12h
    """
    path = own_file(config)
    _check_interval(every)
    configuration = load(path)
    entry = _meant(treaty, known(configuration.service.database))
    sources = [each.id for each in configuration.sources if _is_about(each, entry)]
    if sources:
        print_line(f"{_called(entry)} is followed already, by {', '.join(sources)} in {path}.")
        return
    if entry.depositary is not None:
        raise UsageError(
            f"{_called(entry)} has no status page at the UN (depositary: "
            f'{entry.depositary}). Write a [[treaty]] with number = "{entry.number}" and a '
            "[[source]] for it into the configuration; config/examples/ has some for other "
            "depositaries."
        )
    source = _free_id(entry.number, configuration)
    additions = [_source_section(source, entry, every)]
    if all(each.number != entry.number for each in configuration.treaties):
        additions.insert(0, _treaty_section(entry))
    rewrite(path, lambda text: add(text, additions))
    print_line(f"{_called(entry)} is followed now, by {source} in {path}, every {every}.")
    if entry.title == entry.number:
        print_line(
            "Note: the catalogue has no treaty of this number, so its name is not known; "
            f"`watcher check {source}` shows whether the UN has its page."
        )
    for digest in configuration.digests:
        if digest.treaties or digest.sources:
            print_line(f"Note: digest {digest.id} is about what it names, and so not about this.")
    print_line("A `watcher run` that is under way takes it up when it is started again.")


def _check_interval(every: str) -> None:
    try:
        values.interval(every)
    except ValueError as error:
        raise UsageError(f"--every: {every!r} {error}.") from error


def _meant(wanted: str, entries: Mapping[str, CatalogueEntry]) -> CatalogueEntry:
    found = treaty_named(entries, wanted)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(
            f"{wanted!r} is neither a number such as XVIII-12 nor a name in the catalogue; "
            "`watcher treaties search WORD` finds numbers, `watcher treaties update` reads the "
            "full list of them."
        )
    lines = [f"    {each.number}  {cut(each.title, 80)}" for each in found[:_CANDIDATES]]
    if len(found) > _CANDIDATES:
        lines.append(f"    … and {len(found) - _CANDIDATES} more")
    told = "\n".join(lines)
    raise UsageError(f"{wanted!r} may mean several treaties; give the number:\n{told}")


def _called(entry: CatalogueEntry) -> str:
    name = cut(entry.name, 80)
    return entry.number if name == entry.number else f"{entry.number} ({name})"


def _free_id(number: str, config: Config) -> str:
    """An id of its own for the source: "untc-xviii-12", or that and a number."""
    wanted = f"untc-{number.lower()}"
    taken = {source.id for source in config.sources}
    further = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
    return next(each for each in (wanted, *further) if each not in taken)


def _treaty_section(entry: CatalogueEntry) -> Addition:
    values: list[tuple[str, str | tuple[str, ...]]] = [("number", entry.number)]
    if entry.title != entry.number:
        values.append(("name", clean(entry.name)))
    others = [clean(name) for name in entry.names if name != entry.name]
    if others:
        values.append(("aliases", tuple(others)))
    return Addition("treaty", tuple(values))


def _source_section(source: str, entry: CatalogueEntry, every: str) -> Addition:
    return Addition(
        "source",
        (("id", source), ("kind", "untc-status"), ("treaty", entry.number), ("every", every)),
    )


def _is_about(source: Source, entry: CatalogueEntry) -> bool:
    """Whether it is the treaty's status page, or any source of a treaty that the UN has none of."""
    status_page = source.kind == "untc-status" or entry.depositary is not None
    return status_page and source.treaty == entry.number
