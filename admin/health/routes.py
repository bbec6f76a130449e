"""`/healthz`: for load balancers, containers and people; the one route that asks for no credentials."""

from fastapi import APIRouter
from starlette.responses import JSONResponse

from admin.dependencies import PartsOf
from admin.health.service import Health

router = APIRouter()


@router.get("/healthz", response_model=Health, responses={503: {"model": Health}})
async def healthz(parts: PartsOf) -> JSONResponse:
    """200 where every dependency passes, else 503 that names each failing one and the reason."""
    found = await parts.health.get()
    return JSONResponse(found.model_dump(), 200 if found.status == "pass" else 503)
