"""Status tables on any site: rows of participants, columns of actions."""

from watcher.extract.table.extract import extract

__all__ = ["extract"]
