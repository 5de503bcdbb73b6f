import pytest

from watcher.review.access.origins import is_foreign

PUBLIC = "https://desk.example.org"


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("https://desk.example.org", "127.0.0.1:8080"),  # behind a proxy that changes Host
        ("https://desk.example.org:443", "desk.example.org"),
        ("https://other.example.org", "other.example.org"),  # TLS ended before us
        (None, "127.0.0.1:8080"),  # a program
    ],
)
def test_a_page_of_ours_is_no_other_site(origin, host):
    assert not is_foreign(origin, None, host, PUBLIC)


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "https://evil.example",
        "http://127.0.0.1:3000",
        "http://127.0.0.1",
        "https://desk.example.org.evil.example",
        "http://desk.example.org",
        "https://desk.example.org:8443",
        "file://",
        "http://[::1",
        "https://desk.example.org:99999",
    ],
)
def test_a_page_of_another_site_or_port_is(origin):
    assert is_foreign(origin, None, "127.0.0.1:8080", PUBLIC)


@pytest.mark.parametrize(
    ("said", "foreign"),
    [
        ("same-origin", False),
        ("none", False),
        ("same-site", True),
        ("cross-site", True),
        ("", True),
    ],
)
def test_what_a_browser_says_itself_decides(said, foreign):
    assert foreign is is_foreign("null", said, "127.0.0.1:8080", PUBLIC)
