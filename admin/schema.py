"""The schema for clients: which credentials each route takes, and how it refuses.

The gate is no dependency of a route, so that FastAPI knows nothing of it; and which refusals a route has follows from
what it takes.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from admin.auth import cookies
from admin.auth.gate import is_open
from admin.v1.etag import IF_MATCH
from admin.v1.idempotency import HEADER
from admin.v1.problem import MEDIA_TYPE, Problem, is_ours
from web.gate import SAFE_METHODS

CREDENTIALS = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "For programs: a token of theirs, or FOREWARN_ADMIN_TOKEN.",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": cookies.SESSION, "description": "Who signed in on a page."},
}
REFUSED = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
# The server itself refuses an address of more than 64 KiB, before any route has it.
TOO_LONG = {"description": "Request Header Fields Too Large", "content": {"text/plain": {"schema": {"type": "string"}}}}
PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Any text of your own: who sends the same request again within a day gets the first answer.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}


class Described(FastAPI):
    """An app whose schema says so; what FastAPI says itself stays."""

    def openapi(self) -> dict[str, Any]:
        """The schema, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = super().openapi()
            self.openapi_schema["components"]["securitySchemes"] = CREDENTIALS
            self.openapi_schema["components"]["schemas"]["Problem"] = Problem.model_json_schema()
            for path, operations in self.openapi_schema["paths"].items():
                for method, operation in operations.items():
                    _describe(path, method.upper(), operation)
        return self.openapi_schema


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    operation["security"] = [] if is_open(path) else [{name: []} for name in CREDENTIALS]
    for status in _refusals(path, method, operation):
        content = PROBLEM if is_ours(path) else REFUSED
        operation["responses"][str(status.value)] = {"description": status.phrase, "content": content}
    if "parameters" in operation:
        operation["responses"]["431"] = TOO_LONG
    if is_ours(path) and method not in SAFE_METHODS:
        operation.setdefault("parameters", []).append(KEY)


def _refusals(path: str, method: str, operation: dict[str, Any]) -> Iterator[HTTPStatus]:
    if not is_open(path):
        yield from (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
        yield from (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
    if "parameters" in operation or "requestBody" in operation:
        yield HTTPStatus.NOT_FOUND
    if any(each["name"] == IF_MATCH for each in operation.get("parameters", ())):
        yield from (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED)
    if method not in SAFE_METHODS:
        yield from (HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
