"""The two tables of names: they load, they cover what they must, and no name means two things."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.catalogue import find, shipped, treaty_named
from watcher.claims.names import (
    LANGUAGES,
    PARTICIPANT_COLUMNS,
    TREATY_COLUMNS,
    ParticipantWordKind,
    TreatyNameKind,
    folded,
    is_cased,
    participant_names,
    read_participant_names,
    read_treaty_names,
    treaty_names,
)
from watcher.model.groups import groups
from watcher.model.participants import ParticipantKind
from watcher.model.participants import shipped as participants

TREATIES = treaty_names()
WORDS = participant_names()
MEMBERS = {
    code
    for group in groups()
    if group.id in ("AFRICA", "ASIA-PACIFIC", "EASTERN-EUROPE", "GRULAC", "WEOG")
    for code in group.members
}


def means(listed, text):
    """Whether a listed name matches a text, by the rules of the module."""
    return listed == text if is_cased(listed) else folded(listed) == folded(text)


def meant(name, language="en"):
    """What a name means by itself: the treaty, None for nothing."""
    found = {
        each.treaty
        for each in TREATIES
        if each.language in (language, "*") and means(each.name, name)
    }
    assert len(found) <= 1
    return found.pop() if found else None


def who(word, language="en"):
    """Whose word it is by itself: a code, "" for nobody's on purpose, None where not listed."""
    found = {
        each.code or ""
        for each in WORDS
        if each.language in (language, "*") and means(each.word, word)
    }
    assert len(found) <= 1
    return found.pop() if found else None


def longest(text, language="en"):
    """The codes that the longest listed words of a text mean, from left to right."""
    listed = {
        (folded(each.word) if not is_cased(each.word) else each.word): each.code
        for each in WORDS
        if each.language in (language, "*")
    }
    words, place, codes = text.split(), 0, []
    while place < len(words):
        for end in range(len(words), place, -1):
            run = " ".join(words[place:end])
            key = run if run in listed else folded(run)
            if key in listed:
                codes.append(listed[key])
                place = end - 1
                break
        place += 1
    return [code for code in codes if code]


# -- both tables -----------------------------------------------------------------------------


def test_the_tables_are_read_once():
    assert treaty_names() is treaty_names()
    assert participant_names() is participant_names()


def test_no_two_treaties_share_a_name_and_no_two_participants_a_word():
    for rows, owner, name in (
        (TREATIES, lambda each: each.treaty, lambda each: each.name),
        (WORDS, lambda each: each.code, lambda each: each.word),
    ):
        owners = {}
        for each in rows:
            key = name(each) if is_cased(name(each)) else folded(name(each))
            for language in LANGUAGES if each.language == "*" else (each.language,):
                assert owners.setdefault((language, key), owner(each)) == owner(each), name(each)


def test_no_row_is_listed_twice():
    for rows in (TREATIES, WORDS):
        assert [row for row, times in Counter(rows).items() if times > 1] == []


def test_the_rows_stand_in_order_of_what_they_mean():
    listed = list(shipped())
    places = [-1 if each.treaty is None else listed.index(each.treaty) for each in TREATIES]
    assert places == sorted(places)
    codes = [each.code or "" for each in WORDS]
    assert codes == sorted(codes)


# -- treaties --------------------------------------------------------------------------------


def test_every_treaty_of_the_catalogue_has_a_name_and_every_name_a_treaty():
    named = {each.treaty for each in TREATIES} - {None}
    assert named == set(shipped())
    assert all(find(treaty) for treaty in named)


def test_only_what_is_no_treaty_has_none():
    for each in TREATIES:
        assert (each.treaty is None) is (each.kind is TreatyNameKind.OTHER)


def test_the_best_known_treaties_have_names_in_three_languages():
    languages = {}
    for each in TREATIES:
        if each.kind is TreatyNameKind.NAME:
            languages.setdefault(each.treaty, set()).add(each.language)
    assert sum(set(LANGUAGES) <= found for found in languages.values()) >= 150


def test_to_leave_a_court_or_the_health_organisation_is_to_leave_its_treaty():
    bodies = {each.treaty for each in TREATIES if each.kind is TreatyNameKind.BODY}
    assert bodies == {"XVIII-10", "IX-1"}
    assert (meant("ICC"), meant("CPI", "fr"), meant("WHO")) == ("XVIII-10", "XVIII-10", "IX-1")
    assert meant("who") is None


@pytest.mark.parametrize(
    ("name", "language", "treaty"),
    [
        ("Kyoto treaty", "en", "XXVII-7-a"),
        ("KYOTO PACT", "en", "XXVII-7-a"),
        ("Paris climate accord", "en", "XXVII-7-d"),
        ("Accord de Paris sur le climat", "fr", "XXVII-7-d"),
        ("Acuerdo de Escazu", "es", "XXVII-18"),
        ("High Seas Treaty", "en", "XXI-10"),
        ("Tratado de Alta Mar", "es", "XXI-10"),
        ("UN cybercrime treaty", "en", "XVIII-16"),
        ("UN Convention against Cybercrime", "en", "XVIII-16"),
        ("Convention on Cybercrime", "en", "CETS-185"),
        ("Council of Europe Convention on Cybercrime", "en", "CETS-185"),
        ("Convention d\u2019Istanbul", "fr", "CETS-210"),
        ("Convenci\u00f3n de Estambul", "es", "CETS-210"),
        ("European Convention against Torture", "en", "CETS-126"),
        ("Convention against Torture", "en", "IV-9"),
        ("Optional Protocol to the Convention against Torture", "en", "IV-9-b"),
        ("Montreal Protocol", "en", "XXVII-2-a"),
        ("Kigali Amendment to the Montreal Protocol", "en", "XXVII-2-f"),
        ("Montreal Protocol of 2014", "en", "ICAO-montreal-2014"),
        ("Doha Amendment to the Kyoto Protocol", "en", "XXVII-7-c"),
        ("Budapest Convention", "en", "CETS-185"),
        ("Budapest Treaty", "en", "WIPO-budapest"),
        ("Rome Statute", "en", "XVIII-10"),
        ("Treaty of Rome", "en", "EU-rome"),
        ("Rome Convention", "en", "EU-rome-1980"),
        ("Lisbon Treaty", "en", "EU-lisbon"),
        ("Lisbon Agreement", "en", "WIPO-lisbon"),
        ("Madrid Protocol", "en", "WIPO-madrid-protocol"),
        ("Protocol on Environmental Protection to the Antarctic Treaty", "en", "ATS-madrid"),
        ("Cape Town Convention", "en", "UNIDROIT-cape-town"),
        ("Cape Town Agreement", "en", "IMO-cape-town"),
        ("Marrakesh Treaty", "en", "WIPO-marrakesh"),
        ("Marrakesh Agreement", "en", "WTO-marrakesh"),
        ("Vienna Convention on Consular Relations", "en", "III-6"),
        ("CTBT", "en", "XXVI-4"),
        ("NPT", "en", "UNODA-npt"),
        ("convenio n\u00ba 169 de la OIT", "es", "ILO-C169"),
        (
            "convention n\u00b0155 sur la s\u00e9curit\u00e9 et la sant\u00e9 des travailleurs",
            "fr",
            "ILO-C155",
        ),
    ],
)
def test_a_name_means_its_treaty(name, language, treaty):
    assert meant(name, language) == treaty


@pytest.mark.parametrize(
    "name",
    [
        *("Vienna Convention", "Geneva Convention", "Geneva Conventions", "Hague Convention"),
        *("Optional Protocol", "Protocol I", "the Convention", "Charter", "European Convention"),
        *("Paris Charter", "Treaty of Paris", "Oslo Accords", "New START", "Warsaw Pact"),
        *("EU", "NATO", "WTO", "BRICS", "UNESCO"),
    ],
)
def test_what_is_shared_or_no_treaty_of_the_catalogue_means_none(name):
    assert meant(name) is None


def test_every_title_that_no_two_treaties_share_is_a_name_of_its_treaty():
    named = {folded(each.name): each.treaty for each in TREATIES if each.language == "en"}
    shared = Counter(folded(entry.title) for entry in shipped().values())
    for entry in shipped().values():
        if shared[folded(entry.title)] == 1:
            assert named.get(folded(entry.title), entry.number) == entry.number, entry.title
    assert meant("Convention on Road Traffic") is None


def test_the_search_finds_new_treaties_by_what_news_calls_them():
    for alias, number in (
        *(("Budapest Convention", "CETS-185"), ("Istanbul Convention", "CETS-210")),
        *(("Open Skies Treaty", "OSCE-open-skies"), ("Malabo Convention", "AU-malabo")),
        *(("Lisbon Treaty", "EU-lisbon"), ("Apostille Convention", "HCCH-12")),
    ):
        assert [entry.number for entry in treaty_named(shipped(), alias)] == [number]
        assert meant(alias) == number


# -- participants ----------------------------------------------------------------------------


def test_every_participant_has_a_word():
    named = {each.code for each in WORDS} - {None}
    assert named == set(participants().by_code)


def test_every_state_has_a_name_in_each_language():
    for code, state in participants().by_code.items():
        if state.kind is not ParticipantKind.STATE:
            continue
        for language in LANGUAGES:
            assert any(
                each.code == code
                and each.language in (language, "*")
                and each.kind is ParticipantWordKind.NAME
                for each in WORDS
            ), (state.name, language)


#: Their English adjective means another State as well, and so is nobody's or the larger one's.
SHARED_ADJECTIVES = {"COG": "Congolese", "COD": "Congolese", "DMA": "Dominican"}


def test_every_member_of_the_un_has_an_english_demonym_but_where_two_share_it():
    assert len(MEMBERS) == 193
    with_demonym = {
        each.code
        for each in WORDS
        if each.language == "en" and each.kind is ParticipantWordKind.DEMONYM
    }
    assert MEMBERS - with_demonym == set(SHARED_ADJECTIVES)


@pytest.mark.parametrize(
    ("word", "language", "code"),
    [
        ("Russia", "en", "RUS"),
        ("Ivory Coast", "en", "CIV"),
        ("C\u00f4te d\u2019Ivoire", "fr", "CIV"),
        ("Costa de Marfil", "es", "CIV"),
        ("Burma", "en", "MMR"),
        ("Turkey", "en", "TUR"),
        ("T\u00fcrkiye", "en", "TUR"),
        ("Czech Republic", "en", "CZE"),
        ("East Timor", "en", "TLS"),
        ("Swaziland", "en", "SWZ"),
        ("Holy See", "en", "VAT"),
        ("the Vatican".removeprefix("the "), "en", "VAT"),
        ("Palestine", "en", "PSE"),
        ("Holland", "en", "NLD"),
        ("Macedonia", "en", "MKD"),
        ("EU", "en", "ORG-EU"),
        ("UE", "fr", "ORG-EU"),
        ("UE", "es", "ORG-EU"),
        ("U.S.", "en", "USA"),
        ("EE.UU.", "es", "USA"),
        ("EEUU", "es", "USA"),
        ("\u00c9tats-Unis", "fr", "USA"),
        ("R.-U.", "fr", "GBR"),
        ("U.K.", "en", "GBR"),
        ("DRC", "en", "COD"),
        ("fran\u00e7aise", "fr", "FRA"),
        ("francesa", "es", "FRA"),
        ("grecque", "fr", "GRC"),
        ("alemanas", "es", "DEU"),
        ("Moscow", "en", "RUS"),
        ("Dominican", "en", "DOM"),
    ],
)
def test_a_word_means_its_participant(word, language, code):
    assert who(word, language) == code


@pytest.mark.parametrize(
    "word",
    [
        *("Korea", "Korean", "Congolese", "Yugoslavia", "us", "un", "uk"),
        *("Paris", "Rome", "Geneva", "Vienna", "Brussels", "Lisbon", "Kyoto"),
    ],
)
def test_what_could_be_two_or_is_a_place_of_treaties_is_nobodys(word):
    assert who(word) is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Papua New Guinea and Guinea", ["PNG", "GIN"]),
        ("Equatorial Guinea ratifies", ["GNQ"]),
        ("Guinea-Bissau signs", ["GNB"]),
        ("Niger and Nigeria", ["NER", "NGA"]),
        ("Nigerien and Nigerian lawmakers", ["NER", "NGA"]),
        ("Dominica and the Dominican Republic", ["DMA", "DOM"]),
        ("DR Congo and the Republic of the Congo", ["COD", "COG"]),
        ("South Korean and North Korean envoys", ["KOR", "PRK"]),
        ("South Sudan and Sudan", ["SSD", "SDN"]),
        ("South Sudanese troops", ["SSD"]),
        ("American Samoa and Samoa", ["ASM", "WSM"]),
        ("Northern Ireland and Ireland", ["IRL"]),
        ("a Central American court", []),
        ("the Latin American and American ministers", ["USA"]),
        ("the Indian Ocean and Indian ships", ["IND"]),
        ("the South China Sea", []),
        ("the Republic of China", []),
        ("Taiwan and China", ["TWN", "CHN"]),
        ("New Mexico and Mexico", ["MEX"]),
        ("South Georgia and Georgia", ["GEO"]),
        ("Michael Jordan and Jordan", ["JOR"]),
        ("Lake Chad and Chad", ["TCD"]),
        ("the United States and the United Kingdom", ["USA", "GBR"]),
        ("the Central African Republic and South Africa", ["CAF", "ZAF"]),
        ("French Guiana and French Polynesia", ["PYF"]),
        ("they told us what the un is", []),
    ],
)
def test_the_longest_word_at_a_place_is_meant(text, codes):
    assert longest(text) == codes


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("le Parlement fran\u00e7ais", "fr", ["FRA"]),
        ("Irlande du Nord et Irlande", "fr", ["IRL"]),
        ("le Niger et le Nigeria", "fr", ["NER", "NGA"]),
        ("le ministre nig\u00e9rian", "fr", ["NGA"]),
        ("Guin\u00e9e \u00e9quatoriale et Guin\u00e9e", "fr", ["GNQ", "GIN"]),
        ("Soudan du Sud et Soudan", "fr", ["SSD", "SDN"]),
        ("la Asamblea Nacional francesa", "es", ["FRA"]),
        ("Corea del Sur y Corea del Norte", "es", ["KOR", "PRK"]),
        ("Guinea Ecuatorial y Guinea", "es", ["GNQ", "GIN"]),
        ("Rep\u00fablica Dominicana y Dominica", "es", ["DOM", "DMA"]),
        ("el Congreso estadounidense", "es", ["USA"]),
    ],
)
def test_the_longest_word_is_meant_in_french_and_spanish(text, language, codes):
    assert longest(text, language) == codes


# -- how names match -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["WHO", "U.S.", "EE.UU.", "EE. UU.", "C-190", "TPP-11", "R.-U."])
def test_an_abbreviation_matches_as_it_is_written(name):
    assert is_cased(name)


@pytest.mark.parametrize("name", ["I", "Kyoto", "AfCFTA", "UN Charter", "", "2005", "I-Kiribati"])
def test_anything_else_matches_in_any_case(name):
    assert not is_cased(name)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


def test_folding_takes_case_accents_typography_and_spaces_off():
    assert folded("Convention\u00a0d\u2019 ESCAZ\u00da \u2013 x") == "convention d' escazu - x"


# -- broken tables ---------------------------------------------------------------------------

HEAD = ",".join(TREATY_COLUMNS)
WHO = ",".join(PARTICIPANT_COLUMNS)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["treaty,name"], "the table has the columns ('treaty', 'name')"),
        ([HEAD, "XVIII-99,en,A treaty,name"], "row 2: 'XVIII-99' is no treaty of the catalogue"),
        ([HEAD, "XVIII-16,de,Ein Vertrag,name"], "row 2: 'de' is not en, fr, es or *"),
        ([HEAD, "XVIII-16,en,A treaty,nickname"], "row 2: 'nickname' is not a valid"),
        ([HEAD, "XVIII-16,en,,name"], "row 2: '' is empty, or has space around it"),
        ([HEAD, "XVIII-16,en, A treaty,name"], "row 2: ' A treaty' is empty, or has space"),
        ([HEAD, "XVIII-16,en,A treaty"], "row 2: 3 cells, not 4"),
        ([HEAD, ",en,A treaty,name"], "row 2: 'A treaty' needs a treaty, or the kind other"),
        ([HEAD, "IV-8,en,A treaty,other"], "row 2: 'A treaty' needs a treaty, or the kind other"),
        (
            [HEAD, "XVIII-16,*,A treaty,name", "IV-8,fr,a TREATY,name"],
            "row 3: 'a TREATY' (fr) means XVIII-16 already",
        ),
    ],
)
def test_a_broken_table_of_treaties_is_refused_with_the_row(lines, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        read_treaty_names(lines)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["code,word"], "the table has the columns ('code', 'word')"),
        ([WHO, "XXX,en,Nowhere,name"], "row 2: 'XXX' is no participant's code"),
        ([WHO, "FRA,en,France,place"], "row 2: 'place' is not a valid"),
        ([WHO, ",en,France,name"], "row 2: 'France' needs a code, or the kind other and none"),
        (
            [WHO, "NER,en,Niger,name", "NGA,en,niger,name"],
            "row 3: 'niger' (en) means NER already",
        ),
        (
            [WHO, ",en,Northern Ireland,other", "IRL,en,Northern Ireland,name"],
            "row 3: 'Northern Ireland' (en) means nobody already",
        ),
    ],
)
def test_a_broken_table_of_participants_is_refused_with_the_row(lines, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        read_participant_names(lines)


def test_one_name_may_mean_different_things_in_two_languages_and_cases():
    rows = read_treaty_names([HEAD, "IV-8,fr,TIC,loose", "IV-9,es,TIC,loose", "IV-11,fr,Tic,loose"])
    assert [row.treaty for row in rows] == ["IV-8", "IV-9", "IV-11"]
