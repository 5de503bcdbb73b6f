"""Which sources are due and when next; which periods of a digest have ended. Pure."""
