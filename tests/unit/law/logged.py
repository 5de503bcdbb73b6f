"""Hand-written histories: what a record stated, poll after poll, as steps of the change log."""

from dataclasses import replace
from datetime import date, timedelta

from watcher.law.history import lives
from watcher.law.position import Position, position, regime
from watcher.model.correction import Correction
from watcher.model.finding import Finding, Statement
from watcher.model.force import ForceRule
from watcher.model.life import Life, Step
from watcher.model.treaty import Action

TODAY = date(2026, 11, 1)
START = date(2026, 1, 1)  # the first poll, unless a step says otherwise


def cell(code, part, day, *, bracketed=False, action=None, name=None):
    """One dated cell of a table of participants."""
    action = action or ("signature" if part == "signature" else "ratification")
    statement = Statement(
        action=action,
        date=day,
        mark=None if bracketed is None else "",
        bracketed=bracketed,
        participant=name or f"State {code}",
        participant_code=None if code.startswith("?") else code,
    )
    return Finding(f"participants/{code}/{part}", f"participants/{part}", statement, code)


def consent(code, day, **more):
    """An instrument of consent."""
    return cell(code, "consent", day, **more)


def signature(code, day, **more):
    """A signature."""
    return cell(code, "signature", day, **more)


def note(code, notified, effective=None, *, taken_back=None):
    """A withdrawal as an end note tells it, or that it was taken back."""
    text = f"On {notified}, the Government notified its withdrawal."
    if taken_back:
        text += f"\nOn {taken_back}, the Government took its notification of withdrawal back."
    statement = Statement(
        action="withdrawal",
        date=notified,
        effective=None if taken_back else effective,
        bracketed=False if taken_back else None,
        text=text,
        participant=f"State {code}",
        participant_code=code,
    )
    return Finding(f"withdrawals/{code}", "withdrawals", statement, code)


def entered(code, action, day=None, **more):
    """What a person entered."""
    given = {"effective": None, "taken_back": None, **more}
    return Correction(
        "XXVI-5",
        f"State {code}",
        code,
        Action(action),
        day,
        **given,
        because="C.N.575.2019",
        link=None,
        by="a person",
    ).finding


def step(seq, *findings, gone=(), source="untc", seen=None, moved=()):
    """One line of the log. `moved` are pairs of an old key and the finding under its new one."""
    updates = [(finding.key, finding) for finding in findings]
    updates += [(finding.key, None) for finding in gone]
    for key, finding in moved:
        updates += [(key, None), (finding.key, finding)]
    return Step(seq, source, seen or START + timedelta(days=seq), tuple(updates))


def log(*steps):
    """The lines of a log, numbered anew."""
    return [replace(each, seq=number) for number, each in enumerate(steps, 1)]


def life(*steps, code="ALB") -> Life:
    """The history of one participant."""
    (found,) = [each for each in lives(log(*steps)) if (each.code or each.participant) == code]
    return found


def on(day, *steps, code="ALB", rule=None, in_force="2000-01-01", today=TODAY) -> Position | None:
    """Where one participant stood on a day."""
    found = lives(log(*steps))
    day = date.fromisoformat(day)
    stated = date.fromisoformat(in_force) if in_force else None
    treaty = regime(rule, found, day, stated, stated=True)
    own = [each for each in found if (each.code or each.participant) == code]
    return position(own[0], treaty, day, today) if own else None


def state(day, *steps, **more) -> str | None:
    """The one word for it; None where it had done nothing."""
    found = on(day, *steps, **more)
    return found.state if found else None


def rule(**more) -> ForceRule:
    """What a treaty asks for."""
    return ForceRule(count=more.pop("count", 40), **more)
