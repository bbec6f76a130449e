"""How the admin answers when it does not do what was asked: with a page that says it, in the shape of `web.errors`, or
below `/api/v1` as problem details.

A browser that asks for a page and is not signed in is sent to the sign-in form instead.
"""

from urllib.parse import quote

from fastapi import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from admin.pages import rendering
from admin.pages.headers import SECURITY_HEADERS
from admin.v1 import problem as problems
from web.errors import ApiError

JSON_PATHS = ("/api/", "/predict", "/metrics", "/healthz", "/telemetry", "/equipment", "/maintenance/upcoming")


def answer(request: Request, problem: ApiError) -> Response:
    """The problem in the form that the request can read."""
    if problems.is_ours(request.scope["path"]):
        return problems.problem(problem, _headers(problem))
    if not wants_page(request):
        return JSONResponse(problem.body.model_dump(), problem.status, _headers(problem))
    if problem.status == 401:
        return RedirectResponse(f"/sign-in?next={quote(_return_to(request))}", 303)
    return rendering.page(request, "pages/error.html", {"problem": problem}, problem.status, _headers(problem))


def wants_page(request: Request) -> bool:
    """Whether a browser asks for a page."""
    return not request.scope["path"].startswith(JSON_PATHS) and "text/html" in request.headers.get("accept", "")


def _headers(problem: ApiError) -> dict[str, str]:
    # The answer to an error that nobody expected passes no middleware which could add these.
    return {**SECURITY_HEADERS, "Cache-Control": "no-store", **problem.headers}


def _return_to(request: Request) -> str:
    if request.method != "GET":
        return "/"
    query = request.scope["query_string"].decode("latin-1")
    return quote(request.scope["path"]) + (f"?{query}" if query else "")
