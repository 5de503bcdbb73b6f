"""Any value of a type that messages are made of, for laws that hold for all of them."""

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
PLAIN = {
    str: st.lists(words, max_size=20).map(" ".join),
    int: st.integers(0, 10**6),
    bool: st.booleans(),
    type(None): st.none(),
    timedelta: st.timedeltas(timedelta(0), timedelta(days=100)),
    date: st.dates(date(1970, 1, 2), date(2900, 1, 1)),
    datetime: st.datetimes(
        min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - the strategy adds the zone
        max_value=datetime(2900, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
        timezones=st.just(UTC),
    ),
}
JSON = st.dictionaries(words, st.none() | st.booleans() | st.integers(0, 10**6) | words, max_size=3)


def anything(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of the type, its words no longer than a line of a digest."""
    if hint in PLAIN:
        return PLAIN[hint]
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is tuple:
        return st.lists(anything(get_args(hint)[0]), max_size=2).map(tuple)
    if get_origin(hint) is dict:
        return JSON
    if get_args(hint):
        return st.one_of([anything(choice) for choice in get_args(hint)])
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    fields = {name: anything(each) for name, each in get_type_hints(hint).items()}
    return st.builds(hint, **fields)
