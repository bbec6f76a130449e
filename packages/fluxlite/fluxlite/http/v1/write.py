"""POST /write: line protocol as clients of version 1 send it."""

from starlette.requests import Request
from starlette.responses import Response

from fluxlite.http.access import Access
from fluxlite.http.errors import invalid, not_found
from fluxlite.http.state import State
from fluxlite.http.v1.credentials import authenticate
from fluxlite.http.write import read_points, require_write, store
from fluxlite.influxql.databases import find
from fluxlite.lineprotocol import PRECISIONS
from fluxlite.registry import BucketInfo

_PRECISIONS = {
    **PRECISIONS,
    "": 1,
    "n": 1,
    "u": 1_000,
    "µ": 1_000,
    "m": 60 * 1_000_000_000,
    "h": 3600 * 1_000_000_000,
}
"""Version 1's own; InfluxDB 2 takes those that it does not know for nanoseconds, and dates such points to 1970."""


async def write(request: Request) -> Response:
    """Store the points of a body; 204 once they are durable. `consistency` means nothing to a single node."""
    access = authenticate(request)
    parameters = request.query_params
    database = parameters.get("db")
    if not database:
        raise invalid("missing db")
    unit = _PRECISIONS.get(parameters.get("precision", ""))
    if unit is None:
        raise invalid("invalid precision; valid precision units are n, ns, u, us, ms, s, m, and h")
    points = await read_points(request)
    bucket = _bucket(access, database, parameters.get("rp", ""))
    require_write(access, bucket)
    state: State = request.app.state.fluxlite
    await store(state, bucket, unit, points)
    return Response(status_code=204)


def _bucket(access: Access, database: str, policy: str) -> BucketInfo:
    """The bucket of a database and policy; one of which the token may do nothing is not there."""
    shown = {
        one.name: one
        for one in list(access.content.buckets.values())
        if access.allows("write", "buckets", one.id) or access.allows("read", "buckets", one.id)
    }
    found = find(shown, database, policy)
    if found is None:
        raise not_found("no dbrp mapping found")
    return shown[found.bucket]
