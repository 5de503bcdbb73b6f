"""A digest's schedule in words. Pure. What has no plain words is shown as the cron that it is."""

import re

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_STEP = re.compile(r"\*/([0-9]+)")
_LIST = re.compile(r"[0-9]+(?:,[0-9]+)*")


def in_words(cron: str) -> str:
    """Write cron with five fields as people say it: "every Monday at 07:00".

    A schedule that has no plain words is given back as "by the cron expression …".
    """
    times, days = _times(cron), _days(cron)
    if times is None or days is None:
        return f"by the cron expression {cron}"
    return f"{days} {times}" if times.startswith("at ") else f"{times}{_only(days)}"


def _times(cron: str) -> str | None:
    minute, hour, *_ = cron.split()
    step = _STEP.fullmatch(minute)
    if hour == "*":
        if minute == "*":
            return "every minute"
        if step:
            return f"every {step[1]} minutes"
        return f"every hour, {minute} min past" if minute.isdigit() else None
    if not minute.isdigit() or not _LIST.fullmatch(hour):
        return None
    clock = [f"{int(each):02}:{int(minute):02}" for each in hour.split(",")]
    return f"at {_listed(clock)}"


def _days(cron: str) -> str | None:
    _, _, day, month, weekday = cron.split()
    if month != "*":
        return None
    if day == "*" and weekday == "*":
        return "every day"
    if day == "*":
        return _weekdays(weekday.lower())
    if weekday == "*" and _LIST.fullmatch(day):
        numbers = day.split(",")
        noun = "day" if len(numbers) == 1 else "days"
        return f"on {noun} {_listed(numbers)} of every month"
    return None


def _weekdays(text: str) -> str | None:
    for number, name in enumerate(_SHORT):
        text = text.replace(name, str(number))
    if text == "1-5":
        return "Monday to Friday"
    if not _LIST.fullmatch(text):
        return None
    numbers = [int(each) for each in text.split(",")]
    if max(numbers) >= len(_DAYS):
        return None
    return f"every {_listed([_DAYS[number] for number in numbers])}"


def _only(days: str) -> str:
    return "" if days == "every day" else f", {days}"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
