"""The second reading of a source: fetched, read and vetted like the first, compared, and told.

    address -> fetch -> extract -> vet -> agreement

It never changes what the source itself states, and never fails its poll: what goes wrong here is
a notice to the operator once it has lasted for more than one poll.
"""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urljoin

from watcher.compare.agreement import Agreement, Reading, judge, unreadable
from watcher.errors import SourceError
from watcher.log import get_logger
from watcher.model.capture import NotModified, Validators
from watcher.model.finding import Finding, Known
from watcher.model.source import Format, Source, SourceState
from watcher.model.treaty import TreatyNumber
from watcher.vet import Remembered, reasons, verdict, vet
from watcher.way import Way, extract

log = get_logger(__name__)

#: The finding by which a status page names its other form: the link of it.
XML_ADDRESS = "treaty/xml"

_NAMES = {Format.HTML: "the page", Format.XML: "the XML"}
_OTHER = {Format.HTML: Format.XML, Format.XML: Format.HTML}


def second_address(source: Source, stated: Iterable[Known | Finding]) -> str | None:
    """Where the second reading is to be had; None where the page names none.

    "page" is the treaty's status page, on the host of the source. "xml" is what the status page
    itself last named as its XML, so nothing is computed.
    """
    if source.cross_check == "page":
        return urljoin(source.url, TreatyNumber.parse(source.treaty or "").status_path)
    if source.cross_check == "xml":
        named = (each for each in _findings(stated) if each.key == XML_ADDRESS)
        return next((each.statement.link for each in named), None)
    return source.cross_check


async def cross_check(
    way: Way,
    source: Source,
    state: SourceState,
    stated: Iterable[Known | Finding],
    address: str | None,
) -> Agreement:
    """Compare what a source states with its second reading at an address.

    `stated` is what the source itself is known to state now; `state` is its state before this
    poll. Raises nothing but what cancels.
    """
    findings = _findings(stated)
    first = Reading(
        name=_NAMES[source.format],
        findings=findings,
        parts=state.parts | {each.part for each in findings},
    )
    if address is None:
        missing = "the status page names no XML of its own"
        return unreadable(missing, source.url, state.disagreement)
    try:
        second = await _second(way, source, address)
    except SourceError as error:
        return unreadable(str(error), address, state.disagreement)
    except Exception as error:
        # A fault of our own must not cost the poll that has just succeeded.
        log.exception("a fault in the watcher itself", source=source.id)
        told = f"a fault in the watcher itself: {type(error).__name__}: {error}"
        return unreadable(told, address, state.disagreement)
    return judge(first, second, address, state.disagreement)


async def _second(way: Way, source: Source, address: str) -> Reading:
    """Read the other form; SourceError where it cannot be had or is not believed."""
    other = replace(
        source, url=address, format=_OTHER[source.format], cross_check=None, require_text=()
    )
    answer = await way.fetcher.fetch(other.id, other.url, Validators())
    if isinstance(answer, NotModified):  # nothing was asked that this could answer
        raise SourceError(other.id, "the server said 304 to an unconditional request")
    extraction = await extract(way.sandbox, other, answer)
    checks = vet(other, extraction, Remembered())
    if verdict(checks) is not None:
        raise SourceError(other.id, reasons(checks))
    return Reading(_NAMES[other.format], extraction.findings, extraction.parts)


def _findings(stated: Iterable[Known | Finding]) -> tuple[Finding, ...]:
    return tuple(each.finding if isinstance(each, Known) else each for each in stated)
