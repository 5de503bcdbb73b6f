"""Who takes nothing: found from what has not arrived, and the same as from all attempts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.store import deliveries
from watcher.store.database import open_for_writing, transaction
from watcher.store.deliveries import Attempt

NOW = datetime(2026, 2, 3, tzinfo=UTC)

#: What befalls one of a few deliveries, one after the other: taken, refused, given up, sent again.
_EVENTS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["taken", "refused", "given up", "again"])),
    max_size=14,
)


@pytest.fixture(scope="module")
def outbox(tmp_path_factory):
    """Four deliveries of one message: the first two to one recipient, the others to one each."""
    db = open_for_writing(tmp_path_factory.mktemp("failing") / "watcher.db")
    db.execute(
        "INSERT INTO digests (id, name, period_end, since_seq, until_seq, composed_at, subject) "
        "VALUES (1, 'daily', '', 0, 0, '', '')"
    )
    for number, to in enumerate(("a", "a", "b", "c")):
        db.execute(
            "INSERT INTO deliveries (id, digest, channel, recipient, state, created_at) "
            "VALUES (?, 1, 'mail', ?, 'queued', '2026-02-03T00:00:00.000Z')",
            [str(number), to],
        )
    db.conn.commit()
    yield db
    db.close()


@settings(max_examples=60)
@given(_EVENTS)
def test_those_fail_whose_last_attempt_did_since_the_first_one_after_the_last_that_did_not(
    outbox, events
):
    tried = {"a": [], "b": [], "c": []}
    with transaction(outbox):
        outbox.execute("DELETE FROM attempts")
        outbox.execute("UPDATE deliveries SET state = 'queued', attempts = 0, finished_at = NULL")
        for minute, (number, event) in enumerate(events):
            at = NOW + timedelta(minutes=minute)
            if event == "again":
                deliveries.resend(outbox, str(number), at)
                continue
            later = at if event == "refused" else None
            attempt = Attempt(str(number), at, 5, event == "taken", f"at {minute}", later)
            deliveries.attempted(outbox, attempt)
            tried["aabc"[number]].append(attempt)
    expected = {}
    for recipient, attempts in tried.items():
        good = [place for place, each in enumerate(attempts) if each.accepted]
        bad = attempts[good[-1] + 1 :] if good else attempts
        if bad:
            expected[recipient] = (bad[0].started_at, bad[-1].started_at, bad[-1].answer)
    found = {
        each.recipient: (each.since, each.tried_at, each.answer)
        for each in deliveries.failing(outbox)
    }
    assert found == expected
