"""The vocabulary: treaty law, the web, the change log, digests. No I/O, no decisions."""
