"""`[web]`: where the review desk listens, and who may use it."""

from pathlib import Path

import pytest

from watcher.config import Config, json_schema, load
from watcher.errors import ConfigError
from watcher.model.channel import Secret

HASH = "$argon2id$v=19$m=65536,t=3,p=4$hWwIadYbc9kbEzyQcWfmTw$FLhxwt0hgUL9j56B70ix+hvy6YzndhtK5"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read(text: str) -> Config:
    path = Path("watcher.toml")
    path.write_text("[web]\n" + text, encoding="utf-8")
    return load(path)


def problem(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text)
    (only,) = caught.value.problems
    assert only.endswith((".", "?"))
    return only.removeprefix("watcher.toml: [web]: ")


def test_as_shipped_the_desk_is_for_its_own_machine():
    web = read("").web

    assert web.place == ("127.0.0.1", 8080)
    assert web.is_open


@pytest.mark.parametrize(
    ("listen", "place"),
    [
        ("127.0.0.1:0", ("127.0.0.1", 0)),
        ("[::1]:8080", ("::1", 8080)),
        ("localhost:80", ("localhost", 80)),
        ("127.9.9.9:65535", ("127.9.9.9", 65535)),
        ("off", None),
    ],
)
def test_loopback_needs_no_password_and_off_is_no_page(listen, place):
    assert place == read(f'listen = "{listen}"').web.place


@pytest.mark.parametrize(
    "listen",
    ["0.0.0.0:8080", "[::]:8080", "192.168.1.5:80", "desk.example.org:80", "[::ffff:127.0.0.1]:80"],
)
def test_any_other_address_needs_a_password_or_a_proxys_header(listen):
    told = problem(f'listen = "{listen}"')

    assert told.startswith(f'listen = "{listen}" lets other machines in, so it needs a password')
    assert "`watcher password`" in told
    assert not read(f'listen = "{listen}"\npassword = "{HASH}"').web.is_open
    assert not read(f'listen = "{listen}"\ntrusted_header = "X-User"').web.is_open


def test_all_names_are_read():
    web = read(
        f"""
        public_url = "https://desk.example.org/"
        password = "{HASH}"
        read_tokens = ["env:READ", "file:read.txt"]
        review_tokens = "env:REVIEW"
        allowed_hosts = ["Desk.Example.org", "[::1]", "desk.example.org"]
        """
    ).web

    assert web.password == HASH
    assert web.read_tokens == (Secret("env:READ"), Secret("file:read.txt"))
    assert web.review_tokens == (Secret("env:REVIEW"),)
    assert web.allowed_hosts == ("desk.example.org", "::1")
    assert read('password = "file:desk.hash"').web.password == Secret("file:desk.hash")
    assert read('trusted_header = "X-Forwarded-User"').web.trusted_header == "x-forwarded-user"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('password = "correct horse battery"', 'password = "…" is not a hash of a password'),
        ('password = "$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0"', "is not a hash"),
        ("password = 12345678", 'password = "…" is not a hash of a password; make one with'),
        ('read_tokens = ["s3cret"]', 'read_tokens = "…" must not stand here itself'),
        ('review_tokens = ["env:A", "env:A"]', "names one token twice."),
        ('trusted_header = "X Forwarded"', "is not the name of a header; write one such as"),
        ('trusted_header = "Authorization"', "is set by browsers, so it proves nobody's name"),
        ('allowed_hosts = ["https://desk.example.org"]', "without https:// and without a port."),
        ('allowed_hosts = ["desk.example.org:8080"]', "holds what is no name of a host"),
        ('allowed_hosts = ["*"]', "holds what is no name of a host"),
        ("allowed_hosts = []", "must be one to 20 names of hosts."),
        ('listen = "on"', 'write "off" for no web page, or write host:port'),
        (
            f'password = "{HASH}"\ntrusted_header = "X-User"',
            "password and trusted_header are two ways in; keep the one that people use",
        ),
        ('pasword = "x"', 'did you mean "password"?'),
    ],
)
def test_a_wrong_value_is_told_and_a_secret_is_not_repeated(text, expected):
    told = problem(text)

    assert expected in told
    assert "correct horse" not in told
    assert "12345678" not in told
    assert "s3cret" not in told


def test_editors_are_told_each_name_and_its_form():
    known = json_schema()["$defs"]["Web"]["properties"]

    assert set(known) == {
        "listen",
        "public_url",
        "password",
        "read_tokens",
        "review_tokens",
        "trusted_header",
        "allowed_hosts",
    }
    assert known["listen"] == {"default": "127.0.0.1:8080", "title": "Listen", "type": "string"}
    forms = {each["type"] for each in known["read_tokens"]["anyOf"]}
    assert forms == {"string", "array"}
