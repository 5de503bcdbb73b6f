"""Ready-made readings of the status tables of well-known sites.

Each was judged on captured pages. What a source says itself goes before its preset.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from watcher.extract.deeds import IN_FORCE
from watcher.model.reading import Table
from watcher.model.treaty import Action


@dataclass(frozen=True, slots=True)
class Preset:
    """How one site's tables are read.

    `words` are its names for actions beside the usual ones, in lower case. `title` selects the
    treaty's name, which must be on the page. `total` finds, in the text around it, how many
    cells of the part `counted` the site itself counts.
    """

    reading: Table
    words: Mapping[str, Action] = field(default_factory=dict)
    title: str | None = None
    total: re.Pattern[str] | None = None
    counted: str | None = None


NO_PRESET = Preset(Table())

PRESETS: Mapping[str, Preset] = {
    # WIPO Lex, ShowResults?search_what=C&treaty_id=…: six pages of February 2026. A participant
    # can have a row without any date (OAPI). "Details" leads to a page of its own.
    "wipo": Preset(
        reading=Table(
            table="#wipoTreatiesTable",
            columns=(
                ("Member", "participant"),
                ("Signature", "signature"),
                ("Instrument", "cell"),
                ("In Force", "entry_into_force"),
                ("Details", "ignore"),
            ),
            cell=(r"(?P<action>[^:]+): (?P<date>[A-Z][a-z]+ \d{1,2}, \d{4})",),
        ),
        words={
            "declaration/notification of succession": Action.SUCCESSION,
            # By a State that was a territory of a party: it is bound, by a means of its own.
            "declaration of continued application": Action.CONSENT_TO_BE_BOUND,
        },
        title=".facet-separator strong",
        total=re.compile(r"\(Total Members: (\d+)\)"),
        counted=IN_FORCE,
    ),
}


def preset_of(reading: Table) -> Preset | None:
    """The preset that a source names, with what the source says itself; None for no such preset."""
    if reading.preset is None:
        return replace(NO_PRESET, reading=reading)
    preset = PRESETS.get(reading.preset)
    if preset is None:
        return None
    ready = preset.reading
    return replace(
        preset,
        reading=replace(
            reading,
            table=reading.table or ready.table,
            columns=tuple((dict(ready.columns) | dict(reading.columns)).items()),
            cell=(*reading.cell, *ready.cell),
        ),
    )
