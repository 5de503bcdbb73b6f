"""The catalogue: the treaties that there are, and what they are called."""

from watcher.catalogue.entries import CatalogueEntry, find, merged, shipped
from watcher.catalogue.search import search, treaty_named

__all__ = ["CatalogueEntry", "find", "merged", "search", "shipped", "treaty_named"]
