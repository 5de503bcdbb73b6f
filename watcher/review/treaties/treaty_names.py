"""What treaties are called: as the configuration names them, else as the catalogue does."""

from functools import cache

from watcher.catalogue.entries import find
from watcher.catalogue.search import fold
from watcher.config import Config


class Names:
    """What the treaties of one configuration are called, looked up once."""

    def __init__(self, config: Config) -> None:
        self.own = {each.number: each for each in reversed(config.treaties)}
        self._read = {
            each.treaty: each.treaty_name
            for each in reversed(config.sources)
            if each.treaty and each.treaty_name
        }
        self.words = cache(self._words)

    def name(self, number: str) -> str | None:
        """A treaty's name; None where neither configuration nor catalogue has one."""
        own = self.own.get(number)
        listed = find(number)
        named = (own.name if own else None) or self._read.get(number)
        return named or (listed.name if listed else None)

    def _words(self, number: str) -> str:
        """Everything that a treaty is called, folded for searching, its number first."""
        own, listed = self.own.get(number), find(number)
        named = (own.name, *own.aliases) if own else ()
        called = (number, self.name(number) or "", *named, *(listed.names if listed else ()))
        return fold(" ".join(called))


def name_of(config: Config, number: str) -> str | None:
    """A treaty's name, where it is the only one that is asked for."""
    return Names(config).name(number)
