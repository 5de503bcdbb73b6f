"""The table of participants, and what a spelling resolves to."""

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.model.participants import (
    Participant,
    ParticipantKind,
    Participants,
    by_code,
    normalise,
    read_table,
    resolve,
    shipped,
)

HEADER = "code,name,former,aliases,from,until,kind"
ROWS = tuple(shipped().by_code.values())
SPELLINGS = tuple((spelling, row) for row in ROWS for spelling in row.spellings)


def code_of(name: str) -> str | None:
    participant = resolve(name)
    return participant.code if participant else None


# What is listed


def test_all_members_and_observers_of_the_united_nations_are_listed() -> None:
    """193 members, Holy See, State of Palestine, and Cook Islands and Niue beside them."""
    assert sum(row.kind is ParticipantKind.STATE for row in ROWS) == 193 + 2 + 2


def test_a_participant_is_found_by_its_code() -> None:
    mauritius = by_code("MUS")
    assert mauritius is resolve("Mauritius")
    assert mauritius == Participant(
        "MUS", "Mauritius", ParticipantKind.STATE, aliases=("Republic of Mauritius",)
    )


@pytest.mark.parametrize("code", ["", "mus", "MU", "XXX", "Mauritius"])
def test_an_unknown_code_is_nobody(code: str) -> None:
    assert by_code(code) is None


def test_the_form_of_a_code_tells_whose_it_is() -> None:
    forms = {
        ParticipantKind.STATE: r"[A-Z]{3}",
        ParticipantKind.ENTITY: r"[A-Z]{3}|ENT-[A-Z]+",
        ParticipantKind.TERRITORY: r"[A-Z]{3}|[A-Z]{4}",
        ParticipantKind.FORMER: r"[A-Z]{4}|EX-[A-Z]+(-[A-Z]+)*",
        ParticipantKind.ORGANISATION: r"ORG-[A-Z]+",
    }
    assert [row for row in ROWS if not re.fullmatch(forms[row.kind], row.code)] == []


def test_every_former_state_has_an_end_and_no_living_one_has() -> None:
    ended = {row.code for row in ROWS if row.until}
    former = {row.code for row in ROWS if row.kind is ParticipantKind.FORMER}
    assert ended == former | {"ANHH", "ORG-ECSC"}


def test_every_end_lies_after_its_beginning() -> None:
    bounded = [row for row in ROWS if row.since and row.until]
    assert [row.code for row in bounded if str(row.since) >= str(row.until)] == []
    assert bounded


def test_no_row_lists_one_spelling_twice() -> None:
    seen: dict[str, str] = {}
    twice = [text for text, _ in SPELLINGS if seen.setdefault(normalise(text), text) != text]
    assert twice == []
    assert len(seen) == len(SPELLINGS)


def test_no_listed_spelling_carries_stray_characters() -> None:
    tidy = {text: unicodedata.normalize("NFC", " ".join(text.split())) for text, _ in SPELLINGS}
    stray = [text for text in tidy if text != tidy[text] or set("\u2019\u2013|<>") & set(text)]
    assert stray == []


# What a spelling resolves to


def test_every_listed_spelling_resolves_to_its_own_row() -> None:
    assert [(text, row) for text, row in SPELLINGS if resolve(text) is not row] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Swaziland", "Eswatini"),
        ("Turkey", "Türkiye"),
        ("Cape Verde", "Cabo Verde"),
        ("Burma", "Myanmar"),
        ("Zaire", "Democratic Republic of the Congo"),
        ("Upper Volta", "Burkina Faso"),
        ("Dahomey", "Benin"),
        ("Ceylon", "Sri Lanka"),
        ("Libyan Arab Jamahiriya", "Libya"),
        ("The former Yugoslav Republic of Macedonia", "North Macedonia"),
        ("Western Samoa", "Samoa"),
        ("Byelorussian Soviet Socialist Republic", "Belarus"),
        ("European Economic Community", "European Union"),
        ("Organization of African Unity", "African Union"),
    ],
)
def test_a_renamed_participant_is_the_same_one(old: str, new: str) -> None:
    renamed = resolve(old)
    assert renamed is not None
    assert renamed is resolve(new)
    assert old in renamed.former


@pytest.mark.parametrize(
    ("former", "successor"),
    [
        ("Union of Soviet Socialist Republics", "Russian Federation"),
        ("Czechoslovakia", "Czech Republic"),
        ("Czechoslovakia", "Slovakia"),
        ("former Yugoslavia", "Serbia"),
        ("former Yugoslavia", "Serbia and Montenegro"),
        ("Serbia and Montenegro", "Serbia"),
        ("Serbia and Montenegro", "Montenegro"),
        ("German Democratic Republic", "Germany"),
        ("Yemen Arab Republic", "Yemen"),
        ("Democratic Yemen", "Yemen"),
        ("Republic of Viet-Nam", "Viet Nam"),
        ("Democratic Republic of Viet-Nam", "Viet Nam"),
        ("Tanganyika", "United Republic of Tanzania"),
        ("Zanzibar", "United Republic of Tanzania"),
    ],
)
def test_a_former_state_is_not_its_successor(former: str, successor: str) -> None:
    gone, living = resolve(former), resolve(successor)
    assert gone is not None
    assert living is not None
    assert gone is not living
    assert gone.kind is ParticipantKind.FORMER
    assert gone.until


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Congo", "COG"),
        ("Congo (Republic of the)", "COG"),
        ("Congo (Brazzaville)", "COG"),
        ("Democratic Republic of the Congo", "COD"),
        ("Congo (Democratic Republic of the)", "COD"),
        ("Congo (Kinshasa)", "COD"),
        ("Republic of Korea", "KOR"),
        ("Korea (Republic of)", "KOR"),
        ("Democratic People's Republic of Korea", "PRK"),
        ("Korea (Democratic People's Republic of)", "PRK"),
        ("Guinea", "GIN"),
        ("Guinea-Bissau", "GNB"),
        ("Equatorial Guinea", "GNQ"),
        ("Papua New Guinea", "PNG"),
        ("Dominica", "DMA"),
        ("Commonwealth of Dominica", "DMA"),
        ("Dominican Republic", "DOM"),
        ("Niger", "NER"),
        ("Republic of the Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Samoa", "WSM"),
        ("American Samoa", "ASM"),
        ("Sudan", "SDN"),
        ("South Sudan", "SSD"),
        ("Netherlands", "NLD"),
        ("Netherlands (Kingdom of the)", "NLD"),
        ("Netherlands Antilles", "ANHH"),
        ("China", "CHN"),
        ("China (for Hong Kong Special Administrative Region)", "HKG"),
        ("Macao, China", "MAC"),
        ("Ireland", "IRL"),
        ("United Kingdom", "GBR"),
        ("Mali", "MLI"),
        ("Malawi", "MWI"),
        ("Austria", "AUT"),
        ("Australia", "AUS"),
        ("Slovakia", "SVK"),
        ("Slovenia", "SVN"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Iraq", "IRQ"),
        ("European Union", "ORG-EU"),
        ("European Atomic Energy Community", "ORG-EURATOM"),
        ("African Intellectual Property Organization (OAPI)", "ORG-OAPI"),
    ],
)
def test_names_that_look_alike_are_told_apart(name: str, code: str) -> None:
    assert code_of(name) == code


@pytest.mark.parametrize(
    "name", ["Korea", "Yugoslavia", "United Arab Republic", "Republic of China"]
)
def test_a_name_that_could_mean_two_participants_is_not_decided(name: str) -> None:
    assert resolve(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "the",
        "Atlantis",
        "Franc",
        "Frence",
        "France France",
        "Republic of France",
        "Estonia 1",
        "Estonia1",
        "Estonia¹",
        "Estonia <superscript>1</superscript>",
        "Guinea Conakry and others",
        "Participant",
        "MUS",
        "ORG-EU",
    ],
)
def test_what_is_not_listed_is_never_guessed(name: str) -> None:
    assert resolve(name) is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Côte d\u2019Ivoire", "CIV"),
        ("COTE D`IVOIRE", "CIV"),
        ("Co\u0302te d\u00b4Ivoire", "CIV"),
        ("Guinea\u2011Bissau", "GNB"),
        ("Guinea\u2013Bissau", "GNB"),
        ("Timor\u00ad-Leste", "TLS"),
        ("Viet\u00a0Nam", "VNM"),
        ("\ufeffFrance\r\n", "FRA"),
        ("\uff26rance", "FRA"),
        ("TURKIYE", "TUR"),
        ("São Tomé and Príncipe", "STP"),
        ("Saint Lucia", "LCA"),
        ("St. Lucia", "LCA"),
        ("St Lucia", "LCA"),
        ("Trinidad & Tobago", "TTO"),
        ("The Gambia", "GMB"),
        ("Gambia (the)", "GMB"),
        ("Gambia (Republic of The)", "GMB"),
        ("the Bahamas", "BHS"),
        ("Bahamas", "BHS"),
        ("Iran( Islamic\tRepublic of )", "IRN"),
    ],
)
def test_typography_makes_no_difference(written: str, code: str) -> None:
    assert code_of(written) == code


# Laws


TYPESET = "\u2019\u00b4\u2013\u00df\u0130\u01c4\u0301\u200b"
WORDS = ("the ", "(the)", " (The)", "St.", "St ", "saint ", "&", "(", ")", " ")
PIECES = st.sampled_from((*WORDS, *TYPESET))
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=8).map("".join)
LISTED = st.sampled_from(SPELLINGS)
UNTIMED = settings(deadline=None)  # a busy machine is no failure


@UNTIMED
@given(TEXTS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@UNTIMED
@given(TEXTS)
def test_any_text_resolves_as_its_normal_form_does(text: str) -> None:
    assert resolve(text) is resolve(normalise(text))


@UNTIMED
@given(LISTED, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_unicode_forms_make_no_difference(listed: tuple[str, Participant], form: str) -> None:
    spelling, row = listed
    assert resolve(unicodedata.normalize(form, spelling)) is row  # type: ignore[arg-type]  # sampled


@UNTIMED
@given(LISTED, st.sampled_from([str.upper, str.lower, str.title, str.swapcase, str.casefold]))
def test_case_makes_no_difference(
    listed: tuple[str, Participant], change: Callable[[str], str]
) -> None:
    spelling, row = listed
    assert resolve(change(spelling)) is row


@UNTIMED
@given(LISTED, *[st.text("\t\r\n \u00a0\u2009\u3000", max_size=4)] * 2)
def test_space_around_makes_no_difference(
    listed: tuple[str, Participant], before: str, after: str
) -> None:
    spelling, row = listed
    assert resolve(before + spelling.replace(" ", f" {after}") + after) is row


@UNTIMED
@given(LISTED, st.from_regex(r"\A ?[0-9]{1,2}\Z"))
def test_a_footnote_number_is_not_taken_off(listed: tuple[str, Participant], digits: str) -> None:
    assert resolve(listed[0] + digits) is None


# A table that is wrong


def test_a_spelling_of_two_participants_is_refused_with_both_names() -> None:
    rows = ["COG,Congo,,,,,state", "COD,Democratic Republic of the Congo,,the CONGO,,,state"]
    with pytest.raises(ValueError, match=r"'the CONGO'.*Congo \(COG\).*the Congo \(COD\)"):
        read_table([HEADER, *rows])


def test_a_code_that_comes_twice_is_refused_with_both_names() -> None:
    rows = [Participant("NER", name, ParticipantKind.STATE) for name in ("Niger", "Nigeria")]
    with pytest.raises(ValueError, match="code NER is given to Niger and to Nigeria"):
        Participants(rows)


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([], "columns"),
        (["name,code"], "columns"),
        ([HEADER, "FRA,France"], "2 cells"),
        ([HEADER, "FRA,,,,,,state"], "needs a name"),
        ([HEADER, "fr,France,,,,,state"], "code of a known form"),
        ([HEADER, "FRA,France,,,July,,state"], "years, dates or empty"),
        ([HEADER, "FRA,France,,,,,kingdom"], "kingdom"),
    ],
)
def test_a_wrong_table_is_refused(lines: list[str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_table(lines)


def test_the_table_is_read_once() -> None:
    assert shipped() is shipped()
