"""The facts of days, for programs and spreadsheets."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from admin.days import service
from admin.days.repository import DayFacts
from admin.dependencies import StoreOf
from admin.v1.paging import Cursor, Limit, Page
from admin.v1.route import V1Route
from admin.v1.span import From, To

router = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["figures"])

Assets = Annotated[
    list[str], Query(default_factory=list, alias="asset", max_length=1000, description="of all where none is named")
]
CSV = "text/csv"


@router.get("/days")
def read(
    store: StoreOf, assets: Assets, begin: From = "", end: To = "", cursor: Cursor = "", limit: Limit = 100
) -> Page[DayFacts]:
    """What assets did on each day that is over, by default of the last 31, 400 at most, the newest first."""
    return service.chosen(store, assets, begin, end, cursor, limit)


@router.get("/days.csv", response_class=Response, responses={200: {"content": {CSV: {}}}})
def read_table(store: StoreOf, assets: Assets, begin: From = "", end: To = "") -> Response:
    """The same as a table, a column a fact."""
    return Response(service.table(store, assets, begin, end), media_type=CSV)
