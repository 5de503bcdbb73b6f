"""Who is meant by a name that stands outside the participants' table, and its footnotes' texts."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from watcher.extract.participation import Identity, identities
from watcher.extract.untc.record import Cell, EndNote
from watcher.model.finding import Notice, Statement
from watcher.model.participants import resolve

_FOOTNOTE_LENGTH = 2_000


class Roll:
    """The participants of one document, found by name. Names that nobody knows are remembered."""

    def __init__(self, names: Sequence[str], notes: Iterable[EndNote]) -> None:
        found = identities(names)
        codes = Counter(who.code for who in found)
        self._unknown: dict[str, None] = {}
        self._texts: Mapping[str, str] = {note.number: shortened(note.text) for note in notes}
        self._by_name = dict(zip(names, found, strict=True))
        self._by_code = {
            who.code: (name, who)
            for name, who in zip(names, found, strict=True)
            if who.code is not None and codes[who.code] == 1
        }

    def identity(self, name: str) -> Identity:
        """Who it is: the row of that name, or the only row of that participant, or neither."""
        if name in self._by_name:
            return self._by_name[name]
        known = resolve(name)
        if known is None:
            self._unknown[name] = None
            return Identity(f"?{name}", None)
        _, who = self._by_code.get(known.code, (name, Identity(known.code, known.code)))
        return who

    def name_in_table(self, name: str) -> str:
        """The spelling in the table, where this participant has one row there."""
        known = resolve(name)
        if name in self._by_name or known is None:
            return name
        return self._by_code[known.code][0] if known.code in self._by_code else name

    def lists(self, name: str) -> bool:
        """Whether a row of the table has this very name."""
        return name in self._by_name

    def footnotes(self, cell: Cell) -> tuple[str, ...]:
        """The texts of a cell's footnotes; the number itself where the document has no text.

        The text and not the number is what counts: one new note renumbers all that follow.
        """
        return tuple(self._texts.get(number, number) for number in cell.notes)

    def person(self, cell: Cell) -> tuple[Identity, Statement]:
        """A participant as a cell outside the table names it."""
        who = self.identity(cell.text)
        return who, Statement(
            participant=cell.text, participant_code=who.code, footnotes=self.footnotes(cell)
        )

    def notices(self) -> list[Notice]:
        """The names outside the table that nobody knows; those in it are told with its rows."""
        return [
            Notice(
                "unresolved_name",
                name,
                f"The participant {name!r} is not in the table of participants; "
                "it is kept as it stands.",
            )
            for name in self._unknown
        ]


def shortened(text: str) -> str:
    """A footnote's text; behind a long one its hash stands for the rest, so edits still show."""
    if len(text) <= _FOOTNOTE_LENGTH:
        return text
    return f"{text[:_FOOTNOTE_LENGTH]}… [{hashlib.sha256(text.encode()).hexdigest()[:16]}]"
