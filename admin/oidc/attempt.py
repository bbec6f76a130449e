"""One way to the provider and back: what its answer must fit, kept in a cookie of the browser that left.

Who comes back with the answer of another browser is nobody, so that no link can sign somebody in as somebody else.
"""

from dataclasses import astuple, dataclass, field

from authlib.common.security import generate_token
from itsdangerous import BadData, URLSafeTimedSerializer

from admin.auth.cookies import ATTEMPT_S


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was sent along (`state`, `nonce`), what proves it later (`verifier`, PKCE), and where to go on."""

    next: str
    state: str = field(default_factory=lambda: generate_token(32), repr=False)
    nonce: str = field(default_factory=lambda: generate_token(32), repr=False)
    verifier: str = field(default_factory=lambda: generate_token(64), repr=False)


class Attempts:
    """Writes attempts into cookies and reads them."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, "provider")

    def cookie(self, attempt: Attempt) -> str:
        """The cookie of an attempt."""
        return str(self._signer.dumps(astuple(attempt)))

    def read(self, cookie: str) -> Attempt | None:
        """The attempt of a cookie; `None` where it is forged or too old."""
        try:
            return Attempt(*self._signer.loads(cookie, max_age=ATTEMPT_S))
        except BadData:
            return None
