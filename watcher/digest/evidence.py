"""Where a line of a digest comes from: the change, its source and the page to look at."""

from watcher.model.change import LoggedChange
from watcher.model.digest import Evidence, Material
from watcher.model.plain import clean


def evidence_of(logged: LoggedChange, material: Material) -> Evidence:
    """Point at the line of the log that says so."""
    return Evidence(logged.seq, logged.source, address_of(logged.source, material), logged.capture)


def address_of(source_id: str, material: Material) -> str | None:
    """Find the page that a source reads; None where it is no longer configured."""
    source = material.sources.get(source_id)
    return web_address(source.url) if source else None


def web_address(text: str | None) -> str | None:
    """Keep only what a reader may follow: a feed can name `javascript:` or a local file."""
    address = clean(text or "")
    return address if address.lower().startswith(("http://", "https://")) else None


def line(text: str | None) -> str | None:
    """Clean a text that may not be there."""
    return clean(text) if text else None
