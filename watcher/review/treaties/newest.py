"""A bounded number of values that are kept, for any number of threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Newest(Generic[V]):
    """The values that were asked for last, up to a number. May be used from any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value of a key; it is made, outside of the lock, where it is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        self.put(key, value)
        return value

    def peek(self, key: Hashable) -> V | None:
        """The value of a key where it is kept; it is not thereby asked for."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: Hashable, value: V) -> None:
        """Keep a value, in place of what was kept under its key."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)

    def room(self, most: int) -> None:
        """Keep at least so many from now on."""
        with self._lock:
            self._most = max(self._most, most)

    def __len__(self) -> int:
        with self._lock:
            return len(self._values)
