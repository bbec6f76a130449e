"""A slash at the end of a path, as InfluxDB takes it: mostly it is as if it were not there."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fluxlite.http.access import authenticate

Endpoint = Callable[[Request], Awaitable[Response]]
_BELOW = ("/api/v2/", "/health/", "/metrics/", "/ready/")
_EXACT = ("/api/v2/delete/", "/api/v2/query/", "/api/v2/setup/", "/api/v2/write/")
"""Paths that have routes of their own."""


class TrailingSlashes:
    """Serves a path with a slash at its end as the one without."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and _is_needless(scope["path"]):
            scope = {**scope, "path": scope["path"].removesuffix("/")}
        await self._app(scope, receive, send)


def _is_needless(path: str) -> bool:
    return path.endswith("/") and path.startswith(_BELOW) and path != "/api/v2/" and not path.startswith(_EXACT)


def with_token(endpoint: Endpoint) -> Endpoint:
    """An open endpoint, for those alone who have a token: with a slash at its end, its path is not open."""

    async def closed(request: Request) -> Response:
        authenticate(request)
        return await endpoint(request)

    return closed


async def without_slash(request: Request) -> Response:
    """Send a client to the path without the slash at its end, with the same method and body."""
    authenticate(request)
    query = request.url.query
    path = request.url.path.removesuffix("/")
    return Response(status_code=308, headers={"Location": f"{path}?{query}" if query else path})
