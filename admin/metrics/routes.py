"""`/metrics`: the admin's figures for Prometheus."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from admin.dependencies import PartsOf

router = APIRouter()


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(parts: PartsOf) -> Response:
    """All figures; those of the fleet are left out while the store is away."""
    return parts.metrics.page()
