import pytest

from watcher.config import Config, Web
from watcher.errors import ConfigError
from watcher.model.channel import Secret
from watcher.review.credentials import credentials, faults

HASH = "$argon2id$v=19$m=65536,t=3,p=4$hWwIadYbc9kbEzyQcWfmTw$FLhxwt0hgUL9j56B70ix+hvy6YzndhtK5"
LONG = "twenty-characters-aa"


def test_secrets_are_read_where_they_stand(tmp_path, monkeypatch):
    (tmp_path / "hash").write_text(HASH + "\n")
    monkeypatch.setenv("READ", LONG)
    monkeypatch.setenv("REVIEW", LONG + "b")
    known = credentials(
        Config(
            web=Web(
                password=Secret(f"file:{tmp_path / 'hash'}"),
                read_tokens=(Secret("env:READ"),),
                review_tokens=(Secret("env:REVIEW"),),
            )
        )
    )

    assert known.password == HASH
    assert known.may_read(LONG)
    assert not known.may_review(LONG)
    assert known.may_review(LONG + "b")
    assert not known.may_read(LONG + "b")
    assert not known.may_read("")
    assert LONG not in repr(known)


def test_what_cannot_be_had_or_is_too_short_is_told_at_once_and_not_shown(tmp_path, monkeypatch):
    (tmp_path / "hash").write_text("hunter2 hunter2")
    monkeypatch.setenv("SHORT", "x" * 19)
    monkeypatch.delenv("NONE", raising=False)
    web = Web(
        password=Secret(f"file:{tmp_path / 'hash'}"),
        read_tokens=(Secret("env:NONE"),),
        review_tokens=(Secret("env:SHORT"),),
    )
    with pytest.raises(ConfigError) as caught:
        credentials(Config(web=web))

    hash_, none, short = caught.value.problems
    assert "holds no hash of a password; put there what `watcher password` prints" in hash_
    assert none.endswith("[web]: env:NONE: the environment has no variable NONE.")
    assert "env:SHORT holds 19 characters; a token needs at least 20" in short
    assert "hunter2" not in str(caught.value)
    assert "xxx" not in str(caught.value)


def test_a_hash_in_the_file_itself_needs_nothing_else():
    assert list(faults(Web(password=HASH))) == []
    assert credentials(Config(web=Web(password=HASH))).password == HASH
