"""What is answered where there is no route: unknown paths, wrong methods, and what InfluxDB has and this store lacks.

The last are refused by name (501): never ignored, and never mistaken for a path that does not exist.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fluxlite.http.access import authenticate
from fluxlite.http.errors import ApiError, error_response
from fluxlite.http.v1.credentials import authenticate as v1_authenticate

_API = "/api/v2/"
_LACKING = (
    "backup", "checks", "config", "dashboards", "dbrps", "documents", "flags", "me", "notebooks",
    "notificationEndpoints", "notificationRules", "orgs", "query", "remotes", "replications", "resources", "restore",
    "scrapers", "signin", "signout", "sources", "stacks", "tasks", "telegraf", "telegrafs", "templates", "users",
    "variables", "views",
)  # fmt: skip
"""What InfluxDB serves below /api/v2 and this store does not, or only in part."""
_SILENT = (f"{_API}buckets", f"{_API}authorizations")
"""Below these, a wrong method is answered without words."""


async def signin(request: Request) -> Response:
    """Sign-in by user and password, and what ends it: nobody is told that a password is wrong where there are none."""
    what = request.url.path.removeprefix(_API)
    text = (
        f"{what} by user and password is part of InfluxDB's API that the embedded store does not support: use a token"
    )
    raise ApiError("not implemented", text)


def no_route(request: Request, error: HTTPException) -> Response:
    """The answer to a request that no route takes."""
    path = request.url.path
    if path.startswith(_API) and path != f"{_API}setup":
        authenticate(request)
    if _is_lacking(path, error.status_code):
        text = f"{request.method} {path} is part of InfluxDB's API that the embedded store does not support"
        raise ApiError("not implemented", text)
    return _wrong_method(request) if error.status_code == 405 else _unknown(path)


def _is_lacking(path: str, status: int) -> bool:
    """Whether InfluxDB would answer here; a wrong method for a query is wrong there too."""
    name = path.removeprefix(_API).split("/")[0] if path.startswith(_API) else ""
    return name in _LACKING and not (status == 405 and name == "query")


def _unknown(path: str) -> Response:
    if path.startswith(_API) and path.rstrip("/").count("/") > _API.count("/") + 1:
        return PlainTextResponse("404 page not found\n", 404)
    return error_response(ApiError("not found", "path not found"))


def _wrong_method(request: Request) -> Response:
    path = request.url.path
    if path.startswith(_SILENT):
        return Response(status_code=405)
    if path.endswith("/"):
        return _unknown(path)
    if path in ("/query", "/write"):
        v1_authenticate(request)
    if path == "/ping":
        return PlainTextResponse("Method Not Allowed\n", 405, {"Allow": "GET, HEAD, OPTIONS"})
    routes = [route for route in request.app.routes if isinstance(route, Route) and route.path == path]
    methods = {method for route in routes for method in route.methods or ()}
    allowed = ", ".join(sorted((methods - {"HEAD"}) | {"OPTIONS"}))
    response = error_response(ApiError("method not allowed", f"allow: {allowed}"))
    response.headers["Allow"] = allowed
    return response
