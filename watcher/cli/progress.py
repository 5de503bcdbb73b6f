"""How far a long command is, on a terminal; nothing where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_shown() -> Iterator[Callable[[str, int, int], None]]:
    """Gives what is told the name of a step, how much of it is done, and of how much."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    # rich costs 60 ms, which a pipe need not pay.
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        steps = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in steps:
                steps[step] = bars.add_task(step, total=total)
            bars.update(steps[step], completed=done, total=max(total, 1))

        yield show
