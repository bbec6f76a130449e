"""Thresholds: what is in force, its history, a preview, and setting a new version."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from admin.dependencies import ActorOf, StoreOf
from admin.pages.forms import attempt
from admin.pages.rendering import page
from admin.store import Store
from admin.thresholds import exchange, files, preview, saving, service
from admin.thresholds.exchange import Difference
from admin.thresholds.files import Format
from admin.thresholds.forms import (
    Batch,
    Candidate,
    Change,
    Chosen,
    EndForm,
    FileForm,
    Import,
    ManyForm,
    PolicyForm,
    Revert,
)  # fmt: skip
from admin.thresholds.preview import Report
from admin.thresholds.service import Setting
from admin.thresholds.view import edit_view, file_view, list_view, refused_view
from web.errors import ApiError

router = APIRouter()

Named = Annotated[str, Query(min_length=1, max_length=200)]
FormatOf = Annotated[Format, Query(alias="format")]
MEDIA_TYPES: Mapping[Format, str] = {"toml": "application/toml", "csv": "text/csv"}
KINDS: dict[str, object] = {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()}
Days = Annotated[float, Query(ge=0.04, le=7, allow_inf_nan=False)]


@router.get("/api/thresholds")
def read(store: StoreOf, q: Annotated[str, Query(max_length=200)] = "", *, changed: bool = False) -> list[Setting]:
    """Every policy in force, or those that have each word of `q` in scope, class or signal, or are `changed`."""
    return service.search(service.in_force(store).all, q, changed=changed)


@router.get("/api/thresholds/{scope:path}/{signal}/history")
def read_history(scope: str, signal: str, store: StoreOf) -> list[Setting]:
    """Every version of one row, newest first."""
    return service.history(store, scope, signal)


@router.put("/api/thresholds/{scope:path}/{signal}")
def write(scope: str, signal: str, change: Change, store: StoreOf, actor: ActorOf) -> Setting:
    """Set a new version; 409 where the version that was seen is not the newest."""
    return saving.change(store, change.record(scope, signal), actor)


@router.post("/api/thresholds/batch")
def write_many(batch: Batch, store: StoreOf, actor: ActorOf) -> list[Setting]:
    """Make the same changes to many rows, all or nothing; 409 that names every row that is no longer as it was seen."""
    changes = batch.changes.model_dump(exclude_unset=True)
    return saving.change_many(store, batch.seen(), changes, batch.why, actor)


@router.get("/api/thresholds/export", response_class=Response, responses={200: {"content": KINDS}})
def write_file(store: StoreOf, form: FormatOf = "toml", *, changed: bool = False) -> Response:
    """What is in force as a file, to be changed and imported; with `changed`, only what a row of its own scope says."""
    name = {"Content-Disposition": f'attachment; filename="thresholds.{form}"'}
    return Response(exchange.export(store, form, changed=changed), media_type=MEDIA_TYPES[form], headers=name)


@router.post("/api/thresholds/import")
def read_file(order: Import, store: StoreOf, actor: ActorOf) -> Difference:
    """What a file changes, row by row; set, all or nothing, where `dry_run` is false; 409 names every stale row."""
    entries = files.read(order.format, order.text)
    return exchange.difference(store, entries) if order.dry_run else exchange.apply(store, entries, order.why, actor)


@router.post("/api/thresholds/{scope:path}/{signal}/revert")
def revert(scope: str, signal: str, order: Revert, store: StoreOf, actor: ActorOf) -> Setting:
    """Put an older version in force again, as a new one; version 0 withdraws the row: the next wider scope rules."""
    return saving.revert(store, scope, signal, order.version, order.seen, order.why, actor)


@router.post("/api/thresholds/{scope:path}/{signal}/preview")
def try_out(scope: str, signal: str, candidate: Candidate, store: StoreOf, days: Days = 1) -> Report:
    """What a policy would have done in the last `days`, asset by asset, beside what the one in force did."""
    return preview.report(store, candidate.record(scope, signal), days)


@router.get("/thresholds", include_in_schema=False)
def show(request: Request, store: StoreOf, chosen: Annotated[Chosen, Query()]) -> Response:
    """The thresholds page: of a class, or what is searched for."""
    return page(request, "thresholds/thresholds.html", list_view(service.in_force(store), chosen))


@router.post("/thresholds", include_in_schema=False)
def save_many(request: Request, store: StoreOf, actor: ActorOf, form: Annotated[ManyForm, Form()]) -> Response:
    """Make the same changes to the ticked rows, or show the page again with what is wrong and what was typed."""
    outcome = attempt(lambda: saving.change_many(store, form.seen(), form.changes(), form.why, actor))
    if isinstance(outcome, ApiError):
        values = list_view(service.in_force(store), form, form, outcome)
        return page(request, "thresholds/thresholds.html", values, outcome.status)
    return RedirectResponse(f"/thresholds?{form.query}", 303)


@router.post("/thresholds/import", include_in_schema=False)
def show_file(request: Request, store: StoreOf, file: Annotated[UploadFile, File()]) -> Response:
    """What a file would change, row by row; nothing is set."""
    return _file(request, store, attempt(lambda: FileForm.of(file)))


@router.post("/thresholds/import/apply", include_in_schema=False)
def apply_file(request: Request, store: StoreOf, actor: ActorOf, form: Annotated[FileForm, Form()]) -> Response:
    """Set a file's rows, or show again what it would change, with what is wrong."""
    outcome = attempt(lambda: exchange.apply(store, files.read(form.format, form.text), form.why, actor))
    if isinstance(outcome, ApiError):
        return _file(request, store, form, outcome)
    return RedirectResponse("/thresholds?changed=on", 303)


@router.get("/thresholds/import", include_in_schema=False)
@router.get("/thresholds/import/apply", include_in_schema=False)
def leave_file() -> Response:
    """The thresholds page: a file that is looked at has no address of its own."""
    return RedirectResponse("/thresholds", 303)


@router.get("/thresholds/tune", include_in_schema=False)
def tune(asset: Named, signal: Named) -> Response:
    """The form of one asset's signal, which need not have sent anything yet."""
    return RedirectResponse(quote(f"/thresholds/{asset}/{signal}"), 303)


@router.post("/thresholds/{scope:path}/{signal}/withdraw", include_in_schema=False)
def withdraw(
    request: Request, scope: str, signal: str, store: StoreOf, actor: ActorOf, form: Annotated[EndForm, Form()]
) -> Response:
    """Withdraw the row, so that the next wider scope rules, or show the page again with what is wrong."""
    outcome = attempt(lambda: saving.revert(store, scope, signal, 0, form.version, form.why, actor))
    if isinstance(outcome, ApiError):
        setting, rows = service.one(store, scope, signal), service.history(store, scope, signal)
        return page(request, "thresholds/threshold.html", refused_view(setting, rows, form, outcome), outcome.status)
    return RedirectResponse(quote(f"/thresholds/{scope}/{signal}"), 303)


# Before the routes of the form, whose scope would take in any longer path.
@router.get("/thresholds/{scope:path}/{signal}/withdraw", include_in_schema=False)
@router.get("/thresholds/{scope:path}/{signal}/preview", include_in_schema=False)
def leave(scope: str, signal: str) -> Response:
    """The form: a preview, and a row that was not withdrawn, have no address of their own."""
    return RedirectResponse(quote(f"/thresholds/{scope}/{signal}"), 303)


@router.post("/thresholds/{scope:path}/{signal}/preview", include_in_schema=False)
def show_preview(
    request: Request, scope: str, signal: str, store: StoreOf, form: Annotated[PolicyForm, Form()]
) -> Response:
    """The form as it was typed, beside what its policy would have done in the last day; nothing is set."""
    outcome = attempt(lambda: preview.report(store, form.record(scope, signal)))
    return _form(request, store, scope, signal, form, outcome)


@router.get("/thresholds/{scope:path}/{signal}", include_in_schema=False)
def edit(request: Request, scope: str, signal: str, store: StoreOf, version: int | None = None) -> Response:
    """The form of one row; with `version`, filled with the values of that older version."""
    setting, rows = service.one(store, scope, signal), service.history(store, scope, signal)
    older = None if version is None else service.version(rows, version)
    return page(request, "thresholds/threshold.html", edit_view(setting, rows, older))


@router.post("/thresholds/{scope:path}/{signal}", include_in_schema=False)
def save(
    request: Request, scope: str, signal: str, store: StoreOf, actor: ActorOf, form: Annotated[PolicyForm, Form()]
) -> Response:
    """Set a new version, or show the form again with what is wrong beside its field."""
    outcome = attempt(lambda: saving.change(store, form.record(scope, signal), actor))
    if isinstance(outcome, ApiError):
        return _form(request, store, scope, signal, form, outcome)
    return RedirectResponse(quote(f"/thresholds/{scope}/{signal}"), 303)


def _form(
    request: Request, store: Store, scope: str, signal: str, form: PolicyForm, outcome: Report | ApiError
) -> Response:
    """The form as it was typed, with what is wrong with it or what it would have done."""
    problem, found = (outcome, None) if isinstance(outcome, ApiError) else (None, outcome)
    setting, rows = service.one(store, scope, signal), service.history(store, scope, signal)
    values = edit_view(setting, rows, None, form, problem, found)
    return page(request, "thresholds/threshold.html", values, problem.status if problem else 200)


def _file(request: Request, store: Store, form: FileForm | ApiError, problem: ApiError | None = None) -> Response:
    """What a file would change of what is in force, or why it is no file of rows."""
    outcome = form if isinstance(form, ApiError) else attempt(lambda: _difference(store, form))
    values = file_view(form, outcome, problem)
    return page(request, "thresholds/difference.html", values, values["problem"].status if values["problem"] else 200)


def _difference(store: Store, form: FileForm) -> Difference:
    return exchange.difference(store, files.read(form.format, form.text))
