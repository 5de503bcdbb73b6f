"""After an upgrade: what was last believed of a source is read once more, by the newer reader.

    kept capture -> extract -> compare -> store, as a silent baseline     then the poll, as ever

Without it, a change of the page between the last poll of the old reader and the first of the new
one would be silent: nobody could tell it from a difference between the two readers.
"""

from dataclasses import replace

from watcher.draft import Draft
from watcher.errors import SourceError, StoreError
from watcher.extract.kinds import fingerprint, read_alike, watches_the_same
from watcher.judge import judge
from watcher.log import get_logger
from watcher.model.capture import Validators
from watcher.model.change import PollRecord
from watcher.model.source import Source, SourceState
from watcher.store import log as change_log
from watcher.way import Way, extract

log = get_logger(__name__)


async def reread(way: Way, source: Source, state: SourceState) -> PollRecord | None:
    """The record of reading the newest capture that was believed; None where there is no need.

    None as well where nothing is kept, or where the newer reader cannot read or believe it: the
    poll that follows then makes the baseline. Raises StoreError.
    """
    now_read = fingerprint(source)
    if read_alike(state.fingerprint, now_read) or not watches_the_same(state.fingerprint, now_read):
        return None
    capture = await way.store.read(change_log.last_believed, source.id)
    if capture is None:
        return None
    draft = Draft(way, source, state, way.clock())
    try:
        record = await judge(draft, capture, await extract(way.sandbox, source, capture))
    except SourceError:
        return None
    except StoreError:
        raise
    except Exception:
        # As in a poll: a fault of our own, met on one source, must not end the watch over others.
        log.exception("a fault in the watcher itself", source=source.id)
        return None
    if not record.outcome.good:
        return None
    # The validators of that capture may be older than those that came with polls since.
    return replace(record, validators=Validators(), next_poll=way.clock())
