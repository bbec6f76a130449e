"""POST /api/v2/query: Flux in, annotated CSV out, computed in a process apart."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from fluxlite.flux import Dialect, FluxError
from fluxlite.http.access import authenticate, find_org
from fluxlite.http.answering import respond
from fluxlite.http.errors import ApiError, invalid
from fluxlite.http.gojson import BodyError, decode, member
from fluxlite.http.state import State
from fluxlite.http.unreadable import may_read_any, nothing_to_read
from fluxlite.http.write import read_body
from fluxlite.queries.run import Question
from fluxlite.seam import MAX_TIME, MIN_TIME

_PREFIX = "failed to decode request body: "
_NOT_JSON = (
    "failed parsing request body as JSON; if sending a raw Flux script, set 'Content-Type: application/vnd.flux' "
    "in your request headers: "
)
_RFC3339 = re.compile(
    r"(?P<seconds>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(?P<digits>\d+))?(?P<zone>Z|[+-]\d\d:\d\d)\Z", re.ASCII
)
_CSV = "text/csv; charset=utf-8"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def query(request: Request) -> Response:
    """Answer a query; an error before the first byte is JSON, a later one stands in the CSV."""
    access = authenticate(request)
    state: State = request.app.state.fluxlite
    body = await read_body(request, state.limits.text_kb * 1024)
    try:
        question = _question(request.headers.get("Content-Type", ""), body)
        Dialect.parse(question.details["dialect"])
        find_org(request)
    except (BodyError, ApiError, FluxError) as error:
        raise _undecodable(error) from None
    if not may_read_any(access):
        raise nothing_to_read(question.text, access.content.org_id)
    return await respond(request, access, question, _CSV)


def _undecodable(error: BodyError | ApiError | FluxError) -> ApiError:
    if isinstance(error, FluxError) and error.code != "invalid":
        return ApiError(error.code, error.message)
    message = error.message if isinstance(error, ApiError | FluxError) else str(error)
    return invalid(message if message.startswith(_PREFIX) else _PREFIX + message)


def _question(content_type: str, body: bytes) -> Question:
    """The request in a body: plain Flux, or JSON whatever the type says."""
    if content_type.partition(";")[0].strip().lower() == "application/vnd.flux":
        found = _flux(body.decode("utf-8", "replace"), time.time_ns(), {}, None)
    else:
        try:
            found = _from_json(decode(body, "http.QueryRequest"))
        except BodyError as error:
            raise BodyError(_NOT_JSON + str(error)) from None
    if not found.text:
        raise BodyError("request body requires either query or AST")
    return found


def _from_json(value: dict[str, Any]) -> Question:
    kind = member(value, "type", str, "QueryRequest")
    if kind not in (None, "", "flux"):
        raise invalid(f"{_PREFIX}unknown query type: {kind}")
    text = member(value, "query", str, "QueryRequest") or ""
    now = time.time_ns() if value.get("now") is None else _time(value["now"])
    return _flux(text, now, value.get("dialect"), value.get("extern"))


def _flux(text: str, now: int, dialect: Any, extern: Any) -> Question:
    return Question("flux", text, now, {"dialect": dialect, "extern": extern})


def _time(value: Any) -> int:
    """Nanoseconds of an RFC 3339 time."""
    if not isinstance(value, str):
        raise BodyError("Time.UnmarshalJSON: input is not a JSON string")
    try:
        return rfc3339(value)
    except ValueError:
        text = f'parsing time "{value}" as "2006-01-02T15:04:05Z07:00": cannot parse "{value}" as "2006"'
        raise BodyError(text) from None


def rfc3339(text: str) -> int:
    """Nanoseconds since 1970 of an RFC 3339 time, at most as far away as a point may be; raises ValueError."""
    match = _RFC3339.match(text)
    if match is None:
        raise ValueError(f"{text!r} is no RFC 3339 time")
    moment = datetime.fromisoformat(match["seconds"] + match["zone"])
    whole = int((moment - _EPOCH) / timedelta(seconds=1)) * 1_000_000_000
    return max(MIN_TIME, min(MAX_TIME, whole + int((match["digits"] or "0").ljust(9, "0")[:9])))
