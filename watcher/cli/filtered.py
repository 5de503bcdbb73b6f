"""`watcher log --filtered`: the entries that `match` or `exclude` left out."""

from watcher.cli.options import unknown
from watcher.cli.output import print_json, print_line, print_table
from watcher.config import Config
from watcher.errors import UsageError
from watcher.store.database import reading
from watcher.store.filtered import LeftOutEntry, Wanted, listing
from watcher.store.rows import to_text


def list_filtered(config: Config, wanted: Wanted, *, limit: int, as_json: bool) -> None:
    """Print the entries, those seen first last on top, and how many there are; 0 prints all."""
    count = 0
    shown: list[LeftOutEntry] = []
    with reading(config.service.database) as db:
        for entry in listing(db, wanted):
            count += 1
            if limit and count > limit:
                continue
            if as_json:
                print_json(_as_json(entry))
            else:
                shown.append(entry)
    if as_json:
        return
    if not count:
        known = [source.id for source in config.sources]
        if wanted.source and wanted.source not in known:
            raise UsageError(unknown("source", wanted.source, known, config.path))
        print_line("No entry that matches was left out.")
        return
    print_table(
        ("first seen (UTC)", "source", "title", "reason"),
        ((f"{e.first_seen_at:%Y-%m-%d %H:%M}", e.source, e.title, e.reason) for e in shown),
    )
    were = "entry was" if count == 1 else "entries were"
    rest = f"; the newest {len(shown):,} are shown" if len(shown) < count else ""
    print_line(f"{count:,} {were} left out{rest}.")


def _as_json(entry: LeftOutEntry) -> dict[str, object]:
    return {
        "source": entry.source,
        "title": entry.title,
        "link": entry.link,
        "date": entry.date,
        "reason": entry.reason,
        "first_seen_at": to_text(entry.first_seen_at),
        "last_seen_at": to_text(entry.last_seen_at),
    }
