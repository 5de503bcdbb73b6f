"""The socket that we listen on."""

import errno
import socket

from watcher.errors import UsageError

_BACKLOG = 128


def bind(host: str, port: int) -> socket.socket:
    """Listen at a place. UsageError where it cannot be had, with what to do.

    `host` is a name or an address, an IPv6 one without brackets; port 0 is any that is free.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(_refused(host, port, error)) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise UsageError(_refused(host, port, error)) from error
    return listening


def address(listening: socket.socket) -> str:
    """Where a browser on this machine finds it: "http://127.0.0.1:8080/"."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 -- compared, not bound
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104 -- as above
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _refused(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            reason = "another program listens there"
        case errno.EACCES:
            reason = "this needs rights that you do not have (ports below 1024 do)"
        case errno.EADDRNOTAVAIL:
            reason = "this machine has no such address"
        case _:
            reason = (error.strerror or str(error)).lower()
    return f"{host}:{port}: cannot be listened at: {reason}. Name another place in web.listen."
