"""Small status pages as findings, and the store's projection in three lines."""

import string

from hypothesis import strategies as st

from watcher.model.finding import Extraction, Finding, Known, Statement

SIGNATURE = "participants/signature"
CONSENT = "participants/consent"
LISTED = "participants/listed"
PARTS = frozenset({SIGNATURE, CONSENT, LISTED})


def cell(code, role, date, *, mark="", bracketed=False, name=None, footnotes=()):
    """The finding of one dated cell."""
    action = {"signature": "signature", "consent": "accession" if mark == "a" else "ratification"}
    statement = Statement(
        action=action[role],
        date=date,
        mark=mark,
        bracketed=bracketed,
        participant=name or f"State {code}",
        participant_code=None if code.startswith("?") else code,
        footnotes=footnotes,
    )
    return Finding(f"participants/{code}/{role}", f"participants/{role}", statement, code)


def listed(code, name=None):
    """The finding of a row in which no cell is filled."""
    statement = Statement(participant=name or f"State {code}", participant_code=code)
    return Finding(f"participants/{code}/listed", LISTED, statement, code)


def entry(identifier, text, date=None):
    """The finding of one entry of a feed."""
    return Finding(f"entries/{identifier}", "entries", Statement(text=text, date=date))


def passage(text):
    """The finding of one passage: comparing assigns its key."""
    return Finding("", "passages", Statement(text=text))


def table(*findings, parts=PARTS):
    """A status page that states these findings."""
    return Extraction(tuple(findings), complete=True, parts=parts)


def feed(*findings):
    """A feed, which is a window, that states these findings."""
    return Extraction(tuple(findings), complete=False, parts=frozenset({"entries"}))


def page(*texts):
    """A page that consists of these passages."""
    return Extraction(tuple(map(passage, texts)), complete=True, parts=frozenset({"passages"}))


def known(*findings):
    """Findings as the store holds them after their baseline."""
    return {finding.key: Known(finding) for finding in findings}


def applied(before, changes):
    """Apply what changes do to the findings, as the store does."""
    after = dict(before)
    for change in changes:
        for key, finding in change.updates:
            if finding is None:
                after.pop(key, None)
                continue
            held = after.get(key)
            earlier = held.earlier if held else frozenset()
            if held and held.finding.statement.substance != finding.statement.substance:
                earlier |= {held.finding.statement.digest}
            after[key] = Known(finding, earlier)
    return after


def stated(findings):
    """The findings of `known` by key, without their history."""
    return {key: held.finding for key, held in findings.items()}


def wanted(extraction):
    """The findings of an extraction by key."""
    return {finding.key: finding for finding in extraction.findings}


_DATES = st.dates().map(lambda day: day.isoformat())
_CODES = [a + b + "X" for a in "ABC" for b in "ABCDE"]
_FOOTNOTES = st.lists(st.sampled_from(["1", "2", "see C.N.1.2026"]), max_size=2).map(tuple)


@st.composite
def rows(draw, code, name=None):
    """The findings of one row: any cells, or none and then it is listed."""
    footnotes = draw(_FOOTNOTES)
    found = []
    for role in ("signature", "consent"):
        date = draw(st.none() | _DATES)
        if date is not None:
            mark = draw(st.sampled_from(["", "a"])) if role == "consent" else ""
            bracketed = draw(st.booleans())
            found.append(
                cell(
                    code,
                    role,
                    date,
                    mark=mark,
                    bracketed=bracketed,
                    name=name,
                    footnotes=footnotes,
                )
            )
    return found or [listed(code, name)]


@st.composite
def tables(draw, min_rows=0):
    """A whole status page of up to fifteen participants."""
    codes = draw(st.lists(st.sampled_from(_CODES), unique=True, min_size=min_rows))
    return table(*(finding for code in codes for finding in draw(rows(code))))


@st.composite
def feeds(draw):
    """A feed of a few entries."""
    texts = st.text(string.ascii_letters + " ", max_size=8)
    entries = draw(st.dictionaries(st.integers(0, 9), texts, max_size=8))
    return feed(*(entry(str(number), text) for number, text in entries.items()))


def pages(min_size=0):
    """A page of a few passages, many of them alike."""
    return st.lists(st.sampled_from("abcdef"), min_size=min_size, max_size=14).map(
        lambda texts: page(*texts)
    )
