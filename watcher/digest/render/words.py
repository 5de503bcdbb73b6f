"""What the forms of a message say alike: headings, phrases, links. Plain text, not yet escaped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watcher.digest.marks import MARKS, Piece, marked, pieces
from watcher.digest.subject import standing, time_to
from watcher.model.correction import CORRECTIONS as ENTERED
from watcher.model.digest import (
    Claimed,
    Correction,
    Digest,
    Earlier,
    Evidence,
    Foretold,
    OperatorNotice,
    PassageChange,
    Recorded,
    Reminder,
    Reported,
    Told,
    TreatySection,
    Trouble,
    Unsettled,
)
from watcher.model.plain import capital, cut, day, moment
from watcher.model.source import Tier
from watcher.model.wording import VERBS

ON_RECORD = "On record"
REPORTED = "Reported by others"
CONTRADICTED = "Reported, and contradicted"
WAITING = "Reported a month ago, and still not on record"
CORRECTIONS = "Corrections of what earlier digests said"
NOTIFICATIONS = "Depositary notifications"
DOCUMENTS = "Pages that changed"
REMINDERS = "Dates ahead"
TROUBLES = "Sources that could not be read or trusted"
NOTICES = "For the operator"
TOLD = "Told before"
REASON = "Why you get this"

#: Of the table of what is on record.
COLUMNS = ("Participant", "Action", "Date of the action", "Found")

#: What befell a passage.
NEW = "New"
TAKEN_OUT = "Taken out"
CHANGED = "Changed"
BEFORE = "Before"
NOW = "Now"

#: What is read aloud before words that are marked as gone or as new.
GONE_ALOUD = "Removed:"
NEW_ALOUD = "Added:"

REPORTED_NOTE = "What official bodies and the press say. It is no record of a treaty action."
LATE = "Published late"
NOT_CONFIGURED = "no longer configured"
NO_LINK = "No link given"

PASSAGE_LENGTH = 600  # characters shown of a passage that is told as before and now
TOLD_NAMED = 10  # changes of one earlier digest that are named again

#: How a report's tier is told; the others by their own word.
_TIERS = {Tier.OFFICIAL.value: "an official body's news"}

#: What is said of an episode that goes on, and of one that is over.
_TROUBLE = {
    "failed": ("has not been readable", "could not be read"),
    "quarantined": ("has not been trusted", "was not trusted"),
}
_OTHER_TROUBLE = ("has been in trouble", "was in trouble")


@dataclass(frozen=True, slots=True)
class Zone:
    """The time zone in which a reader is told of moments."""

    info: tzinfo

    @classmethod
    def of(cls, name: str) -> "Zone":
        """Look the zone up; an old digest must be readable where its zone is no longer known."""
        try:
            return cls(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return cls(UTC)

    @property
    def name(self) -> str:
        """Its name, as the reader wrote it in the configuration."""
        return str(self.info)

    def moment(self, when: datetime) -> str:
        """A moment in this zone, as people read it."""
        return moment(when.astimezone(self.info))


def change_name(seq: int) -> str:
    """What a change is called."""
    return f"change {seq}"


def change_link(public_url: str, seq: int) -> str | None:
    """Where a change stands in the log; None in a digest that has no address for it."""
    return f"{public_url}/changes/{seq}" if public_url else None


def rest_link(digest: Digest) -> str | None:
    """Where all changes of a digest's span stand; None as above."""
    if not digest.public_url:
        return None
    return f"{digest.public_url}/changes?after={digest.since_seq}&up_to={digest.until_seq}"


def dated(digest: Digest, zone: Zone) -> str:
    """The line under the summary: what this is, and of when."""
    what = "sent at once" if digest.type == "alert" else ""
    named = f"{digest.title}, {what}" if what else digest.title
    return f"{named}, {zone.moment(digest.composed_at)} ({zone.name})"


def nothing_on_record(digest: Digest) -> str:
    """What stands under "On record" where nothing does."""
    return "Nothing further." if digest.told else "Nothing new."


def treaty_line(section: TreatySection) -> str:
    """A treaty's name, number and standing."""
    stands = treaty_standing(section).removesuffix(".")
    return f"{section.name}{treaty_number(section)}{f': {stands}' if stands else ''}."


def treaty_number(section: TreatySection) -> str:
    """What stands behind a treaty's name: " (XVIII-16)"."""
    return f" ({section.number})" if section.number else ""


def treaty_standing(section: TreatySection) -> str:
    """How a treaty stands, and how far it is from its entry into force. "" if not known."""
    return f"{standing(section.counts)}." if section.counts else ""


def sentence(text: str) -> str:
    """End a sentence, unless it ends already: with the page's own words, and so their stop."""
    return text if text.endswith((".", "…")) else f"{text}."


def late(told: Recorded | Reported) -> str:
    """The label of what was published long after its own date; "" for all else."""
    return f"{LATE}." if told.late else ""


def in_force_for(action: Recorded) -> str:
    """What a consent does by the treaty's own rule; "" where that is what one expects."""
    if action.not_counted:
        return "Not counted for the entry into force."
    return f"In force for it from {day(action.in_force_for)}." if action.in_force_for else ""


def recorded(action: Recorded) -> str:
    """The sentence of an action and what it does, with its label where it was published late."""
    return " ".join(filter(None, (sentence(action.sentence), in_force_for(action), late(action))))


def reminder(told: Reminder) -> str:
    """A date ahead, and how far."""
    return f"{capital(time_to(told.days))}: {sentence(told.sentence)}"


def basis(told: Reminder) -> str:
    """Where the date comes from."""
    return sentence(capital(told.basis))


def who(action: Recorded, section: TreatySection) -> str:
    """Who acts, in a column of its own; the treaty itself, where it enters into force."""
    return action.participant or ("The treaty" if section.number else "Not named")


def deed(action: Recorded) -> str:
    """The action where participant and date have columns of their own: "Signature".

    Only what says nothing else is told so; all else keeps its whole sentence.
    """
    effect = in_force_for(action)
    verb = VERBS.get(action.event)
    if verb is None or not action.participant:
        return _and(sentence(action.sentence), effect)
    dated = f" on {day(action.date)}" if action.date else "; the page gives no date"
    plain = f"{verb.subject.format(who=action.participant)} {verb.past}{dated}"
    if action.sentence != plain:
        return _and(sentence(action.sentence), effect)
    return f"{capital(verb.noun)}. {effect}" if effect else capital(verb.noun)


def _and(told: str, more: str) -> str:
    return f"{told} {more}" if more else told


def date_of(action: Recorded) -> str:
    """The action's own date, in a column of its own."""
    return day(action.date) if action.date else "Not given"


def official_pages(actions: Iterable[Recorded]) -> dict[str, str | None]:
    """The official pages that the actions were read from, by source."""
    return {
        evidence.source: evidence.url
        for action in actions
        for evidence in action.evidence
        if evidence.source != ENTERED
    }


def official_page(source: str) -> str:
    """What the official page of a source is called."""
    return f"Official page of {source}"


def origin(evidence: Evidence, public_url: str) -> str:
    """Name the change that says so, where it comes from, and where to look at it."""
    link = change_link(public_url, evidence.seq)
    named = change_name(evidence.seq)
    source = "entered by a person" if evidence.source == ENTERED else f"from {evidence.source}"
    return f"{named} {source}{f': {link}' if link else ''}"


def site(address: str | None) -> str:
    """Where a link leads to, in short: the host's name."""
    if address is None:
        return NOT_CONFIGURED
    try:
        return urlsplit(address).hostname or address
    except ValueError:  # brackets that hold no IPv6 address
        return address


def report_link(report: Reported) -> str:
    """Where a report's link leads to, in short."""
    return site(report.link) if report.link else NO_LINK


def origin_of_report(report: Reported, zone: Zone) -> str:
    """Who reported it, when, and when it was found."""
    when = f", dated {day(report.date)}" if report.date else ""
    tier = _TIERS.get(report.tier, report.tier)
    return f"{report.evidence.source} ({tier}){when}; found {zone.moment(report.detected_at)}"


def claim(claimed: Claimed) -> str:
    """What an entry says of a treaty action, and what the record shows of it."""
    return f"{claimed.name}: {sentence(claimed.whole)}"


def foretold(report: Foretold) -> str:
    """Which report a line of the record confirms, and how long after it."""
    named = f'"{cut(report.title, 120)}"' if report.title else change_name(report.evidence.seq)
    by = f"{report.evidence.source}, {change_name(report.evidence.seq)}"
    return f"{foretold_when(report)}: {named} ({by})."


def foretold_when(report: Foretold) -> str:
    """How long before the record it was reported."""
    if report.days <= 0:
        return "Also reported"
    return f"Reported {'1 day' if report.days == 1 else f'{report.days} days'} before"


def unsettled(report: Unsettled) -> str:
    """What a report says, and what the record shows."""
    return f"{report.name}: {report.sentence}; {sentence(report.record)}"


def origin_of_unsettled(report: Unsettled, zone: Zone) -> str:
    """Who said so, and when."""
    said = f'"{cut(report.title, 120)}", ' if report.title else ""
    return f"{said}{report.evidence.source}; found {zone.moment(report.reported_at)}"


def earlier(told_in: Earlier, zone: Zone) -> str:
    """Name a digest of before."""
    what = "what was sent at once on" if told_in.type == "alert" else "the digest of"
    return f'{what} {zone.moment(told_in.composed_at)}, "{cut(told_in.subject, 120)}"'


def corrected(correction: Correction, zone: Zone) -> str:
    """What of whom is corrected, and where it was told."""
    of = "on record" if correction.tier == Tier.RECORD else "of a report"
    what = f"{correction.name}, {of}" if correction.name else capital(of)
    return f"{what}. Told in {earlier(correction.told_in, zone)}."


def told_before(told: Iterable[Told], zone: Zone) -> Iterator[str]:
    """One paragraph for each earlier digest, with its changes in brief."""
    by_digest: dict[int, list[Told]] = {}
    for each in told:
        by_digest.setdefault(each.told_in.number, []).append(each)
    for group in by_digest.values():
        named = "; ".join(each.sentence for each in group[:TOLD_NAMED])
        more = len(group) - TOLD_NAMED
        rest = f"; and {more} more" if more > 0 else ""
        yield f"In {earlier(group[0].told_in, zone)}: {named}{rest}."


def trouble_span(trouble: Trouble, zone: Zone) -> str:
    """Since when, or from when until when."""
    opened = zone.moment(trouble.opened_at)
    goes_on, is_over = _TROUBLE.get(trouble.kind, _OTHER_TROUBLE)
    if trouble.closed_at is None:
        return f"{goes_on} since {opened}"
    return f"{is_over} from {opened} to {zone.moment(trouble.closed_at)}; well again"


def notice(told: OperatorNotice) -> str:
    """What the operator should look at."""
    return f"{told.source}, {told.kind.replace('_', ' ')}: {told.text}"


def trouble_address(trouble: Trouble) -> str | None:
    """The address, where the reason does not name it already."""
    return trouble.url if trouble.url and trouble.url not in trouble.reason else None


@dataclass(frozen=True, slots=True)
class Difference:
    """How a passage is told: as it stands, word by word, or as before and now."""

    label: str  # NEW, TAKEN_OUT, CHANGED, or BEFORE
    text: str  # with marks where there are pieces
    now: str | None = None
    pieces: tuple[Piece, ...] = ()

    def named(self, seq: int) -> str:
        """The label with the change's number, and what marks mean."""
        legend = "; {}gone{}, {}new{}".format(*MARKS) if self.label == CHANGED else ""
        return f"{self.label} ({change_name(seq)}{legend})"


def difference(passage: PassageChange, *, marks: bool = True) -> Difference:
    """Tell a passage that is new, gone or different.

    Without `marks` pieces are given even where the passage itself holds the signs.
    """
    if passage.old is None:
        return Difference(NEW, _shown(passage.new))
    if passage.new is None:
        return Difference(TAKEN_OUT, _shown(passage.old))
    text = marked(passage.old, passage.new)
    told = pieces(passage.old, passage.new) if text is not None or not marks else None
    if told is not None:
        return Difference(CHANGED, text or _shown(passage.new), pieces=told)
    return Difference(BEFORE, _shown(passage.old), _shown(passage.new))


def _shown(text: str | None) -> str:
    return cut(text or "", PASSAGE_LENGTH)


def left_out(digest: Digest) -> str | None:
    """What is said of the changes beyond the largest size; None where there are none."""
    many = left_to_the_log(digest)
    link = rest_link(digest)
    return f"{many}{f': {link}' if link else '.'}" if many else None


def left_to_the_log(digest: Digest) -> str | None:
    """The same without the address."""
    if not digest.left_out:
        return None
    if digest.left_out == 1:
        return "1 more change stands in the change log"
    return f"{digest.left_out} more changes stand in the change log"


def reason(digest: Digest, zone: Zone) -> Iterator[str]:
    """Why the reader gets this, and what it covers."""
    names = ", ".join(digest.sources) or "no source"
    count = len(digest.sources)
    sources = f"{count} {'source' if count == 1 else 'sources'}: {names}"
    if digest.type == "alert":
        yield (
            f'The digest "{digest.id}" has such actions sent at once. It is on {sources}. '
            "The next regular digest names them again, briefly."
        )
        return
    yield (
        f'It is the digest "{digest.id}" (schedule: {digest.schedule}, {digest.timezone}) on '
        f"{sources}."
    )
    if digest.until_seq > digest.since_seq:
        span = f"covers the change log from {digest.since_seq + 1} to {digest.until_seq}"
    else:
        span = f"found no new line in the change log, which ends at {digest.until_seq}"
    yield f"It {span}."
    if digest.periods > 1 and digest.start:
        yield (
            f"{digest.periods} digests came due while the watcher was off, from "
            f"{zone.moment(digest.start)} to {zone.moment(digest.end)}: this one message is for "
            "all of them."
        )
