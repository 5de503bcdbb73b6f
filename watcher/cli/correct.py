"""`watcher correct`: what a person enters that the record's pages do not say."""

import asyncio
import getpass
from datetime import date
from difflib import get_close_matches
from typing import Annotated

import typer

from watcher.cli.asking import ask_the_daemon
from watcher.cli.options import LARGEST, AsJson, ConfigPath
from watcher.cli.output import print_json, print_line
from watcher.config import Config, load
from watcher.config.named import day, treaty_number
from watcher.correcting import enter
from watcher.errors import DatabaseBusy, UsageError
from watcher.log import configure
from watcher.model.correction import PARTS, Correction, Entry, Retraction, to_text
from watcher.model.participants import by_code, resolve, shipped
from watcher.model.plain import clean
from watcher.model.treaty import Action
from watcher.store import corrections
from watcher.store.database import reading
from watcher.store.handle import open_store
from watcher.store.requests import Kind
from watcher.watch import utc_now

app = typer.Typer(add_completion=False)

Text = str | None


@app.command()
def correct(
    treaty: Annotated[
        Text, typer.Argument(metavar="TREATY", help="Its number, name or alias: XVIII-16.")
    ] = None,
    participant: Annotated[
        Text, typer.Argument(metavar="PARTICIPANT", help="Its name in any spelling, or its code.")
    ] = None,
    action: Annotated[
        Text, typer.Argument(metavar="ACTION", help="What it did: withdrawal, accession …")
    ] = None,
    on: Annotated[
        Text, typer.Option("--date", metavar="DAY", help="When; of a withdrawal, its notification.")
    ] = None,
    effective: Annotated[
        Text, typer.Option(metavar="DAY", help="The day on which a withdrawal takes effect.")
    ] = None,
    taken_back: Annotated[
        Text, typer.Option(metavar="DAY", help="The day on which a withdrawal was taken back.")
    ] = None,
    retract: Annotated[
        int | None,
        typer.Option(
            metavar="SEQ", min=1, max=LARGEST, help="Take back what was entered in this change."
        ),
    ] = None,
    because: Annotated[
        Text, typer.Option(metavar="TEXT", help="Why, and where it can be read: C.N.575.2019 …")
    ] = None,
    link: Annotated[
        Text, typer.Option(metavar="URL", help="Where it can be read, on the web.")
    ] = None,
    by: Annotated[
        Text, typer.Option(metavar="NAME", help="Who enters it. Default: your login name.")
    ] = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Enter what the record's pages do not say, or take it back.

    Example: watcher correct XXVII-7-d "United States" withdrawal --date 2019-11-04
    --effective 2020-11-04 --because "C.N.575.2019"

    It is labelled as entered by a person, with the reason, and counts in `watcher status --as-of`.
    The pages' own statements stay as they are. `--retract SEQ` takes an entry back, as a further
    line. Beside a running daemon, the daemon is asked to do it.
    """
    configuration = load(config)
    configure(configuration.service.log_format, "warning")
    reason, name = _said("--because", because), _said("--by", by or getpass.getuser())
    if retract is not None:
        given = (treaty, participant, action, on, effective, taken_back)
        if any(each is not None for each in given):
            raise UsageError("--retract takes back a whole entry, by its number alone.")
        entry: Entry = Retraction(retract, reason, name, _address(link))
    else:
        if treaty is None or participant is None or action is None:
            raise UsageError(
                "say which treaty, which participant and what it did, or --retract SEQ; "
                "`watcher correct --help` shows an example."
            )
        number = _watched(treaty_number(treaty, configuration), configuration)
        deed = _action(action)
        spelled, code = _participant(participant, number, configuration)
        dates = _dates(deed, on, effective, taken_back)
        entry = Correction(number, spelled, code, deed, *dates, reason, _address(link), name)
    answer = _entered(configuration, entry)
    if as_json:
        print_json({key: value for key, value in answer.items() if key != "exit_code"})
    elif answer["error"]:
        raise UsageError(str(answer["error"]))
    else:
        print_line(f"change {answer['seq']}: {answer['summary']}")
    if answer["error"]:
        code_ = answer.get("exit_code")
        raise typer.Exit(code_ if isinstance(code_, int) else 1)


def _entered(config: Config, entry: Entry) -> dict[str, object]:
    try:
        with open_store(config.service.database, "`watcher correct`") as store:
            return asyncio.run(enter(store, entry, utc_now()))
    except DatabaseBusy as busy:
        (answer,) = ask_the_daemon(config, Kind.CORRECT, [to_text(entry)], busy)
        return answer


def _said(option: str, text: str | None) -> str:
    words = clean(text or "")
    if not words:
        raise UsageError(f"{option} is missing: what a person enters needs a reason and a name.")
    return words


def _address(link: str | None) -> str | None:
    if link is not None and not link.lower().startswith(("http://", "https://")):
        raise UsageError(f"--link: {clean(link)!r} is no address of the web; begin with https://.")
    return link and clean(link)


def _watched(number: str, config: Config) -> str:
    """UsageError for a treaty that nothing watches: a slip would vanish in the log."""
    known = {source.treaty for source in config.sources if source.treaty}
    known |= {treaty.number for treaty in config.treaties}
    if number not in known:
        raise UsageError(
            f"{config.path}: {number} is not watched; `watcher follow {number}` follows it."
        )
    return number


def _action(text: str) -> Action:
    wanted = text.lower().replace(" ", "_").replace("-", "_")
    known = {action.value: action for action in PARTS}
    if wanted not in known:
        raise UsageError(f"{clean(text)!r} cannot be entered; there are: {', '.join(known)}.")
    return known[wanted]


def _participant(text: str, number: str, config: Config) -> tuple[str, str | None]:
    """Name and code; UsageError for what is not listed, with the nearest name.

    A name that our table does not know is taken where the treaty's record has it, as it stands.
    """
    known = resolve(text) or by_code(text.strip().upper())
    if known is not None:
        return known.name, known.code
    with reading(config.service.database) as db:
        if text in corrections.unlisted(db, number):
            return text, None
    names = [spelling for each in shipped().by_code.values() for spelling in each.spellings]
    near = get_close_matches(text, names, 1, 0.5)
    hint = f"did you mean {near[0]!r}?" if near else "a code such as USA or ORG-EU will do, too."
    raise UsageError(f"{clean(text)!r} is not a participant that is known; {hint}")


def _dates(
    action: Action, on: str | None, effective: str | None, taken_back: str | None
) -> tuple[str | None, str | None, str | None]:
    """The three dates, if they are possible; UsageError says what is wrong with them."""
    today = utc_now().date()
    done, effect = day("--date", on), day("--effective", effective)
    back = day("--taken-back", taken_back)
    if action is not Action.WITHDRAWAL and (effect or back):
        raise UsageError(
            f"--effective and --taken-back are a withdrawal's, and this is {_a(action)}; "
            "when the treaty enters into force for a participant is an entry_into_force."
        )
    if done is None and (effect is None or back is not None):
        raise UsageError("--date is missing; write --date 2019-11-04.")
    ahead = action is Action.ENTRY_INTO_FORCE
    for option, each in (("--date", done), ("--taken-back", back)):
        if each is not None and each > today and not ahead:
            raise UsageError(f"{option}: {each} lies ahead; enter it when it has happened.")
    for option, each in (("--effective", effect), ("--taken-back", back)):
        if each is not None and done is not None and each < done:
            raise UsageError(f"{option}: {each} is before {done}, the day of its notification.")
    if effect is not None and back is not None and back >= effect:
        raise UsageError(f"--taken-back: {back} is not before {effect}, when it took effect.")
    return _text(done), _text(effect), _text(back)


def _a(action: Action) -> str:
    noun = action.value.replace("_", " ")
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _text(when: date | None) -> str | None:
    return when.isoformat() if when else None
