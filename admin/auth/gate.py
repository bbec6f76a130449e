"""The gate before every route: it lets nobody through whom it does not know, whatever routes stand behind it.

A route is closed unless it is named here, so that a new one cannot be left open by forgetting a line.
"""

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin.auth import cookies
from admin.auth.credentials import Credentials
from admin.auth.door import Door
from admin.auth.refusals import bad_origin, malformed_origin, not_signed_in, unsure
from admin.auth.sessions import RENEW_S, Session, Sessions
from admin.outside import Outside
from admin.pages.errors import answer
from web.errors import ApiError
from web.gate import SAFE_METHODS, bearer, too_large

OPEN_PATHS = frozenset({"/healthz", "/sign-in", "/runbook"})
"""The runbook holds nothing of the fleet, and who is called at night must not look for a password first."""
OPEN_FOLDER = "/static/"
MOST_BODY_BYTES = 64 * 1024
MOST_FILE_BYTES = 2 * 2**20
"""Of a file that somebody sends whom we know."""
FILE_PATHS = frozenset({"/thresholds/import", "/thresholds/import/apply", "/api/thresholds/import"})


class Gate:
    """ASGI middleware; behind it `request.state.actor` names who asks: the signed-in user, or `api`.

    `request.state.session` is the session of a signed-in user. `ask` is called where it is not known yet which sessions
    have ended, and must not wait.
    """

    def __init__(
        self, app: ASGIApp, credentials: Credentials, sessions: Sessions, door: Door, ask: Callable[[], None]
    ) -> None:
        self.app, self.credentials, self.sessions, self.door, self.ask = app, credentials, sessions, door, ask

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            request = Request(scope, receive)
            refusal = self._refusal(request)
            app = answer(request, refusal) if refusal else self.app
            await app(scope, receive, self._renewing(request, send))
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": "no such socket"})

    def _refusal(self, request: Request) -> ApiError | None:
        # A wrong token is not made good by a session.
        token = bearer(request.headers)
        session = None if token is not None else self.sessions.find(request.cookies.get(cookies.SESSION, ""))
        is_sure = session is None or self.sessions.is_sure(session)
        request.state.session = session if is_sure else None
        request.state.actor = self._actor(request, token)
        if request.state.actor is None and not is_open(request.scope["path"]):
            return not_signed_in() if is_sure else self._unsure()
        if request.method in SAFE_METHODS:
            return None
        most = MOST_FILE_BYTES if request.scope["path"] in FILE_PATHS else MOST_BODY_BYTES
        return too_large(request, most) or _of_another_site(request, by_token=token is not None)

    def _actor(self, request: Request, token: str | None) -> str | None:
        if token is not None:
            return "api" if self.credentials.token_fits(token) else None
        return self.credentials.user if request.state.session else None

    def _unsure(self) -> ApiError:
        self.ask()
        return unsure()

    def _renewing(self, request: Request, send: Send) -> Send:
        """Who goes on using a session keeps it, and its browser is known from then on."""
        session: Session | None = request.state.session
        if session is None:
            return send
        fresh = [cookies.session(request, self.sessions.cookie(session.id))] if session.age_s >= RENEW_S else []
        if not self.door.knows(request.cookies.get(cookies.BROWSER, "")):
            fresh.append(cookies.browser(request, self.door.remember()))

        async def renew(message: Message) -> None:
            if message["type"] == "http.response.start" and request.state.session is not None:
                for cookie in fresh:
                    MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        return renew


def is_open(path: str) -> bool:
    """Whether anybody may ask for this path."""
    return path in OPEN_PATHS or path.startswith(OPEN_FOLDER)


def same_origin(request: Request) -> bool:
    """Whether a form was sent by a page of ours. Raises `ValueError` where its Origin or Referer is no address.

    A browser says so itself in Sec-Fetch-Site, which no page can set, and which holds behind a proxy that changes Host
    too. Where there is none (plain HTTP, old browsers), Origin or else Referer must name the host that was asked.
    """
    is_ours = Outside.of(request).is_ours(_source(request))
    said = request.headers.get("sec-fetch-site")
    return said == "same-origin" if said else is_ours


def _of_another_site(request: Request, *, by_token: bool) -> ApiError | None:
    try:
        # A browser adds the session's cookie by itself, a token it does not: only the cookie can be misused.
        fits = same_origin(request) or by_token
    except ValueError:
        return malformed_origin()
    return None if fits else bad_origin(_source(request), request.headers.get("host", ""))


def _source(request: Request) -> str:
    return request.headers.get("origin") or request.headers.get("referer") or ""
