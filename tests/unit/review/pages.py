"""What the tests of pages ask of an answer."""

import re

from selectolax.lexbor import LexborHTMLParser


def parsed(answer, status=200):
    """The page of an answer."""
    assert answer.status_code == status, answer.text[:500]
    return LexborHTMLParser(answer.text)


def texts(page, selector):
    """The texts of elements, each on one line."""
    return [_line(each.text(separator=" ")) for each in page.css(selector)]


def _line(text):
    return re.sub(" ([,.:])", r"\1", " ".join(text.split()))


def token(answer):
    """The token of the forms on a page."""
    return re.search('name="csrf" value="([0-9a-f]{64})"', answer.text)[1]


async def post(web, page, place, **fields):
    """Send a form of a page to a place."""
    answer = await web.get(page)
    headers = fields.pop("headers", {})
    return await web.post(place, data={"csrf": token(answer), **fields}, headers=headers)


def is_harmless(page):
    """Nothing of ours runs or leads elsewhere, whatever stands in the log."""
    for script in page.css("script"):
        assert (script.attributes.get("src") or "").startswith("/static/")
        assert not script.text().strip()
    for element in page.css("*"):
        for name, value in element.attributes.items():
            assert not name.startswith("on"), element.html[:200]
            assert name != "style", element.html[:200]
            if name in ("href", "src", "action", "formaction"):
                assert re.match("(/|#|https?://)", value or ""), element.html[:200]
    assert not page.css(
        "base, object, embed, meta[http-equiv], main link, main style, svg:not(.strip)"
    )
