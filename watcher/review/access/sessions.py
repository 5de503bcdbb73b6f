"""Sessions: a signed cookie that says who came in, and since when. Nothing of it is stored.

The key is bound to the password's hash, so a new password ends every session. One that was logged
out is refused from then on, by this process; the cookie itself is deleted.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from watcher.model.plain import cut

LIFETIME = timedelta(days=7)
#: A session without a password goes on as long as it is used at least this often.
_RENEWED = timedelta(days=1)
_SLACK = timedelta(minutes=5)  # a clock that was set back
LONGEST_NAME = 80  # characters
_LONGEST_COOKIE = 2000  # characters


@dataclass(frozen=True, slots=True)
class Session:
    """What a cookie says. `began` is UTC."""

    id: str  # chance; forms are bound to it
    began: datetime
    name: str | None = None  # of the reviewer, as they gave it, cleaned
    logged_in: bool = False  # after the password; else the cookie only binds forms


class Sessions:
    """Makes and reads the cookies of one desk."""

    def __init__(self, key: bytes, password: str | None, cookie: str, *, secure: bool) -> None:
        bound = hmac.digest(key, (password or "").encode(), "sha256")
        self._signer = URLSafeSerializer(
            bound, salt="session", signer_kwargs={"digest_method": sha256}
        )
        self._forms = hmac.digest(bound, b"forms", "sha256")
        self._name = f"__Host-{cookie}" if secure else cookie
        self._secure = secure
        self._ended: dict[str, datetime] = {}  # id of what was logged out -> when it began

    @property
    def cookie(self) -> str:
        """The cookie's name."""
        return self._name

    def new(self, now: datetime, name: str | None = None, *, logged_in: bool = False) -> Session:
        """A session that begins now."""
        return Session(secrets.token_urlsafe(18), now, name, logged_in)

    def read(self, value: str | None, now: datetime) -> Session | None:
        """What a cookie says; None where it was altered, is too old, or was logged out."""
        if not value or len(value) > _LONGEST_COOKIE:
            return None
        try:
            id_, seconds, name, logged_in = self._signer.loads(value)
            began = datetime.fromtimestamp(seconds, tz=now.tzinfo)
        except (BadData, ValueError, TypeError):  # the last two: of another release of ours
            return None
        current = now - LIFETIME < began <= now + _SLACK
        if not current or id_ in self._ended:
            return None
        return Session(id_, began, name, logged_in)

    def header(self, session: Session) -> str:
        """The value of the Set-Cookie header that keeps a session in a browser."""
        said = (session.id, int(session.began.timestamp()), session.name, session.logged_in)
        return self._header(str(self._signer.dumps(said)), int(LIFETIME.total_seconds()))

    def end(self, session: Session, now: datetime) -> str:
        """Log out: the session is refused from now on. The header that deletes the cookie."""
        self._ended = {
            id_: began for id_, began in self._ended.items() if began > now - LIFETIME - _SLACK
        }
        self._ended[session.id] = session.began
        return self._header("", 0)

    def csrf(self, session: Session) -> str:
        """What a form of this session must hold."""
        return hmac.new(self._forms, session.id.encode(), "sha256").hexdigest()

    def renewed(self, session: Session, now: datetime) -> Session | None:
        """The session to go on with, where its cookie must be written anew; else None.

        One that was opened by the password ends when it must.
        """
        if session.logged_in or now - session.began < _RENEWED:
            return None
        return replace(session, began=now)

    def _header(self, value: str, seconds: int) -> str:
        secure = "; Secure" if self._secure else ""
        return f"{self._name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def clean_name(text: str | None) -> str | None:
    """A person's name as they gave it, made harmless and not too long; None for none."""
    return cut(text or "", LONGEST_NAME) or None
