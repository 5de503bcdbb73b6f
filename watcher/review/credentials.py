"""What opens the review desk, as it was found when the desk was started.

Secrets are read once, at the start, so a changed one counts from the next start on. Of tokens only
their hashes are kept.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from watcher.config import Config, Web
from watcher.config.web import is_hash
from watcher.deliver.secrets import reveal
from watcher.errors import ConfigError, DeliveryError
from watcher.model.channel import Secret

_SHORTEST_TOKEN = 20  # characters: what nobody guesses over a network


@dataclass(frozen=True, slots=True)
class Credentials:
    """What people and programs must show."""

    password: str | None = None  # an argon2id hash
    read_tokens: tuple[bytes, ...] = ()  # SHA-256 of each
    review_tokens: tuple[bytes, ...] = ()

    @property
    def has_tokens(self) -> bool:
        """Whether programs are asked for tokens."""
        return bool(self.read_tokens or self.review_tokens)

    def may_read(self, token: str) -> bool:
        """Whether this is one of the tokens for reading alone."""
        return _among(token, self.read_tokens)

    def may_review(self, token: str) -> bool:
        """Whether this is one of the tokens for reviewing."""
        return _among(token, self.review_tokens)


def credentials(config: Config) -> Credentials:
    """Read them. Raises ConfigError, which names each that cannot be had or used."""
    web = config.web
    problems = tuple(f"{config.path}: [web]: {sentence}." for sentence in faults(web))
    if problems:
        raise ConfigError(problems)
    return Credentials(
        None if web.password is None else reveal(web.password),
        tuple(_mark(reveal(each)) for each in web.read_tokens),
        tuple(_mark(reveal(each)) for each in web.review_tokens),
    )


def faults(web: Web) -> Iterator[str]:
    """One sentence, without its full stop, for each secret that cannot be had or used."""
    if isinstance(web.password, Secret):
        yield from _of_password(web.password)
    for each in (*web.read_tokens, *web.review_tokens):
        try:
            length = len(reveal(each))
        except DeliveryError as error:
            yield str(error)
            continue
        if length < _SHORTEST_TOKEN:
            yield (
                f"{each.reference} holds {length} characters; a token needs at least "
                f"{_SHORTEST_TOKEN}, such as `openssl rand -hex 32` prints"
            )


def _of_password(place: Secret) -> Iterator[str]:
    try:
        words = reveal(place)
    except DeliveryError as error:
        yield str(error)
        return
    if not is_hash(words):
        yield (
            f"{place.reference} holds no hash of a password; put there what `watcher password` "
            "prints between the quotes"
        )


def _among(token: str, marks: tuple[bytes, ...]) -> bool:
    """Compare with all of them, in a time that tells nothing of which one was near."""
    mark = _mark(token)
    return any([hmac.compare_digest(mark, each) for each in marks])  # noqa: C419 -- no early end


def _mark(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
