"""What the configuration states of a treaty's dates, and what is said of what is wrong in it."""

from datetime import date
from pathlib import Path

import pytest

from watcher.config import load
from watcher.errors import ConfigError
from watcher.model.force import Announced, ForceRule, Quota, Shares, Terms, Wait

NORDIC = frozenset({"DNK", "FIN", "ISL", "NOR", "SWE"})
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def read(tmp_path):
    def read(stated):
        path = tmp_path / "watcher.toml"
        path.write_text(f'[[treaty]]\nnumber = "XVIII-16"\n{stated}\n', encoding="utf-8")
        return load(path).terms["XVIII-16"]

    return read


@pytest.mark.parametrize(
    ("stated", "rule"),
    [
        ("{ count = 40, days = 90 }", ForceRule(40, Wait(days=90))),
        (
            "{ count = 40, days = 90, later = { days = 30 } }",
            ForceRule(40, Wait(days=90), later=Wait(days=30)),
        ),
        (
            "{ count = 40, months = 5, first_of_month = true }",
            ForceRule(40, Wait(months=5, first_of_month=True)),
        ),
        ("{ count = 22 }", ForceRule(22)),
        (
            "{ count = 55, days = 30, condition_met = 2016-10-05 }",
            ForceRule(55, Wait(days=30), conditional=True, condition_met=date(2016, 10, 5)),
        ),
        (
            "{ count = 55, days = 30, conditional = true }",
            ForceRule(55, Wait(days=30), conditional=True),
        ),
        (
            "{ count = 50, count_organisations = true }",
            ForceRule(50, count_organisations=True),
        ),
        ("{ count = 10, not_before = 1976-03-23 }", ForceRule(10, not_before=date(1976, 3, 23))),
        (
            '{ count = 30, quotas = [{ of = ["NORDIC", "Malta"], count = 3, name = "North" }] }',
            ForceRule(
                30,
                quotas=(Quota("North", NORDIC | {"MLT"}, 3),),
            ),
        ),
        (
            '{ quotas = [{ of = "Fiji", count = 1 }] }',
            ForceRule(None, quotas=(Quota("Fiji", frozenset({"FJI"}), 1),)),
        ),
        (
            (
                '{ count = 2, shares = { name = "emissions", needed = "55%", participants = '
                '{ CHN = "40.5%", "European Union (EU)" = 0.2 } } }'
            ),
            None,
        ),
    ],
)
def test_a_rule_is_read_as_it_is_stated(read, stated, rule):
    if rule is None:
        with pytest.raises(ConfigError, match=r'names "European Union \(EU\)"'):
            read(f"entry_into_force = {stated}")
    else:
        assert read(f"entry_into_force = {stated}").rule == rule


def test_shares_are_of_participants_by_code_or_name(read):
    shares = '{ name = "emissions", needed = "55%", participants = { CHN = "40.5%", Fiji = 0.2 } }'
    rule = read(f"entry_into_force = {{ count = 2, shares = {shares} }}").rule
    assert rule.shares == Shares("emissions", 0.55, {"CHN": 0.405, "FJI": 0.2})


def test_a_table_of_its_own_says_the_same(read):
    rule = read("[treaty.entry_into_force]\ncount = 40\n[treaty.entry_into_force.later]\ndays = 30")
    assert rule.rule == ForceRule(40, later=Wait(days=30))


def test_dates_are_days_or_periods(read):
    terms = read(
        "closes_for_signature = 2026-12-31\n"
        'dates = [{ date = 2027-10-25, what = "Conference" },'
        ' { date = 2027-01-01, until = 2027-12-31, what = "The time for declarations" }]'
    )
    assert terms == Terms(
        closes_for_signature=date(2026, 12, 31),
        dates=(
            Announced(date(2027, 10, 25), "Conference"),
            Announced(date(2027, 1, 1), "The time for declarations", date(2027, 12, 31)),
        ),
    )


def test_a_treaty_that_states_nothing_has_no_terms(read):
    assert read("") == Terms()


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        (
            "entry_into_force = { count = 0 }",
            "entry_into_force.count = 0 is not allowed; write a whole number from 1 to 500.",
        ),
        (
            'entry_into_force = { count = 40, days = "ninety" }',
            'entry_into_force.days = "ninety" is not allowed; write a whole number from 0 to 3660.',
        ),
        (
            "entry_into_force = { count = 40, months = 121 }",
            "entry_into_force.months = 121 is not allowed; write a whole number from 0 to 120.",
        ),
        (
            "entry_into_force = { count = 40, day = 90 }",
            'entry_into_force: "day" is not a name known here; did you mean "days"?',
        ),
        (
            "entry_into_force = { count = 40, later = { day = 30 } }",
            'entry_into_force.later: "day" is not a name known here; did you mean "days"?',
        ),
        (
            "entry_into_force = { count = 40, later = 30 }",
            "entry_into_force.later = 30 must be names and values in braces: { … }.",
        ),
        (
            "entry_into_force = 40",
            "entry_into_force = 40 must be names and values in braces: { … }.",
        ),
        (
            "entry_into_force = { days = 90 }",
            (
                "entry_into_force = { … } asks for nothing; write a count, such as "
                "{ count = 40, days = 90 }."
            ),
        ),
        (
            'entry_into_force = { count = 55, condition_met = "yes" }',
            'entry_into_force.condition_met = "yes" is not a date; write one such as 2026-12-31.',
        ),
        (
            "entry_into_force = { count = 55, count_organisations = 1 }",
            "entry_into_force.count_organisations = 1 must be true or false, without quotes.",
        ),
        (
            'entry_into_force = { quotas = [{ of = "Atlantis", count = 1 }] }',
            (
                'entry_into_force.quotas = { … } names "Atlantis", which is no group, and no '
                "participant."
            ),
        ),
        (
            'entry_into_force = { quotas = [{ of = "EU", count = 29 }] }',
            "entry_into_force.quotas = { … } asks for 29 of 28 participants.",
        ),
        (
            'entry_into_force = { quotas = [{ of = "EU" }] }',
            "entry_into_force.quotas.count is missing, and must be given.",
        ),
        (
            'entry_into_force = { shares = { needed = "55%", participants = { EU = "60%" } } }',
            'entry_into_force.shares = { … } names "EU", which is no participant\'s code or name.',
        ),
        (
            'entry_into_force = { shares = { needed = "55%", participants = { CHN = "50%" } } }',
            "entry_into_force.shares = { … } gives its participants 50.0%, and needs 55.0%.",
        ),
        (
            "entry_into_force = { shares = { needed = 1, participants = { CHN = 1, FJI = 0.1 } } }",
            (
                "entry_into_force.shares = { … } gives its participants 110.0% together; write "
                "shares of 1."
            ),
        ),
        (
            "entry_into_force = { shares = { needed = 55, participants = { CHN = 0.9 } } }",
            (
                "entry_into_force.shares.needed = 55 is not a share; write a number such as 0.3, "
                'or "30%"; at most 1.'
            ),
        ),
        ("dates = 2027-10-25", 'dates = "2027-10-25" must be a list in brackets, such as ["…"].'),
        (
            "dates = [2027-10-25]",
            'dates = "2027-10-25" must be names and values in braces: { … }.',
        ),
        ("dates = [{ date = 2027-10-25 }]", "dates.what is missing, and must be given."),
        (
            'dates = [{ date = 2027-10-25, what = "Session", until = 2027-10-24 }]',
            "dates = { … } ends on 2027-10-24, before it begins.",
        ),
        (
            'dates = [{ date = "soon", what = "Session" }]',
            'dates.date = "soon" is not a date; write one such as 2026-12-31.',
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_value(read, stated, sentence):
    with pytest.raises(ConfigError) as raised:
        read(stated)
    (told,) = raised.value.problems if hasattr(raised.value, "problems") else [str(raised.value)]
    assert told.endswith(f': treaty "XVIII-16": {sentence}')


def test_the_configuration_as_shipped_states_article_65():
    terms = load(ROOT / "config" / "watcher.toml").terms["XVIII-16"]
    assert terms.rule == ForceRule(40, Wait(days=90), later=Wait(days=30))
    assert terms.closes_for_signature == date(2026, 12, 31)


def test_the_example_for_treaties_states_the_day_on_which_paris_was_met():
    terms = load(ROOT / "config" / "examples" / "treaties.toml").terms["XXVII-7-d"]
    assert terms.rule == ForceRule(
        55, Wait(days=30), conditional=True, condition_met=date(2016, 10, 5)
    )
