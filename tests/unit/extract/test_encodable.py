"""Every text of an extraction can be stored, whatever the page held."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from watcher.extract.encodable import encodable
from watcher.model.finding import Check, Extraction, Filtered, Finding, Notice, Statement

ODD = st.text(st.sampled_from("aé\x00\ud800\udfff\U0001f600"), max_size=6)
MAYBE = st.none() | ODD
STATEMENTS = st.builds(
    Statement,
    text=MAYBE,
    link=MAYBE,
    participant=MAYBE,
    published=MAYBE,
    footnotes=st.lists(ODD, max_size=2).map(tuple),
)
EXTRACTIONS = st.builds(
    Extraction,
    findings=st.lists(st.builds(Finding, ODD, ODD, STATEMENTS, MAYBE), max_size=3).map(tuple),
    complete=st.booleans(),
    parts=st.frozensets(ODD, max_size=2),
    checks=st.lists(st.builds(Check, ODD, st.booleans(), ODD), max_size=2).map(tuple),
    title=MAYBE,
    facts=st.lists(st.tuples(ODD, ODD), max_size=2).map(tuple),
    notices=st.lists(st.builds(Notice, ODD, ODD, ODD), max_size=2).map(tuple),
    filtered=st.lists(st.builds(Filtered, ODD, STATEMENTS, ODD), max_size=2).map(tuple),
)


def texts(value):
    """Every text inside a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, frozenset)):
        for item in value:
            yield from texts(item)
    elif hasattr(value, "__dataclass_fields__"):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


@given(EXTRACTIONS)
def test_no_text_keeps_what_cannot_be_stored(extraction):
    for text in texts(encodable(extraction)):
        text.encode("utf-8")
        assert "\x00" not in text


@given(EXTRACTIONS)
def test_all_else_stays_as_it_is(extraction):
    made = encodable(extraction)
    assert (made.complete, len(made.findings)) == (extraction.complete, len(extraction.findings))
    assert encodable(made) == made


def test_a_finding_that_can_be_stored_is_not_copied():
    finding = Finding("entries/1", "entries", Statement(text="plain"))
    extraction = Extraction((finding,), complete=False, parts=frozenset({"entries"}))
    assert encodable(extraction).findings[0] is finding
