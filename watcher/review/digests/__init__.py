"""What became of digests, period by period, in sentences."""
