"""The control API: a small app before a running simulation. See README.md of this folder."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.middleware import Middleware
from starlette.responses import Response

from collectors.control.figures import Figures
from collectors.control.simulation import Simulation
from collectors.control.views import modes
from contract.control import FaultUnderWay, Inject, Keep, Modes, Repaired, Start, Statistics, Status
from web import errors
from web.gate import TokenGate
from web.head import HeadAsGet
from web.metrics import Metrics, Observe

MOST_BODY_BYTES = 16 * 1024

router = APIRouter()


def _simulation(request: Request) -> Simulation:
    found: Simulation = request.app.state.simulation
    return found


SimulationOf = Annotated[Simulation, Depends(_simulation)]


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers; the one route without a token."""
    return {"status": "pass"}


@router.get("/metrics")
def read_metrics(request: Request) -> Response:
    """Its figures for Prometheus."""
    metrics: Metrics = request.app.state.metrics
    return metrics.page()


@router.get("/status")
def status(simulation: SimulationOf) -> Status:
    """What the simulation is doing."""
    return simulation.status()


@router.post("/start")
def start(order: Start, simulation: SimulationOf) -> Status:
    """Let it run; 409 where it does."""
    simulation.start(order)
    return simulation.status()


@router.post("/stop")
def stop(simulation: SimulationOf) -> Status:
    """Let it stand still; 409 where it does."""
    simulation.stop()
    return simulation.status()


@router.patch("/rate")
def keep(order: Keep, simulation: SimulationOf) -> Status:
    """Change rate or speed while it runs; 409 where it is stopped."""
    simulation.keep(order)
    return simulation.status()


@router.get("/faults")
def read_faults(simulation: SimulationOf) -> list[FaultUnderWay]:
    """The faults under way, planned and injected, the newest first."""
    return simulation.faults()


@router.get("/faults/statistics")
def read_statistics(simulation: SimulationOf) -> Statistics:
    """How much was injected, of which mode and into which asset, and how much was repaired."""
    return simulation.statistics()


@router.get("/modes")
def read_modes(simulation: SimulationOf) -> Modes:
    """What can be injected where."""
    return modes(simulation.scenario())


@router.post("/faults", status_code=201)
def inject(order: Inject, simulation: SimulationOf) -> FaultUnderWay:
    """Let a fault set in now; 409 where it is at work there already."""
    return simulation.inject(order)


@router.delete("/faults")
def clear_all(simulation: SimulationOf) -> Repaired:
    """Repair all that is under way now."""
    return simulation.clear_all()


# An asset's id is any text, slashes included, and an episode's begins with it.
@router.delete("/faults/{episode:path}", status_code=204)
def clear(episode: str, simulation: SimulationOf) -> None:
    """Repair it now."""
    simulation.clear(episode)


def create_app(simulation: Simulation, token: str) -> FastAPI:
    """The app before a simulation; only who sends the token is let in."""
    metrics = Metrics("forewarn_simulator")
    metrics.registry.register(Figures(simulation))
    app = FastAPI(
        title="Forewarn simulator",
        openapi_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(HeadAsGet),
            Middleware(Observe, metrics=metrics),
            Middleware(
                TokenGate,
                token=token,
                whose="the simulator's",
                most_body_bytes=MOST_BODY_BYTES,
                open_paths=frozenset({"/healthz"}),
            ),
        ],
    )
    app.state.simulation, app.state.metrics = simulation, metrics
    app.include_router(router)
    errors.install(app)
    return app
