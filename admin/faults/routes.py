"""Fault episodes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from admin.dependencies import StoreOf
from admin.faults import service
from admin.faults.episode import Fault

router = APIRouter()


@router.get("/api/faults")
def read(
    store: StoreOf,
    state: Literal["open", "cleared", "all"] = "all",
    severity: str = "",
    asset: str = "",
    days: Annotated[int, Query(ge=1, le=400)] = service.DAYS,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> list[Fault]:
    """Episodes of the last days, open ones first, then the newest."""
    return service.chosen(store, state, severity, asset, days)[:limit]
