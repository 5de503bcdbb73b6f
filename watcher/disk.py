"""How much room the database's disk has left."""

import shutil
from pathlib import Path

#: Below this, or below the size of the database, the disk is filling: a copy of it, as a backup
#: or `VACUUM` makes one, must fit beside it.
LEAST_FREE = 200_000_000  # bytes


def shortage(database: Path, *, known: bool) -> str | None:
    """What is wrong with the disk, as a sentence; None where there is room.

    One that is `known` to be short is so until half as much again is free: no alert to and fro.
    """
    try:
        free = shutil.disk_usage(database.parent).free
        least = max(LEAST_FREE, database.stat().st_size)
    except OSError as error:
        return f"{database}: the disk cannot be asked: {(error.strerror or str(error)).lower()}"
    if free >= (least * 3 // 2 if known else least):
        return None
    return (
        f"{database}: {free // 1_000_000} MB are left on its disk; when it is full, nothing more "
        "can be recorded. Make room."
    )
