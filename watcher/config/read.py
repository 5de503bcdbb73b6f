"""Reads the file, checks it as a whole, and fills in what it leaves out."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from watcher.catalogue import find
from watcher.config import force, outgoing
from watcher.config.checks import disagreements
from watcher.config.matching import by_treaties
from watcher.config.outgoing import DigestSection
from watcher.config.problems import told
from watcher.config.sections import Config, File, TreatySection
from watcher.config.source import (
    ALWAYS_RECORD,
    OF_MANY_SUBJECTS,
    SourceSection,
    listing,
    records,
    table,
)
from watcher.errors import ConfigError
from watcher.model.digest import DigestSettings
from watcher.model.force import Terms
from watcher.model.reading import Matching
from watcher.model.source import Source, Tier
from watcher.model.treaty import Treaty, TreatyNumber

UNTC = "https://treaties.un.org"

_OF_THE_UN = re.compile(r"^(?:the )?(?:United Nations|UN) (?=\S+ \S+)", re.IGNORECASE)

#: What keeps the entries that name one treaty, or (None) any of those that are watched.
_Naming = Callable[[str | None], Matching]

_POSITION = re.compile(r"(?P<what>.*) \(at (?P<where>[^()]+)\)", re.DOTALL)
#: What to do about the commonest mistakes, by how their messages begin.
_HINTS = {
    "invalid value": "; a text stands in quotes",
    "unescaped": "; single quotes keep backslashes as they are",
}


def default_path() -> Path:
    """Find the file that is read where none is named: the first of these that is there.

    `config/watcher.toml` under the working directory; the one shipped inside the package; the
    one beside the package, in a checkout.
    """
    own = Path("config/watcher.toml")
    package = Path(__file__).parents[1]
    places = (own, package / "default.toml", package.parent / own)
    return next((place for place in places if place.exists()), own)


def load(path: Path | None = None) -> Config:
    """Read the configuration in `path`, or in the default.

    Raises ConfigError, which names every wrong place at once.
    """
    path = default_path() if path is None else path
    raw = _parse(path)
    problems = list(disagreements(raw))
    try:
        file = _adapter().validate_python(raw)
    except ValidationError as error:
        problems = told(raw, error.errors(include_url=False)) + problems
    if problems:
        raise ConfigError(tuple(f"{path}: {problem}" for problem in problems))
    return _fill_in(path, raw, file)


def json_schema() -> dict[str, Any]:
    """Describe the file to editors, as JSON Schema: names and forms, not every rule."""
    return _adapter().json_schema()


@cache
def _adapter() -> TypeAdapter[File]:
    return TypeAdapter(File)


def _parse(path: Path) -> dict[str, Any]:
    try:
        # Editors on Windows put a byte order mark first, which TOML does not know.
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, RecursionError, ValueError) as error:
        raise ConfigError((f"{path}: {_unreadable(error)}.",)) from error


def _unreadable(error: OSError | RecursionError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return "there is no such file; --config names another"
        case IsADirectoryError():
            return "is a directory; name the file in it"
        case OSError():
            return f"cannot be read: {(error.strerror or str(error)).lower()}"
        case UnicodeDecodeError():
            line = error.object.count(b"\n", 0, error.start) + 1
            return f"line {line}: is not UTF-8 text; save the file as UTF-8"
        case RecursionError():
            return "is not TOML: brackets are nested too deeply"
        case _:  # TOMLDecodeError, and numbers of thousands of digits
            return _syntax(str(error))


def _syntax(message: str) -> str:
    match = _POSITION.fullmatch(message)
    what, where = (match["what"], f"{match['where']}: ") if match else (message, "")
    what = what[:1].lower() + what[1:]
    told = f"{where}is not TOML: {what}".encode("unicode_escape").decode("ascii")
    return told + next((hint for name, hint in _HINTS.items() if what.startswith(name)), "")


def _fill_in(path: Path, raw: Mapping[str, Any], file: File) -> Config:
    treaties = tuple(map(_treaty, file.treaty))
    watched = {treaty.number: treaty for treaty in treaties}
    for section in file.source:
        if section.treaty and section.treaty not in watched:
            watched[section.treaty] = _treaty(TreatySection(section.treaty))

    @cache  # all treaties are the same for each source: of many of both this takes long
    def naming(number: str | None) -> Matching:
        own = [watched[number]] if number else watched.values()
        return by_treaties(map(_by_every_name, own))

    return Config(
        path=path,
        service=file.service,
        web=file.web,
        treaties=treaties,
        terms={section.number: _terms(section) for section in file.treaty},
        sources=tuple(_source(section, watched, naming) for section in file.source),
        channels=tuple(map(outgoing.channel, file.channel)),
        digests=tuple(
            _digest(digest, written, file)
            for digest, written in zip(file.digest, raw.get("digest", ()), strict=True)
        ),
        operator=outgoing.operator(file.operator),
    )


def _treaty(section: TreatySection) -> Treaty:
    """A treaty's names; what the file leaves out, the catalogue fills in where it knows it."""
    known = find(section.number)
    name = section.name or (known.name if known else section.number)
    return Treaty(section.number, name, section.aliases or (known.aliases if known else ()))


def _terms(section: TreatySection) -> Terms:
    stated = section.entry_into_force
    return Terms(
        rule=force.rule(stated) if stated is not None else None,
        closes_for_signature=section.closes_for_signature,
        dates=tuple(map(force.announced, section.dates)),
    )


def _source(section: SourceSection, watched: Mapping[str, Treaty], naming: _Naming) -> Source:
    treaty = watched[section.treaty] if section.treaty else None
    named = treaty is not None and treaty.name != treaty.number
    return Source(
        id=section.id,
        kind=section.kind,
        url=section.url or _own_url(section),
        tier=Tier.RECORD if section.kind in ALWAYS_RECORD else section.tier or Tier.PRESS,
        every=section.every,
        treaty=section.treaty,
        treaty_name=treaty.name if treaty and named else None,
        paused=section.paused,
        select=section.select,
        ignore=section.ignore,
        require_text=section.require_text,
        min_findings=section.min_findings,
        language=section.language,
        participant=section.participant,
        max_change=section.max_change,
        matching=_matching(section, naming),
        format=section.format,
        cross_check=section.cross_check,
        listing=listing(section),
        table=table(section),
        records=records(section),
    )


def _own_url(section: SourceSection) -> str:
    """The address that follows from the kind."""
    if section.kind == "untc-notifications":
        return UNTC + "/Pages/CNs.aspx?cnTab=tab1"
    if section.treaty is None:
        raise ValueError(f"source {section.id} has neither a url nor a treaty")
    return UNTC + TreatyNumber(section.treaty).status_path


def _matching(section: SourceSection, naming: _Naming) -> Matching:
    """Which entries are kept: as written, else those that name a treaty that is watched.

    JSON whose records are participants has no entries, so nothing is looked through.
    """
    about_participants = any(role == "participant" for role, _ in section.fields)
    usual = section.kind in OF_MANY_SUBJECTS and not about_participants and not section.preset
    if section.match is None and usual:
        return replace(naming(section.treaty), exclude=section.exclude)
    return Matching(match=section.match or (), exclude=section.exclude)


def _by_every_name(treaty: Treaty) -> Treaty:
    """The treaty with the catalogue's names beside those of the file: a report may use any.

    A long title is known by its beginning, and a convention of the United Nations without them.
    """
    known = find(treaty.number)
    names = (treaty.name, *treaty.aliases, *(known.names if known else ()))
    begun = [name.rstrip("…").split(";")[0].strip() for name in names]
    short = [_OF_THE_UN.sub("", name) for name in begun]
    return replace(treaty, aliases=tuple(dict.fromkeys((*names, *begun, *short))))


def _digest(digest: DigestSection, written: Mapping[str, Any], file: File) -> DigestSettings:
    return DigestSettings(
        id=digest.id,
        title=digest.title or f"Treaty digest {digest.id!r}",
        schedule=digest.schedule,
        timezone=digest.timezone if "timezone" in written else file.service.timezone,
        channels=digest.channels or tuple(channel.id for channel in file.channel),
        when_empty=digest.when_empty,
        treaties=digest.treaties,
        kinds=tuple(kind.value for kind in digest.kinds),
        sources=digest.sources,
        participants=digest.participants,
        actions=digest.actions,
        immediate=digest.immediate,
        gather=digest.gather,
        quiet_hours=digest.quiet_hours,
        urgent=digest.urgent,
        max_changes=digest.max_changes,
    )
