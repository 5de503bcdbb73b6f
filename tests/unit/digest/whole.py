"""Messages in full: one of each, with everything in it, and one whose words are all hostile."""

from dataclasses import replace
from datetime import date, timedelta

from tests.unit.digest.conftest import NOW, NUMBER, Log
from watcher.digest.compose import compose
from watcher.model.ahead import Ahead, AheadKind
from watcher.model.claim import Claim, Stage
from watcher.model.digest import (
    Claimed,
    Counts,
    Digest,
    DigestSettings,
    Earlier,
    Effect,
    Foretold,
    News,
)
from watcher.model.finding import Statement
from watcher.model.message import TestMessage
from watcher.model.operator import OperatorAlert, OperatorEvent, Trouble
from watcher.model.report import ReadClaim, Report, ReportState
from watcher.model.source import Source, Tier
from watcher.model.treaty import Action, Treaty

PARIS = "XXVII-7-d"
UNTC = "https://treaties.un.org/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no={}&chapter={}&clang=_en"

SETTINGS = DigestSettings(
    id="daily",
    title="Daily digest",
    schedule="0 7 * * *",
    timezone="Europe/Vienna",
    channels=("desk",),
)

SOURCES = {
    source.id: source
    for source in (
        Source(
            "untc-cybercrime",
            "untc-status",
            UNTC.format(NUMBER, 18),
            Tier.RECORD,
            timedelta(hours=6),
            treaty=NUMBER,
        ),
        Source(
            "untc-cybercrime-xml",
            "untc-status",
            UNTC.format(NUMBER, 18),
            Tier.RECORD,
            timedelta(hours=6),
            treaty=NUMBER,
        ),
        Source(
            "untc-paris",
            "untc-status",
            UNTC.format(PARIS, 27),
            Tier.RECORD,
            timedelta(hours=6),
            treaty=PARIS,
        ),
        Source(
            "cn",
            "untc-notifications",
            "https://treaties.un.org/Pages/CNs.aspx?cnTab=tab2&clang=_en",
            Tier.RECORD,
            timedelta(hours=6),
        ),
        Source(
            "un-news",
            "feed",
            "https://news.un.org/feed/subscribe/en/news/all/rss.xml",
            Tier.OFFICIAL,
            timedelta(hours=1),
        ),
        Source("press", "feed", "https://press.example.org/rss", Tier.PRESS, timedelta(hours=1)),
        Source(
            "unodc-page",
            "page",
            "https://www.unodc.org/unodc/cybercrime/convention/home.html",
            Tier.OFFICIAL,
            timedelta(hours=12),
        ),
    )
}

EARLIER = Earlier(
    number=41,
    subject="UN Convention against Cybercrime: Chile signs (72 signatories)",
    composed_at=NOW - timedelta(days=1),
)
AT_ONCE = Earlier(
    number=43,
    subject="UN Convention against Cybercrime: Uzbekistan accedes (1 has consented to be bound)",
    composed_at=NOW - timedelta(hours=9),
    type="alert",
)

LATER = Effect(in_force=date(2025, 12, 18))
CLOSES = Ahead(
    treaty=NUMBER,
    date=date(2025, 11, 27),
    kind=AheadKind.CLOSES_FOR_SIGNATURE,
    what="closes for signature",
    basis="stated in the configuration",
)
LATER_PARTIES = [
    Ahead(
        treaty=PARIS,
        date=date(2025, 12, 20),
        kind=AheadKind.TAKES_EFFECT,
        what=f"enters into force for {who}",
        basis="deposited on 20 Nov 2025; by the rule in the configuration",
        participant=who,
    )
    for who in ("Libya", "Yemen")
]

LONG = "Pneumonoultramicroscopic" * 125  # 3,000 characters without a place to break

#: What sources may write wherever they write; each would set a flag if anything ran it.
HOSTILE = (
    "<script>window.ran = 1</script>",
    "</title></style></textarea><script>window.ran = 2</script>",
    "<img src=x onerror='window.ran = 3'>",
    "<svg/onload=window.ran=4>",
    "\"><a href='javascript:window.ran=5' onmouseover='window.ran=6'>click</a>",
    "' onfocus='window.ran=7' autofocus x='",
    "<iframe src='https://evil.example.org/'></iframe><base href='https://evil.example.org/'>",
    "<style>@import 'https://evil.example.org/x.css'; body{background:url(https://e.example)}",
    "{{ 7*7 }} {% include '/etc/passwd' %} {{ cycler.__init__.__globals__ }} ${7*7}",
    "<!--[if mso]> <b>bold</b> <![endif]--> --> ]]> &lt;b&gt; &#60;b&#62; &#x0;",
    "one\r\nBcc: someone@example.org\r\n\r\n<b>two</b>",
    "nul\x00 bell\x07 escape\x1b[2J delete\x7f",
    "\u202ecurrus \u2066 \u200f\u0627\u0644\u0639\u0631\u0628 \u05e2\u05d1\u05e8\u05d9\u05ea",
    '=HYPERLINK("https://evil.example.org","click")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    LONG,
)

HOSTILE_LINKS = (
    "javascript:window.ran=8",
    "JaVaScRiPt:window.ran=8",
    "java\nscript:window.ran=8",
    "\x01javascript:window.ran=8",
    "data:text/html,<script>window.ran=9</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example.org/",
    "https://x.example.org/\"onmouseover='window.ran=10'",
    "https://x.example.org/'><script>window.ran = 11</script>",
    "https://[not-an-address/",
    "http:",
    "https://x.example.org/" + LONG,
)


def act(participant, action="signature", date="2025-11-19", **fields):
    """A statement of a treaty action, as the status page makes it."""
    fields.setdefault("bracketed", False)
    return Statement(action=action, date=date, participant=participant, **fields)


def full() -> Digest:
    """A digest that has something in each of its parts, and links to the log."""
    log = Log()
    log.sources = SOURCES
    _record(log)
    _reports(log)
    _notifications(log)
    _pages(log)
    corrects = len(log.changes) + 1
    log.add("untc-cybercrime", act("Chile", date="2025-10-25"), act("Chile", date="2025-10-26"))
    log.add(
        "un-news",
        Statement(text="Sixty States sign", link="https://news.un.org/2"),
        Statement(text="Sixty-five States sign", link="https://news.un.org/2"),
    )
    already = len(log.changes) + 1
    log.add("untc-cybercrime", None, act("Uzbekistan", "accession"))
    log.incident("press", "failed", "The server answered 503 Service Unavailable.", closed=True)
    log.incident("untc-paris", "quarantined", "Half of the rows are missing: 97 of 195.")
    log.incident("untc-cybercrime", "unknown_column", 'Nobody knows the column "Consent".')
    material = log.material(
        treaties={
            NUMBER: Treaty(NUMBER, "UN Convention against Cybercrime"),
            PARIS: Treaty(PARIS, "Paris Agreement"),
        },
        counts={
            NUMBER: Counts(73, 4, in_force=False, organisations=1, counted=3, needed=40),
            PARIS: Counts(195, 194, in_force=True),
        },
        ahead=(CLOSES, *LATER_PARTIES),
        effects={2: LATER, 3: LATER, 7: Effect(counted=False)},
        public_url="https://watch.example.org",
        corrects={corrects: EARLIER, corrects + 1: EARLIER},
        already={already: AT_ONCE},
        news=_news(log),
        start=NOW - timedelta(days=3),
        periods=3,
    )
    return replace(compose(SETTINGS, material, now=NOW), left_out=12)


def _news(log: Log) -> News:
    """What the press makes of it: one claim, one confirmation, two reports that are not settled."""
    said = next(each for each in log.changes if each.source == "un-news")
    record = next(each for each in log.changes if each.change.action == "ratification")
    ago = NOW - timedelta(days=30)
    ratified = (NUMBER, Action.RATIFICATION)
    first = (said.seq, "un-news", said.capture)
    link = "https://news.un.org/en/story/2025/10/1166"
    many = Report(1, *ratified, None, 72, *first, NOW)
    named = Report(2, *ratified, "VNM", None, *first, ago, ReportState.CONFIRMED, link=link)
    waits = Report(3, *ratified, "FJI", None, *first, ago, title="Fiji ratifies", link=link)
    denied = Report(4, *ratified, "TON", None, *first, ago, ReportState.CONTRADICTED, title="Tonga")
    claim = Claim(*ratified, Stage.COUNT, unnamed=True, number=72)
    read = ReadClaim(claim, said.seq, "un-news", "official", "Seventy-two", link, NOW)
    return News(
        claims={said.seq: (read,)},
        made={said.seq: (many,)},
        confirmed={record.seq: (replace(named, title="Viet Nam ratifies", settled_by=record.seq),)},
        contradicted=(replace(denied, reason="the record shows a signature of 25 Oct 2025"),),
        waiting=(waits,),
    )


def _record(log: Log) -> None:
    log.add("untc-cybercrime", None, act("Mauritius", date="2025-10-01"))
    for source in ("untc-cybercrime", "untc-cybercrime-xml"):
        deposit = act("Viet Nam", "ratification", "2025-11-18", participant_code="VNM")
        log.add(source, None, deposit)
    log.add("untc-cybercrime", None, act("United Kingdom of Great Britain and Northern Ireland"))
    log.add(
        "untc-paris",
        act("United States of America", "acceptance", "2021-01-20"),
        act(
            "United States of America",
            "acceptance",
            "2021-01-20",
            bracketed=True,
            effective="2026-01-27",
        ),
    )
    in_force = Statement(action="entry_into_force", date="2025-12-01", text="see article 21")
    log.add("untc-paris", None, in_force)
    log.add("untc-paris", None, act("Holy See", "accession", None))


def _reports(log: Log) -> None:
    log.add(
        "un-news",
        None,
        Statement(
            text="Seventy-two States ratify the Convention against Cybercrime in Hà Nội",
            link="https://news.un.org/en/story/2025/11/1166",
            date="2025-11-18",
        ),
    )
    log.add(
        "press",
        None,
        Statement(
            text="Minister: we shall sign the cybercrime treaty before the end of the year",
            link="https://press.example.org/1",
            date="2025-09-18",
        ),
    )
    log.add("press", None, Statement(text="وقعت موريشيوس على الاتفاقية", published="yesterday"))


def _notifications(log: Log) -> None:
    folder = "https://treaties.un.org/doc/Publication/CN/2025"
    log.add(
        "cn",
        None,
        Statement(text="C.N.421.2025.TREATIES-XVIII-16", link=f"{folder}/CN.421.2025-Eng.pdf"),
        treaty=NUMBER,
    )
    log.add(
        "cn",
        None,
        Statement(
            text=f"C.N.430.2025.TREATIES-{PARIS}: PERU: OTHER\n\n3/2/2026",
            participant="Peru",
            link=f"{folder}/CN.430.2025-Eng.pdf",
        ),
        treaty=PARIS,
    )


def _pages(log: Log) -> None:
    log.add(
        "unodc-page",
        Statement(text="Open in New York until 30 December 2026; 72 States have signed so far."),
        Statement(text="Open in New York until 31 December 2026; 73 States have signed so far."),
    )
    log.add("unodc-page", None, Statement(text="It enters into force ninety days later."))
    log.add(
        "unodc-page",
        Statement(text="The next session has not been scheduled."),
        Statement(text="Vienna, 26 to 30 January: rules of procedure."),
    )
    log.add("unodc-page", Statement(text="Registration is closed."), None)


def hostile() -> Digest:
    """A digest in which every word and link from outside is hostile, as if stored so."""
    digest = full()
    (section, *_), (report, *_) = digest.record, digest.reported
    (document, *_), (trouble, *_) = digest.documents, digest.troubles
    correction, cited, told = digest.corrections[0], digest.notifications[0], digest.told[0]
    (action, *_), (passage, *_) = section.actions, document.passages
    links = (HOSTILE_LINKS * 2)[: len(HOSTILE)]
    pairs = tuple(zip(HOSTILE, links, strict=True))
    evidence = [replace(action.evidence[0], source=text, url=link) for text, link in pairs]
    return replace(
        digest,
        subject=" ".join(HOSTILE[:-1]),
        title=HOSTILE[0] + HOSTILE[6],
        public_url="javascript:window.ran=12//",
        sources=HOSTILE,
        record=tuple(
            replace(
                section,
                name=text,
                number=text,
                actions=(
                    replace(
                        action,
                        sentence=text,
                        participant=text,
                        date=text,
                        event=text,
                        evidence=(seen,),
                        foretold=(Foretold(text, seen.url, 3, seen),),
                    ),
                ),
            )
            for text, seen in zip(HOSTILE, evidence, strict=True)
        ),
        reported=tuple(
            replace(
                report,
                title=text,
                date=text,
                link=link,
                evidence=seen,
                claims=(Claimed(text, text, text, text, text, text),),
            )
            for (text, link), seen in zip(pairs, evidence, strict=True)
        ),
        contradicted=tuple(
            replace(
                digest.contradicted[0],
                name=text,
                sentence=text,
                record=text,
                title=text,
                link=link,
                evidence=seen,
            )
            for (text, link), seen in zip(pairs, evidence, strict=True)
        ),
        corrections=tuple(
            replace(
                correction,
                sentence=text,
                name=text,
                told_in=replace(EARLIER, subject=text),
                evidence=seen,
            )
            for text, seen in zip(HOSTILE, evidence, strict=True)
        ),
        notifications=tuple(
            replace(cited, sentence=text, link=link, evidence=seen)
            for (text, link), seen in zip(pairs, evidence, strict=True)
        ),
        documents=tuple(
            replace(
                document,
                source=text,
                url=link,
                passages=(
                    replace(passage, old=f"so far {text} so far", new=f"so far {text} by now"),
                    replace(passage, old=None, new=text),
                    replace(passage, old=text, new=LONG),
                ),
            )
            for text, link in pairs
        ),
        troubles=tuple(
            replace(trouble, source=text, url=link, reason=text, kind=text) for text, link in pairs
        ),
        notices=tuple(
            replace(digest.notices[0], source=text, kind=text, text=text) for text in HOSTILE
        ),
        reminders=tuple(
            replace(digest.reminders[0], sentence=text, name=text, basis=text, participant=text)
            for text in HOSTILE
        ),
        told=tuple(
            replace(told, sentence=text, told_in=replace(AT_ONCE, number=number, subject=text))
            for number, text in enumerate(HOSTILE)
        ),
    )


def alert() -> OperatorAlert:
    """A message to the operator: one trouble begins, another is over; words are hostile."""
    began = NOW - timedelta(hours=3)
    return OperatorAlert(
        subject="Treaty watcher: untc-paris cannot be read or trusted; and 1 more",
        timezone="Europe/Vienna",
        composed_at=NOW,
        events=(
            OperatorEvent(Trouble.SOURCE, "untc-paris", f"cannot be read: {HOSTILE[0]}.", began),
            OperatorEvent(Trouble.DISK, "the disk", "has room again.", began, over=True),
        ),
    )


def trial() -> TestMessage:
    """What tries a channel."""
    return TestMessage("desk", "Europe/Vienna", NOW)
