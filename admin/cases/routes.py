"""Cases, for programs and as a page, and the door for what their receiver says."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from admin.cases import hook, service
from admin.cases.forms import Again, Order
from admin.cases.service import Told
from admin.dependencies import ActorOf, PartsOf, StoreOf
from admin.pages.forms import Text, attempt
from admin.pages.rendering import page
from admin.telemetry.service import homes
from admin.v1.paging import Cursor, Limit, Page
from admin.v1.route import V1Route
from web.errors import ApiError

router = APIRouter()
MOST_SHOWN = 200
v1 = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["cases"])


@v1.get("/cases")
def read(
    store: StoreOf, state: service.Word = "", asset: Text = "", cursor: Cursor = "", limit: Limit = 100
) -> Page[Told]:
    """Cases of the last 400 days, the newest first."""
    return service.chosen(store, state, asset, cursor, limit)


@v1.post("/cases", status_code=201)
def make(order: Order, parts: PartsOf, actor: ActorOf) -> Told:
    """Make a case of an asset by hand; it is sent to the receiver that the settings name."""
    made = service.make(parts.store, homes(parts.ranking.get()).get(order.equipment_id), order, actor)
    parts.cases.wake()
    return made


@v1.get("/cases/{case}")
def read_one(case: str, store: StoreOf) -> Told:
    """One case."""
    return service.one(store, case)


@v1.post("/cases/{case}/retry")
def retry(case: str, again: Again, parts: PartsOf, actor: ActorOf) -> Told:
    """Try a dead case again; 409 where it is not dead."""
    tried = service.retry(parts.store, case, again.why, actor)
    parts.cases.wake()
    return tried


@router.post("/hooks/atlas", include_in_schema=False)
async def hear(request: Request, parts: PartsOf) -> Response:
    """What Atlas CMMS says of our requests and work orders; 401 unless it is signed, 404 where none is awaited."""
    body = await request.body()
    if not parts.cases.secret:
        raise ApiError(404, "not_found", "Nothing is awaited here: FOREWARN_CASES_HOOK_SECRET is not set.")
    if not hook.is_signed(parts.cases.secret, body, request.headers.get(hook.SIGNATURE, "")):
        raise ApiError(401, "bad_signature", f"{hook.SIGNATURE} is not that of this body.")
    if said := hook.read(request.headers.get(hook.EVENT, ""), body):
        await run_in_threadpool(service.learn, parts.store, said)
    return Response(status_code=204)


@router.get("/cases", include_in_schema=False)
def show(request: Request, parts: PartsOf, tried: Annotated[str, Query(max_length=100)] = "") -> Response:
    """The page of cases."""
    return _page(request, parts, tried=tried)


@router.post("/cases/{case}/retry", include_in_schema=False)
def retry_on_page(
    request: Request, case: str, parts: PartsOf, actor: ActorOf, form: Annotated[Again, Form()]
) -> Response:
    """Try a dead case again, or show the page with what is wrong."""
    outcome = attempt(lambda: service.retry(parts.store, case, form.why, actor))
    if isinstance(outcome, ApiError):
        return _page(request, parts, outcome)
    parts.cases.wake()
    return RedirectResponse(f"/cases?tried={outcome.id}", 303)


def _page(request: Request, parts: PartsOf, problem: ApiError | None = None, tried: str = "") -> Response:
    values = {
        "cases": service.by_state(parts.store),
        "receiver": parts.cases.receiver,
        "problem": problem,
        "tried": tried,
        "most": MOST_SHOWN,
    }
    return page(request, "cases/cases.html", values, problem.status if problem else 200)
