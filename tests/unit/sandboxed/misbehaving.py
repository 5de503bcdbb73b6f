"""Extractors that do what hostile documents make real ones do. Workers import them by name.

The document's body says what to do, so that one module serves every case.
"""

import ctypes
import os
import resource
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from watcher.errors import ExtractError
from watcher.model.finding import Extraction, Finding, Statement

HEAVY = ("pydantic", "typer", "httpx", "aiohttp", "structlog", "sqlite3", "apscheduler")


def extract(source, document):
    name, _, argument = document.body.decode().partition(" ")
    return DEEDS[name](source, argument)


def tell(*facts):
    return Extraction(
        findings=(), complete=False, parts=frozenset(), facts=tuple((k, str(v)) for k, v in facts)
    )


def sleep(source, seconds):
    time.sleep(float(seconds))
    return tell(("slept", seconds))


def sleep_in_c(source, seconds):
    """Like a parser in C: it holds the interpreter's lock, so no Python signal handler runs."""
    ctypes.PyDLL(None).sleep(int(seconds))
    return tell(("slept", seconds))


def say_pid(source, path):
    Path(path).write_text(str(os.getpid()))
    ctypes.PyDLL(None).sleep(60)


def allocate(source, megabytes):
    return tell(("bytes", len(bytearray(int(megabytes) * 1024 * 1024))))


def die(source, code):
    os._exit(int(code))


def kill(source, name):
    os.kill(os.getpid(), getattr(signal, name))
    time.sleep(60)


def leave(source, code):
    sys.exit(int(code))


def fail(source, words):
    raise ValueError(words)


def refuse(source, words):
    raise ExtractError(source.id, words)


def flood(source, megabytes):
    return tell(("flood", "x" * (int(megabytes) * 1024 * 1024)))


def repeat(source, times):
    each = Finding("entries/a", "entries", Statement(text="a"))
    return replace(tell(), findings=(each,) * int(times))


def nothing(source, _):
    return None


def describe(source, _):
    return tell(
        ("pid", os.getpid()),
        ("heavy", " ".join(name for name in HEAVY if name in sys.modules)),
        ("core", resource.getrlimit(resource.RLIMIT_CORE)[0]),
        ("SIGINT blocked", signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())),
    )


DEEDS = {
    deed.__name__: deed
    for deed in (
        sleep,
        sleep_in_c,
        say_pid,
        allocate,
        die,
        kill,
        leave,
        fail,
        refuse,
        flood,
        repeat,
        nothing,
        describe,
    )
}
