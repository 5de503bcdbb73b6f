"""The options of `watcher status`: the formats of its answers."""

from enum import StrEnum

from watcher.errors import UsageError


class Format(StrEnum):
    """How the answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def chosen_format(wanted: Format | None, *, as_json: bool) -> Format:
    """The format; `--json` is short for `--format json`. UsageError where the two disagree."""
    if as_json and wanted not in (None, Format.JSON):
        raise UsageError(f"--json and --format {wanted} ask for two formats: choose one.")
    return Format.JSON if as_json else wanted or Format.TABLE
