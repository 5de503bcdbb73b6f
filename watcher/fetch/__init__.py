"""The only inbound HTTP: a source and its validators in, a capture or "not modified" out."""
