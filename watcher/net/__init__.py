"""What fetch and deliver share: the way to a server, the address guard, sentences."""

import sys

# httpx brings a command line of its own and imports it (with click, pygments, rich) where it can:
# 60 ms and 6 MB of each start. Without that module it does what it does where click is missing.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None: "do not import"
