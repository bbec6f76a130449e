"""The runbook: what to do about each alert. Alerts link here."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin.pages.rendering import page

router = APIRouter(include_in_schema=False)


@router.get("/runbook")
def show(request: Request) -> Response:
    """The page; each alert has its section."""
    return page(request, "runbook/runbook.html", {})
