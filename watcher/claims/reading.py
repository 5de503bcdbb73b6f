"""The order of the work: an entry's title and text become claims.

    title, text -> sentences -> pieces (names, verbs, words with a meaning)
      -> treaties settled -> participants grouped -> scenes (an act and what stands around it)
      -> a verdict by the table of `stages` -> claims, the text's before the title's

Pure: the lists that come with the program are all that it reads. What it does not know it leaves
unsaid.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from watcher.claims.groups import grouped
from watcher.claims.lexicon import Lexicon, lexicon, told_language
from watcher.claims.merging import merged
from watcher.claims.names import LANGUAGES
from watcher.claims.pieces import Piece, marked
from watcher.claims.scene import Context, Scene
from watcher.claims.scenes import scenes
from watcher.claims.stages import verdict
from watcher.claims.text import TEXT_LENGTH, TITLE_LENGTH, sentences, tidy, tokenised
from watcher.claims.treaties import settled
from watcher.model.claim import Claim

_QUOTE_LENGTH = 300
#: "Loi n° 2024-211", and what the chambers in Paris call their bills on treaties.
_FRENCH_LAW = re.compile(
    r"\bloi n\s?[°o]\s?(?:19|20)?\d\d-\d+|\bprojet de loi autorisant (?:la|l')\s?"
    r"(?:ratification|approbation|adh[eé]sion)",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with its pieces."""

    text: str
    pieces: list[Piece]


def read_claims(
    title: str,
    text: str,
    *,
    language: str | None = None,
    published: date | None = None,
    home: str | None = None,
) -> tuple[Claim, ...]:
    """Read what a news entry claims of acts on treaties of the catalogue.

    `language` is that of the entry ("en", "fr-CA", ...); where None, or none of the languages that
    claims are read in, its little words tell. `published` is its day, by which "in 2019" is told
    from news. `home` is the code of the participant whose institutions the source tells of ("The
    Cabinet approved"), for entries that name none.

    Only the words of title and text count, not what is known to have happened; where they
    disagree, the text governs. Of an entry in another language nothing much is read. No text
    raises.
    """
    title, text = tidy(title, TITLE_LENGTH), tidy(text, TEXT_LENGTH)
    words = lexicon(_language(language) or told_language(f"{title} {text}"))
    parts = [_marked(title, words), _marked(text, words)]
    context = Context(home=_only(parts, home or _law_of(f"{title} {text}")), published=published)
    from_title, from_text = ([*_said(part, context)] for part in parts)
    return merged(from_title, from_text)


def _language(language: str | None) -> str | None:
    main = (language or "").replace("_", "-").split("-")[0].lower()
    return main if main in LANGUAGES else None


def _marked(text: str, words: Lexicon) -> list[_Read]:
    return [
        _Read(sentence, marked(tokenised(sentence), words))
        for sentence in sentences(text, words.abbreviations)
    ]


def _law_of(text: str) -> str | None:
    """Whose law an entry tells of that names nobody: France numbers its laws by their year."""
    return "FRA" if _FRENCH_LAW.search(text) else None


def _only(parts: Iterable[list[_Read]], home: str | None) -> tuple[str, ...]:
    """The participant of an entry that names no other, or that of its source."""
    codes = {
        piece.value
        for part in parts
        for sentence in part
        for piece in sentence.pieces
        if piece.kind in ("who", "people", "leader", "organ")
    }
    if len(codes) > 1:
        return ()
    return tuple(codes) or ((home,) if home else ())


def _said(part: list[_Read], context: Context) -> Iterable[Claim]:
    for sentence in part:
        pieces = grouped(settled(sentence.pieces, context.treaty))
        if not sentence.text.endswith("?"):  # a question claims nothing
            for scene in scenes(pieces, context):
                yield from _claims(scene, sentence.text)
        _remember(pieces, context)


def _claims(scene: Scene, sentence: str) -> Iterable[Claim]:
    found = verdict(scene)
    if found is None:
        return
    quote = _SPACE.sub(" ", sentence[scene.start : scene.end])[:_QUOTE_LENGTH]
    for treaty in scene.treaties:
        yield Claim(
            treaty=treaty,
            action=found.action,
            stage=found.stage,
            participants=found.who.codes,
            unnamed=found.who.unnamed,
            number=found.who.number,
            quote=quote,
        )


def _remember(pieces: list[Piece], context: Context) -> None:
    """Keep what a later sentence may call "the treaty", and "it"."""
    for piece in reversed(pieces):
        if piece.kind == "treaty":
            context.treaty = piece.value
            break
        if piece.kind == "other":
            context.treaty = None
            break
    for piece in pieces:
        if piece.kind == "group" and piece.group and piece.group.codes:
            context.who = piece.group.codes
            break
