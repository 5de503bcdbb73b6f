"""What participants did, as any table or record tells it, becomes findings of the usual parts.

    Party(name, deeds) -> participants/signature, participants/consent, …  withdrawals  declarations

How a site writes an action and a date is the business of its reader; here they are understood
already. The parts are those of a UN Treaty Collection status page, so that all that follows (a
treaty's standing, digests, evidence from several sources) works alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from watcher.extract import participation as rows
from watcher.extract.keys import Keys
from watcher.extract.participation import Identity, Participation, identities
from watcher.extract.text import bounded
from watcher.model.finding import Finding, Statement
from watcher.model.plain import day
from watcher.model.treaty import CONSENT_ACTIONS, Action

SIGNATURE = "participants/signature"
CONSENT = "participants/consent"
PROVISIONAL = "participants/provisional_application"
LISTED = rows.LISTED  # of a participant without any deed
IN_FORCE = "participants/entry_into_force"
WITHDRAWALS = "withdrawals"

#: What a depositary calls an action, in lower case. What is not here is not understood.
WORDS: Mapping[str, Action] = {
    **{action.value.replace("_", " "): action for action in Action},
    "signed": Action.SIGNATURE,
    "ratified": Action.RATIFICATION,
    "accepted": Action.ACCEPTANCE,
    "approved": Action.APPROVAL,
    "acceded": Action.ACCESSION,
    "notification of succession": Action.SUCCESSION,
    "denunciation": Action.WITHDRAWAL,
    "notification of withdrawal": Action.WITHDRAWAL,
}

_PARTS: Mapping[Action, str] = {
    Action.SIGNATURE: SIGNATURE,
    Action.SUCCESSION_TO_SIGNATURE: SIGNATURE,
    **dict.fromkeys(CONSENT_ACTIONS, CONSENT),
    Action.PROVISIONAL_APPLICATION: PROVISIONAL,
    Action.ENTRY_INTO_FORCE: IN_FORCE,
    Action.WITHDRAWAL: WITHDRAWALS,
    Action.DECLARATION: "declarations",
    Action.RESERVATION: "reservations",
    Action.OBJECTION: "objections",
    Action.TERRITORIAL_APPLICATION: "territories",
}
#: The parts that hold a participant's texts, of which it may have many.
_TEXTS = frozenset({"declarations", "reservations", "objections", "territories"})

#: Actions of which the document's own words say more than ours.
WORDED = frozenset({Action.CONSENT_TO_BE_BOUND, Action.WITHDRAWAL})

#: All parts that deeds can fill, for a document that says of each deed which one it is.
PARTS = frozenset({*_PARTS.values(), LISTED})


@dataclass(frozen=True, slots=True)
class Deed:
    """One action of a participant. Dates are ISO 8601, None where the document gives none.

    `effective` is the day it takes effect for the participant. `words` is what the document
    calls it, where our word for the action says less.
    """

    action: Action
    date: str | None = None
    effective: str | None = None
    note: str | None = None  # what stands beside it; of a declaration, its text
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A participant and all that a document states of it.

    `kept` are cells that are not understood, with their headings: they are kept as they stand.
    `unread` says that something of it could not be read, so that it is not without a date.
    """

    name: str
    deeds: tuple[Deed, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    footnotes: tuple[str, ...] = ()
    unread: bool = False


def understood(words: str, also: Mapping[str, Action] | None = None) -> Action | None:
    """The action that words name, whatever their case; None where they are not listed."""
    folded = " ".join(words.casefold().replace("_", " ").split())
    return (also or {}).get(folded) or WORDS.get(folded)


def taking_effect(
    deeds: Sequence[Deed], effective: str, *, of_withdrawals: bool = False
) -> list[Deed] | None:
    """Give a row's day of effect to its one withdrawal or consent.

    None where the row has no such deed, or several: whose day it is cannot be told. Where the
    entry into force stands elsewhere, it can only be that `of_withdrawals`.
    """
    having = {Action.WITHDRAWAL} if of_withdrawals else {Action.WITHDRAWAL, *CONSENT_ACTIONS}
    places = [place for place, deed in enumerate(deeds) if deed.action in having]
    if len(places) != 1:
        return None
    dated = list(deeds)
    dated[places[0]] = replace(deeds[places[0]], effective=effective)
    return dated


def part_of(action: Action) -> str:
    """The part that an action's findings belong to."""
    return _PARTS[action]


def kept_part(heading: str) -> str:
    """The part of the cells under a heading that is not understood."""
    return f"column/{heading}"


def participation(parties: Sequence[Party]) -> Participation:
    """Turn what a complete document states of its participants into findings.

    A deed that is stated twice over is told once. The checks are "participants" and "encoding".
    """
    found = rows.participation([_row(party) for party in parties])
    keys = Keys()
    others = [
        finding
        for party, who in zip(parties, identities([each.name for each in parties]), strict=True)
        for finding in _others(party, who, keys)
    ]
    return replace(found, findings=(*found.findings, *others))


def _row(party: Party) -> rows.Row:
    deeds = _deeds(party)
    cells = [
        (part_of(deed.action), _statement(deed))
        for deed in deeds
        if part_of(deed.action).startswith("participants/")
    ]
    for heading in dict.fromkeys(heading for heading, _ in party.kept):
        texts = sorted({text for under, text in party.kept if under == heading})
        stands = bounded(f"{heading}: {'; '.join(texts)}")
        cells.append((kept_part(heading), Statement(text=stands)))
    return rows.Row(
        name=party.name,
        cells=tuple(cells),
        footnotes=party.footnotes,
        unread=party.unread or bool(deeds),
    )


def _deeds(party: Party) -> tuple[Deed, ...]:
    """Each deed once; the day on which a consent takes effect is one of its own.

    Only a withdrawal's statement has that day: in the words of a change it is the withdrawal's.
    """
    told: dict[Deed, None] = {}
    for deed in party.deeds:
        if deed.effective is None or deed.action is Action.WITHDRAWAL:
            told[deed] = None
        elif deed.action in CONSENT_ACTIONS:
            told[replace(deed, effective=None)] = None
            told[Deed(Action.ENTRY_INTO_FORCE, deed.effective)] = None
        else:
            effect = f"effective {day(deed.effective)}"
            note = f"{deed.note}\n{effect}" if deed.note else effect
            told[replace(deed, effective=None, note=note)] = None
    return tuple(told)


def _others(party: Party, who: Identity, keys: Keys) -> Iterator[Finding]:
    """What has no cell in a table of participants: withdrawals, and participants' texts."""
    person = Statement(participant=party.name, participant_code=who.code, footnotes=party.footnotes)
    for deed in sorted(_deeds(party), key=_order):
        part = part_of(deed.action)
        if part.startswith("participants/"):
            continue
        stated = _statement(deed)
        place = f"{part}/{who.subject}"
        key = keys.key(place, stated.text or "") if part in _TEXTS else keys.numbered(place)
        statement = replace(
            person,
            action=stated.action,
            date=stated.date,
            effective=stated.effective,
            text=stated.text,
            footnotes=person.footnotes + stated.footnotes,
        )
        yield Finding(key, part, statement, who.subject)


def _statement(deed: Deed) -> Statement:
    """A note is what a declaration says, or a withdrawal; of any other action it is a footnote.

    A withdrawal always has words: by them it is told as notified, and not as accomplished.
    """
    withdrawal = deed.action is Action.WITHDRAWAL
    textual = withdrawal or part_of(deed.action) in _TEXTS
    words = deed.words or ("Withdrawal" if withdrawal else None)
    text = "\n".join(each for each in (words, deed.note if textual else None) if each)
    return Statement(
        action=deed.action.value,
        date=deed.date,
        effective=deed.effective,
        text=bounded(text) if text else None,
        footnotes=(bounded(deed.note),) if deed.note and not textual else (),
    )


def _order(deed: Deed) -> tuple[str, ...]:
    """Whatever the order in the document, the same deed gets the same key."""
    return deed.date or "", deed.action.value, deed.effective or "", deed.note or ""
