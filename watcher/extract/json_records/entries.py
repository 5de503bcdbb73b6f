"""Records that are entries: a title, and perhaps an id, a link, a date and a summary."""

from collections.abc import Mapping, Sequence

from watcher.extract.dates import read_date
from watcher.extract.entry import Entry
from watcher.extract.moment import utc_moment
from watcher.extract.text import tidy, web_link
from watcher.model.finding import Check, Notice

#: What a field of such a record may be.
ROLES = frozenset({"id", "title", "link", "date", "summary"})

#: So many records may lack a title, or half of them.
FEW = 3

_MAX_DATE = 200


def entry(record: Mapping[str, str | None], base: str, date_format: str | None) -> Entry:
    """Read a record whose fields are texts by role; links are resolved with `base`."""
    published = tidy(record.get("date") or "")
    return Entry(
        id=record.get("id"),
        title=tidy(record.get("title") or ""),
        summary=record.get("summary") or "",
        link=web_link(record.get("link"), base),
        published=published[:_MAX_DATE] or None,
        moment=_moment(published, date_format),
    )


def titled(entries: Sequence[Entry]) -> Check:
    """The gate "titles": a few may be without, many mean that the records are others."""
    untitled = sum(not each.title for each in entries)
    detail = f"{untitled} of {len(entries)} records have no title"
    return Check("titles", untitled <= FEW and 2 * untitled <= len(entries), detail)


def undated(entries: Sequence[Entry]) -> tuple[Notice, ...]:
    """Tell where most of the dates that the records have cannot be read."""
    dated = [each for each in entries if each.published]
    unread = [each.published for each in dated if each.moment is None]
    if 2 * len(unread) <= len(dated):
        return ()
    told = (
        f"The dates of {len(unread)} of {len(dated)} records cannot be read (such as "
        f"{unread[0]!r}): check date and date_format. The records are read without them."
    )
    return (Notice("unread_dates", "date", told),)


def _moment(published: str, date_format: str | None) -> str | None:
    if date_format is not None:
        return read_date(published, date_format)
    return utc_moment(published) or read_date(published)
