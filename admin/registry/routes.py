"""The registry of assets: which there are, creating one, changing one, retiring one."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from admin.dependencies import ActorOf, StoreOf
from admin.readings.presence import Presence
from admin.records import nanoseconds
from admin.registry import service
from admin.registry.asset import Asset, Shown
from admin.registry.forms import Change, NewAsset, Retirement
from admin.registry.service import Choice, Seen
from admin.v1 import etag
from admin.v1.etag import IfMatch
from admin.v1.paging import Cursor, Limit, Page, page
from admin.v1.route import V1Route

v1 = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["assets"])


def _choice(
    asset_class: Annotated[str, Query(alias="class", max_length=100)] = "",
    site: Annotated[str, Query(max_length=200)] = "",
    criticality: Literal["", "low", "medium", "high"] = "",
    retired: Literal["yes", "no", "all"] = "all",
    q: Annotated[str, Query(max_length=200, description="in its id, name, site, numbers or labels")] = "",
) -> Choice:
    return Choice(asset_class, site, criticality, {"yes": True, "no": False, "all": None}[retired], q)


@v1.get("/assets")
def read_all(
    store: StoreOf, chosen: Annotated[Choice, Depends(_choice)], cursor: Cursor = "", limit: Limit = 100
) -> Page[Shown]:
    """The assets of the registry, by their ids."""
    return page(service.entries(store, chosen), lambda one: (one.asset,), cursor, limit)


@v1.get("/unknown-assets")
def read_unknown(store: StoreOf, cursor: Cursor = "", limit: Limit = 100) -> Page[Presence]:
    """Assets that sent data within a week and are not in the registry: create them, and they are."""
    return page(service.unknown(store), lambda one: (one.asset,), cursor, limit)


@v1.post("/assets", status_code=201)
def create(new: NewAsset, store: StoreOf, actor: ActorOf, response: Response) -> Shown:
    """Put an asset into the registry; 409 where it is in it already."""
    return _tagged(response, service.create(store, new.facts, new.why, actor))


# An asset's id is any text, slashes included: the longer pattern has to come first.
@v1.get("/assets/{asset:path}/versions")
def read_versions(asset: str, store: StoreOf, cursor: Cursor = "", limit: Limit = 100) -> Page[Shown]:
    """Every version of what the registry says of an asset, the newest first, with who and why."""
    return page(service.history(store, asset), lambda one: (-nanoseconds(one.time),), cursor, limit)


@v1.get("/assets/{asset:path}")
def read(asset: str, store: StoreOf, response: Response) -> Shown:
    """What the registry says of an asset; its `ETag` is for changing it."""
    return _tagged(response, service.one(store, asset))


@v1.patch("/assets/{asset:path}")
def change(
    asset: str, order: Change, store: StoreOf, actor: ActorOf, response: Response, if_match: IfMatch = ""
) -> Shown:
    """Change an asset; 412 where `If-Match` is not the `ETag` of its newest version."""
    return _tagged(response, service.change(store, asset, order.changes, order.why, actor, _seen(if_match)))


@v1.post("/assets/{asset:path}/retire")
def retire(
    asset: str, order: Retirement, store: StoreOf, actor: ActorOf, response: Response, if_match: IfMatch = ""
) -> Shown:
    """Take an asset out of service: its silence is nobody's concern any more; 412 as for a change."""
    seen = _seen(if_match)
    return _tagged(response, service.retire(store, asset, order.retired_on, order.why, actor, seen))


def _tag(one: Asset | Shown) -> str:
    return f'"{one.version}"'


def _tagged(response: Response, found: Shown) -> Shown:
    response.headers["ETag"] = _tag(found)
    return found


def _seen(said: str) -> Seen:
    """Compares what a program says that it saw; raises a 428 `ApiError` where it says nothing."""
    etag.check_said(said)
    return lambda newest: etag.check(said, _tag(newest))
