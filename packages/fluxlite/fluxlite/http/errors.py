"""Errors in InfluxDB's form: a code, a message, a status and a header."""

import json
from typing import Any

from starlette.responses import Response

STATUS = {
    "invalid": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "not found": 404,
    "method not allowed": 405,
    "request too large": 413,
    "conflict": 422,
    "unprocessable entity": 422,
    "internal error": 500,
    "not implemented": 501,
    "unavailable": 503,
}
_RETRY_SECONDS = "2"
GENERIC = "An internal error has occurred - check server logs"
_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


class ApiError(Exception):
    """An answer that is an error; `code` is one of InfluxDB's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def invalid(message: str) -> ApiError:
    """The client's request is wrong."""
    return ApiError("invalid", message)


def not_found(message: str) -> ApiError:
    """There is no such thing, or this token may not see it."""
    return ApiError("not found", message)


def encode(value: Any) -> bytes:
    """JSON as Go writes it: compact, without escapes but for HTML's characters."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    for character, escape in _HTML.items():
        text = text.replace(character, escape)
    return text.encode("utf-8", "replace")


def json_response(value: Any, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(encode(value), status, media_type="application/json; charset=utf-8")


def error_response(error: ApiError) -> Response:
    """An error as the API answers it."""
    response = json_response({"code": error.code, "message": error.message}, STATUS.get(error.code, 500))
    response.headers["X-Platform-Error-Code"] = error.code
    if error.code == "unavailable":
        response.headers["Retry-After"] = _RETRY_SECONDS
    return response
