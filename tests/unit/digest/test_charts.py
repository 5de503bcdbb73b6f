"""A digest carries the figures of its charts; its HTML shows those that were drawn."""

import json

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.unit.charts.building import a_timeline
from watcher.digest.compose import compose
from watcher.digest.render.html import Picture, render_html
from watcher.digest.render.text import render_text
from watcher.model.message import from_json, to_json


@pytest.fixture
def digest(log, settings, act):
    log.add("untc", None, act("Mauritius"))
    timeline = a_timeline()
    return compose(settings, log.material(timelines={timeline.treaty: timeline}), now=log.now)


def test_the_figures_go_along_with_what_was_composed(digest):
    assert digest.record[0].chart == a_timeline()
    assert from_json(to_json(digest)) == digest


def test_a_digest_of_an_earlier_release_has_no_chart_and_is_read(digest):
    written = json.loads(to_json(digest))
    del written["record"][0]["chart"]
    assert from_json(json.dumps(written)).record[0].chart is None


def test_the_html_shows_the_picture_of_a_treaty_with_its_words(digest):
    picture = Picture("cid:chart@example.org", 448, 238, 'Words & "more" <b>')
    page = LexborHTMLParser(render_html(digest, {"XVIII-16": picture}))
    (image,) = page.css("img")
    assert image.attributes["src"] == "cid:chart@example.org"
    assert (image.attributes["width"], image.attributes["height"]) == ("448", "238")
    assert image.attributes["alt"] == 'Words & "more" <b>'
    assert "max-width:100%" in image.attributes["style"]


def test_without_a_picture_nothing_is_missed(digest):
    other = Picture("cid:x@example.org", 1, 1, "another treaty")
    assert render_html(digest) == render_html(digest, {"I-1": other})
    assert "<img" not in render_html(digest)


def test_the_text_says_how_the_treaty_stands_once(digest):
    assert render_text(digest).count("73 signatories") == 2  # in its one line, and by the treaty
