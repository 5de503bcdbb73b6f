"""Sources and their polls, in words and as a picture."""
