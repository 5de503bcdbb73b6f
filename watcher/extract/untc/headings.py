"""What the column headings of a participants' table mean, read by name and never by position.

A heading names actions and the marks that tell them apart, for example
"Ratification, Acceptance(A), Approval(AA), Accession(a), Succession(d)". Which columns there
are, their order and the order of the names differ by treaty and over time.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from watcher.model.treaty import Action

#: The depositary's words for actions, as seen in headings.
LABELS: Mapping[str, Action] = {
    "signature": Action.SIGNATURE,
    "definitive signature": Action.DEFINITIVE_SIGNATURE,
    "succession to signature": Action.SUCCESSION_TO_SIGNATURE,
    "ratification": Action.RATIFICATION,
    "acceptance": Action.ACCEPTANCE,
    "approval": Action.APPROVAL,
    "accession": Action.ACCESSION,
    "succession": Action.SUCCESSION,
    "formal confirmation": Action.FORMAL_CONFIRMATION,
    "consent to be bound": Action.CONSENT_TO_BE_BOUND,
    "provisional application": Action.PROVISIONAL_APPLICATION,
}

#: Marks keep their meaning where a heading forgets to declare them (untc.md, "Marks seen").
MARKS: Mapping[str, Action] = {
    "a": Action.ACCESSION,
    "A": Action.ACCEPTANCE,
    "AA": Action.APPROVAL,
    "d": Action.SUCCESSION,
    "c": Action.FORMAL_CONFIRMATION,
    "n": Action.PROVISIONAL_APPLICATION,
    "P": Action.CONSENT_TO_BE_BOUND,
    "s": Action.DEFINITIVE_SIGNATURE,
}

SIGNATURE = "signature"
CONSENT = "consent"
PROVISIONAL = "provisional_application"
UNKNOWN = "column"

_SIGNING = {Action.SIGNATURE, Action.SUCCESSION_TO_SIGNATURE}
_BETWEEN_LABELS = re.compile(r"(?:[,;/]|\s(?:and|or)\s)\s*(?=[A-Za-z])")
_LABEL = re.compile(
    r"(?P<name>[A-Za-z ]+?)(?: under [Aa]rticle [\dIVXLC]+(?: ?\(\d+\))*)?"
    r"\s*(?:\((?P<mark>[A-Za-z]{1,2})\))?"
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table: its role, and what each mark in it means.

    `role` is signature, consent, provisional_application, or column for a heading that nobody
    knows; `unread` are the parts of a known heading that could not be read.
    """

    heading: str
    role: str
    actions: Mapping[str, Action]
    unread: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the heading carries treaty actions that we understand."""
        return self.role != UNKNOWN

    def action(self, mark: str) -> Action | None:
        """What a date with this mark states; None where heading and custom leave it open."""
        if mark in self.actions:
            return self.actions[mark]
        if self.role == SIGNATURE and mark == "d":
            return Action.SUCCESSION_TO_SIGNATURE
        if mark:
            return MARKS.get(mark)
        # "Consent to be bound(P), Succession(d)" and an unmarked date: bound, by means unstated.
        # Not so where a part of the heading could not be read: that part may name the means.
        unstated = self.role == CONSENT and not self.unread
        return Action.CONSENT_TO_BE_BOUND if unstated else None


def read_heading(heading: str) -> Column:
    """Read one heading; one in which no known action is named is a column of its own."""
    actions: dict[str, Action] = {}
    unread: list[str] = []
    for piece in _BETWEEN_LABELS.split(heading):
        match = _LABEL.fullmatch(piece.strip())
        action = LABELS.get(match["name"].lower()) if match else None
        if match is None or action is None:
            unread.append(piece.strip())
        else:
            # Two unmarked names in one heading leave an unmarked date open between them: the
            # first named is taken, as a human reader does.
            actions.setdefault(match["mark"] or "", action)
    if not actions:
        return Column(heading, UNKNOWN, {})
    return Column(heading, _role(set(actions.values())), actions, tuple(unread))


def _role(actions: set[Action]) -> str:
    # A definitive signature is consent, but beside a plain one it stands in the signatures' column.
    if actions & _SIGNING and actions <= {*_SIGNING, Action.DEFINITIVE_SIGNATURE}:
        return SIGNATURE
    if actions == {Action.PROVISIONAL_APPLICATION}:
        return PROVISIONAL
    return CONSENT
