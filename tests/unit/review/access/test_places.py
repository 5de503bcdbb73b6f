from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from watcher.review.access.places import Place, login_path, own_path, place_of

HERE = "https://desk.example.org"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", Place.PAGE),
        ("/changes.csv", Place.PAGE),
        ("/healthz", Place.PUBLIC),
        ("/static/desk.css", Place.PUBLIC),
        ("/login", Place.DOOR),
        ("/feed.atom", Place.FEED),
        ("/metrics", Place.MACHINE),
        ("/api/v1/changes", Place.API),
        ("/api/docs", Place.PAGE),
    ],
)
def test_each_address_is_a_kind_of_place(path, place):
    assert place == place_of(path)


@pytest.mark.parametrize(
    "path",
    ["/healthz/", "//healthz", "/Healthz", "/static", "/staticx/a", "/login/", "/readyz.", ""],
)
def test_what_only_looks_like_a_public_place_asks_for_rights(path):
    assert place_of(path) is Place.PAGE


@pytest.mark.parametrize("path", ["/", "/changes?treaty=XVIII-16&q=a%20b", "/treaties/XXVI-2-a"])
def test_a_page_of_ours_is_where_the_login_leads(path):
    assert path == own_path(path)


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\n//evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
        "changes",
        "/login?next=/login",
        "/logout",
        "/api/v1/changes",
        "/" + "x" * 3000,
    ],
)
def test_everything_else_leads_home(path):
    assert own_path(path) == "/"


def _as_browsers_read(text: str) -> str:
    """WHATWG URL: ends are trimmed, tabs and line breaks dropped, backslashes turned."""
    trimmed = text.strip("".join(map(chr, range(0x21))))
    return trimmed.translate(dict.fromkeys(map(ord, "\t\r\n"))).replace("\\", "/")


@given(
    st.text(st.sampled_from("/\\@:?#.%29 \t\r\n\x00aev\xa0\u3002\u2028"), max_size=12) | st.text()
)
@example("/%2f/evil.example")
@example("/..//evil.example")
@example("/@evil.example")
def test_nothing_that_is_wanted_ever_leaves_the_site(wanted):
    found = own_path(wanted)

    assert found == own_path(found)
    for base in (HERE + "/login", HERE + "/login?next=x"):
        reached = urlsplit(urljoin(base, _as_browsers_read(found)))
        assert (reached.scheme, reached.netloc) == ("https", "desk.example.org")


@given(st.text(max_size=40))
def test_the_login_page_is_told_where_to_lead_without_loss(wanted):
    address = urlsplit(login_path("/changes?q=" + wanted))

    assert address.path == "/login"
    assert not address.netloc
    assert parse_qs(address.query).get("next", ["/"]) == [own_path("/changes?q=" + wanted)]
