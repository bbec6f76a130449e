"""The simulator: what it does, orders to it, and the page for both."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from admin.dependencies import ActorOf, Parts, PartsOf, SimulatorOf, StoreOf, simulator_of
from admin.pages.forms import attempt
from admin.pages.rendering import page
from admin.simulator import service
from admin.simulator.audited import Audited
from admin.simulator.forms import InjectForm, PaceForm
from admin.simulator.view import Typed, simulator_view
from contract.control import FaultUnderWay, Inject, Keep, Modes, Repaired, Start, Statistics, Status
from web.errors import ApiError

router = APIRouter()


def _audited(simulator: SimulatorOf, store: StoreOf, actor: ActorOf) -> Audited:
    return Audited(simulator, store, actor)


AuditedOf = Annotated[Audited, Depends(_audited)]


@router.get("/api/simulator/status")
def read(simulator: SimulatorOf) -> Status:
    """What the simulator is doing. Like all its routes 503 where the fleet has none, or it does not answer."""
    return simulator.status()


@router.post("/api/simulator/start")
def start(order: Start, simulator: AuditedOf) -> Status:
    """Let it run; 409 where it does."""
    return simulator.start(order)


@router.post("/api/simulator/stop")
def stop(simulator: AuditedOf) -> Status:
    """Let it stand still; 409 where it does."""
    return simulator.stop()


@router.patch("/api/simulator/rate")
def keep(order: Keep, simulator: AuditedOf) -> Status:
    """Change rate or speed while it runs; 409 where it is stopped."""
    return simulator.keep(order)


@router.get("/api/simulator/modes")
def read_modes(simulator: SimulatorOf) -> Modes:
    """What can be injected where."""
    return simulator.modes()


@router.get("/api/simulator/faults")
def read_faults(simulator: SimulatorOf) -> list[FaultUnderWay]:
    """The faults under way, planned and injected, the newest first."""
    return simulator.faults()


@router.get("/api/simulator/faults/statistics")
def read_statistics(simulator: SimulatorOf) -> Statistics:
    """How much was injected by hand, of which mode and into which asset, and how much was repaired."""
    return simulator.statistics()


@router.post("/api/simulator/faults", status_code=201)
def inject(order: Inject, simulator: AuditedOf) -> FaultUnderWay:
    """Let a fault set in now; 404 for an unknown asset, 409 where that mode is at work there already."""
    return simulator.inject(order)


@router.delete("/api/simulator/faults")
def clear_all(simulator: AuditedOf) -> Repaired:
    """Repair all faults that are under way, planned and injected; those of the future set in as planned."""
    return simulator.clear_all()


# An episode's id begins with its asset's, which is any text, slashes included.
@router.delete("/api/simulator/faults/{episode:path}", status_code=204)
def clear(episode: str, simulator: AuditedOf) -> None:
    """Repair it now."""
    simulator.clear(episode)


@router.get("/simulator", include_in_schema=False)
def show(request: Request, parts: PartsOf, asset: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The simulator page; `asset` is the one that a fault is to be injected into."""
    return _page(request, parts, Typed(asset=asset))


@router.get("/simulator/{order}", include_in_schema=False)
def leave_order(order: str) -> Response:  # noqa: ARG001
    """The page: an order that was refused has no address of its own."""
    return RedirectResponse("/simulator", 303)


@router.post("/simulator/start", include_in_schema=False)
def start_by_form(request: Request, parts: PartsOf, form: Annotated[PaceForm, Form()]) -> Response:
    """Let it run at the form's pace."""
    return _ordered(request, parts, lambda simulator: simulator.start(form.start()), Typed(pace=form))


@router.post("/simulator/stop", include_in_schema=False)
def stop_by_form(request: Request, parts: PartsOf) -> Response:
    """Let it stand still."""
    return _ordered(request, parts, Audited.stop, Typed())


@router.post("/simulator/rate", include_in_schema=False)
def keep_by_form(request: Request, parts: PartsOf, form: Annotated[PaceForm, Form()]) -> Response:
    """Go on at the form's pace."""
    return _ordered(request, parts, lambda simulator: simulator.keep(form.keep()), Typed(pace=form))


@router.post("/simulator/inject", include_in_schema=False)
def inject_by_form(request: Request, parts: PartsOf, form: Annotated[InjectForm, Form()]) -> Response:
    """Inject the form's fault."""
    return _ordered(request, parts, lambda simulator: simulator.inject(form.inject()), Typed(form.asset, fault=form))


@router.post("/simulator/clear", include_in_schema=False)
def clear_by_form(request: Request, parts: PartsOf, episode: Annotated[str, Form(max_length=500)]) -> Response:
    """Repair an episode."""
    return _ordered(request, parts, lambda simulator: simulator.clear(episode), Typed())


@router.post("/simulator/clear-all", include_in_schema=False)
def clear_all_by_form(request: Request, parts: PartsOf) -> Response:
    """Repair all that is under way."""
    return _ordered(request, parts, Audited.clear_all, Typed())


def _ordered(request: Request, parts: Parts, order: Callable[[Audited], object], typed: Typed) -> Response:
    """Give an order, and go back to the page; or show the page as it was typed, with what is wrong."""
    actor = str(request.state.actor)
    outcome = attempt(lambda: order(Audited(simulator_of(parts), parts.store, actor)))
    if isinstance(outcome, ApiError):
        return _page(request, parts, typed, outcome)
    return RedirectResponse(f"/simulator?asset={quote(typed.asset)}" if typed.asset else "/simulator", 303)


def _page(request: Request, parts: Parts, typed: Typed, problem: ApiError | None = None) -> Response:
    doing = attempt(lambda: service.doing(simulator_of(parts)))
    values = simulator_view(doing, typed, problem)
    return page(request, "simulator/simulator.html", values, problem.status if problem else 200)
