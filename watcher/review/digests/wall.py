"""Moments as people speak of them, by the clock on their wall. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from watcher.model import plain


@dataclass(frozen=True, slots=True)
class Wall:
    """A clock in one time zone; `now` is UTC."""

    zone: ZoneInfo
    now: datetime

    def day(self, moment: datetime) -> str:
        """The day: "today", "yesterday", "tomorrow", or "on 24 Nov 2026"."""
        local = moment.astimezone(self.zone).date()
        today = self.now.astimezone(self.zone).date()
        near = {
            today: "today",
            today - timedelta(days=1): "yesterday",
            today + timedelta(days=1): "tomorrow",
        }
        return near.get(local) or f"on {plain.day(local.isoformat())}"

    def time(self, moment: datetime, *, seconds: bool = False) -> str:
        """The time of the day, "07:00"; with `seconds`, "07:00:02"."""
        return f"{moment.astimezone(self.zone):{'%H:%M:%S' if seconds else '%H:%M'}}"

    def when(self, moment: datetime, *, seconds: bool = False) -> str:
        """Day and time, "yesterday at 07:00"."""
        return f"{self.day(moment)} at {self.time(moment, seconds=seconds)}"
