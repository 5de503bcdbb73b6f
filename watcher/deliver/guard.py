"""Which addresses deliveries may go to where those of one's own network are ruled out."""

from watcher.net.addresses import PublicOnly

PUBLIC_ONLY = PublicOnly(
    "is an address that deliveries may not go to ({kind}); "
    "service.allow_private_deliveries = true lets them"
)
