"""POST /api/v2/write: line protocol in, durable before the answer."""

import asyncio
import time
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fluxlite.http.access import Access, authenticate, find_bucket, find_org
from fluxlite.http.errors import GENERIC, ApiError, invalid, not_found
from fluxlite.http.gunzip import claimed_size, unzip
from fluxlite.http.state import State
from fluxlite.lineprotocol import PRECISIONS, LineError
from fluxlite.registry import BucketInfo
from fluxlite.storage.apply import Outcome
from fluxlite.storage.records import WriteRecord
from fluxlite.storage.store import Done
from fluxlite.unavailable import UnavailableError

MAX_BODY = 128 * 2**20
"""Bytes of line protocol in one request, unzipped; far above what clients send."""
_INLINE, _INLINE_ZIPPED = 8 * 1024, 1024
"""Bodies up to this many bytes, unzipped and zipped."""


async def write(request: Request) -> Response:
    """Store the points of a body; 204 once they are durable."""
    access = authenticate(request)
    unit = PRECISIONS.get(request.query_params.get("precision") or "ns")
    if unit is None:
        raise invalid("invalid precision; valid precision units are ns, us, ms, and s")
    name = request.query_params.get("bucket")
    if not name:
        raise not_found("bucket not found")
    body = await read_points(request)
    find_org(request)
    state: State = request.app.state.fluxlite
    bucket = find_bucket(state.registry.content, name)
    require_write(access, bucket)
    await store(state, bucket, unit, body)
    return Response(status_code=204)


@dataclass(frozen=True, slots=True)
class Points:
    """A body of line protocol as it came."""

    body: bytes
    zipped: bool


async def read_points(request: Request) -> Points:
    """The line protocol of a request."""
    zipped = request.headers.get("Content-Encoding") in ("gzip", "x-gzip")
    body = await read_body(request)
    if zipped and not body.startswith(b"\x1f\x8b"):
        raise ApiError("internal error", GENERIC)
    return Points(body, zipped)


async def store(state: State, bucket: BucketInfo, unit: int, points: Points) -> None:
    """Store points whose times count `unit` nanoseconds; returns once they are durable."""
    record = WriteRecord(bucket.id, time.time_ns(), unit, points.body, points.zipped)
    state.writers += 1
    try:
        await _store(state, record)
    finally:
        state.writers -= 1


async def read_body(request: Request, most: int = MAX_BODY) -> bytes:
    """The request's body, up to a limit of bytes."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise ApiError("request too large", "too large")
        parts.append(part)
    return b"".join(parts)


def require_write(access: Access, bucket: BucketInfo) -> None:
    """Refuse a token that may not write to a bucket."""
    if not access.allows("write", "buckets", bucket.id):
        reason = "" if access.active else ": token is inactive"
        raise ApiError("forbidden", f"insufficient permissions for write{reason}")


async def _store(state: State, record: WriteRecord) -> None:
    """Store a record, wait until it is durable, and report what was dropped."""
    loop = asyncio.get_running_loop()
    settled: asyncio.Future[Outcome] = loop.create_future()

    def done(result: Outcome | UnavailableError) -> None:
        loop.call_soon_threadsafe(_resolve, settled, result)

    if _is_small(record) and not state.store.is_busy():
        empty = not apply(state, record, done, alone=state.writers == 1)
    else:
        empty = not await run_in_threadpool(apply, state, record, done)
    if empty:
        return
    problem = (await settled).error()
    if problem is not None:
        raise ApiError("unprocessable entity", problem)


def apply(state: State, record: WriteRecord, done: Done, *, alone: bool = False) -> bool:
    """Parse a record and store it; `done` is told what became of it. False for a body without points: nothing is."""
    try:
        batch = state.store.parse(record.bucket, _text(record), record.now, record.unit)
    except LineError as error:
        raise invalid(str(error)) from None
    if not len(batch):
        return False

    def counted(result: Outcome | UnavailableError) -> None:
        if isinstance(result, Outcome):
            state.metrics.add("fluxlite_points_written_total", len(batch) - result.dropped)
            state.metrics.add("fluxlite_points_dropped_total", result.dropped)
        done(result)

    state.store.write(record, batch, counted, alone=alone)
    return True


def _text(record: WriteRecord) -> bytes:
    return unzip(record.body, MAX_BODY) if record.zipped else record.body


def _is_small(record: WriteRecord) -> bool:
    """Whether it takes less time to store it than to hand it to a thread."""
    if not record.zipped:
        return len(record.body) <= _INLINE
    return len(record.body) <= _INLINE_ZIPPED and claimed_size(record.body) <= _INLINE


def _resolve(settled: "asyncio.Future[Outcome]", result: Outcome | UnavailableError) -> None:
    """Wake the request; it may have gone away meanwhile."""
    if settled.done():
        return
    if isinstance(result, Outcome):
        settled.set_result(result)
    else:
        settled.set_exception(result)
