"""What a treaty is called in a digest."""

from watcher.model.digest import Material
from watcher.model.plain import clean


def treaty_name(number: str | None, material: Material) -> str:
    """Its name in the configuration, else its number."""
    if number is None:
        return "Other records"
    treaty = material.treaties.get(number)
    return clean(treaty.name) if treaty else f"Treaty {number}"
