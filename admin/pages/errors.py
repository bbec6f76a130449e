"""Everything that can go wrong, in one shape: `{"error": {"code", "field", "message"}}`, or a plain page that says it.

A browser that asks for a page and is not signed in is sent to the sign-in form instead.
"""

import logging
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from admin.pages.headers import SECURITY_HEADERS
from admin.pages.rendering import page
from contract.errors import ContractError, ForewarnError, GatewayError

log = logging.getLogger(__name__)

JSON_PATHS = ("/api/", "/metrics", "/healthz")


class AdminError(ForewarnError):
    """An answer that is not what was asked for; `field` names what it is about, where that is one thing."""

    def __init__(
        self, status: int, code: str, message: str, *, field: str | None = None, retry_after_s: int | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field
        self.retry_after_s = retry_after_s


class ErrorDetail(BaseModel):
    """What went wrong: a code for programs, the field that it is about where there is one, a sentence for people."""

    code: str
    field: str | None
    message: str


class ErrorBody(BaseModel):
    """The one JSON shape of every error."""

    error: ErrorDetail


def not_found(what: str, name: str) -> AdminError:
    """404: there is no such thing."""
    return AdminError(404, "not_found", f"There is no {what} {name!r}.", field=what)


def conflict(message: str) -> AdminError:
    """409: somebody else was faster."""
    return AdminError(409, "conflict", message, field="version")


def not_signed_in() -> AdminError:
    """401: no credentials, or wrong ones."""
    return AdminError(401, "unauthenticated", "Sign in, or send the API's token as Authorization: Bearer <token>.")


def bad_origin(source: str, host: str) -> AdminError:
    """403: a form of another site, or behind a proxy that changes the host and is not known."""
    message = (
        f"This form was not sent by a page of this server: it comes from {source[:200] or 'nowhere'}, and the server "
        f"was asked as {host[:200]}. Where a proxy stands before the admin, set FOREWARN_ADMIN_URL to the address that "
        "people use, or name the proxy in FOREWARN_TRUSTED_PROXIES and let it send X-Forwarded-Host."
    )
    return AdminError(403, "forbidden", message, field="origin")


def malformed(field: str, message: str) -> AdminError:
    """400: a request that makes no sense."""
    return AdminError(400, "bad_request", message, field=field)


def unsure() -> AdminError:
    """503: a session of before a restart, while the store cannot say whether it was signed out."""
    message = "The store does not say whether this session was signed out; try again, or sign in anew."
    return AdminError(503, "store_failed", message, field="store")


def too_large(limit: int) -> AdminError:
    """413: more than any form of ours sends."""
    return AdminError(413, "too_large", f"The body must say its length, at most {limit} bytes.", field="body")


def too_many(wait_s: float) -> AdminError:
    """429: too many tries to sign in wait already."""
    seconds = int(wait_s) + 1
    message = f"Others are trying to sign in from there, and fail; try again in {seconds} s."
    return AdminError(429, "too_many", message, retry_after_s=seconds)


def problem_of(error: Exception) -> AdminError:
    """Any error as a problem."""
    match error:
        case AdminError():
            return error
        case ContractError():
            return AdminError(422, "invalid", error.reason, field=error.field)
        case RequestValidationError():
            return _invalid(error)
        case GatewayError():
            return AdminError(503, "store_failed", f"The store did not answer as it should: {error}", field="store")
        case HTTPException():
            phrase = HTTPStatus(error.status_code).phrase
            return AdminError(error.status_code, phrase.lower().replace(" ", "_"), f"{phrase}.")
    return AdminError(500, "internal", "Something went wrong here; the log says what.")


def answer(request: Request, problem: AdminError) -> Response:
    """The problem in the form that the request can read."""
    if not wants_page(request):
        return JSONResponse(body(problem).model_dump(), problem.status, _headers(problem))
    if problem.status == 401:
        return RedirectResponse(f"/sign-in?next={quote(_return_to(request))}", 303)
    return page(request, "pages/error.html", {"problem": problem}, problem.status, _headers(problem))


def body(problem: AdminError) -> ErrorBody:
    """The problem in the one JSON shape."""
    return ErrorBody(error=ErrorDetail(code=problem.code, field=problem.field, message=problem.message))


def wants_page(request: Request) -> bool:
    """Whether a browser asks for a page."""
    return not request.scope["path"].startswith(JSON_PATHS) and "text/html" in request.headers.get("accept", "")


def install(app: FastAPI) -> None:
    """Let the app answer every error in the one shape."""
    for kind in (ForewarnError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _handle)


async def _handle(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    if problem.status >= 500:
        log.error("%s %s: %s", request.method, request.scope["path"], error)
    return answer(request, problem)


def _invalid(error: RequestValidationError) -> AdminError:
    """The first of what FastAPI found, with the last name of its place as the field."""
    first = error.errors()[0]
    names = [part for part in first["loc"] if isinstance(part, str)]
    # A name may be anything that JSON can say, also what an answer cannot.
    field = names[-1][:100].encode(errors="replace").decode() if names else None
    return AdminError(422, "invalid", str(first["msg"]), field=field)


def _headers(problem: AdminError) -> dict[str, str]:
    # The answer to an error that nobody expected passes no middleware which could add these.
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-store"}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.retry_after_s is not None:
        headers["Retry-After"] = str(problem.retry_after_s)
    return headers


def _return_to(request: Request) -> str:
    if request.method != "GET":
        return "/"
    query = request.scope["query_string"].decode("latin-1")
    return quote(request.scope["path"]) + (f"?{query}" if query else "")
