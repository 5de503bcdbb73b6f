"""Which changes of the log are wanted: the options that `log` and `export` share."""

from enum import StrEnum
from typing import Annotated

import typer

from watcher.config import Config
from watcher.config.named import moment, treaty_number
from watcher.errors import UsageError
from watcher.model.change import ChangeKind
from watcher.model.review import UNREVIEWED, Verdict
from watcher.model.treaty import Action
from watcher.store.log import LogFilter, about

_Text = str | None

Treaty = Annotated[_Text, typer.Option(help="Only this treaty: its number, name or alias.")]
Who = Annotated[_Text, typer.Option(help="A name in any spelling, or a code.")]
What = Annotated[_Text, typer.Option(help="Only this action, e.g. ratification.")]
From = Annotated[_Text, typer.Option(help="Only what this source stated.")]
Kinds = Annotated[list[ChangeKind] | None, typer.Option(help="Only this kind; can be given again.")]
Since = Annotated[_Text, typer.Option(help="Detected on or after this day or moment.")]
Until = Annotated[_Text, typer.Option(help="Detected before this day or moment.")]
Search = Annotated[_Text, typer.Option(help="Words in the summary or the texts.")]


class ReviewState(StrEnum):
    """What people made of a line, or that nobody has looked at news."""

    UNREVIEWED = UNREVIEWED
    SEEN = Verdict.SEEN.value
    IMPORTANT = Verdict.IMPORTANT.value
    FALSE_ALARM = Verdict.FALSE_ALARM.value


Reviewed = Annotated[
    ReviewState | None, typer.Option("--review", help="Only what was reviewed so, or not at all.")
]


def log_filter(
    config: Config,
    *,
    treaty: str | None,
    participant: str | None,
    action: str | None,
    source: str | None,
    kind: list[ChangeKind] | None,
    since: str | None,
    until: str | None,
    search: str | None,
    limit: int,
    review: ReviewState | None = None,
) -> LogFilter:
    """What the options ask for; UsageError for what cannot be meant. A limit of 0 is none."""
    zone = config.service.timezone
    return LogFilter(
        treaty=treaty_number(treaty, config) if treaty else None,
        action=_action(action),
        source=source,
        kinds=tuple(each.value for each in kind or ()),
        since=moment("--since", since, zone),
        until=moment("--until", until, zone),
        search=search,
        review=review.value if review else None,
        limit=limit or None,
        **(about(participant) if participant else {}),
    )


def _action(text: str | None) -> str | None:
    if text is None:
        return None
    wanted = text.lower().replace(" ", "_").replace("-", "_")
    if wanted not in set(Action):
        raise UsageError(f"--action: {text!r} is not one of: {', '.join(Action)}.")
    return wanted
