"""The vocabulary of treaty law that the watcher uses.

Terms follow the UN Treaty Handbook and the depositary's own headings; numbers are those of
"Multilateral Treaties Deposited with the Secretary-General" (MTDSG).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

ROMAN = [
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
    "XVIII",
    "XIX",
    "XX",
    "XXI",
    "XXII",
    "XXIII",
    "XXIV",
    "XXV",
    "XXVI",
    "XXVII",
    "XXVIII",
    "XXIX",
    "XXX",
]

#: A letter follows a number at once where annexes were revised: III-2-12a.
_NUMBER = re.compile(r"(?P<chapter>[IVX]+)(?:-\d+-\d+[a-z]|(?:-[A-Z0-9]+)+(?:-[a-z]+)*)")

_OTHER_DEPOSITARY = re.compile(
    r"(?P<depositary>[A-Z][A-Z0-9]{1,11})-[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*"
)


class Action(StrEnum):
    """What a participant does to a treaty, or what the record says of it."""

    SIGNATURE = "signature"
    DEFINITIVE_SIGNATURE = "definitive_signature"
    RATIFICATION = "ratification"
    ACCEPTANCE = "acceptance"
    APPROVAL = "approval"
    ACCESSION = "accession"
    SUCCESSION = "succession"
    SUCCESSION_TO_SIGNATURE = "succession_to_signature"
    FORMAL_CONFIRMATION = "formal_confirmation"
    CONSENT_TO_BE_BOUND = "consent_to_be_bound"
    PROVISIONAL_APPLICATION = "provisional_application"
    WITHDRAWAL = "withdrawal"
    DECLARATION = "declaration"
    RESERVATION = "reservation"
    OBJECTION = "objection"
    TERRITORIAL_APPLICATION = "territorial_application"
    ENTRY_INTO_FORCE = "entry_into_force"


#: Actions by which a participant consents to be bound (Vienna Convention on the Law of
#: Treaties, arts. 11 to 16, with formal confirmation as its counterpart for organisations).
CONSENT_ACTIONS = frozenset(
    {
        Action.DEFINITIVE_SIGNATURE,
        Action.RATIFICATION,
        Action.ACCEPTANCE,
        Action.APPROVAL,
        Action.ACCESSION,
        Action.SUCCESSION,
        Action.FORMAL_CONFIRMATION,
        Action.CONSENT_TO_BE_BOUND,
    }
)


@dataclass(frozen=True, slots=True)
class TreatyNumber:
    """An MTDSG number such as ``XVIII-16``, ``XXVI-2-a`` or ``XI-A-1``."""

    text: str

    @classmethod
    def parse(cls, text: str) -> "TreatyNumber":
        """Read a number as people write it; ValueError where it has no such form."""
        match = _NUMBER.fullmatch(text.strip())
        if match is None or match["chapter"] not in ROMAN:
            raise ValueError(
                f"{text!r} is not a UN Treaty Collection number such as XVIII-16 or XXVI-2-a"
            )
        return cls(text.strip())

    @property
    def chapter(self) -> int:
        """The chapter as an Arabic number: 18 for ``XVIII-16``."""
        return ROMAN.index(self.text.split("-", 1)[0]) + 1

    @property
    def status_path(self) -> str:
        """Path and query of the status page; without ``src=TREATY`` the site serves nothing."""
        return (
            f"/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no={self.text}"
            f"&chapter={self.chapter}&clang=_en"
        )


def treaty_id(text: str) -> str:
    """Read a treaty's number, or its id with another depositary: "WIPO-berne", "CETS-185".

    ValueError where it has neither form. What begins like a chapter must be an MTDSG number.
    """
    match = _OTHER_DEPOSITARY.fullmatch(text.strip())
    if match is None or not match["depositary"].strip("IVXLC"):
        return TreatyNumber.parse(text).text
    return text.strip()


@dataclass(frozen=True, slots=True)
class Treaty:
    """A watched treaty as the configuration names it."""

    number: str  # of the MTDSG, or an id with another depositary (see `treaty_id`)
    name: str
    aliases: tuple[str, ...] = ()
