"""The program's own log: one line an event, to stderr, and nothing else.

    log = get_logger(__name__)
    log.warning("poll failed", source="un-news-law", status=503)

Every line, ours or a library's, goes through the standard library's `logging`, so that there is
one way out. structlog renders it, and is imported with the first line that is written: that costs
150 ms and 16 MB by itself, 60 ms and 5 MB beside aiohttp and pydantic (it brings rich), which a
poll without a word to say need not pay.
"""

import logging
import os
import re
import sys
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, Literal

Format = Literal["auto", "json", "text"]

#: What a terminal or a reader of lines would act on: control characters (escapes, line ends),
#: line separators, marks that turn the direction of text, and halves of surrogate pairs.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+"
)
_LONGEST = 2000  # characters of one value
_RESERVED = frozenset({"timestamp", "level", "logger", "event", "exception"})
_VALUES = "watcher_values"  # the attribute of a record that carries our named values


class Logger:
    """Writes events with named values. The event is ours; values may come from outside."""

    __slots__ = ("_logger",)

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def debug(self, event: str, /, **values: object) -> None:
        """Tell those who look for a fault."""
        self._write(logging.DEBUG, event, values)

    def info(self, event: str, /, **values: object) -> None:
        """Tell what went as it should."""
        self._write(logging.INFO, event, values)

    def warning(self, event: str, /, **values: object) -> None:
        """Tell what the operator should know."""
        self._write(logging.WARNING, event, values)

    def error(self, event: str, /, **values: object) -> None:
        """Tell what the operator should act on."""
        self._write(logging.ERROR, event, values)

    def exception(self, event: str, /, **values: object) -> None:
        """Tell an error, with the traceback of the exception that is being handled."""
        self._write(logging.ERROR, event, values, trace=True)

    def _write(
        self, level: int, event: str, values: Mapping[str, object], *, trace: bool = False
    ) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, "%s", event, exc_info=trace, extra={_VALUES: values})


def get_logger(name: str) -> Logger:
    """Give the logger of a module; `name` is its `__name__`."""
    return Logger(name)


def configure(format: Format = "auto", level: str = "info") -> None:  # noqa: A002 - the name in the configuration
    """Send the log to stderr; a second call takes the place of the first.

    `auto` is text on a terminal and JSON lines elsewhere (a container, a service). `level` holds
    for the watcher's own lines; libraries are heard from WARNING on.
    """
    own = logging.getLevelNamesMapping()[level.upper()]
    text = format == "text" or (format == "auto" and sys.stderr.isatty())
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, _Stderr):
            root.removeHandler(handler)
    root.addHandler(_Stderr(text=text))
    root.setLevel(max(own, logging.WARNING))
    logging.getLogger("watcher").setLevel(own)


def clean(text: str) -> str:
    """Make text from outside fit for one line of a terminal or a log."""
    return _UNSAFE.sub(" ", text)


class _Stderr(logging.Handler):
    """Writes to the stderr of the moment: a progress bar puts its own there while it runs."""

    def __init__(self, *, text: bool) -> None:
        super().__init__()
        self._text = text
        self._render: Callable[[MutableMapping[str, Any]], str] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._render = self._render or _renderer(text=self._text)
            sys.stderr.write(self._render(_event(record)) + "\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001 - as every handler of logging: a log must not stop a poll
            self.handleError(record)


def _event(record: logging.LogRecord) -> dict[str, Any]:
    values: Mapping[str, object] = getattr(record, _VALUES, {})
    event: dict[str, Any] = {
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": record.getMessage(),
    }
    event |= {f"{key}_" if key in _RESERVED else key: value for key, value in values.items()}
    if record.exc_info and record.exc_info[1] is not None:
        event["exception"] = logging.Formatter().formatException(record.exc_info)
    return event


def _renderer(*, text: bool) -> Callable[[MutableMapping[str, Any]], str]:
    import structlog  # see above: only where a line is written

    last: Callable[..., str | bytes]
    if text:
        last = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty() and not os.environ.get("NO_COLOR"),
            exception_formatter=structlog.dev.plain_traceback,
            sort_keys=False,
        )
    else:
        last = structlog.processors.JSONRenderer(ensure_ascii=False)

    def render(event: MutableMapping[str, Any]) -> str:
        return str(last(None, event["level"], safe(None, event["level"], event)))

    return render


def safe(_logger: object, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Clean every value (a structlog processor): none can forge a line or steer a terminal.

    A traceback keeps its lines, each cleaned and indented, so that none can pass for an event.
    """
    cleaned = {key: _safe(value) for key, value in event.items() if key != "exception"}
    if "exception" in event:
        lines = str(event["exception"]).splitlines()
        cleaned["exception"] = "\n".join(f"    {_safe(line)}" for line in lines)
    return cleaned


def _safe(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_safe(item) for item in value]
    if isinstance(value, datetime):
        value = value.isoformat()
    text = clean(str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
