"""The gate before every route: it lets nobody through whom it does not know, whatever routes stand behind it.

A route is closed unless it is named here, so that a new one cannot be left open by forgetting a line. What those who
come in may do is in `admin.roles`.
"""

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin.auth import cookies
from admin.auth.accounts import Account, Accounts
from admin.auth.door import Door
from admin.auth.refusals import bad_origin, malformed_origin, not_allowed, not_signed_in, unsure
from admin.auth.sessions import RENEW_S, Session, Sessions
from admin.outside import Outside
from admin.pages.errors import answer
from admin.roles import needed
from contract.errors import GatewayError
from web.errors import ApiError, problem_of
from web.gate import SAFE_METHODS, bearer, too_large

_LINKS = ("/api/v1/export/link", "/api/v1/feed/tasks.ics")
OPEN_PATHS = frozenset({"/healthz", "/sign-in", "/sign-in/provider", "/sign-in/provider/back", "/runbook", *_LINKS})
"""The runbook holds nothing of the fleet, and who is called at night must not look for a password first. Links to an
export and to a calendar are signed."""
OPEN_FOLDER = "/static/"
MOST_BODY_BYTES = 64 * 1024
MOST_FILE_BYTES = 2 * 2**20
"""Of a file, or of a batch of samples, that somebody sends whom we know."""
FILE_PATHS = frozenset(
    {"/thresholds/import", "/thresholds/import/apply", "/api/thresholds/import", "/api/v1/telemetry", "/telemetry"}
)


class Gate:
    """ASGI middleware; behind it `request.state` says who asks: `account`, its name as `actor`, and its `session`.

    `ask` is called where it is not known yet which sessions have ended, and must not wait.
    """

    def __init__(
        self, app: ASGIApp, accounts: Accounts, sessions: Sessions, door: Door, ask: Callable[[], None]
    ) -> None:
        self.app, self.accounts, self.sessions, self.door, self.ask = app, accounts, sessions, door, ask

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            request = Request(scope, receive)
            refusal = await self._refusal(request)
            app = answer(request, refusal) if refusal else self.app
            await app(scope, receive, self._renewing(request, send))
        else:
            # It is opened by a GET, and whoever is refused gets the answer of one.
            request = Request({**scope, "state": scope.setdefault("state", {}), "type": "http", "method": "GET"})
            refusal = await self._refusal(request) or _of_another_site(request)
            await (answer(request, refusal) if refusal else self.app)(scope, receive, send)

    async def _refusal(self, request: Request) -> ApiError | None:
        state, token = request.state, bearer(request.headers)
        state.session = state.account = state.actor = None
        try:
            state.account = await self._account(request, token)
        except (ApiError, GatewayError) as error:
            unknown = problem_of(error)
        else:
            unknown = not_signed_in()
        if state.account is not None:
            state.actor = state.account.name
        elif not is_open(request.scope["path"]):
            return unknown
        if request.method in SAFE_METHODS:
            return None
        most = MOST_FILE_BYTES if request.scope["path"] in FILE_PATHS else MOST_BODY_BYTES
        return too_large(request, most) or _of_another_site(request)

    async def _account(self, request: Request, token: str | None) -> Account | None:
        # A wrong token is not made good by a session.
        if token is not None:
            return await self.accounts.by_token(token)
        session = self.sessions.find(request.cookies.get(cookies.SESSION, ""))
        if session is None or request.scope["path"].startswith(OPEN_FOLDER):
            return None
        if not self.sessions.is_sure(session):
            self.ask()
            raise unsure()
        account = await self.accounts.by_session(session)
        request.state.session = session if account else None
        return account

    def _renewing(self, request: Request, send: Send) -> Send:
        """Who goes on using a session keeps it, and its browser is known from then on."""
        session: Session | None = request.state.session
        if session is None:
            return send
        fresh = [cookies.session(request, self.sessions.again(session))] if session.age_s >= RENEW_S else []
        browser = request.cookies.get(cookies.BROWSER, "")
        if not self.door.knows(browser, session.user):
            fresh.append(cookies.browser(request, self.door.remember(browser, session.user)))

        async def renew(message: Message) -> None:
            if message["type"] == "http.response.start" and request.state.session is not None:
                for cookie in fresh:
                    MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        return renew


async def allow(request: HTTPConnection) -> None:
    """Raises a 403 `ApiError` where the route needs more than the role of who asks: a dependency of every route."""
    # A WebSocket has no method, and is opened by a GET.
    wanted = needed(request.scope.get("method", "GET"), request.scope["route"].path)
    account: Account | None = request.state.account
    if wanted is not None and (account is None or not account.role.may(wanted)):
        raise not_allowed(wanted, account.role if account else None)


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


def _of_another_site(request: Request) -> ApiError | None:
    """Also of a WebSocket: any page may open one, and a browser lets it read what comes."""
    try:
        # A browser adds the session's cookie by itself, a token it does not: only the cookie can be misused.
        fits = same_origin(request) or bearer(request.headers) is not None
    except ValueError:
        return malformed_origin()
    return None if fits else bad_origin(_source(request), request.headers.get("host", ""))


def _source(request: Request) -> str:
    return request.headers.get("origin") or request.headers.get("referer") or ""
