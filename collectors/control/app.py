"""The control API: a small app before a running simulation. See README.md of this folder."""

import hashlib
import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from collectors.control.errors import ControlError, answer
from collectors.control.simulation import Simulation
from collectors.control.views import modes
from contract.control import FaultUnderWay, Inject, Keep, Modes, Start, Status
from contract.errors import ForewarnError
from web.head import HeadAsGet

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


@router.get("/modes")
def read_modes(simulation: SimulationOf) -> Modes:
    """What can be injected where."""
    return modes(simulation.scenario())


@router.post("/faults", status_code=201)
def inject(order: Inject, simulation: SimulationOf) -> FaultUnderWay:
    """Let a fault set in now; 409 where it is at work there already."""
    return simulation.inject(order)


# An asset's id is any text, slashes included, and an episode's begins with it.
@router.delete("/faults/{episode:path}", status_code=204)
def clear(episode: str, simulation: SimulationOf) -> None:
    """Repair it now."""
    simulation.clear(episode)


class _Gate:
    """ASGI middleware: nobody passes without the token, and no large body does."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app, self._wanted = app, _digest(token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (answer(refusal) if refusal else self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> ControlError | None:
        headers = Headers(scope=scope)
        scheme, _, given = headers.get("authorization", "").partition(" ")
        fits = scheme.lower() == "bearer" and hmac.compare_digest(_digest(given.strip()), self._wanted)
        if scope["path"] != "/healthz" and not fits:
            return ControlError(401, "unauthenticated", "Send the simulator's token as Authorization: Bearer <token>.")
        length = headers.get("content-length", "0")
        is_modest = length.isdecimal() and len(length) < 10 and int(length) <= MOST_BODY_BYTES
        if "transfer-encoding" in headers or not is_modest:
            return ControlError(
                413, "too_large", f"The body must say its length, at most {MOST_BODY_BYTES} bytes.", "body"
            )
        return None


def create_app(simulation: Simulation, token: str) -> FastAPI:
    """The app before a simulation; only who sends the token is let in."""
    app = FastAPI(title="Forewarn simulator", openapi_url=None, redirect_slashes=False)
    app.state.simulation = simulation
    app.include_router(router)
    app.add_middleware(_Gate, token=token)
    app.add_middleware(HeadAsGet)
    for kind in (ForewarnError, OSError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _answer)
    return app


async def _answer(_request: Request, error: Exception) -> JSONResponse:
    return answer(error)


def _digest(token: str) -> bytes:
    # Digests have one length, so that the time of a comparison says nothing of the token's.
    return hashlib.sha256(token.encode()).digest()
