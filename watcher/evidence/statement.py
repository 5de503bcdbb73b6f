"""One change as a page to read and print, and how to check the pack that it lies in.

Every piece of text is cleaned and escaped here, whatever it comes from. The page needs nothing
else: no script, no picture, no request.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from watcher import __version__
from watcher.evidence.case import Case, Exhibit
from watcher.evidence.sshsig import NAMESPACE
from watcher.model.finding import Statement
from watcher.model.plain import clean
from watcher.model.wire import statement_to_json


@dataclass(frozen=True, slots=True)
class _Times:
    """Writes moments in UTC and, where it is another one, in the zone of the reader."""

    timezone: str

    def told(self, moment: datetime) -> str:
        utc = f"{moment:%Y-%m-%d %H:%M:%S} UTC"
        if self.timezone == "UTC":
            return utc
        local = moment.astimezone(ZoneInfo(self.timezone))
        return f"{utc} ({local:%Y-%m-%d %H:%M:%S} {self.timezone})"

    def from_text(self, text: str) -> str:
        return self.told(datetime.fromisoformat(text)) if text else "never"


def statement_page(case: Case, timezone: str) -> str:
    """The page, as one HTML document."""
    return (
        _environment()
        .get_template("statement.html")
        .render(
            case=case,
            change=case.logged.change,
            exhibits=_exhibits(case),
            old=_told(case.logged.change.old),
            new=_told(case.logged.change.new),
            times=_Times(timezone),
            version=__version__,
            csp=Markup("default-src 'none'; style-src 'unsafe-inline'"),
        )
    )


def how_to_check(case: Case) -> str:
    """The steps, with commands of tools that are public and not ours."""
    return (
        _environment()
        .get_template("how-to-check.txt")
        .render(case=case, namespace=NAMESPACE, exhibits=_exhibits(case))
    )


def _exhibits(case: Case) -> list[tuple[str, str, Exhibit]]:
    """File name, what it is, and the capture."""
    told = [("after", "The capture that the change was read from", case.after)]
    if case.before is not None and case.before_seq is not None:
        stated = f"The capture that stated what was before (change {case.before_seq})"
        told.append(("before", stated, case.before))
    elif case.before is not None:
        last = "The capture of this source before; what the change found did not stand in it"
        if case.logged.change.old is not None:
            last = "The capture of this source before"
        told.append(("before", last, case.before))
    for number, document in enumerate(case.documents, 1):
        told.append((f"document-{number}", "A document that the change links to", document))
    return told


def _told(statement: Statement | None) -> list[tuple[str, str]]:
    """What is stated, as labels and values, without what does not apply."""
    found = []
    for name, value in (statement_to_json(statement) or {}).items():
        if value in (None, "", [], False):
            continue
        shown = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        found.append((name.replace("_", " "), shown))
    return found


def _finished(value: object) -> object:
    return value if isinstance(value, Markup) else clean(str(value))


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("watcher.evidence"),
        autoescape=select_autoescape(["html"]),  # the other template is plain text
        undefined=StrictUndefined,
        finalize=_finished,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
