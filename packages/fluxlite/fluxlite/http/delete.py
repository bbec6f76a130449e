"""POST /api/v2/delete: remove points by time and predicate."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fluxlite.http.access import authenticate, find_bucket, find_org, query_id
from fluxlite.http.errors import ApiError, invalid, not_found
from fluxlite.http.gojson import BodyError, decode, member
from fluxlite.http.predicate import parse
from fluxlite.http.query import rfc3339
from fluxlite.http.state import State
from fluxlite.http.write import read_body
from fluxlite.registry import BucketInfo
from fluxlite.storage.records import Deletion

_STRUCT = "deleteRequestDecode"


async def delete(request: Request) -> Response:
    """Remove points; both ends of the time range belong to it."""
    access = authenticate(request)
    try:
        value = decode(await read_body(request), _STRUCT)
        start, stop, predicate = _decode(value)
    except BodyError as error:
        raise invalid(f"error decoding json body: {error}") from None
    conditions = parse(predicate)
    find_org(request)
    state: State = request.app.state.fluxlite
    bucket = _bucket(request, state)
    # InfluxDB asks for the right to write alone: here a token that only brings points in cannot take any away.
    if not (access.allows("write", "buckets", bucket.id) and access.allows("read", "buckets", bucket.id)):
        reason = "" if access.active else ": token is inactive"
        raise ApiError("forbidden", f"insufficient permissions to delete{reason}")
    if start <= stop:
        record = Deletion(bucket.id, start, stop, conditions)
        await run_in_threadpool(state.store.delete, record)
    return Response(status_code=204)


def _decode(value: dict[str, Any]) -> tuple[int, int, str]:
    try:
        start, stop, predicate = (member(value, name, str, _STRUCT) or "" for name in ("start", "stop", "predicate"))
    except BodyError as error:
        raise BodyError(f"Invalid delete predicate node request: {error}") from None
    return _time("start", start, "2009-01-02T23:00:00Z"), _time("stop", stop, "2009-01-01T23:00:00Z"), predicate


def _time(name: str, text: str, example: str) -> int:
    try:
        return rfc3339(text)
    except ValueError:
        raise BodyError(
            f"invalid RFC3339Nano for field {name}, please format your time with RFC3339Nano format, example: {example}"
        ) from None


def _bucket(request: Request, state: State) -> BucketInfo:
    bucket_id, name = query_id(request, "bucketID"), request.query_params.get("bucket")
    if bucket_id:
        found = state.registry.content.buckets.get(bucket_id)
        if found is None:
            raise not_found("bucket not found")
        return found
    if not name:
        raise invalid("Please provide either bucketID or bucket")
    return find_bucket(state.registry.content, name)
