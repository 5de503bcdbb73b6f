"""Rules that hold between values: they look at the file as it is written.

They run beside the rules of the single values and not after them, so that one wrong value does
not hide what else is wrong; hence they take anything, and leave what is no text to the others.
"""

from collections.abc import Iterator, Mapping

from watcher.config import outgoing, web
from watcher.config.problems import section, sentence
from watcher.config.source import ALWAYS_RECORD, MAY_BE_RECORD, NAMES, PRESETS
from watcher.config.values import did_you_mean
from watcher.model.correction import CORRECTIONS
from watcher.model.treaty import TreatyNumber, treaty_id

Raw = Mapping[str, object]

_OWN_MACHINE = ("localhost", "127.0.0.1", "::1", "[::1]")


def disagreements(raw: Raw) -> Iterator[str]:
    """Each place where two values do not go together, as a sentence."""
    for name, key in (("treaty", "number"), ("source", "id"), ("channel", "id"), ("digest", "id")):
        yield from _doubles(raw, name, key)
    for index, source in _items(raw, "source"):
        yield from (f"{section(raw, ('source', index))}: {what}." for what in _source(source))
    for index, channel in _items(raw, "channel"):
        yield from (f"{section(raw, ('channel', index))}: {what}." for what in _channel(channel))
    yield from _digests(raw)
    yield from _operator(raw)
    desk = raw.get("web")
    if isinstance(desk, dict):
        yield from (f"[web]: {what}." for what in web.disagreements(desk))


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
    if source.get("id") == CORRECTIONS:
        yield f'id = "{CORRECTIONS}" is what people enter by `watcher correct`; name it otherwise'
    if not isinstance(kind, str) or kind not in NAMES:
        return  # the rule for kinds says so
    yield from _missing(kind, source)
    if kind in ALWAYS_RECORD and isinstance(tier, str) and tier in ("official", "press"):
        yield f'tier = "{tier}" is not allowed; what the depositary itself says is always "record"'
    if kind not in MAY_BE_RECORD and tier == "record":
        yield (
            f'tier = "record" is not allowed for kind {kind}; only what a depositary itself '
            'publishes is the record, write "official" or "press"'
        )
    yield from _misplaced(kind, source, NAMES)


def _missing(kind: str, source: Raw) -> Iterator[str]:
    """What a kind cannot do without."""
    if kind == "untc-status":
        yield from _status_page(source)
    elif kind != "untc-notifications" and "url" not in source:
        yield f"url is missing; a {kind} needs its address"
    if kind == "listing" and "item" not in source:
        yield 'item is missing; a listing needs a selector for its items, such as item = "main li"'
    if kind in PRESETS:
        yield from _reading(kind, source)
    if source.get("body") is not None and source.get("method") != "POST":
        yield 'body is sent only with method = "POST"'


def _status_page(source: Raw) -> Iterator[str]:
    treaty = source.get("treaty")
    if "treaty" not in source:
        yield 'treaty is missing; a status page needs a number, such as treaty = "XVIII-16"'
    elif isinstance(treaty, str) and _of_another_depositary(treaty):
        yield f'treaty = "{treaty}" has no status page; it is no UN Treaty Collection number'
    form, second = source.get("format", "html"), source.get("cross_check")
    if (form, second) in (("html", "page"), ("xml", "xml")):
        yield (
            f'cross_check = "{second}" is what the source itself is; a second reading is of the '
            "other form"
        )
    if form == "xml" and "url" not in source:
        yield (
            "url is missing; the address of the XML stands on the treaty's status page, "
            "behind its XML link"
        )


def _reading(kind: str, source: Raw) -> Iterator[str]:
    """How a table or JSON is read: by a preset, or as the source says."""
    preset = source.get("preset")
    if isinstance(preset, str) and preset not in PRESETS[kind]:
        allowed = ", ".join(PRESETS[kind])
        yield f'preset = "{preset}" is not known; allowed for kind {kind}: {allowed}'
    if preset is not None:
        return
    if kind == "table" and "columns" not in source:
        yield (
            "columns is missing; a table needs what its headings mean, such as "
            'columns = { "State" = "participant", "Ratified" = "ratification" }, or a preset'
        )
    if kind == "json":
        for name, example in (("records", '"data"'), ("fields", '{ title = "name" }')):
            if name not in source:
                yield f"{name} is missing; write {name} = {example} (JMESPath), or a preset"


def _of_another_depositary(treaty: str) -> bool:
    try:
        treaty_id(treaty)
    except ValueError:
        return False  # the rule for treaties says so
    try:
        TreatyNumber.parse(treaty)
    except ValueError:
        return True
    return False


def _channel(channel: Raw) -> Iterator[str]:
    kind = channel.get("kind")
    if not isinstance(kind, str) or kind not in outgoing.NAMES:
        return  # the rule for kinds says so
    for name, example in outgoing.REQUIRED[kind].items():
        if name not in channel:
            yield f"{name} is missing; kind {kind} needs it, such as {name} = {example}"
    yield from _misplaced(kind, channel, outgoing.NAMES)
    if kind == "email":
        yield from _mail(channel)


def _mail(channel: Raw) -> Iterator[str]:
    """A password goes with a user name, and over no connection that others can read."""
    if ("username" in channel) != ("password" in channel):
        there, missing = (
            ("username", "password") if "username" in channel else ("password", "username")
        )
        yield f"{missing} is missing; {there} alone opens nothing"
    host = channel.get("smtp_host")
    if channel.get("security") == "none" and "password" in channel and host not in _OWN_MACHINE:
        yield (
            'security = "none" would send the password over the network for anyone to read; '
            'write "starttls" or "tls"'
        )


def _misplaced(kind: str, item: Raw, by_kind: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Names that mean something to other kinds only."""
    of_some = frozenset().union(*by_kind.values())
    for name in sorted(of_some & item.keys() - by_kind[kind]):
        kinds = [each for each in by_kind if name in by_kind[each]]
        homes = f"kind {kinds[0]}" if len(kinds) == 1 else f"kinds {', '.join(kinds)}"
        yield f"{name} has no meaning here; it is for {homes}, and this is {kind}"


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


def _operator(raw: Raw) -> Iterator[str]:
    operator = raw.get("operator")
    channels = _known(raw, "channel", "id")
    for value in _texts(operator.get("channels") if isinstance(operator, dict) else None):
        if value not in channels:
            what = f"names no [[channel]] of this file{did_you_mean(value, channels)}"
            yield sentence(raw, ("operator", "channels"), value, what)


def _known(raw: Raw, name: str, key: str) -> tuple[str, ...]:
    found = (item.get(key) for _, item in _items(raw, name))
    return tuple(dict.fromkeys(value for value in found if isinstance(value, str)))


def _texts(value: object) -> Iterator[str]:
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, str))
