"""Entity tags (RFC 9110): a program that has an answer already is told that it is still good."""

import hashlib
from typing import Annotated

from fastapi import Header, Request, Response

from web.errors import ApiError

IF_MATCH = "If-Match"
IfMatch = Annotated[str, Header(alias=IF_MATCH, max_length=2000, description="the `ETag` that was read; `*` for any")]
"""What a write says of the version that it was made for; to be `check`ed."""
_KEPT = ("cache-control", "content-location", "date", "etag", "expires", "vary")
"""What RFC 9110 wants said again of an answer that is not sent."""


def tagged(request: Request, response: Response) -> Response:
    """The answer with its tag, or 304 where the program has it. One that is sent piece by piece has none."""
    if response.status_code != 200 or not hasattr(response, "body"):
        return response
    tag = response.headers.get("etag") or f'W/"{hashlib.blake2b(response.body, digest_size=12).hexdigest()}"'
    response.headers["etag"] = tag
    if not matches(request.headers.get("if-none-match", ""), tag):
        return response
    kept = {name: value for name, value in response.headers.items() if name in _KEPT}
    return Response(status_code=304, headers=kept)


def matches(said: str, tag: str) -> bool:
    """Whether a list of tags has this one, by the weak comparison; `*` is any."""
    wanted = [_opaque(each.strip()) for each in said.split(",")]
    return "*" in wanted or _opaque(tag) in wanted


def _opaque(tag: str) -> str:
    return tag.removeprefix("W/")


def check_said(said: str) -> None:
    """Raises a 428 `ApiError` where a write does not say which version it was made for."""
    if not said.strip():
        message = "Say in If-Match the ETag of the version that you saw, so that nobody's change is lost unseen."
        raise ApiError(428, "precondition_required", message, field=IF_MATCH)


def check(said: str, tag: str) -> None:
    """Raises a 412 `ApiError` where the newest version is not among those that `said` names."""
    if not matches(said, tag):
        message = f"The newest version is {tag}: read it, and change that."
        raise ApiError(412, "precondition_failed", message, field=IF_MATCH)
