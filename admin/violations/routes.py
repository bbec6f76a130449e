"""Violations of drivers, for programs."""

from fastapi import APIRouter

from admin.dependencies import PartsOf
from admin.pages.forms import Text
from admin.v1.paging import Cursor, Limit, Page
from admin.v1.route import V1Route
from admin.v1.span import From, To
from admin.violations import service
from admin.violations.repository import Violation

router = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["events"])


@router.get("/violations")
def read(
    parts: PartsOf,
    begin: From = "",
    end: To = "",
    asset: Text = "",
    site: Text = "",
    kind: service.Kind = "",
    cursor: Cursor = "",
    limit: Limit = 100,
) -> Page[Violation]:
    """Speeding and engine speeds beyond the redline, by default of the last day, a month at most, the newest first."""
    found = parts.ranking.get()
    sites = [site] if site else [*(each.site for each in found.places), *(each.site for each in found.learning)]
    return service.chosen(parts.store, sites, asset, kind, begin, end, cursor, limit)
