"""The ASGI application: which path is answered by what, and what all answers have in common."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fluxlite.http import authorizations, buckets, labels, system, tenants
from fluxlite.http.cross_origin import CrossOrigin
from fluxlite.http.delete import delete
from fluxlite.http.errors import GENERIC, ApiError, error_response, invalid
from fluxlite.http.gojson import BodyError
from fluxlite.http.missing import no_route, signin
from fluxlite.http.query import query
from fluxlite.http.slashes import TrailingSlashes, with_token, without_slash
from fluxlite.http.state import BUILD, VERSION, State
from fluxlite.http.v1 import query as v1_query
from fluxlite.http.v1 import write as v1_write
from fluxlite.http.write import write
from fluxlite.unavailable import UnavailableError

_ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class _Name(bytes):
    """A header name that keeps its capitals: uvicorn lowers all others.

    HTTP does not care, but clients exist that look `X-Platform-Error-Code` up in a plain dictionary.
    """

    def lower(self) -> bytes:
        return self


_HEADERS = [(_Name(b"X-Influxdb-Version"), VERSION.encode()), (_Name(b"X-Influxdb-Build"), BUILD.encode())]
_CAPITALS = {
    name.lower(): _Name(name)
    for name in (
        b"Access-Control-Allow-Headers",
        b"Access-Control-Allow-Methods",
        b"Access-Control-Allow-Origin",
        b"Allow",
        b"Content-Encoding",
        b"Content-Type",
        b"Location",
        b"Retry-After",
        b"X-Platform-Error-Code",
    )
}

ROUTES = [
    Route("/api/v2/write", write, methods=["POST"]),
    Route("/api/v2/query", query, methods=["POST"]),
    Route("/query", v1_query.query, methods=["GET", "POST"]),
    Route("/write", v1_write.write, methods=["POST"]),
    Route("/health", system.health, methods=_ANY),
    Route("/ping", system.ping, methods=["GET"]),
    Route("/ping", system.ping_options, methods=["OPTIONS"]),
    Route("/ready", system.ready, methods=_ANY),
    Route("/metrics", system.metrics, methods=_ANY),
    Route("/api/v2", system.root, methods=["GET"]),
    Route("/api/v2/", with_token(system.root), methods=["GET"]),
    Route("/api/v2/setup", system.setup_state, methods=["GET"]),
    Route("/api/v2/setup/", with_token(system.setup_state), methods=["GET"]),
    Route("/api/v2/setup", system.setup, methods=["POST"]),
    Route("/api/v2/delete", delete, methods=["POST"]),
    *[Route(f"/api/v2/{name}/", without_slash, methods=["POST"]) for name in ("delete", "query", "write")],
    Route("/api/v2/signin", signin, methods=["POST"]),
    Route("/api/v2/signout", signin, methods=["POST"]),
    Route("/api/v2/buckets", buckets.list_buckets, methods=["GET"]),
    Route("/api/v2/buckets", buckets.create_bucket, methods=["POST"]),
    Route("/api/v2/buckets/{id}", buckets.get_bucket, methods=["GET"]),
    Route("/api/v2/buckets/{id}", buckets.change_bucket, methods=["PATCH"]),
    Route("/api/v2/buckets/{id}", buckets.delete_bucket, methods=["DELETE"]),
    Route("/api/v2/buckets/{id}/owners", buckets.bucket_people, methods=["GET"]),
    Route("/api/v2/buckets/{id}/members", buckets.bucket_people, methods=["GET"]),
    Route("/api/v2/buckets/{id}/labels", labels.bucket_labels, methods=["GET"]),
    Route("/api/v2/buckets/{id}/labels", labels.attach_label, methods=["POST"]),
    Route("/api/v2/buckets/{id}/labels/{label}", labels.detach_label, methods=["DELETE"]),
    Route("/api/v2/labels", labels.list_labels, methods=["GET"]),
    Route("/api/v2/labels", labels.create_label, methods=["POST"]),
    Route("/api/v2/labels/{id}", labels.get_label, methods=["GET"]),
    Route("/api/v2/labels/{id}", labels.change_label, methods=["PATCH"]),
    Route("/api/v2/labels/{id}", labels.delete_label, methods=["DELETE"]),
    Route("/api/v2/authorizations", authorizations.list_authorizations, methods=["GET"]),
    Route("/api/v2/authorizations", authorizations.create_authorization, methods=["POST"]),
    Route("/api/v2/authorizations/{id}", authorizations.get_authorization, methods=["GET"]),
    Route("/api/v2/authorizations/{id}", authorizations.change_authorization, methods=["PATCH"]),
    Route("/api/v2/authorizations/{id}", authorizations.delete_authorization, methods=["DELETE"]),
    Route("/api/v2/orgs", tenants.list_orgs, methods=["GET"]),
    Route("/api/v2/orgs/{id}", tenants.get_org, methods=["GET"]),
    Route("/api/v2/users", tenants.list_users, methods=["GET"]),
    Route("/api/v2/users/{id}", tenants.get_user, methods=["GET"]),
    Route("/api/v2/me", tenants.me, methods=["GET"]),
]
_GROUPS = {"/".join(route.path.split("/")[:4]) for route in ROUTES}


class _Signed:
    """Adds the version's headers to every answer, and counts the answers."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        self._app, self._state = app, state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def signed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [(_CAPITALS.get(name, name), value) for name, value in message["headers"]]
                message["headers"] = [*headers, *_HEADERS]
                self._state.metrics.add(
                    "fluxlite_http_requests_total",
                    labels=f'path="{_group(scope["path"])}",status="{message["status"]}"',
                )
            await send(message)

        await self._app(scope, receive, signed)


def application(state: State) -> ASGIApp:
    """The application on a state."""
    handlers = {
        ApiError: _api_error,
        BodyError: _body_error,
        UnavailableError: _unavailable,
        HTTPException: _http_error,
        ClientDisconnect: _gone,
        Exception: _unexpected,
    }
    app = Starlette(routes=ROUTES, exception_handlers=handlers)  # type: ignore[arg-type]
    app.router.redirect_slashes = False
    app.state.fluxlite = state
    return _Signed(CrossOrigin(TrailingSlashes(app)), state)


async def _api_error(_: Request, error: ApiError) -> Response:
    return error_response(error)


async def _body_error(_: Request, error: BodyError) -> Response:
    return error_response(invalid(str(error)))


async def _unavailable(_: Request, error: UnavailableError) -> Response:
    """A fault of the disk: the client keeps what it has and tries again."""
    return error_response(ApiError("unavailable", str(error)))


async def _gone(_: Request, _error: ClientDisconnect) -> Response:
    """Nobody is left to read this."""
    return Response(status_code=400)


async def _unexpected(_: Request, _error: Exception) -> Response:
    """A fault of ours: the server raises it again behind this answer, so that it comes into the log."""
    return error_response(ApiError("internal error", GENERIC))


async def _http_error(request: Request, error: HTTPException) -> Response:
    try:
        return no_route(request, error)
    except ApiError as refused:
        return error_response(refused)


def _group(path: str) -> str:
    """The first parts of a path, as far as a route begins with them: what requests are counted by."""
    group = "/".join(path.split("/")[:4])
    return group if group in _GROUPS else "other"
