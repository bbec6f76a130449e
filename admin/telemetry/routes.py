"""Telemetry under `/api/v1`, and by the paths that some programs know from elsewhere."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic_core import to_jsonable_python
from starlette.responses import Response

from admin.dependencies import PartsOf
from admin.pages.forms import Text
from admin.telemetry import recent, service, trends
from admin.telemetry.latest import Latest
from admin.telemetry.recent import Recent
from admin.telemetry.service import Taken, nothing_stored
from admin.telemetry.trends import Trend
from admin.v1.paging import Cursor, Limit, Page
from admin.v1.problem import problem
from admin.v1.route import V1Route
from admin.v1.span import From, To
from web.errors import not_found

router = APIRouter(route_class=V1Route, tags=["telemetry"])

Signals = Annotated[
    list[str], Query(default_factory=list, alias="signal", max_length=trends.MOST_SIGNALS, description="may come again")
]
Assets = Annotated[list[str], Query(default_factory=list, alias="asset", max_length=100, description="may come again")]
Samples = Annotated[
    dict[str, Any] | list[dict[str, Any]],
    Body(
        description="One sample or a list: `asset`, `values` by signal; where they are not known yet or differ,"
        " `asset_class`, `site`, `time` (RFC 3339) and `run_state`.",
        openapi_examples={
            "one": {"value": {"asset": "PUMP-001", "values": {"bearing_temp_c": 65.2, "vibration_mm_s": 2.1}}},
            "many": {
                "value": [
                    {
                        "asset": "PUMP-009",
                        "asset_class": "machine",
                        "site": "hall-2",
                        "time": "2026-12-01T08:00:00Z",
                        "run_state": "running",
                        "values": {"bearing_temp_c": 65.2},
                    }
                ]
            },
        },
    ),
]


@router.get("/telemetry/latest", include_in_schema=False)
@router.get("/api/v1/telemetry/latest")
def read_newest(
    parts: PartsOf,
    assets: Assets,
    asset_class: Text = "",
    site: Text = "",
    cursor: Cursor = "",
    limit: Limit = 100,
) -> Page[Latest]:
    """The newest value of everything that each asset sends, context and counters included."""
    homes = service.of_class(service.homes(parts.ranking.get()), asset_class, site)
    return service.newest(parts.store, homes, assets, cursor, limit)


@router.post("/telemetry", include_in_schema=False, response_model=Taken)
@router.post("/api/v1/telemetry", response_model=Taken)
def take(parts: PartsOf, sent: Samples) -> Taken | Response:
    """Judge each value of each sample, and store what is sound; 422, with the same of each sample, where nothing is."""
    taken = service.take(parts.store, service.homes(parts.ranking.get()), sent if isinstance(sent, list) else [sent])
    return taken if taken.stored_values else problem(nothing_stored(taken), samples=to_jsonable_python(taken.samples))


@router.get("/api/v1/assets/{asset:path}/telemetry/latest")
async def read_latest(asset: str, parts: PartsOf) -> Latest:
    """The newest value of everything that the asset sends."""
    found = await parts.latest.soon(asset)
    if found is None:
        raise not_found("asset", asset)
    return found


@router.get("/api/v1/assets/{asset:path}/telemetry")
def read_recent(
    asset: str,
    parts: PartsOf,
    signals: Signals,
    begin: From = "",
    end: To = "",
    cursor: Cursor = "",
    limit: Annotated[int, Query(ge=1, le=recent.MOST)] = 100,
) -> Recent:
    """Samples as they were sent, the newest first; of a month at most."""
    return service.samples(parts.store, asset, signals, begin, end, cursor, limit)


@router.get("/api/v1/assets/{asset:path}/trends")
def read_trends(
    asset: str,
    parts: PartsOf,
    signals: Signals,
    begin: From = "",
    end: To = "",
    every_s: Annotated[int | None, Query(ge=60, le=604_800)] = None,
) -> list[Trend]:
    """Mean, lowest and highest of each window, by default of the last day, a year at most; and data faults of it."""
    home = service.homes(parts.ranking.get()).get(asset)
    return service.trend(parts.store, asset, home, signals, begin, end, every_s)
