"""The table beside `countrynames`, a list that others keep: where they differ, it says why.

`countrynames` needs PyICU, which is built from source; `.ci/run` installs both.
"""

import pytest

from watcher.model.participants import ParticipantKind, resolve, shipped

countrynames = pytest.importorskip(
    "countrynames",
    reason="countrynames is not installed: it needs PyICU, built from source (see .ci/run)",
    exc_type=ImportError,
)

ROWS = tuple(shipped().by_code.values())

DEAD = "it does not know this former State"
OTHER_LETTERS = "the same participant; it has a code of its own where ISO 3166-1 has none"
FOLDED = "it folds a former State into its successor, and the depositary keeps them apart"
TYPESETTING = "the same participant; it lists other spellings, and not this one"

#: Spelling: (what countrynames makes of it, why the table says otherwise).
EXCEPTIONS: dict[str, tuple[str | None, str]] = {
    "Zaire": ("ZR", "a former name of a living State, which MTDSG lists under its present name"),
    "Federal Republic of Yugoslavia": (
        "YUCS",
        "the State of 1992 to 2003, renamed Serbia and Montenegro; to MTDSG not the SFR Yugoslavia",
    ),
    "IOM": ("IM", "it reads three letters as an ISO code, here the Isle of Man's"),
    "European Union": ("EU", OTHER_LETTERS),
    "EU": ("EU", OTHER_LETTERS),
    "United Nations": ("UN", OTHER_LETTERS),
    "Netherlands Antilles": ("AN", OTHER_LETTERS),
    "German Democratic Republic": ("DD", OTHER_LETTERS),
    "former German Democratic Republic": ("DD", OTHER_LETTERS),
    "East Germany": ("DD", OTHER_LETTERS),
    "GDR": ("DD", OTHER_LETTERS),
    "Democratic Republic of Vietnam": ("VN", FOLDED),
    "Viet-Nam (Democratic Republic of)": ("VN", FOLDED),
    "Viet-Nam, Democratic Republic of": ("VN", FOLDED),
    "Yemen Arab Republic": ("YE", FOLDED),
    "Yemen (Arab Republic)": ("YE", FOLDED),
    "Democratic Republic of Viet-Nam": (None, DEAD),
    "Republic of Viet-Nam": (None, DEAD),
    "Democratic Yemen": (None, DEAD),
    "Federation of Rhodesia and Nyasaland": (None, DEAD),
    "Free City of Danzig": (None, DEAD),
    "Newfoundland": (None, DEAD),
    "Tanganyika": (None, DEAD),
    "Zanzibar": (None, DEAD),
    "Yugoslavia (former)": (None, TYPESETTING),
    "Macao, China": (None, TYPESETTING),
    "Chinese Taipei": (None, "the name in treaties that are open to fishing entities; not listed"),
    "Sovereign Order of Malta": (None, "it lists no entity without a territory"),
}


def alpha3(code: str | None) -> str | None:
    """Their code as ISO 3166-1 alpha-3 where there is one; `to_code_3` fails for "ZR"."""
    from countrynames.mappings import mappings

    return mappings.get(code, code) if code else None


def answers_expected(spelling: str) -> bool:
    """Whether silence counts: for names of all but organisations, of which it knows two."""
    return any(
        row.name == spelling and row.kind is not ParticipantKind.ORGANISATION for row in ROWS
    )


def test_both_lists_agree_on_every_spelling_of_ours_or_the_exception_is_listed() -> None:
    different = {}
    for row in ROWS:
        for spelling in row.spellings:
            theirs = countrynames.to_code(spelling)
            if theirs is None and not answers_expected(spelling):
                continue
            if alpha3(theirs) != row.code:
                different[spelling] = theirs
    assert different == {spelling: theirs for spelling, (theirs, _) in EXCEPTIONS.items()}


def test_no_spelling_of_theirs_means_another_participant_to_us() -> None:
    from countrynames.data import DATA

    known = {spelling.casefold() for spelling in EXCEPTIONS}
    spellings = [(text, code) for code, listed in DATA.items() for text in listed if text]
    different = {
        text: (alpha3(code), ours.code)
        for text, code in spellings
        if (ours := resolve(text)) and ours.code != alpha3(code)
    }
    unexplained = {
        text: codes
        for text, codes in different.items()
        if text.casefold().removeprefix("the ") not in known
    }
    assert unexplained == {}
    assert len(spellings) > 10_000


def test_countrynames_decides_what_the_table_leaves_open() -> None:
    """The reason why it is a second opinion, and not what the watcher asks."""
    assert countrynames.to_code("Yugoslavia") == "YUCS"
    assert resolve("Yugoslavia") is None
