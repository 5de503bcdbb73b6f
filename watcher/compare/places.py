"""Places: keys that keep their order when passages are put between them.

A place is a string of digits read as a decimal fraction ("25" is 0.25), so that between any two
there is room, and the order of strings is the order of places.
"""


def places_between(after: str, before: str | None, count: int) -> list[str]:
    """`count` places in order, evenly spread behind `after` ("" is the start of the page).

    `before` is the next place that is taken, None at the end of the page.
    """
    width = max(len(after), len(before or ""))
    while True:
        low = int(after.ljust(width, "0") or "0")
        high = int(before.ljust(width, "0")) if before is not None else 10**width
        step = (high - low) // (count + 1)
        # A step of ten or more leaves room for later passages without longer places.
        if step >= 10:
            return [
                str(low + step * number).zfill(width).rstrip("0") for number in range(1, count + 1)
            ]
        width += 1
