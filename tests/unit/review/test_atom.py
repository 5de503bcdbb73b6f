"""The feeds: what a reader of feeds makes of them, and nothing that could hurt it."""

import io

import feedparser
from lxml import etree

from tests.hostile_titles import titles
from tests.unit.review.access.conftest import HASH
from tests.unit.review.asking import asking, copied
from watcher.review.programs import atom

NS = {"a": atom.ATOM}


def parsed(answer):
    read = feedparser.parse(io.BytesIO(answer.content), sanitize_html=False)
    assert not read.bozo
    return read


async def entries(web, place):
    """All entries, page by page."""
    while place:
        feed = parsed(await web.get(place))
        for each in feed.entries:
            yield each
        place = next((link.href for link in feed.feed.links if link.rel == "next"), None)


async def test_the_feed_has_all_news_page_by_page_each_under_an_id_of_its_own(web):
    found = [each async for each in entries(web, "/feed.atom")]
    assert len(found) == 104  # without the baseline
    assert len({each.id for each in found}) == 104
    assert found[0].link == "http://127.0.0.1:8080/changes/105"
    assert found[-1].title == "State MUS is new"
    assert [tag.term for tag in found[-1].tags] == [
        "added",
        "record",
        "XVIII-16",
        "signature",
        "MUS",
    ]


async def test_a_filter_has_a_feed_of_its_own_that_names_it(web):
    feed = parsed(await web.get("/changes.atom?treaty=XVIII-16&kind=added"))
    assert len(feed.entries) == 2
    assert feed.feed.title == "Changes of UN Convention against Cybercrime, added"
    links = {link.rel: link.href for link in feed.feed.links}
    assert links["alternate"] == "http://127.0.0.1:8080/changes?treaty=XVIII-16&kind=added"
    assert links["self"] == "http://127.0.0.1:8080/changes.atom?treaty=XVIII-16&kind=added"


async def test_a_hostile_title_is_text_and_stays_one(web):
    answer = await web.get("/changes.atom?source=news")
    tree = etree.fromstring(answer.content)
    assert len(tree.findall("a:entry", NS)) == atom.ENTRIES
    for entry in tree.findall("a:entry", NS):
        assert len(entry.find("a:title", NS)) == 0
        content = entry.find("a:content", NS)
        assert (content.get("type"), len(content)) == ("html", 0)
        shown = etree.HTML(content.text)
        assert {each.tag for each in shown.iter()} <= {"html", "body", "p", "dl", "dt", "dd"}
        assert not any(each.attrib for each in shown.iter())
        for link in entry.findall("a:link", NS):
            assert link.get("href").startswith(("http://", "https://"))
    assert len(titles()) == 100


def test_what_xml_cannot_hold_is_replaced():
    assert atom._legal("a\x00b\ufffec\ud800d\x0be") == "a b\ufffdc d e"


async def test_who_has_the_feed_already_is_not_sent_it_again(web):
    first = await web.get("/feed.atom")
    again = await web.get("/feed.atom", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await web.head("/feed.atom")
    assert head.headers["etag"] == first.headers["etag"]


async def test_a_token_in_the_address_opens_the_feed_and_stands_nowhere_in_it(
    filled, tmp_path, monkeypatch
):
    monkeypatch.setenv("READ_TOKEN", "a-token-that-may-only-read-here")
    folder = copied(filled, tmp_path)
    file = folder / "watcher.toml"
    file.write_text(
        f"{file.read_text()}\n[web]\npassword = '{HASH}'\nread_tokens = ['env:READ_TOKEN']\n"
    )
    async with asking(folder) as web:
        for place in ("/feed.atom", "/changes.atom?source=news", "/calendar.ics"):
            joint = "&" if "?" in place else "?"
            assert (await web.get(place)).status_code == 401
            answer = await web.get(f"{place}{joint}token=a-token-that-may-only-read-here")
            assert answer.status_code == 200
            assert "a-token" not in answer.text


async def test_a_filter_that_is_misspelt_is_refused(web):
    assert (await web.get("/changes.atom?treeaty=XVIII-16")).status_code == 422
