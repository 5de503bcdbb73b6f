"""What the reader was told before, what is corrected, what is left out, what is sent at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.digest.anything import anything
from tests.unit.digest.conftest import NOW, NUMBER, Log
from watcher.digest.compose import compose, compose_alert
from watcher.digest.limit import Parts, limited
from watcher.digest.render.text import render_text
from watcher.model.digest import Earlier
from watcher.model.finding import Statement
from watcher.model.treaty import Treaty

TREATY = "UN Convention against Cybercrime"
BEFORE = Earlier(7, "UN Convention against Cybercrime: Chile signs", NOW - timedelta(days=1))
AT_ONCE = Earlier(8, "Viet Nam ratifies", NOW - timedelta(hours=9), "alert")


def composed(settings, log, **different):
    return compose(settings, log.material(**different), now=log.now)


def words(digest):
    """The text of a digest without its line ends."""
    return " ".join(render_text(digest).split())


# Told before


def test_what_was_told_at_once_is_named_briefly_and_is_no_news(settings, log, act):
    log.add("untc", None, act("Viet Nam", "ratification"))
    digest = composed(settings, log, already={1: AT_ONCE})
    assert digest.record == ()
    assert digest.subject == "No further change on 3 sources; 1 change told before"
    (told,) = digest.told
    assert (told.sentence, told.name) == ("Viet Nam ratified on 19 Nov 2025", TREATY)
    assert (told.told_in, told.evidence.seq) == (AT_ONCE, 1)


def test_what_was_told_before_is_named_with_the_message_that_told_it(settings, log, act):
    log.add("untc", None, act("Viet Nam", "ratification"))
    text = words(composed(settings, log, already={1: AT_ONCE}))
    assert "On record Nothing further." in text
    assert (
        "Told before - In what was sent at once on 19 Nov 2025, 23:00, "
        '"Viet Nam ratifies": Viet Nam ratified on 19 Nov 2025.'
    ) in text


def test_a_digest_that_names_only_what_was_told_is_not_empty(settings, log, act):
    log.add("untc", None, act("Viet Nam", "ratification"))
    assert not composed(settings, log, already={1: AT_ONCE}).empty


def test_beside_news_what_was_told_before_is_counted(settings, log, act):
    log.add("untc", None, act("Mauritius"))
    log.add("untc", None, act("Viet Nam", "ratification"))
    digest = composed(settings, log, already={2: AT_ONCE})
    assert digest.subject == (f"{TREATY}: Mauritius signs (73 signatories); 1 change told before")
    assert [action.participant for action in digest.record[0].actions] == ["Mauritius"]


@pytest.mark.parametrize("source", ["news", "home"])
def test_a_report_and_a_page_can_have_been_told_before(settings, log, source):
    log.add(source, None, Statement(text="72 States ratify"))
    digest = composed(settings, log, already={1: BEFORE})
    assert (digest.reported, digest.documents, len(digest.told)) == ((), (), 1)


def test_many_that_were_told_before_are_named_up_to_ten(settings, log, act):
    for number in range(12):
        log.add("untc", None, act(f"Participant {number}"))
    digest = composed(settings, log, already=dict.fromkeys(range(1, 13), AT_ONCE))
    assert digest.subject == "No further change on 3 sources; 12 changes told before"
    text = words(digest)
    assert "Participant 9 signed on 19 Nov 2025; and 2 more." in text
    assert "Participant 10" not in text


# Corrections


def test_a_corrected_date_points_to_the_digest_that_told_it(settings, log, act):
    log.add("untc", act("Chile", date="2025-10-25"), act("Chile", date="2025-10-26"))
    digest = composed(settings, log, corrects={1: BEFORE})
    assert digest.record == ()
    (correction,) = digest.corrections
    assert correction.sentence == (
        "Date of Chile's signature corrected from 25 Oct 2025 to 26 Oct 2025"
    )
    assert (correction.tier, correction.name) == ("record", TREATY)
    assert (correction.told_in, correction.evidence.seq) == (BEFORE, 1)
    assert digest.subject == f"{TREATY}: entry of Chile corrected"
    assert not digest.empty


def test_a_correction_says_where_it_was_told(settings, log, act):
    log.add("untc", act("Chile", date="2025-10-25"), act("Chile", date="2025-10-26"))
    text = words(composed(settings, log, corrects={1: BEFORE}))
    assert "Corrections of what earlier digests said - Date of Chile's signature" in text
    assert f'Told in the digest of 19 Nov 2025, 08:00, "{BEFORE.subject}".' in text


def test_a_row_that_is_gone_again_is_a_correction(settings, log, act):
    log.add("untc", act("Chile"), None)
    digest = composed(settings, log, corrects={1: BEFORE})
    assert digest.record == ()
    assert digest.corrections[0].sentence.endswith("is no longer on the page")
    assert digest.subject == f"{TREATY}: entry of Chile no longer listed"


@pytest.mark.parametrize(
    "new", [Statement(text="Sixty-five States sign", link="https://x/1"), None]
)
def test_a_report_that_is_edited_or_gone_is_a_correction_of_a_report(settings, log, new):
    log.add("news", Statement(text="Sixty sign", link="https://x/1"), new)
    digest = composed(settings, log, corrects={1: BEFORE})
    assert digest.reported == ()
    assert (digest.corrections[0].tier, digest.corrections[0].name) == ("press", None)
    assert "Of a report. Told in the digest of" in words(digest)


def test_a_withdrawal_corrects_nothing(settings, log, act):
    """What was told is still true; that the participant leaves is news on record."""
    log.add("untc", act("Fiji", "accession"), act("Fiji", "accession", bracketed=True))
    digest = composed(settings, log, corrects={1: BEFORE})
    assert digest.corrections == ()
    assert digest.record[0].actions[0].event == "withdrawal"


def test_a_page_that_changes_again_is_told_as_a_page(settings, log):
    log.add("home", Statement(text="Until 30 Dec"), Statement(text="Until 31 Dec"))
    digest = composed(settings, log, corrects={1: BEFORE})
    assert digest.corrections == ()
    assert len(digest.documents) == 1


def test_what_was_never_told_is_no_correction(settings, log, act):
    log.add("untc", act("Chile", date="2025-10-25"), act("Chile", date="2025-10-26"))
    digest = composed(settings, log)
    assert digest.corrections == ()
    assert digest.record[0].actions[0].event == "corrected"


# Filters


@pytest.fixture
def three(log, act):
    """A signature, a ratification, the entry into force of the treaty; a report, a page."""
    log.add("untc", None, act("Mauritius", participant_code="MUS"))
    log.add("untc", None, act("Viet Nam", "ratification", participant_code="VNM"))
    log.add("untc", None, Statement(action="entry_into_force", date="2026-03-01"))
    log.add("news", None, Statement(text="72 States ratify", link="https://x/1"))
    log.add("home", None, Statement(text="40 needed"))
    return log


def told(digest):
    return [action.event for section in digest.record for action in section.actions]


def test_a_digest_can_be_narrowed_to_participants(settings, three):
    digest = composed(replace(settings, participants=("VNM",)), three)
    assert told(digest) == ["ratification", "entry_into_force"]
    assert (digest.reported, digest.documents) == ((), ())


def test_a_digest_can_be_narrowed_to_actions(settings, three):
    digest = composed(replace(settings, actions=("signature", "accession")), three)
    assert told(digest) == ["signature"]
    assert (digest.reported, digest.documents) == ((), ())


def test_both_filters_hold_together(settings, three):
    narrow = replace(settings, participants=("MUS",), actions=("ratification",))
    digest = composed(narrow, three)
    assert digest.subject == "No change on 3 sources"
    assert digest.empty


def test_a_withdrawal_is_found_by_the_action_withdrawal(settings, log, act):
    log.add("untc", act("Fiji", "accession"), act("Fiji", "accession", bracketed=True))
    assert told(composed(replace(settings, actions=("withdrawal",)), log)) == ["withdrawal"]


# The largest size


def test_what_is_beyond_the_largest_size_is_left_to_the_log(settings, three):
    digest = composed(
        replace(settings, max_changes=2), three, public_url="https://watch.example.org"
    )
    assert told(digest) == ["signature", "ratification"]
    assert (digest.reported, digest.documents, digest.left_out) == ((), (), 3)
    assert {change["seq"] for change in digest.changes} == {1, 2}
    assert (
        "3 more changes stand in the change log: https://watch.example.org/changes?after=0&up_to=5"
    ) in words(digest)


def test_the_record_is_kept_before_what_was_found_earlier(settings, log, act):
    for number in range(3):
        log.add("news", None, Statement(text=f"Report {number}", link=f"https://x/{number}"))
    log.add("untc", None, act("Mauritius"))
    digest = composed(replace(settings, max_changes=2), log)
    assert told(digest) == ["signature"]
    assert [report.title for report in digest.reported] == ["Report 0"]
    assert digest.left_out == 2


def test_the_subject_sums_up_what_is_left_out_too(settings, three):
    whole = composed(settings, three)
    assert composed(replace(settings, max_changes=1), three).subject == whole.subject


def test_one_change_that_is_left_out_is_told_in_the_singular(settings, log, act):
    log.add("untc", None, act("Mauritius"))
    log.add("untc", None, act("Chile"))
    digest = composed(replace(settings, max_changes=1), log)
    assert "1 more change stands in the change log." in words(digest)


@pytest.mark.heavy
@given(anything(Parts), st.integers(0, 12))
@settings(max_examples=40)  # each takes long to make
def test_what_is_kept_and_what_is_left_out_are_all(parts, most):
    kept, left_out = limited(parts, most)
    assert kept.size + left_out == parts.size
    assert kept.size == min(most, parts.size)
    assert kept.seqs <= parts.seqs


@pytest.mark.heavy
@given(anything(Parts), st.integers(0, 12))
def test_nothing_is_told_of_a_part_while_a_weightier_one_is_cut(parts, most):
    kept, _ = limited(parts, most)
    order = ("record", "corrections", "reported", "notifications", "documents")
    sizes = [(_size(parts, name), _size(kept, name)) for name in order]
    cut = [number for number, (before, after) in enumerate(sizes) if after < before]
    if cut:
        assert all(after == 0 for _, after in sizes[cut[0] + 1 :])


def _size(parts, name):
    empty = Parts((), (), (), (), ())
    return replace(empty, **{name: getattr(parts, name)}).size


# At once


@pytest.fixture
def urgent(settings):
    return replace(settings, immediate=("ratification", "withdrawal"))


def alerted(settings, log, **different):
    return compose_alert(settings, log.material(**different), now=log.now)


def test_only_actions_that_are_named_are_sent_at_once(urgent, three):
    digest = alerted(urgent, three)
    assert told(digest) == ["ratification"]
    assert (digest.reported, digest.documents, digest.left_out) == ((), (), 0)
    assert digest.type == "alert"
    assert [change["seq"] for change in digest.changes] == [2]
    assert digest.subject == f"{TREATY}: Viet Nam ratifies (1 has consented to be bound)"


def test_a_report_of_such_an_action_is_never_sent_at_once(urgent, log, act):
    log.add("news", None, act("Viet Nam", "ratification"))
    assert alerted(urgent, log).empty


def test_trouble_is_never_sent_at_once_to_readers(urgent, log):
    log.incident("news", "failed", "the server answered 503")
    log.incident("untc", "unknown_column", "Nobody knows the column X.")
    assert alerted(urgent, log).empty


def test_nothing_is_sent_at_once_where_nothing_is_named(settings, three):
    assert alerted(settings, three).empty


def test_what_is_sent_at_once_obeys_the_filters_of_its_digest(urgent, three):
    assert alerted(replace(urgent, participants=("MUS",)), three).empty


def test_what_is_sent_at_once_says_so(urgent, three):
    text = words(alerted(urgent, three))
    assert "Daily digest, sent at once, 20 Nov 2025, 08:00 (Europe/Vienna)" in text
    assert "The next regular digest names them again, briefly." in text


# Several periods in one


def test_periods_that_share_a_message_are_named(settings, log):
    start = NOW - timedelta(days=3)
    digest = composed(settings, log, periods=3, start=start)
    assert digest.periods == 3
    assert (
        "3 digests came due while the watcher was off, from 17 Nov 2025, 08:00 to "
        "20 Nov 2025, 08:00: this one message is for all of them."
    ) in words(digest)


def test_a_single_period_is_not_worth_a_word(settings, log):
    assert "came due" not in words(composed(settings, log))


def test_the_treaties_of_corrections_are_in_the_order_of_the_configuration(settings, act):
    log = Log()
    log.add("untc", act("Chile", date="2025-10-25"), act("Chile", date="2025-10-26"), treaty="I-1")
    log.add("untc", None, act("Mauritius"))
    treaties = {NUMBER: Treaty(NUMBER, TREATY), "I-1": Treaty("I-1", "Charter")}
    digest = composed(settings, log, corrects={1: BEFORE}, treaties=treaties)
    assert digest.subject == (
        f"{TREATY}: Mauritius signs (73 signatories); Charter: entry of Chile corrected"
    )
