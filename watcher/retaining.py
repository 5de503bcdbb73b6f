"""Deletes, once a day, the bytes of captures that are old and changed nothing."""

from datetime import timedelta

from watcher.store import retention
from watcher.way import Way

#: Between two rounds.
EVERY = timedelta(days=1)

#: Bodies deleted, and free pages given back, in one transaction: nobody waits long for the disk.
BODIES = 200
PAGES = 10_000


async def delete_due(way: Way, keep: timedelta | None) -> int:
    """A small part of a day's round, where one is due; how many bodies. None keeps all for ever.

    What is left of the round is done at the next calls. Raises StoreError.
    """
    if keep is None:
        return 0
    now = way.clock()
    rested = await way.store.read(retention.rested_at)
    if rested is not None and timedelta() <= now - rested < EVERY:
        return 0
    deleted = await way.store.write(retention.delete_old, now - keep, now, BODIES)
    if deleted:
        await way.store.write(retention.give_back, PAGES)
    if deleted < BODIES:
        await way.store.write(retention.rest, now)
    return deleted
