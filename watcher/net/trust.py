"""Whom we trust: the public authorities, and those of a file of one's own."""

import ssl
from pathlib import Path

import httpx

from watcher.net.failures import Unusable


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Make a context that trusts the public authorities and those of the file (PEM).

    It takes 20 ms. Raises `Unusable` where the file cannot be read as PEM.
    """
    context = httpx.create_ssl_context()
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:  # ssl.SSLError is one
            raise Unusable(f"service.ca_file {ca_file} cannot be used as PEM: {error}") from error
    return context
