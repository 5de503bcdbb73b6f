"""Rules that hold between values: they look at the file as it is written.

They run beside the rules of the single values and not after them, so that one wrong value does
not hide what else is wrong; hence they take anything, and leave what is no text to the others.
"""

from collections.abc import Iterator, Mapping

from watcher.config.problems import section, sentence
from watcher.config.values import did_you_mean

Raw = Mapping[str, object]


def disagreements(raw: Raw) -> Iterator[str]:
    """Each place where two values do not go together, as a sentence."""
    for name, key in (("treaty", "number"), ("source", "id"), ("channel", "id"), ("digest", "id")):
        yield from _doubles(raw, name, key)
    for index, source in _items(raw, "source"):
        yield from (f"{section(raw, ('source', index))}: {what}." for what in _source(source))
    for index, channel in _items(raw, "channel"):
        yield from (f"{section(raw, ('channel', index))}: {what}." for what in _channel(channel))
    yield from _digests(raw)


def _items(raw: Raw, name: str) -> Iterator[tuple[int, Raw]]:
    items = raw.get(name)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield index, item


def _doubles(raw: Raw, name: str, key: str) -> Iterator[str]:
    seen: dict[str, int] = {}
    for index, item in _items(raw, name):
        value = item.get(key)
        if not isinstance(value, str):
            continue
        first = seen.setdefault(value, index)
        if first != index:
            yield sentence(
                raw,
                (name, index, key),
                value,
                f"stands twice, in [[{name}]] {first + 1} and {index + 1}; each needs its own",
            )


def _source(source: Raw) -> Iterator[str]:
    kind, tier = source.get("kind"), source.get("tier")
    if kind == "untc-status":
        if "treaty" not in source:
            yield 'treaty is missing; a status page needs a number, such as treaty = "XVIII-16"'
        if isinstance(tier, str) and tier in ("official", "press"):
            yield f'tier = "{tier}" is not allowed; a status page is always "record"'
    elif kind in ("feed", "page"):
        if "url" not in source:
            yield f"url is missing; a {kind} needs its address"
        if tier == "record":
            yield (
                'tier = "record" is not allowed; only the depositary\'s own status pages are the '
                'record, write "official" or "press"'
            )
    if kind in ("untc-status", "feed"):
        for name in ("select", "ignore"):
            if name in source:
                yield f"{name} has no meaning here; it is for kind page, and this is {kind}"


def _channel(channel: Raw) -> Iterator[str]:
    if channel.get("kind") == "file" and "path" not in channel:
        yield "path is missing; a file channel needs the file that digests are written to"
    if channel.get("kind") == "console" and "path" in channel:
        yield "path has no meaning here; it is for kind file, and this is console"


def _digests(raw: Raw) -> Iterator[str]:
    channels = _known(raw, "channel", "id")
    sources = _known(raw, "source", "id")
    treaties = _known(raw, "treaty", "number") + _known(raw, "source", "treaty")
    for index, digest in _items(raw, "digest"):
        if not channels or digest.get("channels") == []:
            yield f"{section(raw, ('digest', index))}: there is no channel to send it to."
        for name, known, where in (
            ("channels", channels, "[[channel]]"),
            ("sources", sources, "[[source]]"),
            ("treaties", treaties, "[[treaty]] or source"),
        ):
            for value in _texts(digest.get(name)):
                if value not in known:
                    what = f"names no {where} of this file{did_you_mean(value, known)}"
                    yield sentence(raw, ("digest", index, name), value, what)


def _known(raw: Raw, name: str, key: str) -> tuple[str, ...]:
    found = (item.get(key) for _, item in _items(raw, name))
    return tuple(dict.fromkeys(value for value in found if isinstance(value, str)))


def _texts(value: object) -> Iterator[str]:
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, str))
