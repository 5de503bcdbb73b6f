"""The way to the peer harness: a synthetic site on loopback, the peers, and the accounting.

The harness lies beside the checkout (`../shared/bench`) and is no part of this project; its
README says what it needs: nginx with its Lua module, and one virtual environment per peer. Its
modules are plain scripts that import each other by name, so its folder goes on `sys.path`.
"""

import importlib
import shutil
import sys
from pathlib import Path
from typing import Any, NoReturn

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "bench"


def _stop(reason: str) -> NoReturn:
    print(reason, file=sys.stderr)
    sys.exit(2)


def _load(name: str) -> Any:
    if not FOLDER.is_dir():
        _stop(f"The benchmark needs the peer harness in {FOLDER}, and it is not there.")
    if shutil.which("nginx") is None:
        _stop(f"The benchmark needs nginx with its Lua module: see {FOLDER / 'README.md'}.")
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    return importlib.import_module(name)


peers = _load("peers")
measure = _load("measure")
sitesrv = _load("sitesrv")


def write(kind: str, count: int) -> None:
    """Lay out the first `count` sources of one kind in their first state."""
    make = sitesrv.feed if kind == "feeds" else sitesrv.page
    paths = sitesrv.paths(kind, count)
    paths[0].parent.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(paths):
        sitesrv.write(path, make(number), sitesrv.T0)


def urls(kind: str, count: int, *, validators: bool) -> list[str]:
    """The addresses of the first `count` sources, with or without ETag and Last-Modified."""
    found: list[str] = sitesrv.urls(kind, count, sitesrv.BASE, validators)
    return found


def change(kind: str, count: int, *, seed: int) -> int:
    """Change one source in a hundred, at least one; return how many."""
    changed = max(1, count // 100)
    sitesrv.change(kind, changed, count, seed)
    return changed
