"""Claims: what news entries say of treaty acts, and how far they went."""

from watcher.claims.reading import read_claims

__all__ = ["read_claims"]
