"""Feeds: RSS, RDF, Atom and JSON Feed."""

from watcher.extract.feed.extract import VERSION, extract

__all__ = ["VERSION", "extract"]
