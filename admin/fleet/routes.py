"""The fleet, ranked by risk."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from admin.dependencies import PartsOf
from admin.fleet.service import Chosen, Fleet, Sort
from admin.outside import Outside
from admin.pages.rendering import page

router = APIRouter()

Choice = Annotated[str, Query(max_length=100)]


async def _chosen(
    asset_class: Annotated[str, Query(alias="class", max_length=100)] = "",
    site: Choice = "",
    level: Choice = "",
    search: Choice = "",
    sort: Sort = "risk",
) -> Chosen:
    return Chosen(asset_class, site, level, search.strip(), sort)


ChosenOf = Annotated[Chosen, Depends(_chosen)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.get("/api/fleet", response_model=Fleet)
async def read(
    parts: PartsOf, chosen: ChosenOf, offset: Offset = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> Response:
    """The assets of a class, site or level, or whose name has a text in it: `limit` of them, the most urgent first.

    That is the order of risk times criticality. With `sort=due` those come first that are to be looked after soonest.
    """
    return Response(await parts.fleet.soon((chosen, offset, limit)), media_type="application/json")


@router.get("/", include_in_schema=False)
async def show(request: Request, parts: PartsOf, chosen: ChosenOf, offset: Offset = 0) -> Response:
    """The fleet page."""
    body = await parts.fleet_bodies.soon((chosen, offset, Outside.of(request).root))
    return page(request, "fleet/fleet.html", {"body": body})
