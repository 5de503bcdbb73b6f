"""How the law stood on any day: corrections apart from returns, withdrawals, successions, names."""

from datetime import date

from tests.unit.law.logged import (
    consent,
    entered,
    life,
    note,
    on,
    rule,
    signature,
    state,
    step,
)
from watcher.law.history import lives
from watcher.model.force import Wait

NOTED = note("ALB", "2019-11-04", "2020-11-04")
LEFT = entered("ALB", "withdrawal", "2019-11-04", effective="2020-11-04")
#: The page goes from one date to the other, as that of the Paris Agreement did.
CAME_BACK = (step(1, consent("ALB", "2016-09-03")), step(2, consent("ALB", "2021-01-20")))


def days(acts):
    return [act.date.isoformat() for act in acts]


# -- signature, deposit, effect


def test_a_participant_is_nothing_signatory_contracting_and_party_in_turn():
    steps = (step(1, signature("ALB", "2010-05-01")), step(2, consent("ALB", "2012-03-10")))
    waits = rule(later=Wait(days=30))
    told = [
        state(day, *steps, rule=waits)
        for day in ("2010-04-30", "2010-05-01", "2012-03-09", "2012-03-10", "2012-04-09")
    ]
    assert told == [None, "signatory", "signatory", "contracting", "party"]


def test_before_entry_into_force_nobody_is_bound():
    steps = (step(1, consent("ALB", "2012-03-10")),)
    assert state("2012-06-01", *steps, in_force=None) == "contracting"
    assert state("2012-06-01", *steps, in_force="2013-01-01") == "contracting"
    assert on("2013-01-01", *steps, in_force="2013-01-01").bound_from == date(2013, 1, 1)


def test_without_a_known_wait_the_day_of_the_deposit_counts():
    assert on("2012-03-10", step(1, consent("ALB", "2012-03-10"))).bound


def test_a_succession_waits_for_nothing():
    steps = (step(1, consent("ALB", "2012-03-10", action="succession")),)
    assert state("2012-03-10", *steps, rule=rule(later=Wait(days=90))) == "party"


def test_the_day_of_effect_on_record_counts_before_any_rule():
    in_force = consent("ALB", "2012-05-01", action="entry_into_force")
    in_force = type(in_force)(
        "participants/ALB/entry_into_force",
        "participants/entry_into_force",
        in_force.statement,
        "ALB",
    )
    steps = (step(1, consent("ALB", "2012-03-10"), in_force),)
    assert state("2012-04-30", *steps, rule=rule()) == "contracting"
    assert state("2012-05-01", *steps, rule=rule()) == "party"


def test_a_definitive_signature_binds():
    steps = (step(1, signature("ALB", "2012-03-10", action="definitive_signature")),)
    assert on("2012-03-10", *steps).state == "party"


# -- corrected, or back again


def test_a_corrected_date_never_leaves_two():
    steps = (step(1, consent("ALB", "2016-09-03")), step(2, consent("ALB", "2016-10-03")))
    assert days(life(*steps).consents) == ["2016-10-03"]
    assert state("2016-09-15", *steps) is None


def test_nor_does_one_that_is_corrected_twice_and_back():
    steps = [step(n, consent("ALB", day)) for n, day in enumerate(("2016-09-03", "2016-10-03") * 2)]
    assert days(life(*steps).consents) == ["2016-10-03"]


def test_a_later_consent_after_a_withdrawal_is_a_return_and_both_stand():
    steps = (*CAME_BACK, step(3, LEFT, source="corrections"))
    told = {
        day: state(day, *steps)
        for day in ("2018-01-01", "2019-12-01", "2020-12-01", "2021-01-20", "2021-02-20")
    }
    assert told == {
        "2018-01-01": "party",
        "2019-12-01": "party",
        "2020-12-01": "withdrawn",
        "2021-01-20": "party",
        "2021-02-20": "party",
    }


def test_the_return_waits_its_own_time():
    steps = (*CAME_BACK, step(3, LEFT, source="corrections"))
    thirty = rule(count=1, wait=Wait(days=30))
    assert state("2021-02-18", *steps, rule=thirty) == "contracting"
    assert state("2021-02-19", *steps, rule=thirty) == "party"


def test_without_the_withdrawal_the_page_itself_shows_a_correction():
    assert state("2018-01-01", *CAME_BACK) is None


def test_a_note_of_the_withdrawal_that_was_there_before_serves_as_well():
    steps = (
        step(1, consent("ALB", "2016-09-03")),
        step(2, NOTED),
        step(3, consent("ALB", "2021-01-20"), gone=[NOTED]),
    )
    assert [state(day, *steps) for day in ("2018-01-01", "2020-12-01", "2021-02-01")] == [
        "party",
        "withdrawn",
        "party",
    ]


def test_brackets_before_the_new_date_show_that_it_left():
    steps = (
        step(1, consent("ALB", "2004-05-12")),
        step(2, consent("ALB", "2004-05-12", bracketed=True), seen=date(2026, 2, 1)),
        step(3, consent("ALB", "2026-06-01")),
    )
    assert days(life(*steps).consents) == ["2004-05-12", "2026-06-01"]
    assert [state(day, *steps) for day in ("2026-01-31", "2026-02-01", "2026-06-01")] == [
        "party",
        "withdrawn",
        "party",
    ]


def test_who_left_and_joined_anew_on_one_day_was_never_out():
    """As Guyana and Trinidad and Tobago did with IV-5, to make a reservation."""
    noted = note("ALB", "1999-01-05", "1999-04-05")
    steps = (
        step(1, consent("ALB", "1993-05-10")),
        step(2, noted),
        step(3, consent("ALB", "1999-01-05", action="accession"), gone=[noted]),
    )
    told = {state(f"1999-{month:02}-06", *steps, in_force="1976-03-23") for month in range(1, 13)}
    assert told == {"party"}


def test_a_return_whose_date_is_corrected_later_leaves_the_first_consent_alone():
    steps = (
        *CAME_BACK,
        step(3, LEFT, source="corrections"),
        step(4, consent("ALB", "2021-01-21")),
    )
    assert days(life(*steps).consents) == ["2016-09-03", "2021-01-21"]


def test_an_old_page_that_is_served_anew_leaves_nothing_behind():
    steps = (*CAME_BACK, step(3, LEFT, source="corrections"), step(4, consent("ALB", "2016-09-03")))
    assert days(life(*steps).consents) == ["2016-09-03"]
    assert state("2021-06-01", *steps) == "withdrawn"


# -- withdrawals


def test_a_withdrawal_is_notified_and_then_effective():
    steps = (
        step(1, consent("ALB", "2012-12-27")),
        step(2, note("ALB", "2025-08-20", "2026-02-20")),
    )
    before, pending, out = (on(day, *steps) for day in ("2025-08-19", "2025-08-20", "2026-02-20"))
    assert before.withdrawal is None
    assert (pending.state, pending.withdrawal.effective) == ("party", date(2026, 2, 20))
    assert out.state == "withdrawn"


def test_one_that_no_bracket_shows_yet_is_only_expected():
    steps = (
        step(1, consent("ALB", "2012-12-27")),
        step(2, note("ALB", "2025-08-20", "2026-02-20")),
    )
    assert on("2026-03-01", *steps).expected
    shown = (*steps, step(3, consent("ALB", "2012-12-27", bracketed=True)))
    assert not on("2026-03-01", *shown).expected


def test_one_that_lies_ahead_is_expected_even_where_pages_have_no_brackets():
    steps = (
        step(
            1, consent("ALB", "2012-12-27", bracketed=None), note("ALB", "2026-08-20", "2027-02-20")
        ),
    )
    assert on("2027-03-01", *steps).expected
    assert not on("2027-03-01", *steps, today=date(2027, 4, 1)).expected


def test_a_withdrawal_that_was_taken_back_never_took_effect():
    steps = (
        step(1, consent("ALB", "2012-12-27")),
        step(2, note("ALB", "2016-10-19", "2017-10-19")),
        step(3, note("ALB", "2016-10-19", taken_back="10 February 2017")),
    )
    assert state("2018-01-01", *steps) == "party"
    assert on("2017-01-01", *steps).withdrawal.notified == date(2016, 10, 19)
    assert on("2017-02-10", *steps).withdrawal is None


def test_one_that_is_notified_after_one_was_taken_back_is_another():
    steps = (
        step(1, consent("ALB", "2012-12-27")),
        step(2, note("ALB", "2016-10-19", taken_back="10 February 2017")),
        step(3, note("ALB", "2024-01-15", "2025-01-15")),
    )
    assert [leave.taken_back for leave in life(*steps).leaves] == [True, False]
    assert [state(day, *steps) for day in ("2018-01-01", "2025-02-01")] == ["party", "withdrawn"]


def test_a_notice_that_is_corrected_is_one_withdrawal():
    steps = (
        step(1, consent("ALB", "2012-12-27")),
        step(2, note("ALB", "2025-08-20", "2026-02-20")),
        step(3, note("ALB", "2025-08-21", "2026-02-21")),
    )
    (leave,) = life(*steps).leaves
    assert leave.notified == date(2025, 8, 21)


def test_a_notice_that_is_gone_without_brackets_never_was():
    noted = note("ALB", "2025-08-20", "2026-02-20")
    steps = (step(1, consent("ALB", "2012-12-27"), noted), step(2, gone=[noted]))
    assert state("2026-03-01", *steps) == "party"


def test_brackets_that_went_away_again_never_were():
    steps = (
        step(1, consent("ALB", "2012-12-27")),
        step(2, consent("ALB", "2012-12-27", bracketed=True)),
        step(3, consent("ALB", "2012-12-27")),
    )
    assert state("2030-01-01", *steps) == "party"


def test_brackets_without_a_day_count_from_when_they_were_seen_and_that_is_said():
    steps = (step(1, consent("ALB", "2004-05-12", bracketed=True), seen=date(2026, 2, 3)),)
    assert [state(day, *steps) for day in ("2026-02-02", "2026-02-03")] == ["party", "withdrawn"]
    (doubt,) = life(*steps).doubts
    assert "does not say when its withdrawal took effect" in doubt


def test_a_person_can_say_when_it_was():
    steps = (
        step(1, consent("ALB", "2004-05-12", bracketed=True)),
        step(2, entered("ALB", "withdrawal", "2025-06-27", effective="2025-12-27")),
    )
    assert [state(day, *steps) for day in ("2025-12-26", "2025-12-27")] == ["party", "withdrawn"]
    assert life(*steps).doubts == ()


def test_who_only_signed_can_withdraw_the_signature():
    steps = (
        step(
            1,
            signature("ALB", "2010-05-01", bracketed=None),
            note("ALB", "2015-01-01", "2015-01-01"),
        ),
    )
    assert [state(day, *steps) for day in ("2014-12-31", "2015-01-01")] == [
        "signatory",
        "withdrawn",
    ]


def test_the_signature_of_who_left_goes_on_counting_unless_it_is_bracketed():
    signed = signature("ALB", "2010-05-01")
    left = (consent("ALB", "2012-03-10", bracketed=True), note("ALB", "2019-11-04", "2020-11-04"))
    assert on("2021-01-01", step(1, signed, *left)).signed
    bracketed = signature("ALB", "2010-05-01", bracketed=True)
    assert not on("2021-01-01", step(1, bracketed, *left)).signed
    assert on("2020-01-01", step(1, bracketed, *left)).signed


# -- successions, rows that go, and names


def test_a_predecessor_was_there_until_it_ceased_to_be():
    former = consent("CSHH", "1970-02-01", name="Czechoslovakia")
    successor = consent("SVK", "1993-05-28", action="succession", name="Slovakia")
    steps = (step(1, former), step(2, successor), step(3, gone=[former]))
    told = [
        state(day, *steps, code="CSHH", in_force="1960-01-01")
        for day in ("1980-01-01", "1993-06-01")
    ]
    assert told == ["party", None]
    told = [
        state(day, *steps, code="SVK", in_force="1960-01-01")
        for day in ("1993-01-01", "1993-06-01")
    ]
    assert told == [None, "party"]


def test_who_goes_on_with_the_very_dates_of_a_former_state_is_counted_once():
    former = consent("CSXX", "2001-03-12", action="succession", name="Serbia and Montenegro")
    successor = consent("SRB", "2001-03-12", action="succession", name="Serbia")
    steps = (step(1, former), step(2, successor), step(3, gone=[former]))
    assert state("2003-01-01", *steps, code="SRB") == "party"
    assert state("2003-01-01", *steps, code="CSXX") is None


def test_a_row_that_should_not_have_been_there_never_was_and_is_named():
    row = consent("ALB", "2012-12-27")
    steps = (step(1, row), step(2, gone=[row]))
    assert state("2020-01-01", *steps) is None
    (doubt,) = life(*steps).doubts
    assert "its row was taken off the page" in doubt


def test_a_row_that_was_lost_and_found_was_there_all_along():
    row = consent("ALB", "2012-12-27")
    steps = (step(1, row), step(2, gone=[row]), step(3, row))
    assert state("2020-01-01", *steps) == "party"
    assert life(*steps).doubts == ()


def test_a_row_that_is_gone_after_a_withdrawal_is_history():
    row = consent("ALB", "2012-12-27", bracketed=None)
    noted = note("ALB", "2019-11-04", "2020-11-04")
    steps = (step(1, row, noted), step(2, gone=[row]))
    assert [state(day, *steps) for day in ("2015-01-01", "2021-01-01")] == ["party", "withdrawn"]


def test_a_renamed_state_is_one_participant_under_its_last_name():
    steps = (
        step(1, signature("MKD", "2010-01-01", name="Macedonia"), consent("MKD", "2012-12-27")),
        step(2, signature("MKD", "2010-01-01", name="North Macedonia")),
        step(3, consent("MKD", "2012-12-27", name="North Macedonia")),
    )
    (found,) = lives(steps)
    assert (found.participant, days(found.consents)) == ("North Macedonia", ["2012-12-27"])


def test_a_name_that_is_understood_at_last_keeps_its_past():
    unknown = consent("?Kosovia", "2012-12-27", name="Kosovia")
    left = note("XKX", "2019-11-04", "2020-11-04")
    steps = (
        step(1, unknown),
        step(2, moved=[(unknown.key, consent("XKX", "2012-12-27", name="Kosovo"))]),
        step(3, left),
        step(4, consent("XKX", "2021-01-20", name="Kosovo")),
    )
    (found,) = lives(steps)
    assert (found.code, days(found.consents)) == ("XKX", ["2012-12-27", "2021-01-20"])


# -- several sources, and what people enter


def test_of_two_records_the_first_that_states_it_counts():
    steps = (
        step(1, consent("ALB", "2016-09-03"), source="a"),
        step(2, consent("ALB", "2016-09-04"), source="b"),
        step(3, signature("ALB", "2015-01-01"), source="b"),
    )
    found = life(*steps)
    assert (days(found.signatures), days(found.consents)) == (["2015-01-01"], ["2016-09-03"])


def test_an_entered_date_replaces_that_of_the_page_until_the_page_says_otherwise():
    mended = entered("ALB", "ratification", "2016-09-05")
    steps = (step(1, consent("ALB", "2016-09-03")), step(2, mended, source="corrections"))
    assert days(life(*steps).consents) == ["2016-09-05"]
    later = (*steps, step(3, consent("ALB", "2016-09-06")))
    assert days(life(*later).consents) == ["2016-09-06"]


def test_an_entered_consent_before_a_withdrawal_is_history():
    steps = (
        step(1, consent("ALB", "2021-01-20")),
        step(2, LEFT, source="corrections"),
        step(3, entered("ALB", "acceptance", "2016-09-03"), source="corrections"),
    )
    assert days(life(*steps).consents) == ["2016-09-03", "2021-01-20"]


def test_what_was_retracted_never_was():
    steps = (
        *CAME_BACK,
        step(3, LEFT, source="corrections"),
        step(4, gone=[LEFT], source="corrections"),
    )
    assert state("2018-01-01", *steps) is None


def test_the_page_and_a_person_tell_of_the_same_withdrawal():
    steps = (
        step(1, consent("ALB", "2016-09-03"), note("ALB", "2019-11-04")),
        step(2, LEFT, source="corrections"),
    )
    (leave,) = life(*steps).leaves
    assert (leave.entered, leave.effective) == (True, date(2020, 11, 4))


def test_a_date_that_the_record_does_not_give_counts_from_when_it_was_read():
    steps = (step(1, consent("ALB", None), seen=date(2026, 2, 3)),)
    assert [state(day, *steps) for day in ("2026-02-02", "2026-02-03")] == [None, "party"]
    assert "gives no date" in life(*steps).doubts[0]
