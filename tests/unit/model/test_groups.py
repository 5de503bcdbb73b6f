"""The table of groups, and what a spelling of a group means."""

import pytest

from watcher.model.groups import Group, codes_of, group, groups, read_table
from watcher.model.participants import ParticipantKind, by_code, normalise, resolve, shipped

HEADER = "group,name,aliases,members"
GROUPS = {row.id: row for row in groups()}
REGIONAL = ("AFRICA", "ASIA-PACIFIC", "EASTERN-EUROPE", "GRULAC", "WEOG")

#: States to the depositary that are no members of the UN, so that no regional group has them.
NO_MEMBERS_OF_THE_UN = {"VAT", "PSE", "COK", "NIU"}


def kinds_of(codes: frozenset[str]) -> set[ParticipantKind]:
    return {shipped().by_code[code].kind for code in codes}


def organisations_in(row: Group) -> set[str]:
    return {code for code in row.members if code.startswith("ORG-")}


# What is listed


@pytest.mark.parametrize(
    ("name", "without_organisations"),
    [
        ("ASEAN", 11),
        ("AU", 55),
        ("CARICOM", 14),
        ("COE", 46),
        ("ECOWAS", 12),
        ("EEA", 30),
        ("EFTA", 4),
        ("EU", 27),
        ("G7", 7),
        ("G20", 19),
        ("GCC", 6),
        ("LAS", 22),
        ("MERCOSUR", 6),
        ("NATO", 32),
        ("NORDIC", 5),
        ("PIF", 16),
        ("SAARC", 8),
        ("SADC", 16),
        ("AFRICA", 54),
        ("ASIA-PACIFIC", 54),
        ("EASTERN-EUROPE", 23),
        ("GRULAC", 33),
        ("WEOG", 29),
    ],
)
def test_a_group_has_as_many_members_as_it_says_itself(
    name: str, without_organisations: int
) -> None:
    row = GROUPS[name]
    assert len(row.members - organisations_in(row)) == without_organisations


def test_every_member_is_a_participant_of_today() -> None:
    living = {ParticipantKind.STATE, ParticipantKind.ORGANISATION}
    assert {name: kinds_of(row.members) - living for name, row in GROUPS.items()} == {
        name: {ParticipantKind.ENTITY} if name == "AU" else set() for name in GROUPS
    }


def test_the_african_union_has_the_sahrawi_republic_and_the_african_group_has_not() -> None:
    assert GROUPS["AU"].members - GROUPS["AFRICA"].members == {"ESH", "ORG-AU"}


def test_an_organisation_that_is_a_participant_is_in_its_own_group() -> None:
    listed = {name for name in GROUPS if by_code(f"ORG-{name}")}
    assert {name for name, row in GROUPS.items() if f"ORG-{name}" in row.members} == listed
    assert {"AU", "EU", "ASEAN"} <= listed


def test_organisations_are_in_the_groups_of_others_only_where_they_are_full_members() -> None:
    guests = {name: organisations_in(row) - {f"ORG-{name}"} for name, row in GROUPS.items()}
    assert {name: codes for name, codes in guests.items() if codes} == {
        "EEA": {"ORG-EU"},
        "G20": {"ORG-AU", "ORG-EU"},
    }


@pytest.mark.parametrize(
    ("name", "left"), [("ECOWAS", "BFA"), ("ECOWAS", "MLI"), ("ECOWAS", "NER"), ("EU", "GBR")]
)
def test_who_has_left_a_group_is_not_in_it(name: str, left: str) -> None:
    assert left not in GROUPS[name].members


@pytest.mark.parametrize(
    ("name", "joined"), [("ASEAN", "TLS"), ("MERCOSUR", "BOL"), ("NATO", "FIN"), ("NATO", "SWE")]
)
def test_who_has_joined_lately_is_in_the_group(name: str, joined: str) -> None:
    assert joined in GROUPS[name].members


def test_the_european_economic_area_is_the_union_and_three_states_of_efta() -> None:
    assert GROUPS["EEA"].members == GROUPS["EU"].members | {"ISL", "LIE", "NOR"}
    assert GROUPS["EFTA"].members == {"CHE", "ISL", "LIE", "NOR", "ORG-EFTA"}


def test_each_member_of_the_united_nations_is_in_exactly_one_regional_group() -> None:
    states = {row.code for row in shipped().by_code.values() if row.kind is ParticipantKind.STATE}
    regional = [code for name in REGIONAL for code in GROUPS[name].members]
    assert sorted(regional) == sorted(states - NO_MEMBERS_OF_THE_UN)
    assert len(regional) == 193


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("USA", "WEOG"),
        ("TUR", "WEOG"),
        ("ISR", "WEOG"),
        ("AUS", "WEOG"),
        ("KIR", "ASIA-PACIFIC"),
        ("CYP", "ASIA-PACIFIC"),
        ("EST", "EASTERN-EUROPE"),
    ],
)
def test_a_state_is_in_the_regional_group_that_it_is_elected_in(code: str, region: str) -> None:
    assert [name for name in REGIONAL if code in GROUPS[name].members] == [region]


# What a spelling means


def test_every_spelling_means_its_own_group() -> None:
    spelled = [(text, row) for row in GROUPS.values() for text in row.spellings]
    assert [(text, row) for text, row in spelled if group(text) is not row] == []


def test_no_group_lists_one_spelling_twice() -> None:
    spellings = [normalise(text) for row in GROUPS.values() for text in row.spellings]
    assert len(set(spellings)) == len(spellings)


@pytest.mark.parametrize("written", ["eu", "EU", "European union", " the European Union ", "eu-27"])
def test_case_and_typography_make_no_difference(written: str) -> None:
    assert group(written) is GROUPS["EU"]


@pytest.mark.parametrize("name", ["", "Europe", "ORG-EU", "France", "E"])
def test_what_is_no_group_is_never_guessed(name: str) -> None:
    assert group(name) is None


def test_a_group_takes_no_spelling_from_any_participant_but_its_own_organisation() -> None:
    taken = {
        (name, participant.code)
        for name, row in GROUPS.items()
        for text in row.spellings
        if (participant := by_code(text) or resolve(text))
    }
    assert {(name, code) for name, code in taken if code != f"ORG-{name}"} == set()


def test_an_organisation_means_its_group_in_whatever_spelling_of_today() -> None:
    """So that "European Union (EU)" is not less than "EU"."""
    elsewhere = [
        (text, name)
        for name in GROUPS
        if (organisation := by_code(f"ORG-{name}"))
        for text in (organisation.name, *organisation.aliases)
        if group(text) is not GROUPS[name]
    ]
    assert elsewhere == []


# What codes a name means


def test_a_group_wins_over_the_participant_of_the_same_name() -> None:
    assert resolve("EU") is by_code("ORG-EU")
    assert codes_of("EU") == GROUPS["EU"].members


def test_the_code_of_an_organisation_means_it_alone() -> None:
    assert codes_of("ORG-EU") == frozenset({"ORG-EU"})


@pytest.mark.parametrize("name", ["Mauritius", "republic of mauritius", "MUS"])
def test_a_participant_is_meant_by_its_name_or_its_code(name: str) -> None:
    assert codes_of(name) == frozenset({"MUS"})


@pytest.mark.parametrize("name", ["", "Atlantis", "mus", "Korea"])
def test_a_name_that_is_not_listed_means_nothing(name: str) -> None:
    assert codes_of(name) is None


# A table that is wrong


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([], "the table has the columns"),
        (["group,members"], "the table has the columns"),
        ([HEADER, "BENELUX,Benelux,BEL|LUX|NLD"], r"row \['BENELUX'\] needs 4 cells"),
        ([HEADER, "BENELUX,,,BEL|LUX|NLD"], "only aliases may be empty"),
        ([HEADER, "BENELUX,Benelux Union,,"], "only aliases may be empty"),
        ([HEADER, "BENELUX,Benelux Union,,BEL|LUX|NED"], "row BENELUX: 'NED' is no participant's"),
        ([HEADER, "BENELUX,Benelux Union,,BEL|"], "row BENELUX: '' is no participant's code"),
        ([HEADER, "BENELUX,Benelux Union,,BEL|LUX|BEL"], "row BENELUX: BEL comes twice"),
    ],
)
def test_a_wrong_table_is_refused(lines: list[str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_table(lines)


def test_a_spelling_of_two_groups_is_refused_with_both() -> None:
    rows = [
        "LAS,League of Arab States,Arab League,EGY",
        "GAFTA,Free Trade Area,the arab league,EGY",
    ]
    with pytest.raises(ValueError, match="row GAFTA: 'the arab league' already means LAS"):
        read_table([HEADER, *rows])


def test_an_id_that_comes_twice_is_refused() -> None:
    rows = ["G2,Group of Two,,FRA|DEU", "G2,Another Group of Two,,CHN|USA"]
    with pytest.raises(ValueError, match="row G2: 'G2' already means G2"):
        read_table([HEADER, *rows])


def test_the_table_is_read_once() -> None:
    assert groups()[0] is groups()[0]
