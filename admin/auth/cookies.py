"""The admin's cookies: no script reads them, and behind TLS no plain line carries them.

They come along where a link in a mail leads here (`lax`), and not with another site's form; forms are looked at by the
gate besides.
"""

from starlette.requests import Request
from starlette.responses import Response

from admin.auth.sessions import SESSION_S
from admin.outside import Outside

SESSION = "forewarn_session"
BROWSER = "forewarn_browser"
ATTEMPT = "forewarn_attempt"
ATTEMPT_S = 600
"""How long somebody may take at the identity provider."""
KNOWN_S = 400 * 86_400
"""How long a browser stays known, as long as browsers keep a cookie."""


def session(request: Request, value: str) -> str:
    """A Set-Cookie header with a session; with "" as its value it takes the session away."""
    return _header(request, SESSION, value, SESSION_S if value else 0)


def browser(request: Request, value: str) -> str:
    """A Set-Cookie header that makes a browser known."""
    return _header(request, BROWSER, value, KNOWN_S)


def attempt(request: Request, value: str) -> str:
    """A Set-Cookie header with a way to the identity provider and back; with "" as its value it takes that away."""
    return _header(request, ATTEMPT, value, ATTEMPT_S if value else 0)


def _header(request: Request, name: str, value: str, seconds: int) -> str:
    outside, carrier = Outside.of(request), Response()
    carrier.set_cookie(
        name,
        value,
        max_age=seconds,
        path=outside.root or "/",
        secure=outside.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return carrier.headers["set-cookie"]
