"""Log, calendar and watch for other programs: feeds, exports, probes, metrics."""
