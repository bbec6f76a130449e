"""Trouble codes, for programs."""

from typing import Annotated

from fastapi import APIRouter, Query

from admin.dependencies import PartsOf
from admin.telemetry.service import homes
from admin.trouble import service
from admin.trouble.repository import TroubleCode
from admin.v1.route import V1Route
from web.errors import not_found

router = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["assets"])


@router.get("/assets/{asset:path}/dtcs")
def read(
    asset: str, parts: PartsOf, state: service.State = "kept", days: Annotated[int, Query(ge=1, le=400)] = 90
) -> list[TroubleCode]:
    """Trouble codes (DTC) that its control unit told of in the last days, with the freeze frame of each."""
    if asset not in homes(parts.ranking.get()):
        raise not_found("asset", asset)
    return service.chosen(parts.store, asset, state, days)
