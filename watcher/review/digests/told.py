"""Words that hold other people's words, as markup: answers of `why`, and letters."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from watcher.review.digests.fate import Piece
from watcher.review.templating import outside, path


def told(pieces: Iterable[Piece]) -> Markup:
    """Write the pieces one after the other; the blanks between them are their own."""
    return Markup("").join(map(_piece, pieces))


def _piece(piece: Piece) -> Markup:
    if piece.message is not None:
        address = path("digests", piece.message)
        return Markup('<a href="{}">{}</a>').format(address, piece.text)
    return outside(piece.text) if piece.outside else escape(piece.text)


def letter(text: str) -> Markup:
    """A message as text, line by line: its blanks are its form, so nothing of it is put together.

    What it says is harmless already (see `digest.render.text`); the direction of a line turns none
    of the others.
    """
    return Markup("\n").join(Markup("<bdi>{}</bdi>").format(line) for line in text.splitlines())
