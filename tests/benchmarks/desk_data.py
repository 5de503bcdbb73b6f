"""A database with a long past, for `tests.benchmarks.desk`; `watcher verify` takes it.

It is written with the store's own functions, many polls to a transaction and without waiting for
the disk; only polls that found nothing are written in bulk. What it holds is drawn at random, from
one seed: tables of treaties, feeds, pages with long passages, notifications with their documents.
"""

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watcher.catalogue.entries import shipped as catalogue
from watcher.config import load
from watcher.digest.compose import compose
from watcher.model.capture import Capture
from watcher.model.change import Change, ChangeKind, PollRecord
from watcher.model.digest import DigestSettings, Material
from watcher.model.finding import Finding, Statement
from watcher.model.message import to_json
from watcher.model.participants import ParticipantKind, shipped
from watcher.model.review import Verdict
from watcher.model.source import Outcome, Source
from watcher.model.treaty import ROMAN, Treaty
from watcher.reporting import CLAIMS, VERDICTS
from watcher.store import deliveries, documents, log, outbox, polls, readings, reviews
from watcher.store.database import OwnedDatabase, open_for_writing, transaction
from watcher.store.rows import to_text

SEED = 6
BEGAN = datetime(2016, 1, 1, 6, tzinfo=UTC)
ENDED = datetime(2026, 11, 1, 6, tzinfo=UTC)
TREATIES = 560
FEEDS = 1_000
PAGES = 60
#: Shares of the lines that are no part of the treaties' first tables.
SHARES = {"feed": 0.70, "page": 0.19, "status": 0.08, "notifications": 0.03}
_BATCH = 20_000  # lines to a transaction

#: Words that the benchmark searches for: in every line of half of the feeds, in every passage of
#: pages (and so never together), and in five lines of all.
COMMON, ELSEWHERE, RARE = "proceedings", "paragraph", "zanzibarite"
_VOCABULARY = (
    "the of and to in a for on with by as at from is be that States treaty convention protocol "
    "agreement signature ratification accession acceptance approval withdrawal declaration "
    "reservation objection depositary Secretary-General deposited instrument notification parties "
    "signatories ceremony parliament minister government court commission conference amendment "
    "article annex entry force cooperation crime cybercrime evidence electronic human rights law "
    "international regional national implementation report meeting session draft resolution "
    "adopted text negotiations delegation statement office drugs training workshop member assembly "
    "security climate environment trade labour health children women refugees torture landmines"
)


@dataclass(slots=True)
class _Past:
    """What is known while the past is written."""

    db: OwnedDatabase
    rng: random.Random
    sources: dict[str, Source]
    wanted: int
    seq: int = 0
    stated: dict[tuple[str, str], Statement] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    rare: int = 5

    @property
    def now(self) -> datetime:
        """The moment that belongs to how far the log has come."""
        return BEGAN + (ENDED - BEGAN) * (self.seq / self.wanted)


def configuration(folder: Path, site: str) -> Path:
    """Write the configuration: 1,000 feeds at `site`, and tables and pages that are not polled."""
    lines = [
        f'[service]\ndatabase = "{folder}/watcher.db"\nallow_private_addresses = true',
        'host_pause = "0s"\nhost_connections = 50\n',
        '[web]\nlisten = "127.0.0.1:0"\n',
    ]
    listed = [each for each in catalogue().values() if each.number.partition("-")[0] in ROMAN]
    numbers = {each.number: each.name.replace('"', "'") for each in listed}
    for i in range(TREATIES - len(numbers)):
        numbers.setdefault(f"XXVII-{200 + i}", f"Agreement number {i} on the environment")
    for number, name in list(numbers.items())[:TREATIES]:
        lines.append(f'[[treaty]]\nnumber = "{number}"\nname = "{name}"\n')
        lines.append(
            f'[[source]]\nid = "untc-{number.lower()}"\nkind = "untc-status"\n'
            f'treaty = "{number}"\npaused = true\n'
        )
    lines += [
        f'[[source]]\nid = "feed-{i:04}"\nkind = "feed"\nurl = "{site}/feeds/{i}"\n'
        f'tier = "{"official" if i % 3 else "press"}"\nevery = "1h"\nmatch = ["treaty"]\n'
        for i in range(FEEDS)
    ]
    lines += [
        f'[[source]]\nid = "page-{i:02}"\nkind = "page"\nurl = "{site}/pages/{i}"\n'
        'tier = "official"\npaused = true\n'
        for i in range(PAGES)
    ]
    lines.append('[[source]]\nid = "notifications"\nkind = "untc-notifications"\npaused = true\n')
    lines.append(f'[[channel]]\nid = "desk"\nkind = "file"\npath = "{folder}/digests.jsonl"\n')
    lines += [
        f'[[digest]]\nid = "{name}"\nschedule = "{schedule}"\nchannels = ["desk"]\n'
        for name, schedule in (("daily", "daily"), ("weekly", "weekly"))
    ]
    path = folder / "watcher.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def build(folder: Path, wanted: int, config: Path) -> None:
    """Write the database of `folder`; `wanted` is the number of lines of its log."""
    file = folder / "watcher.db"
    building = folder / "building.db"
    sources = {source.id: source for source in load(config).sources}
    db = open_for_writing(building)
    try:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -1000000")
        with transaction(db):
            polls.register(db, sources.values())
        past = _Past(db, random.Random(SEED), sources, wanted)
        _write(past)
        with transaction(db):  # the past was read for claims when it came
            for name in (CLAIMS, VERDICTS):
                readings.advance(db, name, wanted, ENDED.date())
        for part in (_documents, _quiet_polls, _digests, _reviews, _incidents):
            part(past)
            _say(f"{part.__name__[1:]} written")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()
    (folder / "building.db.key").rename(folder / "watcher.db.key")
    building.rename(file)


def _write(past: _Past) -> None:
    batch: list[PollRecord] = []
    lines = 0
    for record in _polls(past):
        batch.append(record)
        lines += len(record.changes)
        past.seq += len(record.changes)
        if lines >= _BATCH or past.seq >= past.wanted:
            with transaction(past.db):
                for each in batch:
                    polls.write(past.db, each)
            _say(f"{past.seq:,} lines")
            batch, lines = [], 0


def _polls(past: _Past) -> Iterator[PollRecord]:
    tables = [source for source in past.sources.values() if source.kind == "untc-status"]
    others = {
        "feed": [source for source in past.sources.values() if source.kind == "feed"],
        "page": [source for source in past.sources.values() if source.kind == "page"],
        "status": tables,
        "notifications": [past.sources["notifications"]],
    }
    for source in tables[: max(2, len(tables) * past.wanted // 1_000_000)]:
        yield _poll(past, source, list(_first_table(past, source)), Outcome.BASELINE)
    # A poll of a feed brings more lines than one of a page: the shares are of lines.
    sizes = {"feed": 12, "page": 3, "status": 2, "notifications": 8}
    weights = [share / sizes[name] for name, share in SHARES.items()]
    makers = {
        "feed": _entry,
        "page": _passage,
        "status": _cell,
        "notifications": _notification,
    }
    while past.seq < past.wanted:
        (name,) = past.rng.choices(list(SHARES), weights)
        source = past.rng.choice(others[name])
        count = min(past.rng.randint(1, 2 * sizes[name] - 1), past.wanted - past.seq)
        changes = [makers[name](past, source) for _ in range(count)]
        yield _poll(past, source, changes, Outcome.CHANGED)


def _poll(past: _Past, source: Source, changes: list[Change], outcome: Outcome) -> PollRecord:
    now = past.now
    body = f"{source.id} {past.seq} {now}\n{changes[0].summary}\n".encode() * 20
    headers = (("Content-Type", "text/html; charset=utf-8"), ("ETag", f'"{past.seq}"'))
    return PollRecord(
        source_id=source.id,
        tier=source.tier.value,
        treaty=source.treaty,
        started_at=now,
        finished_at=now,
        outcome=outcome,
        next_poll=now + timedelta(hours=1),
        status=200,
        bytes=len(body),
        milliseconds=past.rng.randint(20, 3_000),
        capture=Capture(source.url, 200, headers, now, body, timedelta(0)),
        changes=tuple(changes),
    )


def _change(past: _Past, source: Source, kind: ChangeKind, key: str, new: Statement) -> Change:
    old = past.stated.get((source.id, key))
    past.stated[source.id, key] = new
    part = (
        "/".join((key.split("/")[0], key.split("/")[-1])) if new.participant else key.split("/")[0]
    )
    action = (new.action or "").replace("_", " ")
    summary = (
        f"{new.participant}: {action} {new.date}" if new.participant else (new.text or "")[:90]
    )
    return Change(
        kind,
        summary,
        old,
        new,
        ((key, Finding(key, part, new, new.participant_code)),),
        new.action,
        new.date,
    )


def _first_table(past: _Past, source: Source) -> Iterator[Change]:
    states = [each for each in shipped().by_code.values() if each.kind is ParticipantKind.STATE]
    for state in past.rng.sample(states, past.rng.randint(120, len(states))):
        for role, action in (("signature", "signature"), ("consent", "ratification")):
            new = Statement(
                action=action,
                date=f"{past.rng.randint(1960, 2015)}-{past.rng.randint(1, 12):02}-11",
                mark="",
                bracketed=False,
                participant=state.name,
                participant_code=state.code,
            )
            key = f"participants/{state.code}/{role}"
            yield _change(past, source, ChangeKind.BASELINE, key, new)


def _cell(past: _Past, source: Source) -> Change:
    state = past.rng.choice(list(shipped().by_code.values()))
    role, action = past.rng.choice(
        (("signature", "signature"), ("consent", "ratification"), ("consent", "accession"))
    )
    key = f"participants/{state.code}/{role}"
    new = Statement(
        action=action,
        date=(past.now - timedelta(days=past.rng.randint(3, 60))).date().isoformat(),
        mark="a" if action == "accession" else "",
        bracketed=False,
        participant=state.name,
        participant_code=state.code,
    )
    known = (source.id, key) in past.stated
    kinds = (ChangeKind.MODIFIED, ChangeKind.EDITORIAL) if known else (ChangeKind.ADDED,)
    return _change(past, source, past.rng.choice(kinds), key, new)


def _entry(past: _Past, source: Source) -> Change:
    number = past.entries[source.id] = past.entries.get(source.id, 0) + 1
    words = _text(past, past.rng.randint(15, 70))
    if int(source.id[-4:]) % 2:
        words = f"{words} {COMMON}"
    if past.rare and past.rng.random() < 20 / past.wanted:
        words, past.rare = f"{words} {RARE}", past.rare - 1
    link = f"https://news.example.org/{source.id}/{number}"
    text = f"{words[:60]} {number}\n{words}"
    new = Statement(text=text, link=link, date=past.now.date().isoformat())
    return _change(past, source, ChangeKind.ADDED, f"entries/{link}", new)


def _passage(past: _Past, source: Source) -> Change:
    key = f"passages/{past.rng.randint(0, 120)}"
    words = _text(past, 3_000 if past.rng.random() < 0.01 else past.rng.randint(20, 250))
    kind = ChangeKind.MODIFIED if (source.id, key) in past.stated else ChangeKind.ADDED
    return _change(past, source, kind, key, Statement(text=f"{ELSEWHERE} {words}"))


def _notification(past: _Past, source: Source) -> Change:
    number = past.entries[source.id] = past.entries.get(source.id, 0) + 1
    name = f"C.N.{number}.{past.now.year}"
    treaty = past.rng.choice(list(past.sources.values())[:TREATIES]).treaty
    link = f"https://treaties.example.org/{name}-Eng.pdf"
    new = Statement(text=f"{name}.TREATIES-{treaty}: {_text(past, 12)}", link=link)
    return _change(past, source, ChangeKind.ADDED, f"notifications/{name}", new)


def _text(past: _Past, words: int) -> str:
    chosen = past.rng.choices(_WORDS, _ZIPF, k=words)
    return f"{' '.join(chosen)} {past.rng.choice(_NAMES)} {past.rng.randint(1, 100_000)}"


def _documents(past: _Past) -> None:
    while wanted := documents.due(past.db, ENDED, 2_000, ["notifications"]):
        with transaction(past.db):
            for each in wanted:
                body = Capture(each.url, 200, (), each.asked_at, each.url.encode(), timedelta(0))
                documents.keep(past.db, each.id, body, _text(past, 250), each.asked_at)


def _quiet_polls(past: _Past) -> None:
    """The polls that found nothing: a million, of all sources in turn."""
    ids = list(past.sources)
    rounds = max(1, past.wanted // len(ids))
    for number in range(rounds):
        at = to_text(BEGAN + (ENDED - BEGAN) * ((number + 1) / (rounds + 1)))
        outcomes = past.rng.choices(
            ("not_modified", "unchanged", "failed", "quarantined"), (80, 17, 2.5, 0.5), k=len(ids)
        )
        with transaction(past.db):
            past.db.conn.executemany(
                "INSERT INTO polls (source, started_at, finished_at, outcome, status, bytes, "
                "milliseconds, error, changes, held) VALUES (?, ?, ?, ?, ?, 0, ?, ?, 0, 0)",
                [
                    (
                        *(id_, at, at, outcome, 304 if outcome == "not_modified" else 200),
                        *(
                            past.rng.randint(20, 3_000),
                            "it timed out" if outcome == "failed" else None,
                        ),
                    )
                    for id_, outcome in zip(ids, outcomes, strict=True)
                ],
            )


def _digests(past: _Past) -> None:
    """10,000 at a million lines: daily ones, and what was sent at once; some fail, few wait."""
    treaties = {
        source.treaty: Treaty(source.treaty, source.treaty_name or source.treaty)
        for source in past.sources.values()
        if source.treaty
    }
    step = 100
    for number, since in enumerate(range(0, past.wanted, step)):
        name = "daily" if number % 3 else "daily/immediate"
        wanted = log.LogFilter(after_seq=since, up_to_seq=since + step, limit=25)
        changes = tuple(log.changes(past.db, wanted, newest_first=False))
        end = changes[-1].detected_at + timedelta(milliseconds=number)
        named = {each.source: past.sources[each.source] for each in changes}
        settings = DigestSettings("daily", "The day's treaties", "daily", "UTC", ("desk",))
        material = Material(
            since, since + step, end - timedelta(days=1), end, changes, (), named, treaties
        )
        digest = compose(settings, material, now=end)
        document = None if number % 10 == 9 else to_json(digest)
        with transaction(past.db):
            composed = outbox.Composed(
                name=name,
                period_end=end,
                since_seq=since,
                until_seq=since + step,
                composed_at=end,
                subject=digest.subject,
                document=document,
                recipients=(("desk", ""), ("mail", "one@example.org"), ("mail", "two@example.org")),
                first_attempt=end,
                told=frozenset(each["seq"] for each in digest.changes),
            )
            queued = outbox.queue(past.db, composed)
            for delivery in deliveries.of_digest(past.db, queued or 0):
                _attempts(past, delivery, end, last=since + step >= past.wanted)


def _attempts(past: _Past, delivery: str, at: datetime, *, last: bool) -> None:
    if last:
        return
    failing = past.rng.choices((0, 1, 12), (90, 8, 2))[0]
    for number in range(failing + 1):
        dead = failing == 12 and number == failing
        good = number == failing and not dead
        retry = None if good or dead else at + timedelta(minutes=5 * number)
        answer = "250 OK" if good else "451 try again later"
        deliveries.attempted(past.db, deliveries.Attempt(delivery, at, 120, good, answer, retry))


def _reviews(past: _Past) -> None:
    for start in range(1, past.wanted + 1, _BATCH):
        with transaction(past.db):
            for seq in range(start, min(start + _BATCH, past.wanted + 1), 5):
                verdict = past.rng.choices(list(Verdict), (80, 10, 5, 5))[0]
                reviews.add(past.db, seq, verdict, "looked into", "Ada", ENDED)


def _incidents(past: _Past) -> None:
    with transaction(past.db):
        for number, id_ in enumerate([*past.sources] * 5):
            at = BEGAN + timedelta(hours=number * 17)
            closed = None if number % 200 == 0 else to_text(at + timedelta(hours=3))
            past.db.conn.execute(
                "INSERT INTO incidents (source, kind, subject, reason, opened_at, closed_at) "
                "VALUES (?, 'failed', '', 'it timed out', ?, ?)",
                (id_, to_text(at), closed),
            )


def _say(sentence: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {sentence}", file=sys.stderr, flush=True)


_WORDS = _VOCABULARY.split()
_ZIPF = [1 / (place + 1) for place in range(len(_WORDS))]
_NAMES = [each.name for each in shipped().by_code.values()]
