"""A declaration or a note is the same one when it is moved or edited, and new when it is new."""

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compare.tables import applied, known, stated
from watcher.compare.changes import compare, token
from watcher.extract.keys import Keys
from watcher.model.change import ChangeKind
from watcher.model.finding import Extraction, Finding, Statement

PARTS = frozenset({"declarations", "reservations", "objections", "notes", "territories"})

NAMES = {"CUB": "Cuba", "POL": "Poland", "?Atlantis": "Atlantis"}
ONE = "Declaration:\nCuba declares that it will apply article 1 of the Convention provisionally."
EDITED = "Declaration:\nCuba declares that it will apply article 2 of the Convention provisionally."
OTHER = "Cuba recognizes the competence of the Committee to receive communications."


class Page:
    """Texts in the order in which the page has them, with the keys that a reader gives them."""

    def __init__(self):
        self.keys = Keys()
        self.findings = []

    def says(self, text, who="CUB", family="declarations", date=None):
        action = {"declarations": "declaration", "reservations": "reservation"}.get(family)
        statement = Statement(
            action=action,
            date=date,
            text=text,
            participant=NAMES[who],
            participant_code=None if who.startswith("?") else who,
        )
        key = self.keys.key(f"{family}/{who}", text or "")
        self.findings.append(Finding(key, family, statement, who))
        return self

    def notes(self, *texts):
        for text in texts:
            self.findings.append(
                Finding(self.keys.key("notes", text), "notes", Statement(text=text))
            )
        return self

    @property
    def read(self):
        return Extraction(tuple(self.findings), complete=True, parts=PARTS)


def page():
    return Page()


def polled(before, after, held=frozenset()):
    return compare(before, after.read, parts=PARTS, read_anew=False, held=held)


def told(before, after):
    """What is told at once of two pages, and what waits, in short."""
    found = polled(known(*before.findings), after)
    return [
        [(change.kind, change.stated.text) for change in changes]
        for changes in (found.changes, found.waiting)
    ]


def test_another_declaration_before_it_is_one_that_is_new():
    assert told(page().says(ONE), page().says(OTHER).says(ONE)) == [[(ChangeKind.ADDED, OTHER)], []]


def test_an_edited_text_is_modified_and_keeps_its_key():
    before = page().says(ONE)
    (change,) = polled(known(*before.findings), page().says(EDITED)).changes
    assert (change.kind, change.old.text, change.new.text) == (ChangeKind.MODIFIED, ONE, EDITED)
    ((key, finding),) = change.updates
    assert key == before.findings[0].key == finding.key


def test_a_text_that_goes_back_to_what_it_was_waits_for_a_second_look():
    first = page().says(ONE)
    after = applied(
        known(*first.findings), polled(known(*first.findings), page().says(EDITED)).changes
    )
    back = polled(after, page().says(ONE))
    assert (back.changes, [change.new.text for change in back.waiting]) == ((), [ONE])


def test_a_text_with_the_words_of_an_old_one_does_not_take_its_key():
    first = page().says(ONE)
    after = applied(
        known(*first.findings), polled(known(*first.findings), page().says(EDITED)).changes
    )
    both = polled(after, page().says(ONE).says(EDITED))
    assert [(change.kind, change.stated.text) for change in both.changes] == [
        (ChangeKind.ADDED, ONE)
    ]
    assert len(applied(after, both.changes)) == 2


def test_one_that_is_gone_waits_for_a_second_look():
    assert told(page().says(ONE).says(OTHER), page().says(OTHER)) == [
        [],
        [(ChangeKind.REMOVED, ONE)],
    ]


def test_typography_alone_is_editorial():
    again = ONE.replace("Declaration:\n", "Declaration :\n“ ")
    assert told(page().says(ONE), page().says(again)) == [[(ChangeKind.EDITORIAL, again)], []]


def test_a_heading_that_is_corrected_makes_a_declaration_a_reservation():
    changed = ONE.replace("Declaration", "Reservation")
    (change,) = polled(
        known(*page().says(ONE).findings), page().says(changed, family="reservations")
    ).changes
    assert (change.kind, change.old.action, change.new.action) == (
        ChangeKind.MODIFIED,
        "declaration",
        "reservation",
    )
    assert [key.split("/")[0] for key, _ in change.updates] == ["declarations", "reservations"]


def test_a_text_that_is_withdrawn_leaves_an_entry_without_words():
    (change,) = polled(known(*page().says(ONE).findings), page().says(None)).changes
    assert (change.kind, change.old.text, change.new.text) == (ChangeKind.MODIFIED, ONE, None)


def test_the_same_date_is_the_same_declaration_whatever_became_of_its_words():
    before = page().says("[Translation to follow]", date="2026-02-03")
    (change,) = polled(known(*before.findings), page().says(OTHER, date="2026-02-03")).changes
    assert change.kind is ChangeKind.MODIFIED


def test_the_same_words_of_another_participant_are_another_declaration():
    assert told(page().says(ONE), page().says(ONE).says(ONE, who="POL")) == [
        [(ChangeKind.ADDED, ONE)],
        [],
    ]


def test_the_same_words_under_a_name_that_nobody_knows_are_the_same_declaration():
    before, after = page().says(ONE).says(OTHER), page().says(ONE, "?Atlantis").says(OTHER)
    for one, other, sentence in (
        (before, after, "Cuba is now written Atlantis"),
        (after, before, "Atlantis is now written Cuba"),
    ):
        comparison = polled(known(*one.findings), other)
        (change,) = comparison.changes
        assert (change.kind, change.summary) == (ChangeKind.EDITORIAL, sentence)
        assert comparison.waiting == ()
        later = applied(known(*one.findings), comparison.changes)
        assert polled(later, other).changes == ()


def test_a_note_that_renumbers_all_behind_it_is_one_editorial_change():
    before = page().notes("See note 1 under Serbia.", "On behalf of the Kingdom.")
    after = page().notes(
        "With a new exclusion.", "See note 1 under Serbia.", "On behalf of the Kingdom."
    )
    assert told(before, after) == [[(ChangeKind.EDITORIAL, "With a new exclusion.")], []]


def test_a_note_that_goes_or_is_edited_is_editorial_too_and_waits_for_nothing():
    before = page().notes("See note 1 under Serbia.", "On behalf of the Kingdom.")
    after = page().notes("See note 2 under Serbia.")
    kinds = [[kind for kind, _ in changes] for changes in told(before, after)]
    assert kinds == [[ChangeKind.EDITORIAL, ChangeKind.EDITORIAL], []]


sayings = st.sampled_from([ONE, EDITED, OTHER, None, "Same.", "Cuba declares.", "No more."])
texts = st.lists(
    st.tuples(
        sayings,
        st.sampled_from(["CUB", "POL"]),
        st.sampled_from(["declarations", "reservations"]),
        st.sampled_from([None, "2026-02-03", "2025-01-01"]),
    ),
    max_size=8,
)


def pages_of(drawn):
    made = page()
    for text, who, family, date in drawn:
        made.says(text, who, family, date)
    return made


def said(findings):
    return sorted(str(finding.statement) for finding in findings)


@given(texts, st.randoms(use_true_random=False))
def test_the_order_of_declarations_means_nothing(drawn, rng):
    shuffled = drawn.copy()
    rng.shuffle(shuffled)
    found = polled(known(*pages_of(drawn).findings), pages_of(shuffled))
    assert (found.changes, found.waiting) == ((), ())


@given(texts, texts)
def test_what_is_known_is_what_the_page_says_once_it_was_seen_twice(one, other):
    before, now = known(*pages_of(one).findings), pages_of(other)
    first = polled(before, now)
    after = applied(before, first.changes)
    second = polled(after, now, frozenset(map(token, first.waiting)))
    assert not second.waiting
    end = applied(after, second.changes)
    assert said(item.finding for item in end.values()) == said(now.findings)
    again = polled(end, now)
    assert (again.changes, again.waiting) == ((), ())


@given(texts, sayings.filter(bool))
def test_one_more_is_one_more(drawn, more):
    before = pages_of(drawn)
    now = pages_of(
        [*drawn, (f"{more} And something that nobody said before.", "POL", "declarations", None)]
    )
    found = polled(known(*before.findings), now)
    assert [change.kind for change in (*found.changes, *found.waiting)] == [ChangeKind.ADDED]
    assert stated(applied(known(*before.findings), found.changes))
