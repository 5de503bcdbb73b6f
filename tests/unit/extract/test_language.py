"""The language of a document: by what it says, and by what its text shows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.compare.tables import page
from watcher.extract.language import declared_language, in_its_language, language_check
from watcher.model.capture import Document
from watcher.model.finding import Check
from watcher.model.source import Source, Tier
from watcher.sandbox import Sandbox

SOURCE = Source("page", "page", "https://example.org/", Tier.OFFICIAL, timedelta(hours=6))
ENGLISH = replace(SOURCE, language="en")

TEXTS = {
    "en": "Each State Party shall take the measures that are necessary to carry out its "
    "obligations under this Convention, in accordance with its domestic law.",
    "fr": "Chaque État Partie prend les mesures nécessaires pour s'acquitter des obligations qui "
    "lui incombent en vertu de la présente Convention, conformément à son droit interne.",
    "es": "Cada Estado Parte adoptará las medidas que sean necesarias para cumplir las "
    "obligaciones que le impone la presente Convención, de conformidad con su derecho interno.",
    "ru": "Каждое государство-участник принимает меры, необходимые для выполнения своих "
    "обязательств по настоящей Конвенции, согласно внутреннему законодательству.",
    "ar": "تتخذ كل دولة طرف التدابير اللازمة لتنفيذ التزاماتها بموجب هذه الاتفاقية وفقا لقانونها "
    "الداخلي وتتعاون مع الدول الأطراف الأخرى.",
    "zh": "各缔约国应当依照本国国内法,采取必要措施履行本公约规定的义务,并与其他缔约国进行合作,"
    "以便更加有效地预防和打击网络犯罪。",
    "de": "Jeder Vertragsstaat trifft die erforderlichen Maßnahmen, um seine Verpflichtungen aus "
    "diesem Übereinkommen im Einklang mit seinem innerstaatlichen Recht zu erfüllen.",
    "pt": "Cada Estado Parte adotará as medidas necessárias para cumprir as obrigações que lhe "
    "incumbem por força da presente Convenção, em conformidade com o seu direito interno.",
    "nb": "Hver part skal treffe de tiltak som er nødvendige for å oppfylle sine forpliktelser "
    "etter denne konvensjonen i samsvar med sin nasjonale lovgivning og andre avtaler.",
}


def passed(language, declared, text):
    return language_check(language, declared, text).passed


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_shows_its_language_whatever_the_document_says(language):
    """Templates of French pages say lang="en" often enough."""
    assert passed(language, None, TEXTS[language])
    assert passed(language, "en", TEXTS[language])


@pytest.mark.parametrize("language", [each for each in TEXTS if each != "en"])
def test_another_language_is_refused_whatever_the_document_says(language):
    assert not passed("en", None, TEXTS[language])
    assert not passed("en", "en-GB", TEXTS[language])


def test_the_refusal_tells_both():
    assert language_check("en", "en-GB", TEXTS["fr"]) == Check(
        "language",
        False,
        "'en' is expected, but its text seems to be in 'fr', and it declares 'en-GB'",
    )


def test_of_a_short_text_the_documents_own_word_counts():
    assert passed("en", "en-US", "Bonjour")
    assert not passed("en", "fr", "Just a moment")
    assert language_check("en", "fr", "Page").detail == "'en' is expected, but it declares 'fr'"


def test_where_nothing_can_be_told_nothing_is_refused():
    assert passed("en", None, "Bonjour")
    assert passed("en", "und", "Bonjour")


def test_a_list_of_names_and_dates_tells_nothing_by_itself():
    names = "Viet Nam 25 Oct 2025 3 Feb 2026 Qatar 1 Apr 2026 Mali Niger Cuba Chad Peru Togo Oman "
    assert passed("en", "en", names * 3)
    assert passed("fr", "fr", names * 3)


def test_a_language_that_the_model_does_not_know_is_told_by_declaration():
    assert passed("sm", "sm-WS", TEXTS["en"])
    assert not passed("sm", "en", TEXTS["en"])


@pytest.mark.parametrize(
    ("language", "declared"),
    [
        ("en", "EN_us"),
        ("en", "fr, en"),
        ("no", "nn-NO"),
        ("zh", "zh-Hans-CN"),
        ("he", "iw"),
        ("sr", "hr"),
    ],
)
def test_a_declaration_is_read_as_browsers_read_it(language, declared):
    assert passed(language, declared, "short")


def declared(body, **more):
    return declared_language(Document("https://example.org/", body.encode(), **more))


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ('<!DOCTYPE html><html class="x" lang="en-GB"><body>', "en-GB"),
        ("<html lang=fr>", "fr"),
        ('<html data-lang="de"><p lang="es">', None),
        ('<html><head><meta http-equiv="Content-Language" content="pt, es">', "pt, es"),
        ('<?xml version="1.0"?>\n<!-- x --><feed xmlns="…" xml:lang="ar">', "ar"),
        ("<rss><channel><title>T</title><language>en-us</language>", "en-us"),
        ("<rdf><dc:language> ru </dc:language>", "ru"),
        ('{"version": "https://jsonfeed.org/version/1.1", "language": "zh", "items": []}', "zh"),
        ('{"items": [{"language": "zh"}]}', None),
        ("no declaration", None),
        ("", None),
    ],
)
def test_each_kind_of_document_declares_it_in_its_own_way(body, language):
    assert declared(body) == language


def test_the_servers_word_counts_where_the_document_has_none():
    assert declared("<html>", content_language="fr") == "fr"
    assert declared('<html lang="en">', content_language="fr") == "en"
    assert declared("%PDF-1.7 <html lang=de>", content_language="fr") == "fr"


def test_only_a_source_that_names_a_language_is_checked():
    document = Document(SOURCE.url, b'<html lang="de">')
    assert in_its_language(SOURCE, document, page("Hallo")) == page("Hallo")
    (check,) = in_its_language(ENGLISH, document, page("Hallo")).checks
    assert not check.passed


def test_what_is_refused_already_is_not_weighed():
    refused = replace(page(TEXTS["de"]), checks=(Check("page", False, "it is none"),))
    assert in_its_language(ENGLISH, Document(SOURCE.url, b""), refused) == refused


@given(st.text(max_size=400), st.none() | st.text(max_size=20))
def test_any_text_and_any_declaration_is_judged(text, said):
    assert language_check("en", said, text).name == "language"


async def test_it_is_checked_where_documents_are_read():
    body = f'<html lang="en"><body><main><p>{TEXTS["fr"]}</p></main></body></html>'
    document = Document(SOURCE.url, body.encode(), "text/html; charset=utf-8")
    async with Sandbox(workers=1) as sandbox:
        read = await sandbox.extract(ENGLISH, document, "watcher.extract.page")
        other = await sandbox.extract(SOURCE, document, "watcher.extract.page")
    assert [check.name for check in read.checks if not check.passed] == ["language"]
    assert all(check.passed for check in other.checks)
