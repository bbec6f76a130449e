"""Faults of the data itself."""

from typing import Annotated

from fastapi import APIRouter, Query

from admin.data_quality import repository
from admin.data_quality.repository import Issue
from admin.dependencies import StoreOf

router = APIRouter()


@router.get("/api/data-quality")
def read(
    store: StoreOf,
    hours: Annotated[int, Query(ge=1, le=24 * 31)] = 24,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> list[Issue]:
    """How often each data fault happened to each signal, most frequent first."""
    return repository.issues(store, hours, limit)
