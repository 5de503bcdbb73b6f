"""What of a text is news: its letters and digits, in whatever typography."""

import unicodedata


def essence(text: str) -> str:
    """Letters and digits alone, accents and case taken off.

    Two texts with the same essence differ in punctuation, quotation marks, spaces, accents or
    capitals: that is an edit for the eye, and says nothing new.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(str.isalnum, plain))
