"""The gate before every route: it lets nobody through whom it does not know, whatever routes stand behind it.

A route is closed unless it is named here, so that a new one cannot be left open by forgetting a line.
"""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from admin.auth.credentials import Credentials
from admin.errors import AdminError, answer, bad_origin, not_signed_in, too_large

OPEN_PATHS = frozenset({"/healthz", "/sign-in"})
OPEN_FOLDER = "/static/"
SAFE_METHODS = frozenset({"GET", "HEAD"})
MOST_BODY_BYTES = 64 * 1024
SESSION_KEY = "stamp"


class Gate:
    """ASGI middleware; behind it `request.state.actor` names who asks: the signed-in user, or `api`."""

    def __init__(self, app: ASGIApp, credentials: Credentials) -> None:
        self.app, self.credentials = app, credentials

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            request = Request(scope, receive)
            refusal = self._refusal(request)
            await (answer(request, refusal) if refusal else self.app)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": "no such socket"})

    def _refusal(self, request: Request) -> AdminError | None:
        actor, by_token = self._actor(request)
        request.state.actor = actor
        if actor is None and not is_open(request.url.path):
            return not_signed_in()
        if request.method in SAFE_METHODS:
            return None
        if not _small(request):
            return too_large(MOST_BODY_BYTES)
        # A browser adds the session's cookie by itself, a token it does not: only the cookie can be misused.
        return None if by_token or same_origin(request) else bad_origin()

    def _actor(self, request: Request) -> tuple[str | None, bool]:
        """Who asks, and whether a token says so; a wrong token is not made good by a session."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return ("api", True) if self.credentials.token_fits(token.strip()) else (None, False)
        fits = self.credentials.stamp_fits(request.session.get(SESSION_KEY))
        return (self.credentials.user if fits else None), False


def is_open(path: str) -> bool:
    """Whether anybody may ask for this path."""
    return path in OPEN_PATHS or path.startswith(OPEN_FOLDER)


def same_origin(request: Request) -> bool:
    """Whether a form was sent by a page of ours.

    A browser says so itself in Sec-Fetch-Site, which no page can set, and which holds behind a proxy that changes Host
    too. Where there is none (plain HTTP, old browsers), Origin or else Referer must name the host that was asked.
    """
    if said := request.headers.get("sec-fetch-site"):
        return said == "same-origin"
    source = request.headers.get("origin") or request.headers.get("referer") or ""
    return bool(source) and urlsplit(source).netloc == request.headers.get("host", "")


def _small(request: Request) -> bool:
    """Whether the body says its length, and a modest one."""
    length = request.headers.get("content-length", "0")
    chunked = "transfer-encoding" in request.headers
    return not chunked and length.isdecimal() and int(length) <= MOST_BODY_BYTES
