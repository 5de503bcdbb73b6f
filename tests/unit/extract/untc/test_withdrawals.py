"""A withdrawal from the treaty is told from every other withdrawal by the words of the note."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.extract.untc.record import EndNote
from watcher.extract.untc.withdrawals import announced
from watcher.model.participants import ParticipantKind, shipped

STATES = sorted(
    each.name for each in shipped().by_code.values() if each.kind is ParticipantKind.STATE
)
#: Pages name the same thing in many ways.
OTHER_THINGS = (
    "the reservation to article 20 of the Convention, made upon accession",
    "its reservation to article 25 (e) of the Convention made upon ratification",
    "the following reservations made upon ratification in respect of article 1 of the Convention",
    "the interpretative declaration made upon ratification",
    "the declaration made by virtue of article 28 (1) of the Protocol",
    "its objection to the reservation made by Chile",
    "its signature of the Convention",
)
TREATIES = ("Convention", "Optional Protocol", "said Optional Protocol", "Agreement", "Treaty")

days = st.dates(min_value=date(1945, 1, 1), max_value=date(2030, 12, 31))


def printed(day):
    return f"{day.day} {day:%B %Y}"


def read(*lines):
    return announced([EndNote("1", "".join(lines), lines)])


def only(*lines):
    reading = read(*lines)
    assert reading.unclear == ()
    (withdrawal,) = reading.withdrawals
    return withdrawal.who, withdrawal.date, withdrawal.effective


POLAND = (
    "On 20 August 2025, the Government of Poland deposited with the Secretary-General a "
    "notification of withdrawal (see depositary notification C.N.421.2025.TREATIES-XXVI-5 of 26 "
    "August 2025). The withdrawal will take effect for Poland on 20 February 2026 in accordance "
    "with article 20 (3) of the Convention, subject to the condition set forth in the said "
    "paragraph."
)


def test_a_pending_withdrawal_has_both_its_dates_and_the_whole_text():
    reading = read(POLAND)
    (withdrawal,) = reading.withdrawals
    assert (withdrawal.date, withdrawal.effective) == ("2025-08-20", "2026-02-20")
    assert withdrawal.text == POLAND


@pytest.mark.parametrize(
    ("note", "stated"),
    [
        (
            (
                "On 23 October 1997, the Government of Jamaica notified the Secretary-General of "
                "its denunciation of the Protocol."
            ),
            ("Jamaica", "1997-10-23", None),
        ),
        (
            (
                "On 4 November 2019, the Government of the United States of America notified the "
                "Secretary-General of its decision to withdraw from the Agreement which shall take "
                "effect on 4 November 2020 in accordance with article 28 (1) and (2)."
            ),
            ("the United States of America", "2019-11-04", "2020-11-04"),
        ),
        (
            (
                "On 8 November 2022, the Secretary-General received from the Government of "
                "Belarus a notification of denunciation of the Optional Protocol, with effect "
                "from 8 February 2023."
            ),
            ("Belarus", "2022-11-08", "2023-02-08"),
        ),
        (
            (
                "In a communication received on 3 May 2020, the Government of Moldova notified the "
                "Secretary-General of its withdrawal from the Convention. The withdrawal shall "
                "take effect for Moldova on 3 November 2020."
            ),
            ("Moldova", "2020-05-03", "2020-11-03"),
        ),
        (
            (
                "On 26 May 1998 the Government of Trinidad and Tobago informed the "
                "Secretary-General of its decision to denounce the Optional Protocol with effect "
                "from 26 August 1998."
            ),
            ("Trinidad and Tobago", "1998-05-26", "1998-08-26"),
        ),
        (
            "On 3 March 2026, Canada withdrew from the Convention.",
            ("Canada", "2026-03-03", None),
        ),
    ],
)
def test_each_way_to_say_so_is_understood(note, stated):
    assert only(note) == stated


def test_a_note_goes_on_where_the_page_forgot_a_space():
    note = (
        'In its notification, Lithuania notified the Secretary-General "that it will apply '
        'article 1."On 6 September 2024, the Government of the Republic of Lithuania deposited '
        "with the Secretary-General a notification of withdrawal. The withdrawal took effect for "
        "Lithuania on 6 March 2025."
    )
    assert only(note) == ("the Republic of Lithuania", "2024-09-06", "2025-03-06")


@pytest.mark.parametrize(
    "later",
    [
        (
            "On 10 February 2026, the Government of Poland notified the Secretary-General of its "
            "decision to rescind its notification of withdrawal deposited on 20 August 2025."
        ),
        (
            "On 10 February 2026, the Government of Poland notified the Secretary-General of the "
            "withdrawal of its notification of withdrawal from the Convention."
        ),
        (
            "Subsequently, on 10 February 2026, the Government of Poland informed the "
            "Secretary-General that it had decided to revoke the said denunciation."
        ),
        (
            "On 10 February 2026, the Government of Poland informed the Secretary-General that the "
            "notification of withdrawal had been withdrawn."
        ),
    ],
)
def test_a_withdrawal_that_is_taken_back_is_told_with_the_sentence_that_says_so(later):
    for reading in (read(POLAND, later), read(f"{POLAND} {later}")):
        (withdrawal,) = reading.withdrawals
        assert withdrawal.taken_back
        assert (withdrawal.date, withdrawal.effective) == ("2025-08-20", None)
        assert withdrawal.text == f"{POLAND}\n{later}"


def test_a_withdrawal_after_which_the_participant_joined_again_is_none():
    later = "On 21 February 2026, the Government of Poland re-acceded to the Convention."
    assert read(POLAND, later).withdrawals == ()
    assert read(f"{POLAND} {later}").withdrawals == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "The Government of Lithuania deposited its notification of withdrawal on 6 March 2025.",
        "Lithuania notified its withdrawal from the Convention on 6 March 2025.",
        "Notification of withdrawal received on 6 March 2025.",
        "See depositary notification C.N.100.2025.TREATIES-XXVI-5 (Lithuania: Withdrawal).",
    ],
)
def test_a_withdrawal_told_in_another_form_is_for_a_person_to_read(sentence):
    reading = read(sentence)
    assert (reading.withdrawals, reading.unclear) == ((), (sentence,))


def test_an_opinion_that_is_quoted_behind_an_account_is_no_doubt():
    opinion = "Others may denounce a treaty; a denunciation by Poland is regretted."
    assert read(POLAND, opinion).unclear == ()


def test_one_who_left_came_back_and_left_again_has_left():
    first = "On 26 May 1998, the Government of Peru notified the Secretary-General of its decision "
    notes = (
        f"{first}to denounce the Protocol with effect from 26 August 1998.",
        "On 26 August 1998, the Government of Peru re-acceded to the Protocol.",
        (
            "On 27 March 2000, the Government of Peru notified the Secretary-General that it had "
            "decided to denounce the Protocol for the second time with effect from 27 June 2000."
        ),
    )
    assert only(*notes) == ("Peru", "2000-03-27", "2000-06-27")
    assert read(*notes[:2]).withdrawals == ()


def test_what_others_tell_again_of_it_changes_nothing():
    """The note on Trinidad and Tobago quotes objections that tell the whole story once more."""
    quoted = (
        (
            "On 27 March 2000, the Government of Peru notified the Secretary-General that it had "
            "decided to denounce the Protocol with effect from 27 June 2000."
        ),
        "The Secretary-General received communications from the following States: Norway:",
        (
            "On 26 May 1998, the Government of Peru informed the Secretary-General of its "
            "decision to denounce the Protocol. On that same date, the Government of Peru "
            "re-acceded to it."
        ),
        "Norway considers that the denunciation of the Protocol was an abuse.",
    )
    assert only(*quoted) == ("Peru", "2000-03-27", "2000-06-27")


@pytest.mark.parametrize(
    "sentence",
    [
        (
            "On 3 May 2020, the Governments of A, B and C deposited notifications of withdrawal "
            "with the Secretary-General."
        ),
        (
            "On 3 May 2020, the Government of Japan notified the Secretary-General of its "
            "denunciation of the 1952 Convention."
        ),
        (
            "On 3 May 2020, the Government of Japan informed the Secretary-General of its "
            "intention to withdraw from the Treaty."
        ),
        "The withdrawal took effect on 3 May 2020.",
    ],
)
def test_what_is_not_clear_is_for_a_person_to_read(sentence):
    reading = read(f"See withdrawals. {sentence}")
    assert (reading.withdrawals, reading.unclear) == ((), (sentence,))


@given(
    state=st.sampled_from(STATES),
    thing=st.sampled_from(OTHER_THINGS),
    verb=st.sampled_from(
        ("notified the Secretary-General of its decision to withdraw",
         "informed the Secretary-General that it had decided to withdraw",
         "notified the Secretary-General of the withdrawal of")
    ),
    day=days,
)  # fmt: skip
def test_the_withdrawal_of_anything_but_the_treaty_is_no_withdrawal(state, thing, verb, day):
    reading = read(f"On {printed(day)}, the Government of {state} {verb} {thing}.")
    assert (reading.withdrawals, reading.unclear) == ((), ())


@given(
    state=st.sampled_from([name for name in STATES if "," not in name]),
    treaty=st.sampled_from(TREATIES),
    leaves=st.sampled_from(
        ("its withdrawal from the", "its denunciation of the", "its decision to withdraw from the",
         "its decision to denounce the")
    ),
    day=days,
    effect=days,
    will=st.sampled_from(("will take effect", "took effect", "shall take effect")),
)  # fmt: skip
def test_who_leaves_the_treaty_and_when_is_read_back(state, treaty, leaves, day, effect, will):
    note = (
        f"On {printed(day)}, the Government of {state} notified the Secretary-General of {leaves} "
        f"{treaty} (see depositary notification C.N.1.2025.TREATIES-1). The withdrawal {will} for "
        f"{state} on {printed(effect)} in accordance with article 20."
    )
    assert only(note) == (state, day.isoformat(), effect.isoformat())


@given(st.lists(st.sampled_from([*re.findall(r"\S+", POLAND), "(", '"', ".", "re-acceded"])))
def test_a_mangled_note_is_read_without_an_error(words):
    read(" ".join(words))
