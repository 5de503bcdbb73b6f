"""A real database on disk, as for the tests of the store."""

from tests.unit.store.conftest import db, log, path

__all__ = ["db", "log", "path"]
