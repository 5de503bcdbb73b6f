"""Records in JSON: participants of a treaty, or entries."""

from watcher.extract.json_records.extract import extract

__all__ = ["extract"]
