"""How a digest's one line names what befell a record beside its table of participants."""

import pytest

from watcher.digest.compose import compose
from watcher.model.finding import Statement

TREATY = "UN Convention against Cybercrime"
NOTE = "A notification of withdrawal. The withdrawal will take effect for Fiji on that day."


def withdrawal(**fields):
    fields = {"date": "2025-11-19", "effective": "2026-05-19", "text": NOTE} | fields
    return Statement(action="withdrawal", participant="Fiji", **fields)


def entry_into_force(date=None, participant=None):
    return Statement(
        action="entry_into_force", date=date, text="see article 65", participant=participant
    )


def declaration(text):
    return Statement(action="declaration", date="2026-03-05", text=text, participant="Fiji")


CITED = Statement(text="C.N.421.2025.TREATIES-XVIII-16", link="https://treaties.example.org/cn.pdf")


@pytest.mark.parametrize(
    ("old", "new", "subject"),
    [
        (None, withdrawal(), "Fiji notifies its withdrawal"),
        (withdrawal(), withdrawal(effective="2026-06-19"), "Fiji notifies its withdrawal"),
        (withdrawal(), None, "entry of Fiji no longer listed"),
        (None, entry_into_force(), "a new entry for the treaty"),
        (entry_into_force(), entry_into_force("2026-03-01"), "the treaty enters into force"),
        (
            entry_into_force("2026-03-01"),
            entry_into_force("2026-03-02"),
            "entry of the treaty corrected",
        ),
        (
            None,
            entry_into_force("2027-02-15", "Fiji"),
            "the treaty enters into force for Fiji",
        ),
        (withdrawal(), withdrawal(bracketed=False, effective=None), "Fiji undoes its withdrawal"),
        (declaration("One word."), declaration("Another word."), "a text of Fiji edited"),
    ],
)
def test_each_event_is_called_what_it_is(settings, log, old, new, subject):
    log.add("untc", old, new)
    digest = compose(settings, log.material(), now=log.now)
    assert digest.subject == f"{TREATY}: {subject}"
    assert digest.record[0].actions[0].sentence == log.changes[0].change.summary


@pytest.mark.parametrize(
    "new",
    [
        CITED,
        Statement(text=f"{CITED.text}: FIJI: OTHER\n\n3/2/2026", participant="Fiji"),
    ],
)
def test_a_notification_without_an_action_is_a_document_and_no_event(settings, log, new):
    log.add("untc", None, new)
    digest = compose(settings, log.material(), now=log.now)
    assert digest.record == ()
    assert digest.subject == "No change on record; 1 depositary notification"
    assert digest.notifications[0].sentence == log.changes[0].change.summary


def test_two_declarations_of_one_participant_are_both_told(settings, log):
    for text in ("Declaration:\nOne.", "Declaration:\nTwo."):
        log.add("untc", None, Statement(action="declaration", participant="Fiji", text=text))
    digest = compose(settings, log.material(), now=log.now)
    assert len(digest.record[0].actions) == 2
    assert digest.subject == f"{TREATY}: 2 make declarations"


def test_a_line_of_the_head_is_told_among_the_documents(settings, log):
    log.add("untc", Statement(text="1 March, No. 1"), Statement(text="1 March 2026, No. 59999"))
    digest = compose(settings, log.material(), now=log.now)
    assert digest.record == ()
    assert digest.documents[0].passages[0].new == "1 March 2026, No. 59999"
