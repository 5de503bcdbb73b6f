"""What every answer carries, unless its endpoint sets that header itself. Pure."""

from collections.abc import Mapping

from watcher.config.web import host_of, is_loopback

#: Nothing but our own files, and no script or style within a page. A page that shows a capture sets
#: a stricter policy of its own.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)

_UNUSED = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope",
           "magnetometer", "microphone", "midi", "payment", "usb")  # fmt: skip
_YEAR = 31_536_000  # seconds


def headers(public_url: str) -> Mapping[str, str]:
    """Names and values, as they fit the address by which people come."""
    secure = public_url.startswith("https://")
    carried = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
        "Cache-Control": "private, no-cache",
    }
    if secure or is_loopback(host_of(public_url)):
        # Elsewhere browsers ignore it, and complain on every page.
        carried["Cross-Origin-Opener-Policy"] = "same-origin"
    if secure:
        carried["Strict-Transport-Security"] = f"max-age={_YEAR}"
    return carried
