"""`watcher unfollow`: a treaty and its sources are taken out of the configuration."""

from typing import Annotated

import typer

from watcher.catalogue.search import number_in
from watcher.cli.options import ConfigPath
from watcher.cli.output import print_line
from watcher.config import Config, load
from watcher.config.edit import remarks_above, remove, sections_of
from watcher.config.named import treaty_number
from watcher.config.rewrite import own_file, rewrite
from watcher.errors import UsageError

app = typer.Typer(add_completion=False)


@app.command()
def unfollow(
    treaty: Annotated[
        str, typer.Argument(metavar="TREATY", help="Its number, or its name in the configuration.")
    ],
    config: ConfigPath = None,
) -> None:
    """Take a treaty and its sources out of the configuration.

    Its sources are those whose `treaty` is its number. Everything else in the file stays as it
    stands, to the byte; so do remarks above what is taken out. What was recorded stays in the
    database. A treaty that a digest names is not taken out.

    Example: watcher unfollow XVIII-12
    """
    path = own_file(config)
    configuration = load(path)
    number = number_in(treaty) or treaty_number(treaty, configuration)
    gone = [source.id for source in configuration.sources if source.treaty == number]
    if not gone and all(each.number != number for each in configuration.treaties):
        print_line(f"{number} is not followed in {path}: there is nothing to take out.")
        return
    _check_digests(number, gone, configuration)
    remarks: list[int] = []

    def edit(text: str) -> str:
        sections = sections_of(text, number)
        remarks.extend(remarks_above(text, sections))
        return remove(text, sections)

    rewrite(path, edit)
    by = f", and with it {', '.join(gone)}" if gone else ""
    print_line(f"{number} was taken out of {path}{by}. What was recorded stays in the database.")
    if remarks:
        lines = ", ".join(map(str, remarks))
        print_line(f"Remarks right above what was taken out stay; they stood in line {lines}.")
    if len(gone) == len(configuration.sources):
        print_line("No source is left: nothing is watched until another treaty is followed.")
    print_line("A `watcher run` that is under way goes on as before until it is started again.")


def _check_digests(number: str, sources: list[str], config: Config) -> None:
    """What a digest names must stay, or the digest would tell of something else than it says."""
    for digest in config.digests:
        named = [each for each in (number, *sources) if each in (*digest.treaties, *digest.sources)]
        if named:
            raise UsageError(
                f"{config.path}: digest {digest.id!r} names {', '.join(named)}; take that out of "
                "the digest first, and then run this again."
            )
