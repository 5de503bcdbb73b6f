"""The pieces of a sentence by their places; beyond its ends there is nothing."""

from collections.abc import Collection, Iterator, Sequence

from watcher.claims.pieces import Group, Piece


class Line:
    """A sentence to walk on, in both directions, without looking for its ends."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces

    def __len__(self) -> int:
        return len(self._pieces)

    def __iter__(self) -> Iterator[Piece]:
        return iter(self._pieces)

    def __getitem__(self, place: int) -> Piece:
        return self._pieces[place]

    def part(self, start: int, end: int) -> Sequence[Piece]:
        """The pieces from one place to before another."""
        return self._pieces[max(start, 0) : max(end, 0)]

    def kind(self, place: int) -> str:
        """The kind of the piece at a place; empty beyond the ends."""
        return self._pieces[place].kind if 0 <= place < len(self._pieces) else ""

    def folded(self, place: int) -> str:
        """The words at a place; empty beyond the ends."""
        return self._pieces[place].folded if 0 <= place < len(self._pieces) else ""

    def group(self, place: int) -> Group | None:
        """Who stands at a place; None where nobody does."""
        return self._pieces[place].group if 0 <= place < len(self._pieces) else None

    def over(self, place: int, kinds: Collection[str]) -> int:
        """The first place from this one on that is of none of the kinds."""
        while self.kind(place) in kinds and place < len(self._pieces):
            place += 1
        return place

    def back_over(self, place: int, kinds: Collection[str]) -> int:
        """The first place from this one back that is of none of the kinds; -1 where all are."""
        while place >= 0 and self.kind(place) in kinds:
            place -= 1
        return place

    def opening(self, place: int) -> int:
        """The place of the bracket that closes here; the first place where none is."""
        while place > 0 and self.kind(place) != "open":
            place -= 1
        return place
