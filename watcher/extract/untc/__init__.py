"""Readers of the UN Treaty Collection's pages."""
