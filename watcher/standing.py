"""How a treaty stands on record: who signed, who consented to be bound, who left. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from watcher.model.digest import Counts
from watcher.model.finding import Known, Statement

SIGNATURE = "participants/signature"
CONSENT = "participants/consent"


@dataclass(slots=True)
class Standing:
    """One participant: its statements by part, as the record's pages print them now."""

    participant: str
    code: str | None
    statements: dict[str, Statement] = field(default_factory=dict)

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
        """What other columns state: provisional application, columns that are not understood."""
        return tuple(
            statement
            for part, statement in sorted(self.statements.items())
            if part not in (SIGNATURE, CONSENT) and (statement.date or statement.text)
        )

    @property
    def withdrawn(self) -> bool:
        """Whether its consent, or without one its signature, stands in brackets."""
        stated = self.consent or self.signature
        return bool(stated and stated.bracketed)


def standings(statements: Iterable[tuple[str, Known]]) -> tuple[Standing, ...]:
    """One row a participant, by name; where two records state a cell, the first source's counts."""
    rows: dict[str, Standing] = {}
    for _, known in statements:
        statement = known.finding.statement
        if statement.participant is None:
            continue
        identity = statement.participant_code or statement.participant
        row = rows.setdefault(identity, Standing(statement.participant, statement.participant_code))
        row.statements.setdefault(known.finding.part, statement)
    return tuple(sorted(rows.values(), key=lambda row: row.participant))


def count(rows: Iterable[Standing]) -> Counts:
    """Signatories and those bound, as the depositary counts: without brackets."""
    rows = tuple(rows)
    return Counts(
        signatories=sum(_stands(row.signature) for row in rows),
        bound=sum(_stands(row.consent) for row in rows),
    )


def _stands(statement: Statement | None) -> bool:
    return statement is not None and not statement.bracketed
