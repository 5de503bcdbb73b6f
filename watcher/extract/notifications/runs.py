"""A page as runs of text: what stands between the beginnings and ends of its blocks.

A reference can be set in pieces, its number linked and its treaty not, or each in a cell of its
own. So text is gathered first, and looked through afterwards.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborNode

from watcher.extract.markup import walk
from watcher.extract.text import tidy, web_link
from watcher.model.reference import Reference, find_references

_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section "
    "summary table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
#: Where one notification may stand; the innermost of these around it is its row.
_ROWS = frozenset({"tr", "li"})
_CELLS = frozenset({"td", "th"})

#: The file of a C.N.: CN.360.2025-Eng.pdf, or CN.360.2025.Reissued.13072025-Frn.pdf.
_FILE = re.compile(
    r"/(?P<name>CN\.\d{1,5}\.\d{4})(?![\d])[^/?#]{0,60}?(?:-(?P<language>[A-Za-z]{3}))?\.pdf(?:[?#]|$)",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")
_BREAK = "\x00"  # cannot stand in a page's text
_TREATY_PAGE = re.compile(r"[?&]mtdsg_no=([A-Za-z0-9.-]{3,20})(?:&|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the file of a notification; `language` is the site's own "eng" or "frn", or ""."""

    reference: Reference
    address: str
    language: str


@dataclass
class Run:
    """A piece of text without a block in it, and the links in it. `block` holds it."""

    block: LexborNode
    row: int | None  # id of the innermost row around it
    cell: int | None  # ... and of the innermost cell
    pieces: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    treaties: list[str] = field(default_factory=list)  # whose status pages it links to

    @cached_property
    def text(self) -> str:
        """Its lines, as `<br>` parts them."""
        lines = _SPACES.sub(" ", "".join(self.pieces)).split(_BREAK)
        return "\n".join(filter(None, map(tidy, lines)))

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        """The notifications that it names or links to, by key."""
        linked = (link.reference for link in self.links)
        found: dict[str, Reference] = {}
        for reference in (*find_references(self.text), *linked):
            found.setdefault(reference.key, reference)
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Their keys in order of first places."""
        return tuple(self.references)


@dataclass(slots=True)
class Runs:
    """All runs of a page in order, and which of them stand inside each block."""

    runs: list[Run] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)  # by the block's id

    def inside(self, block: int) -> list[Run]:
        """The runs in a block."""
        first, end = self.spans[block]
        return self.runs[first:end]


def read(body: LexborNode, base: str) -> Runs:
    """Gather the runs of a page; links are resolved with `base`."""
    reader = _Reader(base)
    for node, leaving in walk(body):
        if node.is_text_node:
            reader.text(node.text_content or "")
        elif leaving:
            reader.leave(node)
        else:
            reader.enter(node)
    return reader.found


class _Reader:
    """What is open at a place of the page, and what was gathered before it."""

    def __init__(self, base: str) -> None:
        self.found = Runs()
        self._base = base
        self._blocks: list[tuple[LexborNode, int]] = []  # with the number of runs before each
        self._rows: list[int] = []
        self._cells: list[int] = []
        self._run: Run | None = None

    def enter(self, node: LexborNode) -> None:
        if node.tag in _BLOCKS:
            self._end_run()
            self._blocks.append((node, len(self.found.runs)))
            if node.tag in _ROWS:
                self._rows.append(node.mem_id)
            if node.tag in _CELLS:
                self._cells.append(node.mem_id)
        elif node.tag == "br" and self._run is not None:
            self._run.pieces.append(_BREAK)
        elif node.tag == "a":
            self._link(node)

    def leave(self, node: LexborNode) -> None:
        if node.tag not in _BLOCKS:
            return
        self._end_run()
        _, first = self._blocks.pop()
        self.found.spans[node.mem_id] = (first, len(self.found.runs))
        if node.tag in _ROWS:
            self._rows.pop()
        if node.tag in _CELLS:
            self._cells.pop()

    def text(self, text: str) -> None:
        if self._blocks and (text.strip() or self._run is not None):
            self._begun().pieces.append(text)

    def _link(self, node: LexborNode) -> None:
        address = web_link(node.attributes.get("href"), self._base)
        if address is None or not self._blocks:
            return
        file = _FILE.search(address)
        references = find_references(file["name"].upper()) if file else ()
        if file and references:
            language = (file["language"] or "").lower()
            self._begun().links.append(Link(references[0], address, language))
        treaty = _TREATY_PAGE.search(address)
        if treaty:
            self._begun().treaties.append(treaty[1])

    def _begun(self) -> Run:
        if self._run is None:
            block, _ = self._blocks[-1]
            row = self._rows[-1] if self._rows else None
            cell = self._cells[-1] if self._cells else None
            self._run = Run(block, row, cell)
        return self._run

    def _end_run(self) -> None:
        run, self._run = self._run, None
        if run is not None and (run.text or run.links):
            self.found.runs.append(run)
