"""Paths -> captures in the order of their dates."""

from collections.abc import Sequence
from pathlib import Path

from watcher.errors import UsageError
from watcher.model.source import Source
from watcher.past.files import files_below, from_file
from watcher.past.saved import LeftAside, Saved
from watcher.past.warc import from_warc, is_warc


def saved_captures(
    source: Source, paths: Sequence[Path], *, file_times: bool
) -> tuple[list[Saved], list[LeftAside]]:
    """All captures of a source in these files and folders, oldest first, and what is none.

    UsageError for a path that does not exist or cannot be read, for a file without a date, and
    where there is no capture at all.
    """
    saved: list[Saved] = []
    left: list[LeftAside] = []
    for below in paths:
        for path in files_below(below):
            found = (
                from_warc(source, path)
                if is_warc(path)
                else (from_file(source, path, below, file_times=file_times),)
            )
            for each in found:
                if isinstance(each, Saved):
                    saved.append(each)
                else:
                    left.append(each)
    if not saved:
        where = ", ".join(map(str, paths))
        raise UsageError(f"{where}: there is no capture of {source.url} in it.")
    # Two of one moment keep the order in which they were found: the sort is stable.
    saved.sort(key=lambda each: each.captured_at)
    return saved, left
