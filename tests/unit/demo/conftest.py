"""Reading the demo's pages back with a parser that knows nothing of how they were made."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from selectolax.lexbor import LexborHTMLParser

PREFIX = "ctl00_ctl00_ContentPlaceHolder1_ContentPlaceHolderInnerPage_"


@dataclass(frozen=True)
class ReadPage:
    """A served page as a reader sees it: white space collapsed, no markup."""

    tree: LexborHTMLParser

    def text(self, place: str) -> str | None:
        """The text of the element with that id (the prefix left out); None where it is not."""
        node = self.tree.css_first(f"#{PREFIX}{place}")
        return None if node is None else _plain(node.text())

    @property
    def headings(self) -> list[str]:
        return self._cells("thead-one")[0]

    @property
    def rows(self) -> list[list[str]]:
        """Participant and cells, without footnotes."""
        return self._cells("trBWhite", "trBGGrey")

    @property
    def footnotes(self) -> dict[str, list[str]]:
        """The numbers behind each participant's name that has any."""
        read = {}
        for row in self.tree.css(f"#{PREFIX}tblgrid tr"):
            first = row.css_first("td")
            numbers = [link.text() for link in first.css("sup a")]
            if numbers:
                read[_plain(first.text()).removesuffix(" " + ", ".join(numbers))] = numbers
        return read

    def _cells(self, *kinds: str) -> list[list[str]]:
        rows = []
        for row in self.tree.css(f"#{PREFIX}tblgrid tr"):
            if row.attributes["class"] not in kinds:
                continue
            cells = []
            for cell in row.css("td"):
                noted = cell.css_first("sup")
                text = _plain(cell.text())
                cells.append(
                    text.removesuffix(_plain(noted.text())).rstrip() if noted is not None else text
                )
            rows.append(cells)
        return rows


@pytest.fixture(scope="session")
def read() -> Callable[[bytes], ReadPage]:
    return lambda body: ReadPage(LexborHTMLParser(body))


def _plain(text: str) -> str:
    return " ".join(text.split())
