"""Maintenance: the work that was told of assets, and telling of more; its form is on the asset page."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from admin.dependencies import ActorOf, StoreOf
from admin.services import maintenance as service
from admin.services.maintenance import Entry

router = APIRouter()


class Told(BaseModel):
    """A piece of work. Without `actor` it is by who tells it, without `signals` on all of them.

    With `relearn` the level of its signals is estimated anew afterwards.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    asset: str
    begin: str = Field(alias="from", json_schema_extra={"format": "date-time"})
    until: str = Field(json_schema_extra={"format": "date-time"})
    what: str
    relearn: bool = False
    actor: str = ""
    signals: list[str] = []


@router.get("/api/maintenance")
def read(store: StoreOf, asset: str = "") -> list[Entry]:
    """All work that was told, of one asset or of all, the newest first."""
    return service.entries(store, asset)


@router.post("/api/maintenance", status_code=201)
def tell(told: Told, store: StoreOf, actor: ActorOf) -> Entry:
    """Tell of a piece of work: meanwhile the asset is not judged. 404 for an unknown asset."""
    return service.add(store, {**told.model_dump(by_alias=True), "signals": ",".join(told.signals)}, actor)
