"""Take the pictures of a digest that the documentation shows, in Debian's Chromium.

`python docs/screenshots.py digest.html` takes that file; without an argument the tour is run
(`python -m watcher demo`), and its digest is taken. A picture begins at the top of the page and
shows as much of it as a small file holds.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

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
LARGEST = 150_000  # bytes of a picture


def main(arguments: list[str]) -> None:
    """Take the pictures of the file that is named, or of the tour's digest."""
    if arguments:
        take(Path(arguments[0]))
        return
    with TemporaryDirectory(prefix="treaty-watcher-tour-") as directory:
        tour = [sys.executable, "-m", "watcher", "demo", "--directory", directory]
        subprocess.run(tour, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- our own
        page = Path(directory) / "digest.html"
        if not page.exists():
            raise SystemExit("the tour wrote no digest.html")
        take(page)


def take(page: Path) -> None:
    """Take one picture for each width and scheme."""
    IMAGES.mkdir(exist_ok=True)
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
    path = IMAGES / f"digest-{width}-{scheme}.png"
    path.write_bytes(picture)
    print(f"{path}: {width} x {height}, {len(picture)} bytes")  # noqa: T201 -- a script


def _top(tab: Page, width: int, height: int) -> bytes:
    return tab.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})


if __name__ == "__main__":
    main(sys.argv[1:])
