"""The gaps between attempts at something that failed. Pure: the chance is an argument."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

JITTER = 0.1  # each gap is up to this share shorter or longer, so that attempts spread


def gap_after(attempts: int, gaps: Sequence[timedelta], rng: Random) -> timedelta | None:
    """How long to wait after so many attempts that failed; None where no further one is made."""
    if attempts < 1:
        raise ValueError(f"attempts are counted from 1, not {attempts}")
    if attempts > len(gaps):
        return None
    return gaps[attempts - 1] * rng.uniform(1 - JITTER, 1 + JITTER)
