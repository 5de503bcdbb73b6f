"""The treaty watcher: who signed, ratified, joined or left, as the official record shows it."""

__version__ = "0.1.0"
