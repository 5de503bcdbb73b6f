"""What stands behind the tables: declarations, objections and the like, and the end notes.

Known of their form: a section holds `Declaration`s, each with a `Participant` and `Text`s whose
attribute `type` is "para" for a paragraph; a title and a remark in brackets come before them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from watcher.extract.untc.cells import fold
from watcher.extract.untc.record import EndNote, Entry, Line, Section, SectionKind, Style
from watcher.extract.untc.xml.fragment import Fragment
from watcher.extract.untc.xml.tree import Element, child, children, name, take

Read = Callable[[str], Fragment]

_DATE = re.compile(r"\d{1,2} [A-Za-zÀ-ÿ]{3,10}\.? \d{4}")
_NUMBER = re.compile(r"\d{1,4}")
_LEADING_NUMBER = re.compile(
    r"\s*<(?P<tag>index|superscript|sup|a)\b[^<>]*>\s*(?P<number>\d{1,4})\s*</(?P=tag)>",
    re.IGNORECASE,
)
#: Elements that may stand inside a line and are no line of their own.
_INLINE = frozenset(["a", "b", "br", "em", "i", "index", "n", "p", "strong", "sub", "sup", "u"])
_INLINE |= {"superscript", "subscript"}


def section(kind: SectionKind, element: Element | None, read: Read) -> Section | None:
    """Read one section; None where the file has none, or an empty one."""
    if element is None:
        return None
    words: list[str] = []
    entries = tuple(_entries(element, read, words))
    if not entries and not words:
        return None
    return Section(kind, words[0] if words else "", " ".join(words[1:]), entries)


def end_notes(element: Element | None, read: Read) -> tuple[tuple[EndNote, ...], list[str]]:
    """Read the notes, and the texts for which no number was found."""
    notes: list[tuple[str, list[Fragment]]] = []
    lost: list[str] = []
    number_tag: str | None = None
    for leaf in _leaves(element):
        tag, markup = name(leaf), take(leaf)
        leading = _LEADING_NUMBER.match(markup)
        if leading:
            notes.append((leading["number"], []))
            markup = markup[leading.end() :]
        fragment = read(markup)
        if not leading and _NUMBER.fullmatch(fragment.text) and number_tag in (None, tag):
            number_tag = tag
            notes.append((fragment.text, []))
        elif notes:
            notes[-1][1].append(fragment)
        elif fragment.text:
            lost.append(fragment.text)
    return tuple(_end_note(number, said) for number, said in notes), lost


def _end_note(number: str, said: list[Fragment]) -> EndNote:
    # The page has no space where a line ends, and neither have the footnotes that quote a note.
    text = fold("".join(fragment.raw for fragment in said))
    return EndNote(number, text, tuple(line.text for each in said for line in each.lines))


def _entries(element: Element | None, read: Read, words: list[str]) -> Iterator[Entry]:
    """Every entry below an element; what is said before the first one goes into `words`."""
    begun = False
    for part in children(element):
        participant = child(part, "participant")
        if participant is not None:
            begun = True
            who = read(take(participant)).cell
            yield Entry(who, tuple(_lines(part, read)))
        elif not _is_leaf(part):
            yield from _entries(part, read, words)
        elif not begun and (text := read(take(part)).text):
            words.append(text)


def _lines(entry: Element, read: Read) -> Iterator[Line]:
    for leaf in _leaves(entry):
        kind = leaf.attrib.pop("type", "para").lower()
        markup = take(leaf)
        if not markup or markup.isspace():
            if kind != "para":
                yield Line("", Style.BREAK)
            continue
        yield from (replace(line, style=_style(kind, line)) for line in read(markup).lines)


def _style(kind: str, line: Line) -> Style:
    """The only type that was seen is "para"; what else a line is for, its words tell."""
    if kind == "para":
        return line.style
    return Style.DATE if _DATE.fullmatch(line.text) else Style.HEADING


def _leaves(element: Element | None) -> Iterator[Element]:
    """Elements that hold text and nothing but markup inside it, in order."""
    for part in children(element):
        if _is_leaf(part):
            yield part
        else:
            yield from _leaves(part)


def _is_leaf(element: Element) -> bool:
    return all(name(inner) in _INLINE for inner in element.iterdescendants())
