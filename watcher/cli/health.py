"""`watcher health`: is the daemon alive?"""

from datetime import timedelta

import typer

from watcher.cli.options import ConfigPath
from watcher.cli.output import ago, print_line
from watcher.config import load
from watcher.store import health as signs
from watcher.store.database import reading
from watcher.watch import utc_now

app = typer.Typer(add_completion=False)

_ALIVE = timedelta(minutes=2)


@app.command()
def health(config: ConfigPath = None) -> None:
    """Tell whether the daemon is alive (for a container's health check).

    The exit code is 0 where its last sign of life is recent, else 1.

    Example: watcher health --config config/watcher.toml
    """
    with reading(load(config).service.database) as db:
        sign = signs.last_tick(db)
    now = utc_now()
    print_line(f"last sign of life: {ago(sign, now)}")
    if sign is None or now - sign > _ALIVE:
        raise typer.Exit(1)
