"""One asset: what is known of it now, its signals over time, and its page with the form of maintenance."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from admin.assets import service
from admin.assets.series import Series, series
from admin.assets.service import Report, Wellbeing
from admin.assets.span import RangeName, between, last
from admin.assets.view import asset_view
from admin.dependencies import ActorOf, Parts, PartsOf, StoreOf
from admin.failures import service as failures
from admin.failures.forms import FailureForm
from admin.maintenance import service as maintenance
from admin.maintenance.forms import WorkForm
from admin.pages.forms import MOMENT_OR_NONE, attempt
from admin.pages.rendering import page
from admin.readings.history import History
from admin.v1.paging import Cursor, Limit
from admin.v1.route import V1Route
from admin.v1.span import From, To
from web.errors import ApiError

router = APIRouter()
v1 = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["assets"])

Moment = Annotated[str, Query(json_schema_extra=MOMENT_OR_NONE)]


# An asset's id is any text, slashes included; the longer pattern has to come first.
@router.get("/api/assets/{asset:path}/signals/{signal}")
def read_signal(
    asset: str,
    signal: str,
    parts: PartsOf,
    start: Moment | None = None,
    stop: Moment | None = None,
    points: Annotated[int, Query(ge=2, le=2000)] = 300,
) -> Series:
    """One signal inside its expected band; `start` and `stop` are RFC 3339, by default the last hour."""
    span, found = between(start, stop, points), service.known(asset, parts.reports.get(asset)).report
    return series(parts.store, found.risk, asset, signal, span)


@router.get("/api/assets/{asset:path}", response_model=Report)
async def read(asset: str, parts: PartsOf) -> Response:
    """Risk, contributions, diagnosis, the newest score of every signal, and the faults of the last 30 days."""
    found = service.known(asset, await parts.reports.soon(asset))
    return Response(found.json, media_type="application/json")


@v1.get("/assets/{asset:path}/health")
@router.get("/equipment/{asset:path}/health", include_in_schema=False)
async def read_health(asset: str, parts: PartsOf) -> Wellbeing:
    """Risk, diagnosis, condition, prognosis and open incidents as they are now."""
    return service.wellbeing(service.known(asset, await parts.reports.soon(asset)))


@v1.get("/assets/{asset:path}/risk")
def read_risk(
    asset: str, store: StoreOf, begin: From = "", end: To = "", cursor: Cursor = "", limit: Limit = 100
) -> History:
    """How its risk went, the newest judgement first, each with its reason; of 400 days."""
    return service.history(store, asset, begin, end, cursor, limit)


@router.get("/assets/{asset:path}", include_in_schema=False)
def show(request: Request, asset: str, parts: PartsOf, range: RangeName = "1h") -> Response:  # noqa: A002
    """The asset page."""
    return _page(request, asset, parts, range)


@router.post("/assets/{asset:path}", include_in_schema=False)
def tell(request: Request, asset: str, parts: PartsOf, actor: ActorOf, form: Annotated[WorkForm, Form()]) -> Response:
    """Tell of maintenance, or show the page again with what is wrong beside its field."""
    outcome = attempt(lambda: maintenance.add(parts.store, form.record(asset), actor))
    if isinstance(outcome, ApiError):
        return _page(request, asset, parts, "1h", form, outcome)
    return RedirectResponse(f"{quote(f'/assets/{asset}')}#maintenance", 303)


class NamedFailure(FailureForm):
    """The form of a failure with the asset that it is of."""

    asset: str = ""


@router.post("/failures", include_in_schema=False)
def tell_failure(request: Request, parts: PartsOf, actor: ActorOf, form: Annotated[NamedFailure, Form()]) -> Response:
    """Tell of a failure, or show the asset's page again with what is wrong beside its field."""
    outcome = attempt(lambda: failures.add(parts.store, form.told(form.asset), actor))
    if isinstance(outcome, ApiError):
        return _page(request, form.asset, parts, "1h", failed=form, not_told=outcome)
    return RedirectResponse(f"{quote(f'/assets/{form.asset}')}#failures", 303)


def _page(
    request: Request,
    asset: str,
    parts: Parts,
    chosen: RangeName,
    form: WorkForm | None = None,
    problem: ApiError | None = None,
    *,
    failed: FailureForm | None = None,
    not_told: ApiError | None = None,
) -> Response:
    now, store = datetime.now(UTC), parts.store
    report, span = service.known(asset, parts.reports.get(asset)).report, last(chosen, now)
    courses = service.courses(store, report, span, now)
    works = maintenance.entries(store, asset)[: maintenance.SHOWN]
    upkeep = {"works": works, "form": form or WorkForm.next_hour(now), "problem": problem, "most": maintenance.MOST}
    failing = failures.section(store, asset, report.asset_class, failed, not_told)
    values = asset_view(report, courses, span, chosen, now) | upkeep | {"failing": failing}
    wrong = problem or not_told
    return page(request, "assets/asset.html", values, wrong.status if wrong else 200)
