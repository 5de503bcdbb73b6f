import pytest

from watcher.config import Web
from watcher.review.access.hosts import hosts, named

HASH = "$argon2id$v=19$m=8,t=1,p=1$hWwIadYbc9kbEzyQcWfmTw$FLhxwt0hgUL9j56B70ix+hvy6YzndhtK5"
ELSEWHERE = "https://desk.example.org/watch"


def answers(web: Web, header: str) -> bool:
    host = named(header)
    return host is not None and hosts(web).holds(host)


@pytest.mark.parametrize(
    "header", ["127.0.0.1:8080", "localhost", "LOCALHOST:8080", "[::1]:8080", "[0:0::1]"]
)
def test_on_loopback_its_names_are_answered(header):
    assert answers(Web(), header)


@pytest.mark.parametrize(
    "header", ["desk.example.org", "192.168.1.5:8080", "localhost.example.org"]
)
def test_on_loopback_no_other_name_is(header):
    assert not answers(Web(), header)


def test_the_public_name_is_answered_where_something_guards_the_desk():
    assert answers(Web(public_url=ELSEWHERE, password=HASH), "desk.example.org")
    assert answers(Web(public_url=ELSEWHERE, trusted_header="x-user"), "desk.example.org:443")


def test_without_a_guard_a_proxy_that_passes_the_public_name_on_opens_nothing():
    assert not answers(Web(public_url=ELSEWHERE), "desk.example.org")


def test_a_desk_that_listens_everywhere_is_reached_by_any_address_but_by_no_other_name():
    web = Web(listen="0.0.0.0:8080", password=HASH)

    assert answers(web, "10.1.2.3:8080")
    assert answers(web, "[fd00::1]:8080")
    assert answers(web, "localhost:8080")
    assert not answers(web, "rebound.example")


def test_names_that_the_configuration_lists_replace_all_others():
    web = Web(allowed_hosts=("watch.example.org", "::1"), password=HASH)

    assert answers(web, "watch.example.org:8443")
    assert answers(web, "[::1]")
    assert not answers(web, "127.0.0.1")


@pytest.mark.parametrize(
    "header",
    ["", "a b", "a/b", "user@host", "::1", "[::1", "[g::]", "a:b", "a:1:2", "a\x00", "[v1.x]"],
)
def test_what_is_no_host_is_none(header):
    assert named(header) is None
