"""`/metrics`: the admin's figures for Prometheus."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from admin.dependencies import PartsOf
from admin.metrics.figures import CONTENT_TYPE
from contract.errors import GatewayError

router = APIRouter()


@router.get("/metrics")
def metrics(parts: PartsOf) -> PlainTextResponse:
    """All figures; those of the fleet are left out while the store is away."""
    try:
        counts, up = parts.ranking.get().counts, True
    except GatewayError:
        counts, up = {}, False
    text = parts.metrics.text(parts.store.errors, parts.store.skipped, up, counts)
    return PlainTextResponse(text, media_type=CONTENT_TYPE)
