"""The audit: its entries, and whether they are as they were written."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from admin.audit import service
from admin.audit.service import Chosen, ChosenOf, Page, Soundness
from admin.dependencies import PartsOf, StoreOf
from admin.pages.rendering import page

router = APIRouter()

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
SHOWN = 50
"""Entries on a page."""


@router.get("/api/audit/verify")
def verify(parts: PartsOf) -> Soundness:
    """Whether every entry is as it was written, and the first that is not; looked at once a minute at most."""
    return service.soundness(parts.audited.get(), parts.notary)


@router.get("/api/audit")
def read(
    store: StoreOf,
    chosen: ChosenOf,
    offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Page:
    """Who changed what, when, from what, to what, and why: the newest first."""
    return service.entries(store, chosen, offset, limit)


@router.get("/audit", include_in_schema=False)
def show(request: Request, parts: PartsOf, chosen: ChosenOf, offset: Offset = 0) -> Response:
    """The page of the audit."""
    found = service.entries(parts.store, chosen, offset, SHOWN)
    sound = service.soundness(parts.audited.get(), parts.notary)
    return page(
        request, "audit/audit.html", {"found": found, "sound": sound, "chosen": chosen, **_links(found, chosen)}
    )


def _links(found: Page, chosen: Chosen) -> dict[str, str]:
    """Where the pages before and after are; "" for none."""
    said = {name: value for name, value in chosen.model_dump().items() if value}

    def link(offset: int) -> str:
        return f"/audit?{urlencode({**said, 'offset': offset})}"

    newer = link(max(0, found.offset - SHOWN)) if found.offset else ""
    return {"newer": newer, "older": link(found.offset + SHOWN) if found.offset + SHOWN < found.total else ""}
