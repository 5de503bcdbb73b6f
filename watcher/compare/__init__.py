"""Known findings x found findings -> changes, and which of them wait for a second look. Pure."""
