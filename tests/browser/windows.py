"""Windows of Debian's Chromium, and what is asked of every page that stands in one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

#: The deepest elements that stand out to the right of the window, but for what is read aloud only,
#: and what can be scrolled within its place.
WIDER = """() => [...document.querySelectorAll("body *")]
  .filter(each => !each.closest(".scroll, .aloud, details:not([open])"))
  .filter(each => each.getBoundingClientRect().right > innerWidth + 0.5)
  .filter(each => getComputedStyle(each).position !== "absolute")
  .map(each => `${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 60)}`)"""

FITS = "document.documentElement.scrollWidth <= innerWidth"

#: The rules of WCAG 2.2, level AA, with all that it builds on.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True, slots=True)
class Window:
    """One kind of window that somebody may have."""

    width: int
    scheme: str = "light"
    forced: str = "none"
    motion: str = "no-preference"
    script: bool = True

    def __str__(self) -> str:
        told = [str(self.width), self.scheme]
        told += ["forced colours"] if self.forced == "active" else []
        told += ["reduced motion"] if self.motion == "reduce" else []
        return ", ".join(told + ([] if self.script else ["no script"]))


#: The windows in which every page is looked at.
WINDOWS = (
    *(Window(width, scheme) for width in (320, 360, 1280) for scheme in ("light", "dark")),
    Window(1280, forced="active"),
    Window(360, "dark", forced="active", motion="reduce"),
)


@dataclass
class Tab:
    """A page as the browser shows it, and all that it asked for and complained of."""

    page: Any
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def elsewhere(self, address: str) -> list[str]:
        """What it asked of anybody but the host of this address."""
        host = urlsplit(address).netloc
        return [
            each
            for each in self.asked
            if urlsplit(each).scheme not in ("data", "about", "blob")
            and urlsplit(each).netloc != host
        ]


@contextmanager
def opened(browser: Any, window: Window) -> Iterator[Tab]:
    """Open a window with nothing remembered."""
    context = browser.new_context(
        viewport={"width": window.width, "height": 800},
        color_scheme=window.scheme,
        forced_colors=window.forced,
        reduced_motion=window.motion,
        java_script_enabled=window.script,
        accept_downloads=True,
    )
    tab = Tab(context.new_page())
    tab.page.on("request", lambda request: tab.asked.append(request.url))
    tab.page.on("console", lambda message: tab.complaints.append(message.text))
    tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.page.on("dialog", lambda dialog: tab.complaints.append(dialog.message))
    try:
        yield tab
    finally:
        context.close()
