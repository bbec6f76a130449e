"""The registry of assets: which there are, creating one, changing one, retiring one."""

from functools import partial
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from starlette.responses import RedirectResponse

from admin import tables
from admin.dependencies import ActorOf, PartsOf, StoreOf
from admin.pages.forms import attempt
from admin.pages.rendering import page
from admin.readings.presence import Presence
from admin.records import nanoseconds
from admin.registry import exchange, files, service
from admin.registry.asset import Asset, Shown
from admin.registry.exchange import Difference
from admin.registry.forms import Change, FileForm, Import, NewAsset, Retirement
from admin.registry.page_forms import AssetForm, RetireForm
from admin.registry.service import Choice, Rows, Seen
from admin.registry.view import Which, file_view, list_view, new_view, one_view, refused_view
from admin.store import Store
from admin.v1 import etag
from admin.v1.etag import IfMatch
from admin.v1.paging import Cursor, Limit, Page
from admin.v1.paging import page as paged
from admin.v1.route import V1Route
from admin.versions import check_seen
from web.errors import ApiError

router = APIRouter()
v1 = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["assets"])


CSV: dict[str, object] = {"text/csv": {"schema": {"type": "string"}}}
Search = Annotated[str, Query(max_length=200)]


def _rows(parts: PartsOf) -> Rows:
    """What the registry says, at most a moment ago; of what this process has written since, all of it."""
    return parts.registry.get(parts.store.version)


RowsOf = Annotated[Rows, Depends(_rows)]


def _choice(
    asset_class: Annotated[str, Query(alias="class", max_length=100)] = "",
    site: Annotated[str, Query(max_length=200)] = "",
    criticality: Literal["", "low", "medium", "high"] = "",
    retired: Literal["yes", "no", "all"] = "all",
    q: Annotated[str, Query(max_length=200, description="in its id, name, site, numbers or labels")] = "",
) -> Choice:
    return Choice(asset_class, site, criticality, {"yes": True, "no": False, "all": None}[retired], q)


@v1.get("/assets")
@router.get("/equipment", include_in_schema=False)
def read_all(
    rows: RowsOf, chosen: Annotated[Choice, Depends(_choice)], cursor: Cursor = "", limit: Limit = 100
) -> Page[Shown]:
    """The assets of the registry, by their ids."""
    return paged(service.entries(rows, chosen), lambda one: (one.asset,), cursor, limit)


@v1.get("/unknown-assets")
def read_unknown(store: StoreOf, rows: RowsOf, cursor: Cursor = "", limit: Limit = 100) -> Page[Presence]:
    """Assets that sent data within a week and are not in the registry: create them, and they are."""
    return paged(service.unknown(store, rows), lambda one: (one.asset,), cursor, limit)


@v1.post("/assets", status_code=201)
@router.post("/equipment", status_code=201, include_in_schema=False)
def create(new: NewAsset, store: StoreOf, actor: ActorOf, response: Response) -> Shown:
    """Put an asset into the registry; 409 where it is in it already."""
    return _tagged(response, service.create(store, new.facts, new.why, actor))


@v1.get("/assets.csv", response_class=Response, responses={200: {"content": CSV}})
def read_file(rows: RowsOf) -> Response:
    """All of the registry as a file, to be changed and imported."""
    name = {"Content-Disposition": 'attachment; filename="assets.csv"'}
    return Response(files.write(service.entries(rows)), media_type="text/csv", headers=name)


@v1.post("/assets/import")
def take_file(order: Import, store: StoreOf, actor: ActorOf) -> Difference:
    """What a file changes, row by row; set, all or nothing, where `dry_run` is false; 409 names every stale row."""
    entries = files.read(order.text)
    return exchange.difference(store, entries) if order.dry_run else exchange.apply(store, entries, order.why, actor)


# An asset's id is any text, slashes included: the longer pattern has to come first.
@v1.get("/assets/{asset:path}/versions")
def read_versions(asset: str, store: StoreOf, cursor: Cursor = "", limit: Limit = 100) -> Page[Shown]:
    """Every version of what the registry says of an asset, the newest first, with who and why."""
    return paged(service.history(store, asset), lambda one: (-nanoseconds(one.time),), cursor, limit)


@v1.get("/assets/{asset:path}")
@router.get("/equipment/{asset:path}", include_in_schema=False)
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


@router.get("/registry", include_in_schema=False)
def show_all(request: Request, store: StoreOf, rows: RowsOf, show: Which = "service", q: Search = "") -> Response:
    """The page of all assets of the registry, and of those that send without being in it."""
    values = list_view(service.entries(rows, Choice(search=q)), service.unknown(store, rows, q), show, q)
    return page(request, "registry/registry.html", values)


@router.get("/registry/new", include_in_schema=False)
def show_new(request: Request, chosen: Annotated[AssetForm, Query()]) -> Response:
    """The form of a new asset; what is known of it already is in the address."""
    return page(request, "registry/asset.html", new_view(chosen, None))


@router.post("/registry/import", include_in_schema=False)
def show_file(request: Request, store: StoreOf, file: Annotated[UploadFile, File()]) -> Response:
    """What a file would change, asset by asset; nothing is set."""
    return _file(request, store, attempt(lambda: FileForm(text=tables.of_upload(file.file.read()))))


@router.post("/registry/import/apply", include_in_schema=False)
def apply_file(request: Request, store: StoreOf, actor: ActorOf, form: Annotated[FileForm, Form()]) -> Response:
    """Set what a file says, or show again what it would change, with what is wrong."""
    outcome = attempt(lambda: exchange.apply(store, files.read(form.text), form.why, actor))
    if isinstance(outcome, ApiError):
        return _file(request, store, form, outcome)
    return RedirectResponse("/registry", 303)


@router.get("/registry/import", include_in_schema=False)
@router.get("/registry/import/apply", include_in_schema=False)
def leave_file() -> Response:
    """The registry: a file that is looked at has no address of its own."""
    return RedirectResponse("/registry", 303)


@router.post("/registry", include_in_schema=False)
def create_by_form(request: Request, store: StoreOf, actor: ActorOf, form: Annotated[AssetForm, Form()]) -> Response:
    """Create an asset, or show the form again with what is wrong beside its field."""
    outcome = attempt(lambda: service.create(store, form.facts(form.asset), form.why, actor))
    if isinstance(outcome, ApiError):
        return page(request, "registry/asset.html", new_view(form, outcome), outcome.status)
    return _to(outcome.asset)


# An asset's id is any text, slashes included: the longer pattern has to come first.
@router.post("/registry/assets/{asset:path}/retire", include_in_schema=False)
def retire_by_form(
    request: Request, asset: str, store: StoreOf, actor: ActorOf, form: Annotated[RetireForm, Form()]
) -> Response:
    """Retire an asset, or show its page again with what is wrong."""
    seen = partial(check_seen, form.version)
    outcome = attempt(lambda: service.retire(store, asset, form.retired_on, form.why, actor, seen))
    if isinstance(outcome, ApiError):
        values = refused_view(service.history(store, asset), form, outcome)
        return page(request, "registry/asset.html", values, outcome.status)
    return _to(asset)


@router.get("/registry/assets/{asset:path}", include_in_schema=False)
def show(request: Request, asset: str, store: StoreOf) -> Response:
    """The page of one asset of the registry."""
    return page(request, "registry/asset.html", one_view(service.history(store, asset), None, None))


@router.post("/registry/assets/{asset:path}", include_in_schema=False)
def change_by_form(
    request: Request, asset: str, store: StoreOf, actor: ActorOf, form: Annotated[AssetForm, Form()]
) -> Response:
    """Set a new version of an asset, or show the form again with what is wrong beside its field."""
    seen = partial(check_seen, form.version)
    outcome = attempt(lambda: service.change(store, asset, dict(form.facts(asset)), form.why, actor, seen))
    if isinstance(outcome, ApiError):
        values = one_view(service.history(store, asset), form, outcome)
        return page(request, "registry/asset.html", values, outcome.status)
    return _to(asset)


def _file(request: Request, store: Store, form: FileForm | ApiError, problem: ApiError | None = None) -> Response:
    """What a file would change of the registry, or why it is no file of assets."""
    outcome = form if isinstance(form, ApiError) else attempt(lambda: _difference(store, form))
    values = file_view(form, outcome, problem)
    status = values["problem"].status if values["problem"] else 200
    return page(request, "registry/difference.html", values, status)


def _difference(store: Store, form: FileForm) -> Difference:
    return exchange.difference(store, files.read(form.text))


def _to(asset: str) -> Response:
    return RedirectResponse(quote(f"/registry/assets/{asset}"), 303)


def _tag(one: Asset | Shown) -> str:
    return f'"{one.version}"'


def _tagged(response: Response, found: Shown) -> Shown:
    response.headers["ETag"] = _tag(found)
    return found


def _seen(said: str) -> Seen:
    """Compares what a program says that it saw; raises a 428 `ApiError` where it says nothing."""
    etag.check_said(said)
    return lambda newest: etag.check(said, _tag(newest))
