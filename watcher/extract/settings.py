"""What is wrong with how a source is to be read, found without its document.

The configuration knows neither the selectors of the HTML parser nor the forms of dates: they are
asked here, by whoever has loaded the parsers or can wait for them.
"""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from watcher.extract.dates import format_problem
from watcher.extract.text import tidy
from watcher.model.source import Source


def faults(source: Source) -> Iterator[str]:
    """Each selector that is none and each format that names no day, as a sentence."""
    for name, selector in _selectors(source):
        reason = _selector_problem(selector)
        if reason is not None:
            yield f'source "{source.id}": {name} = "{selector}" is no CSS selector: {reason}.'
    for layout in (source.listing, source.table, source.records):
        written = layout.date_format if layout is not None else None
        problem = format_problem(written) if written is not None else None
        if problem is not None:
            yield f'source "{source.id}": date_format = "{written}" {problem}.'


def _selectors(source: Source) -> Iterator[tuple[str, str]]:
    listing, table = source.listing, source.table
    written = {
        "select": source.select,
        "item": listing.item if listing else None,
        "title": listing.title if listing else None,
        "link": listing.link if listing else None,
        "date": listing.date if listing else None,
        "table": table.table if table else None,
    }
    yield from ((name, selector) for name, selector in written.items() if selector is not None)


def _selector_problem(selector: str) -> str | None:
    try:
        LexborHTMLParser("<p></p>").css(selector)
    except (SelectolaxError, ValueError) as error:
        return tidy(str(error)).rstrip(".")
    return None
