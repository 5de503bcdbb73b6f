"""Take the pictures that the documentation shows, in Debian's Chromium.

`python docs/screenshots.py` runs the tour (`python -m watcher demo --serve`) and takes its digest
and the pages of its review desk; `python docs/screenshots.py digest.html` takes that file. A
picture begins at the top of the page and shows as much of it as a small file holds.
"""

import re
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Error, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-lcd-text",  # coloured fringes make a picture thrice as large
]
IMAGES = Path(__file__).parent / "images"
WIDTHS = (320, 900)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

#: The pages of the desk that the README shows: name, path, width, height, scheme.
PAGES: tuple[tuple[str, str, int, int, Literal["light", "dark"]], ...] = (
    ("overview", "/", 1280, 900, "light"),
    ("overview-phone", "/", 360, 760, "dark"),
    ("changes", "/changes", 1280, 900, "light"),
    ("change", "/changes/88", 1280, 1000, "light"),
    ("treaty", "/treaties/XVIII-16", 1280, 1400, "light"),
    ("treaty-dark", "/treaties/XVIII-16", 1280, 1400, "dark"),
    ("sources", "/sources", 1280, 800, "light"),
    ("digests", "/digests", 1280, 900, "light"),
)
LARGEST = 150_000  # bytes of a picture


def main(arguments: list[str]) -> None:
    """Take the pictures of the file that is named, or of the tour."""
    IMAGES.mkdir(exist_ok=True)
    if arguments:
        take(Path(arguments[0]))
        return
    with TemporaryDirectory(prefix="treaty-watcher-tour-") as directory:
        words = [sys.executable, "-u", "-m", "watcher", "demo", "--serve", "--directory", directory]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as tour:  # noqa: S603 -- our own
            try:
                address = _announced(tour)
                take(Path(directory) / "digest.html")
                take_desk(address)
            finally:
                tour.send_signal(signal.SIGINT)


def _announced(tour: "subprocess.Popen[str]") -> str:
    for line in tour.stdout or ():
        found = re.search(r"Explore it at (http://[\d.:]+)/", line)
        if found:
            return found[1]
    raise SystemExit("the tour serves no review desk")


def take_desk(address: str) -> None:
    """Take the pages of the review desk at an address, once it answers."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, path, width, height, scheme in PAGES:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            tab = context.new_page()
            _patiently(tab, address + path)
            tab.wait_for_load_state("networkidle")
            _keep(f"desk-{name}.png", tab.screenshot(), f"{width} x {height}")
            context.close()
        browser.close()


def _patiently(tab: Page, address: str) -> None:
    """Go to a page of a desk that may still be starting."""
    for _ in range(100):
        try:
            tab.goto(address)
        except Error:
            tab.wait_for_timeout(200)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def take(page: Path) -> None:
    """Take one picture of a digest for each width and scheme."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for width in WIDTHS:
            for scheme in SCHEMES:
                _picture(browser, page, width, scheme)
        browser.close()


def _picture(browser: Browser, page: Path, width: int, scheme: Literal["light", "dark"]) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        offline=True,
    )
    tab = context.new_page()
    tab.goto(page.resolve().as_uri())
    height = tab.evaluate("document.documentElement.scrollHeight")
    while len(picture := _top(tab, width, height)) > LARGEST:
        height = min(height - 20, height * LARGEST // len(picture))
    context.close()
    _keep(f"digest-{width}-{scheme}.png", picture, f"{width} x {height}")


def _keep(name: str, picture: bytes, size: str) -> None:
    path = IMAGES / name
    path.write_bytes(picture)
    print(f"{path}: {size}, {len(picture)} bytes")  # noqa: T201 -- a script


def _top(tab: Page, width: int, height: int) -> bytes:
    return tab.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})


if __name__ == "__main__":
    main(sys.argv[1:])
