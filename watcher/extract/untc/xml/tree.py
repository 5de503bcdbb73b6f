"""The XML file as a tree that is read by taking: what was not taken, nobody understood.

The file's own bytes are hostile until they were parsed: no entity is declared or expanded, no
other file is fetched, and a tree that is too deep or does not end is refused.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html import escape

from lxml import etree

from watcher.extract.text import decode
from watcher.model.capture import Document
from watcher.model.plain import cut

Element = etree._Element  # noqa: SLF001 - lxml has no public name for it

#: An internal subset can declare entities; a bare document type names a schema, and is not read.
_DECLARATION = re.compile(r"<!(?:ENTITY|ELEMENT|ATTLIST|NOTATION)\b")

#: Tags in one file. The treaty with the most participants and declarations has some ten thousand.
MAX_TAGS = 400_000

#: Attributes that only lay out a table (CALS) or tell how the file was made.
_LAYOUT_NAMES = (
    "align valign char charoff colname colnum cols colsep colwidth frame pgwide rowsep orient "
    "rotate tocentry width bgcolor border class style lang space version schemaLocation "
    "noNamespaceSchemaLocation"
)
_LAYOUT = frozenset(_LAYOUT_NAMES.split())
_MAX_PATHS = 20  # different places that are told apart among what was not understood
_PLACE = 160  # characters of where it stands
_SAMPLE = 80  # characters of what stands there


class NotWholeError(ValueError):
    """The text is no whole XML document."""


class RefusedError(ValueError):
    """The document uses what no status file needs, such as entities of its own."""


def parse(document: Document) -> Element:
    """Build the tree. Raises NotWholeError, or RefusedError, with the reason."""
    text = _text_of(document)
    if _DECLARATION.search(text):
        raise RefusedError("it declares entities or elements of its own, which are refused")
    if text.count("<") > MAX_TAGS:
        raise RefusedError(f"it has more than {MAX_TAGS:,} tags, which no treaty needs")
    parser = etree.XMLParser(
        encoding="utf-8",  # the text is decoded; what the file declares no longer holds
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError("the file needs more memory than there is") from error
        raise NotWholeError(f"it is no whole XML: {error.msg}") from error
    if next(root.iter(etree.Entity), None) is not None:
        raise RefusedError("it uses an entity that nothing declares")
    return root


def _text_of(document: Document) -> str:
    """Decode as UTF-8 wherever the bytes are that; else as declared, ISO-8859-1 as a rule."""
    try:
        return document.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = decode(document)
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise NotWholeError("it has bytes that do not fit its encoding")
    return text


def name(element: Element) -> str:
    """The element's name in lower case, without its namespace."""
    return etree.QName(element).localname.lower()


def children(element: Element | None, *names: str) -> list[Element]:
    """Its child elements of these names, or all; none of an element that is not there."""
    if element is None:
        return []
    return [inner for inner in element if not names or name(inner) in names]


def child(element: Element | None, *path: str) -> Element | None:
    """The first element down this path of names; None where one is missing."""
    for step in path:
        element = next(iter(children(element, step)), None)
    return element


def first(element: Element, wanted: str) -> Element | None:
    """The first element of that name, itself or anywhere below."""
    return next((each for each in element.iter() if name(each) == wanted), None)


def take(element: Element | None) -> str:
    """Take out all that an element holds, as markup: its text, and elements inside as tags.

    Markup in a file's text is escaped (`Australia&lt;superscript&gt;2&lt;/superscript&gt;`), so
    both come out alike.
    """
    if element is None:
        return ""
    pieces = [element.text or ""]
    for inner in list(element):
        tag = name(inner)
        address = inner.attrib.pop("href", None)
        written = f' href="{escape(address)}"' if address else ""
        tail = inner.tail or ""
        inner.tail = None
        pieces.append(f"<{tag}{written}>{take(inner)}</{tag}>{tail}")
        if not inner.attrib:
            element.remove(inner)
    element.text = None
    return "".join(pieces)


def path(element: Element) -> str:
    """Where it stands, as its author named it: "Treaty/Participants/Table"."""
    steps = [*reversed([*element.iterancestors()]), element]
    names = [etree.QName(each).localname for each in steps]
    return "/".join(names[1:] or names)


def left(root: Element | None) -> Iterator[tuple[str, str]]:
    """What nobody took below an element: each place once, with what stands there first."""
    places: Counter[str] = Counter()
    for where, said in () if root is None else _left(root):
        places[where] += 1
        if places[where] == 1 and len(places) <= _MAX_PATHS:
            yield where, said
    if len(places) > _MAX_PATHS:
        yield "further places", f"{len(places) - _MAX_PATHS} more"


def _left(root: Element) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        for text in (element.text, *(inner.tail for inner in element)):
            if text and not text.isspace():
                yield cut(path(element), _PLACE), cut(text, _SAMPLE)
        for attribute, value in element.attrib.items():
            plain = etree.QName(attribute).localname
            if plain not in _LAYOUT and value.strip():
                yield cut(f"{path(element)}/@{plain}", _PLACE), cut(value, _SAMPLE)
