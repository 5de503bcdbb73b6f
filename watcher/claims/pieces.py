"""A sentence as pieces: each name, verb and listed word with its meaning, the rest as it is."""

from dataclasses import dataclass, replace

from watcher.claims.lexicon import Entry, Lexicon, Verb
from watcher.claims.text import Sentence, Token

#: What stands for nothing but itself.
_MARKS = {",": "comma", "(": "open", ")": "close", '"': "quote", "'s": "'s", "'": "quote"}
_POINTED_AT = frozenset({"generic", "treaty", "body", "part", "law", "instrument"})
#: "No. 185", "n° 29": no negation.
_NUMBERED = frozenset({"no", "n"})
#: French "à"; without its accent it is "has".
_ACCENTED = frozenset({"\u00e0", "\u00c0"})
_BREAKS = frozenset(";:!?\u2014\u2026/")


@dataclass(frozen=True, slots=True)
class Group:
    """Who acts: participants that stand together, an institution, or a number of States."""

    codes: tuple[str, ...] = ()
    unnamed: bool = False
    number: int | None = None  # of States
    institution: str | None = None  # parliament, cabinet, head, ...; None: the State itself
    adjective: bool = False  # nothing but "Russian"
    owner: bool = False  # "Russia's"
    pronoun: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of tokens with one meaning. `kind` is a class of the lists, or a sort of mark."""

    kind: str
    text: str
    folded: str
    start: int  # of its characters in the sentence
    end: int
    value: str = ""
    verbs: tuple[tuple[Verb, frozenset[str]], ...] = ()
    group: Group | None = None
    glued: bool = False

    @property
    def forms(self) -> frozenset[str]:
        """Every form that the word is of."""
        return frozenset().union(*(forms for _, forms in self.verbs))


def marked(sentence: Sentence, lexicon: Lexicon) -> list[Piece]:
    """Cut a sentence into pieces, the longest meaning first."""
    pieces: list[Piece] = []
    place = 0
    tokens = sentence.tokens
    while place < len(tokens):
        found = lexicon.tree.longest(tokens, place, cased=sentence.cased)
        if found is None:
            plain = _plain(tokens[place], sentence, lexicon, first=place == 0)
            if plain.glued and plain.kind == "word" and pieces and pieces[-1].kind == "cap":
                plain = replace(plain, kind="cap")  # "Ban Ki-moon"
            pieces.append(plain)
            place += 1
        else:
            piece = _meant(tokens[place : found[0]], found[1], sentence)
            if piece.text in _ACCENTED:
                piece = replace(piece, kind="to")
            if piece.folded in _NUMBERED and _number_follows(tokens, found[0]):
                piece = replace(piece, kind="mark")
            pieces.append(piece)
            place = found[0]
    for place, piece in enumerate(pieces[:-1]):
        if piece.kind == "that" and pieces[place + 1].kind in _POINTED_AT:
            pieces[place] = replace(piece, kind="definite")  # "that Convention"
    if pieces and pieces[-1].text == ".":
        pieces[-1] = replace(pieces[-1], kind="break")
    return _unglued(pieces)


def _number_follows(tokens: tuple[Token, ...], place: int) -> bool:
    ahead = tokens[place : place + 2]
    texts = [token.text for token in ahead]
    return bool(texts) and (texts[0][0].isdigit() or (texts[0] in ".°º" and texts[-1][0].isdigit()))


def _meant(tokens: tuple[Token, ...], entry: Entry, sentence: Sentence) -> Piece:
    start, end = tokens[0].start, tokens[-1].end
    return Piece(
        kind=entry.kind,
        text=sentence.text[start:end],
        folded=" ".join(token.folded for token in tokens),
        start=start,
        end=end,
        value=entry.value,
        verbs=entry.verbs,
        glued=tokens[0].glued,
    )


def _plain(token: Token, sentence: Sentence, lexicon: Lexicon, *, first: bool) -> Piece:
    kind = "word"
    if token.text in _MARKS:
        kind = _MARKS[token.text]
    elif token.text in _BREAKS:
        kind = "break"
    elif token.text[0].isdigit():
        kind = "number" if token.text[-1].isdigit() else "ordinal"
    elif not token.text[0].isalnum():
        kind = "mark"
    elif token.folded.endswith(lexicon.ordinals):
        kind = "ordinal"
    elif token.folded.endswith(lexicon.adverbs) and len(token.folded) > 4:
        kind = "filler"
    elif token.text[0].isupper() and sentence.cased and not first:
        kind = "cap"
    return Piece(kind, token.text, token.folded, token.start, token.end, glued=token.glued)


def _unglued(pieces: list[Piece]) -> list[Piece]:
    """Take its meaning from a name that a hyphen ties to something else: "Russian-backed"."""
    for place, piece in enumerate(pieces):
        if piece.kind not in ("who", "people", "treaty", "body"):
            continue
        before = pieces[place - 1] if place and piece.glued else None
        after = pieces[place + 1] if place + 1 < len(pieces) else None
        if after is not None and not after.glued:
            after = None
        tied = [other for other in (before, after) if other is not None]
        if piece.kind in ("treaty", "body"):
            tied = [other for other in tied if other.kind not in ("act", "generic")]
        else:
            tied = [other for other in tied if other.kind not in ("who", "people", "act")]
        if tied:
            pieces[place] = Piece(
                "word", piece.text, piece.folded, piece.start, piece.end, glued=piece.glued
            )
    return pieces
