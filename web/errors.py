"""Everything that can go wrong with a request, in the one shape of every API of ours.

`{"error": {"code", "field", "message"}}`: a code for programs, the field that it is about, a sentence for people.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from contract.errors import ContractError, ForewarnError, GatewayError

log = logging.getLogger(__name__)


class ApiError(ForewarnError):
    """An answer that is not what was asked for; `field` names what it is about, where that is one thing."""

    def __init__(
        self, status: int, code: str, message: str, *, field: str | None = None, retry_after_s: int | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field
        self.retry_after_s = retry_after_s
        self.allowed = ""
        """The methods that what was asked for takes, where it was asked by another."""

    @property
    def body(self) -> "ErrorBody":
        """It in the one JSON shape."""
        return ErrorBody(error=ErrorDetail(code=self.code, field=self.field, message=self.message))

    @property
    def headers(self) -> dict[str, str]:
        """What is said of it beside the body."""
        headers = {"WWW-Authenticate": "Bearer"} if self.status == HTTPStatus.UNAUTHORIZED else {}
        if self.retry_after_s is not None:
            headers["Retry-After"] = str(self.retry_after_s)
        if self.allowed:
            headers["Allow"] = self.allowed
        return headers


class ErrorDetail(BaseModel):
    """What went wrong: a code for programs, the field that it is about where there is one, a sentence for people."""

    code: str
    field: str | None
    message: str


class ErrorBody(BaseModel):
    """The one JSON shape of every error."""

    error: ErrorDetail


def not_found(what: str, name: str) -> ApiError:
    """404: there is no such thing."""
    return ApiError(404, "not_found", f"There is no {what} {name!r}.", field=what)


def conflict(message: str, field: str | None = None) -> ApiError:
    """409: what it is about is not in a state for it."""
    return ApiError(409, "conflict", message, field=field)


def problem_of(error: Exception) -> ApiError:
    """Any error as a problem."""
    match error:
        case ApiError():
            return error
        case ContractError():
            return ApiError(422, "invalid", error.reason, field=error.field)
        case RequestValidationError():
            return _invalid(error)
        case GatewayError():
            return ApiError(503, "store_failed", f"The store did not answer as it should: {error}", field="store")
        case HTTPException(status_code=400):
            return ApiError(422, "invalid", "The body is not what its Content-Type says it is.", field="body")
        case HTTPException():
            phrase = HTTPStatus(error.status_code).phrase
            return ApiError(error.status_code, phrase.lower().replace(" ", "_"), f"{phrase}.")
    return ApiError(500, "internal", "Something went wrong here; the log says what.")


def answer(_request: Request, problem: ApiError) -> Response:
    """The problem as JSON."""
    return JSONResponse(problem.body.model_dump(), problem.status, problem.headers)


def install(app: FastAPI, answer: Callable[[Request, ApiError], Response] = answer) -> None:
    """Let the app answer every error as a problem, and log those that are no fault of who asked."""

    async def handle(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
            problem.allowed = _allowed(request)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("%s %s: %s", request.scope.get("method", "WEBSOCKET"), request.scope["path"], error)
        return answer(request, problem)

    for kind in (ForewarnError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, handle)


def _allowed(request: Request) -> str:
    """The methods that any route takes the path by; HEAD is taken as GET is."""
    taken = []
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        asked = {**request.scope, "method": method}
        if any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
            taken += ["GET", "HEAD"] if method == "GET" else [method]
    return ", ".join(taken)


def _invalid(error: RequestValidationError) -> ApiError:
    """The first of what FastAPI found, with the last name of its place as the field."""
    first = error.errors()[0]
    names = [part for part in first["loc"] if isinstance(part, str)]
    # A name may be anything that JSON can say, also what an answer cannot.
    field = names[-1][:100].encode(errors="replace").decode() if names else None
    return ApiError(422, "invalid", str(first["msg"]), field=field)
