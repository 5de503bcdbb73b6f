"""Which pieces of a page belong to one notification: read by links and references alone.

The listing's layout is not known, and sites change theirs, so no name and no id of an element
counts. A notification's item is

* the innermost row of a table, or item of a list, around it. Its file's link says which one it
  is about; without one, the reference that stands first. Others in it are only mentioned;
* where there is no row, or one cell lays out many, the largest block that holds it and no other;
* where one piece of text holds several, that piece, for each.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watcher.extract.notifications.runs import Link, Run, Runs
from watcher.extract.text import tidy
from watcher.model.plain import cut
from watcher.model.reference import Reference, find_references, without
from watcher.model.treaty import TreatyNumber

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_EDGES = " .,;:|/()[]-\u2013\u2014"
_LONGEST_LABEL = 200  # characters
_LONGEST_MENTION = 500  # characters of a text that is repeated for each that it names
#: What stands around a reference and says nothing of its notification.
_LABELS = re.compile(
    r"(?:(?:treaties[-.][\w.-]{1,20}|depositary notification|english|french|anglais|français|"
    r"eng|frn|fr|en|pdf|cn|view|download|open|reference|[|/,;:()\[\]-])\s*)*",
    re.IGNORECASE,
)

_MANY = ""  # in place of a key: a block that holds several


@dataclass(frozen=True, slots=True)
class Item:
    """What a page says of one notification.

    `lines` are its texts in order, as the page parts them, without its own reference. `shared`
    says that they are those of others, too, so that nothing in them is certain to be about this
    one; then they stand as they are.
    """

    reference: Reference
    lines: tuple[str, ...]
    links: tuple[Link, ...]
    shared: bool = False


def items(page: Runs) -> tuple[Item, ...]:
    """The items of a page, each notification once, in order of first places."""
    found: dict[str, list[Item]] = {}
    for item in _all(page):
        found.setdefault(item.reference.key, []).append(item)
    return tuple(map(_merged, found.values()))


def _merged(alike: list[Item]) -> Item:
    """One item: the first that tells something, with the links and the treaty of them all."""
    best = next((item for item in alike if item.lines), alike[0])
    treaty = next((item.reference.treaty for item in alike if item.reference.treaty), None)
    reference = best.reference
    return Item(
        Reference(reference.number, reference.year, reference.treaty or treaty),
        best.lines,
        tuple(dict.fromkeys(link for item in alike for link in item.links)),
        best.shared,
    )


def _all(page: Runs) -> Iterator[Item]:
    holding = _holding(page)
    rows: dict[int, list[Run]] = {}
    for run in page.runs:
        if run.row is not None:
            rows.setdefault(run.row, []).append(run)
    frames = {id_ for id_, row in rows.items() if _lays_out(row)}
    done: set[int] = set()
    for run in page.runs:
        if not run.keys:
            continue
        if run.row is not None and run.row not in frames:
            if run.row not in done:
                done.add(run.row)
                yield from _of_row(rows[run.row])
        elif len(run.keys) > 1:
            yield from (_mentioned(key, run) for key in run.keys)
        else:
            block = _block(page, run, holding)
            if block not in done:
                done.add(block)
                yield _item(run.keys[0], page.inside(block))


def _lays_out(row: Sequence[Run]) -> bool:
    """Whether a row is a frame around many items: all of them stand in one of its cells."""
    holders = [run for run in row if run.keys]
    cells = {run.cell for run in holders}
    return len(holders) > 1 and len({run.keys for run in holders}) > 1 and len(cells) == 1


def _of_row(row: Sequence[Run]) -> Iterator[Item]:
    linked = {link.reference.key: run for run in row for link in run.links}
    if len(linked) > 1:
        yield from (_mentioned(key, run) for key, run in linked.items())
    else:
        first = next(run.keys[0] for run in row if run.keys)
        yield _item(next(iter(linked), first), row)


def _item(key: str, runs: Sequence[Run]) -> Item:
    """What these runs say of one notification, which they are all about."""
    links = tuple(link for run in runs for link in run.links if link.reference.key == key)
    named = (
        *find_references(" ".join(run.text for run in runs)),
        *(each.reference for each in links),
    )
    reference = next(each for each in named if each.key == key)
    if reference.treaty is None:
        reference = Reference(reference.number, reference.year, _treaty(runs))
    texts = (without(key, run.text) for run in runs)
    lines = tuple(line for text in texts for line in map(_bared, text.split("\n")) if line)
    return Item(reference, lines, links)


def _mentioned(key: str, run: Run) -> Item:
    """What a run says that several share."""
    links = tuple(link for link in run.links if link.reference.key == key)
    lines = (cut(run.text[: 2 * _LONGEST_MENTION], _LONGEST_MENTION),) if run.text else ()
    return Item(run.references[key], lines, links, shared=True)


def _bared(line: str) -> str:
    """A line without what held it to a reference; "" where it says nothing else."""
    plain = tidy(line).strip(_EDGES)
    plain += ")" * (plain.count("(") - plain.count(")"))
    return "" if len(plain) <= _LONGEST_LABEL and _LABELS.fullmatch(plain) else plain


def _treaty(runs: Sequence[Run]) -> str | None:
    """The treaty whose status page is linked, where it is one alone."""
    linked = {treaty for run in runs for treaty in run.treaties}
    try:
        return TreatyNumber.parse(linked.pop()).text if len(linked) == 1 else None
    except ValueError:
        return None


def _holding(page: Runs) -> dict[int, str]:
    """For each block, which notification it holds; `_MANY` for several."""
    holding: dict[int, str] = {}
    for run in page.runs:
        keys = run.keys
        if not keys:
            continue
        key = keys[0] if len(keys) == 1 else _MANY
        node: LexborNode | None = run.block
        while node is not None:
            before = holding.get(node.mem_id)
            if before in (key, _MANY):
                break  # and so is everything around it
            holding[node.mem_id] = key if before is None else _MANY
            node = node.parent
    return holding


def _block(page: Runs, run: Run, holding: dict[int, str]) -> int:
    """The largest block around a run that holds no other notification than this one.

    On a page with a single one that would be all of the page: there it is the smallest that
    tells something.
    """
    key = run.keys[0]
    chain = [run.block]
    while (parent := chain[-1].parent) is not None and parent.mem_id in page.spans:
        chain.append(parent)
        if holding.get(parent.mem_id) != key:
            chain.pop()
            return chain[-1].mem_id
    for block in chain:
        if _item(key, page.inside(block.mem_id)).lines:
            return block.mem_id
    return run.block.mem_id


def text_of(page: Runs) -> str:
    """All readable text of a page on one line."""
    return tidy(" ".join(run.text for run in page.runs))
