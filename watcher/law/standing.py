"""How a treaty stands on record: who signed, who consented to be bound, who left. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from watcher.model.digest import Counts
from watcher.model.finding import Known, Statement
from watcher.model.record_words import is_taken_back
from watcher.model.treaty import Action

SIGNATURE = "participants/signature"
CONSENT = "participants/consent"
WITHDRAWALS = "withdrawals"

#: What stands in the table of participants; declarations and the like are no standing.
_TABLE = ("participants/", "column/")
#: What a person entered. It stands beside what the pages say, and is never counted as theirs.
_ENTERED = "entered/"


@dataclass(slots=True)
class Standing:
    """One participant: its statements by part, as the record's pages print them now.

    `further` are those that share a part with another: an accession beside a succession.
    `today` decides whether a withdrawal that was announced has taken effect.
    """

    participant: str
    code: str | None
    today: date
    statements: dict[str, Statement] = field(default_factory=dict)
    further: list[Statement] = field(default_factory=list)
    withdrawal: Statement | None = None  # as it was notified, from a page or entered
    entered: list[Statement] = field(default_factory=list)  # all that a person entered

    @property
    def signature(self) -> Statement | None:
        """The date of signature, or of succession to it."""
        return self.statements.get(SIGNATURE)

    @property
    def consent(self) -> Statement | None:
        """The instrument by which it consented to be bound."""
        return self.statements.get(CONSENT)

    @property
    def others(self) -> tuple[Statement, ...]:
        """What else is stated: provisional application, columns that are not understood."""
        stated = (
            statement
            for part, statement in sorted(self.statements.items())
            if part not in (SIGNATURE, CONSENT) and (statement.date or statement.text)
        )
        return (*self.further, *stated)

    @property
    def withdrawn(self) -> bool:
        """Whether its consent, or without one its signature, no longer stands.

        The UN's pages set it in brackets once a withdrawal is in force. Where a depositary's page
        has no such sign, the day decides on which a notified withdrawal takes effect.
        """
        stated = self.consent or self.signature
        if stated is None or stated.bracketed is not None:
            return bool(stated and stated.bracketed)
        return self.withdrawal is not None and self._in_effect(self.withdrawal)

    def _in_effect(self, withdrawal: Statement) -> bool:
        return bool(withdrawal.effective and withdrawal.effective <= self.today.isoformat())


def standings(statements: Iterable[tuple[str, Known]], today: date) -> tuple[Standing, ...]:
    """One row a participant, by name; where two records state a cell, the first source's counts."""
    rows: dict[str, Standing] = {}
    entered: list[tuple[str, Statement]] = []
    first: dict[tuple[str, str], str] = {}  # which source a participant's part was taken from
    for source, known in statements:
        finding, statement = known.finding, known.finding.statement
        of_table = finding.part.startswith(_TABLE)
        told = of_table or finding.part == WITHDRAWALS or finding.part.startswith(_ENTERED)
        if statement.participant is None or not told:
            continue
        identity = statement.participant_code or statement.participant
        if finding.part.startswith(_ENTERED):
            entered.append((identity, statement))
            continue
        row = rows.setdefault(
            identity, Standing(statement.participant, statement.participant_code, today)
        )
        if not of_table:
            stands = None if is_taken_back(statement) else statement
            row.withdrawal = row.withdrawal or stands
        elif first.setdefault((identity, finding.part), source) == source:
            if finding.part in row.statements:
                row.further.append(statement)
            else:
                row.statements[finding.part] = statement
    for identity, statement in entered:
        name = statement.participant or identity
        row = rows.setdefault(identity, Standing(name, statement.participant_code, today))
        row.entered.append(statement)
        if row.withdrawal is None and _is_open(statement, row):
            row.withdrawal = statement
    return tuple(sorted(rows.values(), key=lambda row: row.participant))


def _is_open(entered: Statement, row: Standing) -> bool:
    """Whether what was entered is a withdrawal from what the row states now, and not from before.

    The pages leave one out when the participant has joined again; people enter those, too.
    """
    if entered.action != Action.WITHDRAWAL or is_taken_back(entered):
        return False
    joined = row.consent or row.signature
    begin = entered.date or entered.effective or ""
    return joined is None or (joined.date or "") < begin


def count(rows: Iterable[Standing]) -> Counts:
    """Signatories and those bound, as the depositary counts: without those that withdrew."""
    rows = tuple(rows)
    return Counts(
        signatories=sum(_stands(row.signature) for row in rows),
        bound=sum(_stands(row.consent) and not row.withdrawn for row in rows),
    )


def _stands(statement: Statement | None) -> bool:
    return statement is not None and not statement.bracketed
