"""Problem details (RFC 9457): how every error below `/api/v1` is told."""

from http import HTTPStatus

from pydantic import BaseModel
from starlette.responses import JSONResponse

from web.errors import ApiError

PREFIX = "/api/v1/"
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What went wrong: `title` is the same for all of a `code`, `detail` is of this request.

    `code` is for programs; `field` names what it is about, where that is one thing.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None


def is_ours(path: str) -> bool:
    """Whether errors of this path are told so."""
    return path.startswith(PREFIX)


def problem(error: ApiError, headers: dict[str, str] | None = None, **more: object) -> JSONResponse:
    """The error as an answer, with what else is to be said in JSON.

    Its type is `about:blank`, as `title` and `status` say all that is known of its kind.
    """
    said = Problem(
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=error.message,
        code=error.code,
        field=error.field,
    )
    return JSONResponse(said.model_dump(exclude_none=True) | more, error.status, headers, MEDIA_TYPE)
