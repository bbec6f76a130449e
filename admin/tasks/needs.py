"""What the endpoints of tasks ask for."""

from typing import Annotated

from fastapi import Depends, Query

from admin.dependencies import PartsOf
from admin.tasks.service import Desk

Word = Annotated[str, Query(max_length=200)]


def _desk(parts: PartsOf) -> Desk:
    registry = parts.registry.get(parts.store.version)
    return Desk(parts.store, parts.outlooks.get(), registry, parts.zones, parts.tasks.capacity)


DeskOf = Annotated[Desk, Depends(_desk)]
