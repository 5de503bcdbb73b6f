"""Word marks: what was taken out of a passage [-like this-] and put in {+like this+}."""

import difflib

MOST_WORDS = 400  # on either side; comparing takes time with the square of it
MOST_MARKS = 6  # more than these are harder to read than before and after
LEAST_ALIKE = 0.5  # of the words
MARKS = ("[-", "-]", "{+", "+}")


def marked(old: str, new: str) -> str | None:
    """Mark the differences in the new passage; None where marks would not be readable.

    They are not where the passages are long or have little in common, where the differences
    are many, or where the text itself uses the signs.
    """
    if any(sign in old or sign in new for sign in MARKS):
        return None
    before, after = old.split(), new.split()
    if max(len(before), len(after)) > MOST_WORDS:
        return None
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    steps = matcher.get_opcodes()
    if matcher.ratio() < LEAST_ALIKE or sum(step[0] != "equal" for step in steps) > MOST_MARKS:
        return None
    words: list[str] = []
    for step, i, j, k, m in steps:
        gone, come = " ".join(before[i:j]), " ".join(after[k:m])
        if step == "equal":
            words.append(come)
            continue
        if gone:
            words.append(f"[-{gone}-]")
        if come:
            words.append(f"{{+{come}+}}")
    return " ".join(words)
