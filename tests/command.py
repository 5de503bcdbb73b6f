"""The real command line in a process of its own, that need not import everything first.

    done = run_text("log", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr

Starting Python and importing the watcher is most of what a short command costs, and the tests run
hundreds of them. So one process (a test worker's own) imports all commands once and forks for each
call. The fork has its own working directory, environment, standard streams and end, as a command
that was started has. What is about starting itself (signals, sessions, `strace`, a daemon) starts
one: see `tests/faults/running.py`.
"""

import array
import functools
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import watcher.cli
from watcher.__main__ import main

PROJECT = Path(__file__).resolve().parents[1]

#: Beyond this a process hangs: it is no measure, a busy machine is far below it.
PATIENCE = 120

_ONE_AT_A_TIME = Lock()


def run(
    *words: str, cwd: Path, env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """Run `watcher` with these words to its end; `env` is added to the environment."""
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        Path(os.devnull).open("rb") as nothing,
    ):
        request = {"words": words, "cwd": str(cwd), "env": {**os.environ, **(env or {})}}
        fds = [nothing.fileno(), out.fileno(), err.fileno()]
        with _ONE_AT_A_TIME:
            status = _ask(request, fds)
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(("watcher", *words), status, out.read(), err.read())


def run_text(
    *words: str, cwd: Path, env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run it as `run` does, and read what it wrote as text."""
    done = run(*words, cwd=cwd, env=env)
    out, err = (part.decode("utf-8", "surrogateescape") for part in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def _ask(request: dict[str, Any], fds: list[int]) -> int:
    """Have the server fork; the exit code as `subprocess` gives it, negative for a signal."""
    link = _server()
    link.settimeout(PATIENCE)
    message = json.dumps(request).encode()
    link.sendmsg(
        [len(message).to_bytes(4, "big")],
        [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))],
    )
    link.sendall(message)
    process = int(_line(link))
    try:
        return int(_line(link))
    except TimeoutError:
        os.kill(process, signal.SIGKILL)
        raise


def _line(link: socket.socket) -> bytes:
    text = b""
    while not text.endswith(b"\n"):
        piece = link.recv(1)
        if not piece:
            raise RuntimeError("the process that forks for each command is gone")
        text += piece
    return text


@functools.cache
def _server() -> socket.socket:
    """Start the process that forks, once for a test worker; it ends when the worker does."""
    ours, theirs = socket.socketpair()
    with theirs:
        theirs.set_inheritable(True)
        os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "tests.command", str(theirs.fileno())],
            {**os.environ, "PYTHONPATH": str(PROJECT)},
            file_actions=[(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)],
        )
    return ours


def _serve(link: socket.socket) -> dict[str, Any] | None:
    """Fork for each request; gives it in the process that is to run it, None at the end."""
    while True:
        size, received, _, _ = link.recvmsg(4, socket.CMSG_SPACE(3 * array.array("i").itemsize))
        if not size:
            return None
        request = json.loads(_exactly(link, int.from_bytes(size, "big")))
        fds = array.array("i")
        for _, _, data in received:
            fds.frombytes(data)
        process = os.fork()
        if process == 0:
            link.close()
            for place, fd in enumerate(fds):
                os.dup2(fd, place)
                os.close(fd)
            return request
        for fd in fds:
            os.close(fd)
        link.sendall(b"%d\n" % process)
        _, status = os.waitpid(process, 0)
        link.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))


def _exactly(link: socket.socket, size: int) -> bytes:
    body = b""
    while len(body) < size:
        body += link.recv(size - len(body))
    return body


def _main() -> None:
    for module in pkgutil.iter_modules(watcher.cli.__path__, "watcher.cli."):
        importlib.import_module(module.name)
    link = socket.socket(fileno=int(sys.argv[1]))
    request = _serve(link)
    if request is None:
        return
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.chdir(request["cwd"])
    sys.argv = ["watcher", *request["words"]]
    main()


if __name__ == "__main__":
    _main()
