"""How far a treaty has come: by which rule, in which words, and what differs from the record."""

from datetime import UTC, date, datetime

import pytest

from tests.unit.law.test_calendar import FIJI, MALTA, NUMBER, consent, known
from watcher.law.outlook import difference, effects, outlook, with_progress, words
from watcher.law.record import instruments
from watcher.law.standing import count, standings
from watcher.model.change import Change, ChangeKind, LoggedChange
from watcher.model.digest import Effect
from watcher.model.force import ForceRule, Terms, Wait

TODAY = date(2026, 2, 20)
STATED = Terms(rule=ForceRule(40, Wait(days=90), later=Wait(days=30)))
ARTICLE = (
    'in accordance with article 65(1) which reads as follows: "This Convention shall enter into '
    "force on the ninetieth day after the date of deposit of the second instrument of "
    'ratification."'
)
UNION = consent("European Union", "ORG-EU", "2026-02-11", "approval")


def head(text=ARTICLE, day=None):
    return known("treaty/entry_into_force", action="entry_into_force", text=text, date=day)


def seen(statements, terms=None, today=TODAY):
    return outlook(NUMBER, terms or Terms(), statements, today)


# -- which rule --------------------------------------------------------------------------------


def test_the_article_that_the_page_prints_is_the_rule():
    found = seen([head(), FIJI, MALTA])
    assert (found.rule.count, found.basis) == (2, "the treaty's own text on record")
    assert found.force.in_force_on == date(2026, 5, 11)


def test_what_the_configuration_states_wins_over_the_text():
    found = seen([head(), FIJI, MALTA], STATED)
    assert (found.rule.count, found.basis) == (40, "the rule in the configuration")
    assert found.force.in_force_on is None


def test_what_is_not_understood_is_said_and_yields_no_date():
    found = seen([head("This Treaty shall enter into force as its parties decide."), FIJI, MALTA])
    assert (found.rule, found.basis) == (None, None)
    assert "not understood" in found.doubts[0]
    assert found.doubts[0] in words(found)


# -- whether it is in force --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "terms", "in_force"),
    [
        ([FIJI], Terms(), None),  # nothing tells
        ([FIJI], STATED, False),
        ([head("see article 65."), FIJI], Terms(), False),
        ([head(ARTICLE, "2026-02-20"), FIJI], Terms(), True),
        ([head(ARTICLE, "2026-02-21"), FIJI], Terms(), False),
        ([FIJI, MALTA], Terms(rule=ForceRule(2)), True),
        ([], STATED, None),  # nothing was read yet
    ],
)
def test_it_is_in_force_by_the_record_or_by_the_rule(statements, terms, in_force):
    assert seen(statements, terms).in_force is in_force


def test_the_day_on_which_it_enters_into_force_it_is_in_force():
    terms = Terms(rule=ForceRule(2, Wait(days=90)))
    assert seen([FIJI, MALTA], terms, date(2026, 5, 10)).in_force is False
    assert seen([FIJI, MALTA], terms, date(2026, 5, 11)).in_force is True


# -- in counts and words -----------------------------------------------------------------------


def progress(found):
    return with_progress(count(found.rows), found)


def test_an_organisation_is_bound_and_not_counted():
    counts = progress(seen([FIJI, UNION], STATED))
    assert (counts.bound, counts.counted, counts.needed) == (2, 1, 40)
    assert (counts.organisations, counts.in_force) == (1, False)


def test_the_date_ahead_is_told_and_one_that_is_past_is_not():
    terms = Terms(rule=ForceRule(2, Wait(days=90)))
    assert progress(seen([FIJI, MALTA], terms)).in_force_on == "2026-05-11"
    assert progress(seen([FIJI, MALTA], terms, date(2026, 6, 1))).in_force_on is None


@pytest.mark.parametrize(
    ("statements", "terms", "told"),
    [
        ([], STATED, ("It: nothing is on record yet",)),
        ([FIJI], Terms(), ("whether It is in force is not known",)),
        (
            [FIJI, UNION],
            STATED,
            (
                (
                    "It is not in force: 1 of 40, 1 not counted (organisations), by the rule in "
                    "the configuration"
                ),
            ),
        ),
        (
            [FIJI, MALTA],
            Terms(rule=ForceRule(2, Wait(days=90))),
            (
                (
                    "It enters into force on 11 May 2026, worked out from the deposits on record "
                    "(10 Feb 2026) by the rule in the configuration"
                ),
            ),
        ),
        (
            [head("1 Feb 2026", "2026-02-01"), FIJI],
            Terms(),
            ("It entered into force on 1 Feb 2026, stated on record",),
        ),
    ],
)
def test_the_operator_is_told_how_far_it_has_come(statements, terms, told):
    assert words(seen(statements, terms), called="It") == told


def test_a_date_on_record_that_differs_from_ours_is_shown():
    found = seen([head("1 May 2026", "2026-05-01"), FIJI, MALTA], Terms(rule=ForceRule(2)))
    assert difference(found) == (
        "the record states the entry into force for 1 May 2026; by the rule in the configuration "
        "it would be 10 Feb 2026, from the deposits up to 10 Feb 2026"
    )
    assert difference(found) in words(found)


def test_a_treaty_in_force_whose_threshold_we_do_not_see_met_is_shown():
    found = seen([head("1 Feb 2026", "2026-02-01"), FIJI], STATED)
    assert difference(found) == (
        "the record states the entry into force for 1 Feb 2026; by the rule in the configuration "
        "what is asked is not there yet (1 of 40)"
    )


def test_where_record_and_calculation_agree_there_is_nothing_to_show():
    terms = Terms(rule=ForceRule(2, Wait(days=90)))
    assert difference(seen([head("11 May 2026", "2026-05-11"), FIJI, MALTA], terms)) is None
    assert difference(seen([FIJI, MALTA], terms)) is None


# -- what a new instrument does ----------------------------------------------------------------


def logged(seq, known_statement, tier="record"):
    statement = known_statement[1].finding.statement
    moment = datetime(2026, 6, 2, tzinfo=UTC)
    change = Change(ChangeKind.ADDED, "", None, statement, (), statement.action, statement.date)
    return LoggedChange(
        seq, change, "untc", tier, NUMBER, moment, moment, "0" * 64, seq, False, "0" * 64
    )


def test_an_organisations_instrument_is_marked_and_a_states_is_not():
    found = seen([FIJI, UNION], STATED)
    told = effects([logged(1, FIJI), logged(2, UNION)], {NUMBER: found})
    assert told == {1: Effect(), 2: Effect(counted=False)}


def test_a_later_participant_is_told_its_own_day():
    terms = Terms(rule=ForceRule(2, Wait(days=90), later=Wait(days=30)))
    tonga = consent("Tonga", "TON", "2026-06-01", "accession")
    found = seen([FIJI, MALTA, tonga], terms, date(2026, 6, 2))
    told = effects([logged(1, MALTA), logged(2, tonga)], {NUMBER: found})
    assert told == {1: Effect(), 2: Effect(in_force=date(2026, 7, 1))}


def test_in_force_an_organisation_is_one_like_another():
    terms = Terms(rule=ForceRule(2))
    found = seen([FIJI, MALTA, UNION], terms)
    assert effects([logged(1, UNION)], {NUMBER: found})[1].counted


@pytest.mark.parametrize(
    "change",
    [
        logged(1, FIJI, tier="press"),
        logged(1, known("participants/signature", action="signature", participant="Fiji")),
        logged(1, consent("Fiji", "FJI", None)),
        logged(1, consent("Fiji", "FJI", "9999-12-31")),
        logged(1, consent("Peru", "PER", "2026-01-01")),  # no longer on record
    ],
)
def test_what_is_no_consent_on_record_does_nothing(change):
    assert effects([change], {NUMBER: seen([FIJI], STATED)}) == {}


# -- what the record states --------------------------------------------------------------------


def note(text):
    return known("notes", text=text)


def read(*statements, today=TODAY):
    return [
        (each.participant, each.action.value, each.date.isoformat())
        for each in instruments(standings(statements, today), statements, today)
    ]


def test_a_state_that_is_no_more_is_read_from_the_end_notes_with_its_end():
    text = (
        "Czechoslovakia had signed and ratified the Convention on 18 May 1977 and 12 May 1978, "
        "respectively. See also note 1 under Slovakia."
    )
    assert read(note(text)) == [
        ("Czechoslovakia", "ratification", "1978-05-12"),
        ("Czechoslovakia", "withdrawal", "1992-12-31"),
    ]


@pytest.mark.parametrize(
    ("text", "action", "day"),
    [
        (
            (
                "The German Democratic Republic had signed and ratified the Convention on 10 April "
                "1981 and 20 July 1982, respectively, accepting all three Protocols."
            ),
            "ratification",
            "1982-07-20",
        ),
        (
            "Democratic Yemen had acceded to the Convention on 12 June 1979.",
            "accession",
            "1979-06-12",
        ),
        ("Czechoslovakia acceded to the Protocol on 12 March 1991.", "accession", "1991-03-12"),
        (
            (
                "The former Yugoslavia had signed and ratified the Convention on 5 May 1981 and "
                "24 May 1983, respectively, consenting to be bound by Protocols I, II and III."
            ),
            "ratification",
            "1983-05-24",
        ),
    ],
)
def test_notes_tell_of_it_in_several_wordings(text, action, day):
    assert read(note(text))[0][1:] == (action, day)


@pytest.mark.parametrize(
    "text",
    [
        "The former Yugoslavia had signed the Protocol on 14 March 1990.",
        "Chile ratified the Convention on 3 May 1990.",  # it is there, and has a row
        "Atlantis had ratified the Convention on 3 May 1990.",
        "Czechoslovakia had ratified the Convention on 31 February 1990.",
        "Czechoslovakia had ratified the Convention. It objected on 3 May 1990.",
        "See note 1 under Czechoslovakia, which ratified the Convention on 3 May 1990.",
        "",
    ],
)
def test_other_notes_state_no_instrument(text):
    assert read(note(text)) == []


def test_a_state_with_a_row_of_its_own_is_not_read_twice():
    row = consent("Czechoslovakia", "CSHH", "1978-05-12")
    assert len(read(row, note("Czechoslovakia ratified the Convention on 12 May 1978."))) == 1


def test_a_withdrawal_in_brackets_ends_on_its_day_and_without_one_today_at_the_latest():
    gone = known(
        "participants/consent",
        action="ratification",
        date="2000-01-01",
        participant="Fiji",
        participant_code="FJI",
        bracketed=True,
    )
    assert read(gone)[1] == ("Fiji", "withdrawal", "2026-02-20")
    leaves = known(
        "withdrawals",
        action="withdrawal",
        date="2009-01-01",
        effective="2010-01-01",
        participant="Fiji",
        participant_code="FJI",
        text="It withdrew.",
    )
    assert read(gone, leaves)[1] == ("Fiji", "withdrawal", "2010-01-01")


def test_an_accession_beside_a_succession_is_one_participant():
    rows = [
        consent("Fiji", "FJI", "2000-01-01"),
        known(
            "participants/consent",
            action="succession",
            date="1999-01-01",
            participant="Fiji",
            participant_code="FJI",
            bracketed=False,
        ),
    ]
    found = seen(rows, Terms(rule=ForceRule(2)))
    assert found.force.counted == 1


def test_a_statement_without_a_participant_is_no_instrument():
    assert read(known("participants/consent", action="ratification", date="2000-01-01")) == []
