"""Lets a coverage-guided fuzzer loose on one kind's reader, for so many seconds.

    python -m tests.faults.fuzzing feed --seconds 20

The seeds are the documents of tests/pages. What must hold for every document, however broken: the
reader states an extraction or raises ExtractError; the extraction can be stored; keys are unique.
The process ends with 0 where nothing else was met, and leaves the document that broke a law in
the working directory otherwise (libFuzzer writes it as `crash-…`).
"""

import argparse
import importlib
import pickle
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["watcher"]):
    from watcher.errors import ExtractError
    from watcher.extract.encodable import encodable
    from watcher.extract.kinds import KINDS
    from watcher.model.capture import Document
    from watcher.model.reading import Listing, Matching, Pattern, Records, Table
    from watcher.model.source import Format, Source, Tier

#: What is read beside the sources: the chapter pages of the catalogue.
CHAPTER = "untc-chapter"

PAGES = Path(__file__).resolve().parents[1] / "pages"

_TYPES = {"feed": "application/xml", "json": "application/json", "pdf": "application/pdf"}
_ADDRESSES = {
    CHAPTER: "https://treaties.un.org/Pages/Treaties.aspx?id=18&subid=A&clang=_en",
}
_LARGEST = 65_536  # bytes; size is another test's matter


def source_of(kind: str, *, xml: bool = False) -> Source:
    """A source of this kind with every part of its reader in use."""
    return Source(
        id="fuzzed",
        kind=kind,
        url=_ADDRESSES.get(kind, "https://example.org/a/page"),
        tier=Tier.OFFICIAL,
        every=timedelta(hours=1),
        treaty="XVIII-16",
        treaty_name="Cybercrime Convention",
        format=Format.XML if xml else Format.HTML,
        matching=Matching(
            match=(Pattern("cyber"), Pattern("treat(y|ies)", regex=True)),
            exclude=(Pattern("sport", where="title"),),
        ),
        listing=Listing(item="li", date="time") if kind == "listing" else None,
        table=(
            Table(
                columns=(("State", "participant"), ("Signature", "signature"), ("Entry", "cell")),
                cell=(r"(?P<action>\w+): (?P<date>.+)",),
            )
            if kind == "table"
            else None
        ),
        records=(
            Records(records="data", fields=(("title", "name"), ("date", "when")))
            if kind == "json"
            else None
        ),
    )


def seeds(kind: str, *, xml: bool) -> list[Path]:
    """The documents of tests/pages that a reader of this kind is made for."""
    folder = PAGES / (f"{kind}-xml" if xml else kind)
    found = folder.iterdir() if folder.is_dir() else ()
    return [path for path in found if path.is_file() and not path.name.endswith(".expected.json")]


def main() -> None:
    """Read the arguments, and hand over to the fuzzer: it ends the process."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kind", choices=sorted([*KINDS, CHAPTER]))
    parser.add_argument("--xml", action="store_true", help="the XML form of a status")
    parser.add_argument("--seconds", type=int, default=20)
    wanted = parser.parse_args()
    source = source_of(wanted.kind, xml=wanted.xml)
    with atheris.instrument_imports(include=["watcher"]):
        chapter = wanted.kind == CHAPTER
        module = "watcher.extract.untc_chapter" if chapter else KINDS[wanted.kind].module
        reader = importlib.import_module(module)

    def one(body: bytes) -> None:
        document = Document(source.url, body, _TYPES.get(source.kind, "text/html"))
        try:
            extraction = encodable(reader.extract(source, document))
        except (ExtractError, MemoryError):
            return
        keys = [finding.key for finding in extraction.findings if finding.key]
        believed = all(check.passed for check in extraction.checks)
        if believed and len(keys) != len(set(keys)):
            raise AssertionError("two findings share a key")
        pickle.dumps(extraction)
        for finding in extraction.findings:
            repr(finding).encode()  # no lone surrogate is left

    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds(wanted.kind, xml=wanted.xml)):
            Path(corpus, str(number)).write_bytes(seed.read_bytes()[:_LARGEST])
        options = [f"-max_total_time={wanted.seconds}", f"-max_len={_LARGEST}", "-timeout=10"]
        atheris.Setup([sys.argv[0], corpus, "-rss_limit_mb=1500", "-seed=1", *options], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
