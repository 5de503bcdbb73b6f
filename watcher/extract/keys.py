"""Keys of findings that have no better name than what they say.

A declaration has no number, and its place moves when another comes before it. So its key is a
hash of its words; that an edited text is the one it was is for comparing to see.
"""

import hashlib

from watcher.model.essence import essence


class Keys:
    """Gives each text of one document a key; the same text again gets a number behind it."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._times: dict[str, int] = {}

    def key(self, place: str, *texts: str) -> str:
        """`place`, a slash, and a hash of the letters and digits of the texts."""
        words = "\0".join(map(essence, texts))
        return self.numbered(f"{place}/{hashlib.sha256(words.encode()).hexdigest()[:16]}")

    def numbered(self, key: str) -> str:
        """The key itself, or with a number behind it where it was given before."""
        name, times = key, self._times.get(key, 1)
        while name in self._given:
            times += 1
            name = f"{key}:{times}"
        self._given.add(name)
        self._times[key] = times
        return name
