"""Participants as they are written: by name, by code, or as a group of them.

As in `values`, a rule returns what the program works with or raises ValueError with the rest of
a sentence that begins with the name and the value.
"""

from watcher.config import values
from watcher.model.groups import codes_of, groups
from watcher.model.participants import by_code, resolve


def participant(value: object) -> str:
    """Read the name or code of one participant; gives its code."""
    name = values.text(value)
    found = by_code(name) or resolve(name)
    if found is None:
        raise ValueError(
            'is no participant; write a name as the UN has it, or a code such as "FRA"'
        )
    return found.code


def participants(value: object) -> tuple[str, ...]:
    """Read names, codes and groups of participants; gives their codes."""
    codes: dict[str, None] = {}
    for item in value if isinstance(value, list) else [value]:
        name = values.text(item)
        found = codes_of(name)
        if found is None:
            known = ", ".join(group.id for group in groups())
            raise ValueError(
                f'names "{name}", which is neither a participant that we know, by its name with '
                f"the UN or its code, nor a group; groups are {known}"
            )
        codes |= dict.fromkeys(sorted(found))
    return tuple(codes)
