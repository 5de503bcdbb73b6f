"""Feeds: RSS, RDF, Atom and JSON Feed."""

from watcher.extract.feed.extract import extract

__all__ = ["extract"]
