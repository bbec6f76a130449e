"""Fault episodes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from admin.dependencies import StoreOf
from admin.faults import repository
from admin.faults.repository import Fault

router = APIRouter()


@router.get("/api/faults")
def read(
    store: StoreOf,
    state: Literal["open", "cleared", "all"] = "all",
    severity: str = "",
    asset: str = "",
    days: Annotated[int, Query(ge=1, le=400)] = 30,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> list[Fault]:
    """Episodes of the last days, open ones first, then the newest."""
    found = repository.of_asset(store, asset, days) if asset else repository.episodes(store, days)
    wanted = [fault for fault in found if state == "all" or fault.is_open == (state == "open")]
    return [fault for fault in wanted if severity in ("", fault.severity)][:limit]
