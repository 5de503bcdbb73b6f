"""Families of findings that several stages treat alike."""

#: Texts without a name of their own: a finding's key is a hash of the words that it had first, so
#: an edited text is found under another key than it is known by. Comparing recognises it.
TEXTS = frozenset(
    {"declarations", "reservations", "objections", "notifications", "territories", "notes"}
)
