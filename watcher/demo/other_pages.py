"""What the demo serves beside the status page: a news feed, a UNODC page, a maintenance page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime

from watcher.demo.templating import render

FEED_PATH = "/feed/subscribe/en/news/topic/law-and-crime-prevention/feed/rss.xml"
UNODC_PATH = "/unodc/en/cybercrime/convention/home.html"


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One item of the feed."""

    story: str  # year, month and number, as in the path of a UN News story
    day: date
    title: str
    summary: str

    @property
    def moment(self) -> datetime:
        """When the item says it was published: at noon UTC, as all UN News items since 2026."""
        return datetime.combine(self.day, time(12), tzinfo=UTC)

    @property
    def published(self) -> str:
        """The same as the feed prints it (RFC 2822)."""
        return format_datetime(self.moment)


@dataclass(frozen=True, slots=True)
class UnodcPage:
    """A page of passages above a line that says when it was last updated."""

    passages: tuple[str, ...]
    updated: date


def render_feed(items: Sequence[NewsItem], *, base_url: str) -> bytes:
    """Render RSS 2.0 in the shape of UN News, the newest item first.

    Links begin with `base_url`; the items' ids do not, so that they outlive the port.
    """
    newest_first = sorted(items, key=lambda item: item.day, reverse=True)
    return render("feed.xml", base_url=base_url, path=FEED_PATH, items=newest_first)


def render_unodc_page(page: UnodcPage) -> bytes:
    """Render the page as HTML; what it says stands in `main`."""
    updated = f"{page.updated.day} {page.updated:%B %Y}"
    return render("unodc.html", passages=page.passages, updated=updated)


def render_maintenance_page() -> bytes:
    """Render what the UN Treaty Collection serves, with status 200, while it is repaired."""
    return render("maintenance.html")
