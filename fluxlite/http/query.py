"""POST /api/v2/query: Flux in, annotated CSV out, in a worker thread."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from fluxlite.flux import Dialect, FluxError, run
from fluxlite.http.access import authenticate, find_org
from fluxlite.http.catalog import RequestCatalog
from fluxlite.http.compression import GZIP_FROM, gzipped, takes_gzip
from fluxlite.http.errors import GENERIC, ApiError, invalid
from fluxlite.http.gojson import BodyError, decode, member
from fluxlite.http.state import State
from fluxlite.http.write import read_body
from fluxlite.seam import MAX_TIME, MIN_TIME
from fluxlite.unavailable import UnavailableError

log = logging.getLogger("fluxlite.query")

_PREFIX = "failed to decode request body: "
_NOT_JSON = (
    "failed parsing request body as JSON; if sending a raw Flux script, set 'Content-Type: application/vnd.flux' "
    "in your request headers: "
)
_RFC3339 = re.compile(
    r"(?P<seconds>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(?P<digits>\d+))?(?P<zone>Z|[+-]\d\d:\d\d)\Z", re.ASCII
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WHOLE = 256 * 1024
_CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Question:
    """A query request, decoded."""

    query: str
    dialect: Any
    extern: dict[str, Any] | None
    now: int


async def query(request: Request) -> Response:
    """Answer a query; an error before the first byte is JSON, a later one stands in the CSV."""
    access = authenticate(request)
    body = await read_body(request)
    try:
        question = _question(request.headers.get("Content-Type", ""), body)
        dialect = Dialect.parse(question.dialect)
        find_org(request)
    except (BodyError, ApiError, FluxError) as error:
        raise _undecodable(error) from None
    state: State = request.app.state.fluxlite

    def start() -> Iterator[bytes]:
        with state.store.moment() as moment:
            catalog = RequestCatalog(state, access, moment)
            yield from run(question.query, catalog=catalog, now=question.now, dialect=dialect, extern=question.extern)

    return await _answer(request, start)


def _undecodable(error: BodyError | ApiError | FluxError) -> ApiError:
    if isinstance(error, FluxError) and error.code != "invalid":
        return ApiError(error.code, error.message)
    message = error.message if isinstance(error, ApiError | FluxError) else str(error)
    return invalid(message if message.startswith(_PREFIX) else _PREFIX + message)


def _question(content_type: str, body: bytes) -> Question:
    """The request in a body: plain Flux, or JSON whatever the type says."""
    if content_type.partition(";")[0].strip().lower() == "application/vnd.flux":
        found = Question(body.decode("utf-8", "replace"), {}, None, time.time_ns())
    else:
        try:
            found = _from_json(decode(body, "http.QueryRequest"))
        except BodyError as error:
            raise BodyError(_NOT_JSON + str(error)) from None
    if not found.query:
        raise BodyError("request body requires either query or AST")
    return found


def _from_json(value: dict[str, Any]) -> Question:
    kind = member(value, "type", str, "QueryRequest")
    if kind not in (None, "", "flux"):
        raise invalid(f"{_PREFIX}unknown query type: {kind}")
    text = member(value, "query", str, "QueryRequest") or ""
    now = time.time_ns() if value.get("now") is None else _time(value["now"])
    return Question(text, value.get("dialect"), value.get("extern"), now)


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


async def _answer(request: Request, start: Callable[[], Iterator[bytes]]) -> Response:
    state: State = request.app.state.fluxlite
    begin = time.perf_counter()
    first, rest = await to_thread.run_sync(_first, start, limiter=state.query_slots)
    state.metrics.add("fluxlite_query_seconds_total", time.perf_counter() - begin)
    zipped = len(first) >= GZIP_FROM and takes_gzip(request)
    headers = {"Content-Encoding": "gzip"} if zipped else {}
    if rest is None:
        body = await run_in_threadpool(_gzip, first) if zipped else first
        return Response(body, media_type=_CSV, headers=headers)
    chunks = chain([first], rest)
    return StreamingResponse(gzipped(chunks) if zipped else chunks, media_type=_CSV, headers=headers)


def _first(start: Callable[[], Iterator[bytes]]) -> tuple[bytes, Iterator[bytes] | None]:
    """The beginning of the answer, and the rest if there is any; an error before it becomes an ApiError."""
    parts: list[bytes] = []
    size = 0
    try:
        chunks = start()
        for chunk in chunks:
            parts.append(chunk)
            size += len(chunk)
            if size >= _WHOLE:
                return b"".join(parts), chunks
    except FluxError as error:
        raise ApiError(error.code, error.message) from None
    except UnavailableError:
        raise
    except Exception:
        log.exception("a query failed for a reason of ours")
        raise ApiError("internal error", GENERIC) from None
    return b"".join(parts), None


def _gzip(data: bytes) -> bytes:
    return b"".join(gzipped([data]))
