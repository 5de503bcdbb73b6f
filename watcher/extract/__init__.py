"""Captures -> findings: one module a kind of source, `kinds` the table of them. Pure."""
