"""Key figures of a day, for programs."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from admin.dependencies import PartsOf
from admin.kpis import service
from admin.kpis.service import AssetDay, FleetDay
from admin.pages.forms import Text
from admin.telemetry.service import homes
from admin.v1.route import V1Route

router = APIRouter(route_class=V1Route, tags=["figures"])

Date = Annotated[str, Query(alias="date", max_length=20, description="such as 2026-11-30; today where it is left out")]


@router.get("/api/kpis", include_in_schema=False)
@router.get("/api/v1/kpis")
def read(parts: PartsOf, date: Date = "", asset: Text = "") -> FleetDay | AssetDay:
    """Key figures of a day: of the fleet, or of an asset, then in the zone of its site, with its signals."""
    if not asset:
        return parts.figures.get(date)
    home = homes(parts.ranking.get()).get(asset)
    return service.of_asset(parts.store, asset, home, date, parts.zones, datetime.now(UTC))
