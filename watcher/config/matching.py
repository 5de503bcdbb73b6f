"""Which entries are kept: what may be written under `match` and `exclude`.

A word or phrase; a regular expression between slashes; or a table that says where to look:
`{ title = […], summary = […], any = […] }`. `match = "*"` keeps everything. How they are looked
for, `extract.matching` says.
"""

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from watcher.config.values import did_you_mean, pattern, text
from watcher.model.reading import Matching, Pattern, Where
from watcher.model.treaty import Treaty

_PLACES: tuple[Where, ...] = get_args(Where)

_EVERYTHING = "*"
#: Flags behind the last slash, as other languages write them.
_FLAGGED = re.compile(r"/.+/[a-z]{1,6}")


def patterns(value: object) -> tuple[Pattern, ...]:
    """Read what is looked for; an empty tuple where everything is kept."""
    found = tuple(_placed(value) if isinstance(value, dict) else _each(value, "any"))
    if not found:
        raise ValueError('is empty; write what to look for, or "*" to keep everything')
    everything = [each for each in found if each.text == _EVERYTHING and not each.regex]
    if everything and len(found) > len(everything):
        raise ValueError('holds "*", which keeps everything, beside others; write one or the other')
    return () if everything else found


def exclusions(value: object) -> tuple[Pattern, ...]:
    """Read what is left out; an empty list leaves nothing out."""
    found = tuple(_placed(value) if isinstance(value, dict) else _each(value, "any"))
    if any(each.text == _EVERYTHING and not each.regex for each in found):
        raise ValueError("would leave out everything; to stop a source, write paused = true")
    return found


def by_treaties(treaties: Iterable[Treaty]) -> Matching:
    """Keep what names one of these treaties: by number, name or alias; all where there is none."""
    names = (name for treaty in treaties for name in (treaty.number, treaty.name, *treaty.aliases))
    return Matching(match=tuple(Pattern(name) for name in dict.fromkeys(names)), by_treaty=True)


def _placed(value: dict[object, object]) -> Iterator[Pattern]:
    for name, wanted in value.items():
        where = next((place for place in _PLACES if place == name), None)
        if where is None:
            hint = did_you_mean(str(name), _PLACES)
            raise ValueError(f"looks in {name!r}; allowed: {', '.join(_PLACES)}{hint}")
        yield from _each(wanted, where)


def _each(value: object, where: Where) -> Iterator[Pattern]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict | list):
            raise ValueError(  # noqa: TRY004 - pydantic collects no TypeError
                'must be text in quotes, a list of texts, or a table such as { title = ["…"] }'
            )
        yield _pattern(text(item), where)


def _pattern(written: str, where: Where) -> Pattern:
    if written == _EVERYTHING:
        return Pattern(written, where=where)
    if written.startswith("/"):
        return Pattern(_expression(written), regex=True, where=where)
    if not any(map(str.isalnum, written)):
        raise ValueError(f"holds {written!r}, in which there is no letter and no digit")
    return Pattern(written, where=where)


def _expression(written: str) -> str:
    """What stands between the slashes."""
    if _FLAGGED.fullmatch(written):
        raise ValueError(
            f'holds "{written}"; write nothing behind the last slash: case never matters'
        )
    if len(written) < 3 or not written.endswith("/"):
        raise ValueError(
            f'holds "{written}", which begins with a slash; a regular expression stands between '
            "two, and a phrase begins with a letter or a digit"
        )
    expression = pattern(written[1:-1])
    if re.search(expression, "", re.IGNORECASE):
        raise ValueError(
            f'holds "{written}", which finds any text, even an empty one; '
            'write what must stand there, or "*" for everything'
        )
    return expression
