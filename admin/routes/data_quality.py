"""Faults of the data itself."""

from typing import Annotated

from fastapi import APIRouter, Query

from admin.dependencies import StoreOf
from admin.repository import quality
from admin.repository.quality import Issue

router = APIRouter()


@router.get("/api/data-quality")
def read(
    store: StoreOf,
    hours: Annotated[int, Query(ge=1, le=24 * 31)] = 24,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> list[Issue]:
    """How often each data fault happened to each signal, most frequent first."""
    return quality.issues(store, hours, limit)
