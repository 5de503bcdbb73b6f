"""`watcher check`: is the configuration right, and what is understood of each source?"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

import typer

from watcher.cli.options import AsJson, ConfigPath, SourceIds, to_poll
from watcher.cli.output import print_json, print_line
from watcher.config import Config, load
from watcher.deliver.secrets import missing
from watcher.errors import ConfigError, SourceError
from watcher.extract.settings import faults
from watcher.fetch.client import Fetcher
from watcher.log import configure
from watcher.model.capture import Capture, Validators
from watcher.model.finding import Check, Extraction, Finding
from watcher.model.plain import cut
from watcher.model.source import Source
from watcher.model.wire import statement_to_json
from watcher.review.credentials import faults as desk_faults
from watcher.sandbox import Sandbox
from watcher.schedule.rhythm import max_age
from watcher.vet import Remembered, vet
from watcher.watch import fetch_settings
from watcher.way import ask, extract

app = typer.Typer(add_completion=False)

_SHOWN = 5  # findings of each source
_LENGTH = 100  # characters of a finding's text


@app.command()
def check(
    sources: SourceIds = None,
    config: ConfigPath = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Check the configuration only; fetch nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check the configuration, and show what is understood of each source.

    Fetches and reads each source without storing anything, and shows its title, headings, counts,
    first findings, and each gate. The exit code is 2 for a wrong configuration, 1 where a source
    cannot be read or believed.

    Example: watcher check untc-cybercrime
    """
    configuration = load(config)
    _check_settings(configuration)
    configure(configuration.service.log_format, "warning")
    absent = [
        f"channel {channel.id}: {sentence}"
        for channel in configuration.channels
        for sentence in missing(channel.secrets)
    ]
    absent += [f"[web]: {sentence}" for sentence in desk_faults(configuration.web)]
    wanted = () if offline else to_poll(configuration, sources)
    if offline and as_json:
        path = str(configuration.path)
        print_json({"config": path, "valid": True, "missing_secrets": absent})
    if not as_json:
        print_line(_overview(configuration))
        for sentence in absent:
            print_line(f"{sentence}; `watcher run` needs it.")
    if offline:
        return
    if not asyncio.run(_check(configuration, wanted, as_json=as_json)):
        raise typer.Exit(1)


def _check_settings(config: Config) -> None:
    """ConfigError for selectors and formats that only a reader can judge."""
    found = [fault for source in config.sources for fault in faults(source)]
    if found:
        raise ConfigError(tuple(f"{config.path}: {fault}" for fault in found))


def _overview(config: Config) -> str:
    def some(number: int, word: str, many: str) -> str:
        return f"{number} {word if number == 1 else many}"

    return (
        f"{config.path} is valid: {some(len(config.sources), 'source', 'sources')}, "
        f"{some(len(config.channels), 'channel', 'channels')}, "
        f"{some(len(config.digests), 'digest', 'digests')}."
    )


async def _check(config: Config, wanted: tuple[Source, ...], *, as_json: bool) -> bool:
    good = True
    async with Fetcher(fetch_settings(config)) as fetcher, Sandbox() as sandbox:
        for source in wanted:
            try:
                answer = await _capture(fetcher, source)
                extraction = await extract(sandbox, source, answer)
            except SourceError as error:
                good = False
                _tell_failure(source, error, as_json=as_json)
                continue
            checks = vet(source, extraction, Remembered())
            good = good and all(check.passed for check in checks)
            if as_json:
                print_json(_as_json(source, answer, extraction, checks))
            else:
                _tell(source, answer, extraction, checks)
    return good


async def _capture(fetcher: Fetcher, source: Source) -> Capture:
    answer = await ask(fetcher, source, Validators())
    if isinstance(answer, Capture):
        return answer
    raise SourceError(source.id, "the server says that nothing changed, but was not asked that")


def _tell_failure(source: Source, error: SourceError, *, as_json: bool) -> None:
    if as_json:
        print_json({"source": source.id, "url": source.url, "error": str(error)})
        return
    print_line()
    print_line(f"{source.id} ({source.kind}): cannot be read: {error}")


def _tell(
    source: Source, capture: Capture, extraction: Extraction, checks: tuple[Check, ...]
) -> None:
    print_line()
    print_line(f"{source.id} ({source.kind}) {capture.url}")
    facts = [("title", extraction.title or ""), *extraction.facts, *_served(source, capture)]
    size = f"{len(capture.body):,} bytes, SHA-256 {capture.sha256[:16]}…"
    for label, value in dict([*facts, ("capture", size)]).items():
        _indented(f"{label}: {cut(value, 300)}")
    for check in checks:
        _indented(
            f"{'passed' if check.passed else 'FAILED'}  {check.name}: {cut(check.detail, 300)}"
        )
    for notice in extraction.notices:
        _indented(f"notice  {notice.text}")
    for finding in extraction.findings[:_SHOWN]:
        _indented(f"finding {_finding(finding)}")
    if len(extraction.findings) > _SHOWN:
        _indented(f"… and {len(extraction.findings) - _SHOWN} more findings")


def _served(source: Source, capture: Capture) -> Iterator[tuple[str, str]]:
    """What the server says beside the document that matters to polling it."""
    if capture.moved_to:
        yield "moved for good to", capture.moved_to
    fresh = max_age(capture.header("cache-control"), capture.header("age"))
    if source.kind == "feed" and fresh:
        yield "asks for, in HTTP", f"at most every {fresh / timedelta(minutes=1):g} min"


def _indented(text: str) -> None:
    typer.echo(f"  {cut(text, 500)}")


def _finding(finding: Finding) -> str:
    stated = finding.statement
    parts = (
        stated.participant,
        stated.action and stated.action.replace("_", " "),
        stated.date,
        stated.mark and f"({stated.mark})",
        "in brackets" if stated.bracketed else None,
        stated.text and cut(stated.text, _LENGTH),
        stated.link,
    )
    return ", ".join(part for part in parts if part)


def _as_json(
    source: Source, capture: Capture, extraction: Extraction, checks: tuple[Check, ...]
) -> dict[str, object]:
    return {
        "source": source.id,
        "url": capture.url,
        "sha256": capture.sha256,
        "title": extraction.title,
        "facts": dict([*extraction.facts, *_served(source, capture)]),
        "checks": [
            {"name": check.name, "passed": check.passed, "detail": check.detail} for check in checks
        ],
        "notices": [notice.text for notice in extraction.notices],
        "findings": len(extraction.findings),
        "first": [statement_to_json(finding.statement) for finding in extraction.findings[:_SHOWN]],
    }
