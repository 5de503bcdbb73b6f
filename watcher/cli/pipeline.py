"""`watcher pipeline`: who is on the way to being bound by a treaty."""

from typing import Annotated

import typer

from watcher.cli.options import AsJson, ConfigPath
from watcher.cli.output import print_json, print_line, print_table
from watcher.config import load
from watcher.config.named import treaty_number
from watcher.law.on_the_way import OnTheWay, Step, on_the_way
from watcher.law.standing import standings
from watcher.model.claim_words import name_of
from watcher.model.plain import cut
from watcher.model.wire import moment_to_json
from watcher.store import claims, sources
from watcher.store.database import reading
from watcher.watch import utc_now

app = typer.Typer(add_completion=False)

#: How each step is told.
_WORDS = {
    Step.REPORTED: "reported as done, not on record",
    Step.DOMESTIC_STEP: "domestic step",
    Step.ANNOUNCED: "announced",
    Step.SIGNED: "signed",
}

#: Characters of the words that a step was read from.
_QUOTE = 100


@app.command()
def pipeline(
    treaty: Annotated[
        str, typer.Argument(metavar="TREATY", help="Its number, name or alias: XVIII-16.")
    ],
    heard: Annotated[
        bool, typer.Option("--heard", help="Leave out those of whom only the signature is known.")
    ] = False,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show who is on the way to being bound by a treaty, by the news.

    It is no record: a parliament that approves deposits nothing.

    Example: watcher pipeline XVIII-16
    """
    configuration = load(config)
    number = treaty_number(treaty, configuration)
    with reading(configuration.service.database) as db:
        rows = standings(sources.statements(db, number), utc_now().date())
        said = claims.read(db, treaty=number)
    found = [each for each in on_the_way(said, rows) if each.heard or not heard]
    if as_json:
        for each in found:
            print_json(_as_json(number, each))
        return
    if not found:
        print_line(f"{number}: nobody is known to be on the way.")
        return
    headings = ("participant", "step", "heard", "by", "seq", "signed", "words")
    print_table(headings, (_cells(each) for each in found))


def _cells(each: OnTheWay) -> tuple[object, ...]:
    said = each.heard
    return (
        name_of(each.code),
        _WORDS[each.step],
        f"{said.detected_at:%Y-%m-%d}" if said else "",
        said.source if said else "",
        said.change if said else "",
        each.signed or "",
        cut(said.claim.quote or said.title, _QUOTE) if said else "",
    )


def _as_json(treaty: str, each: OnTheWay) -> dict[str, object]:
    said = each.heard
    return {
        "treaty": treaty,
        "participant": name_of(each.code),
        "participant_code": each.code,
        "step": each.step.value,
        "signed": each.signed,
        "heard_at": moment_to_json(said.detected_at) if said else None,
        "source": said.source if said else None,
        "seq": said.change if said else None,
        "quote": said.claim.quote if said else None,
        "link": said.link if said else None,
    }
