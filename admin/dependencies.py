"""What endpoints ask for by the type of a parameter."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.requests import HTTPConnection
from markupsafe import Markup

from admin.assets.service import Told
from admin.audit.notary import Notary, Report
from admin.auth.accounts import Accounts
from admin.auth.door import Door
from admin.auth.sessions import Sessions
from admin.auth.sign_ins import SignIns
from admin.auth.sign_outs import SignOuts
from admin.cache import Kept, KeptBy
from admin.exports.service import Exports
from admin.fleet.answers import Page, Part
from admin.fleet.service import Ranking
from admin.gathered import Gathered
from admin.health.service import Health
from admin.kpis.service import FleetDay
from admin.lately import Lately
from admin.live.service import Live
from admin.oidc.attempt import Attempts
from admin.oidc.provider import Provider
from admin.prognosis.service import Outlooks
from admin.registry.service import Rows
from admin.simulator.client import Simulator, no_simulator
from admin.store import Store
from admin.tasks.parts import TaskParts
from admin.telemetry.latest import Latest
from admin.tokens.service import Tokens
from admin.trials.repository import Trials
from admin.users.service import Users
from contract.zones import Zones
from web.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Parts:
    """What one app is made of; the kept answers bound what a page that refreshes itself costs the store."""

    accounts: Accounts
    users: Users
    tokens: Tokens
    door: Door
    sessions: Sessions
    sign_ins: SignIns
    sign_outs: SignOuts
    attempts: Attempts
    provider: Provider | None
    store: Store
    notary: Notary
    audited: Kept[Report]
    simulator: Simulator | None
    trials: Trials
    zones: Zones
    metrics: Metrics
    probe: Store
    health: Lately[Health]
    ranking: Kept[Ranking]
    outlooks: Kept[Outlooks]
    reports: Gathered[str, Told]
    latest: Gathered[str, Latest]
    fleet: Gathered[Part, bytes]
    fleet_bodies: Gathered[Page, Markup]
    figures: KeptBy[str, FleetDay]
    live: Live
    exports: Exports
    tasks: TaskParts
    registry: KeptBy[int, Rows]


# What every page needs is `async`: FastAPI would run it in a thread, and slow requests may have them all.
async def _parts(request: HTTPConnection) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


async def _store(parts: Annotated[Parts, Depends(_parts)]) -> Store:
    return parts.store


def simulator_of(parts: Annotated[Parts, Depends(_parts)]) -> Simulator:
    """The simulator; a 503 `ApiError` where this fleet has none."""
    if parts.simulator is None:
        raise no_simulator()
    return parts.simulator


async def _trials(parts: Annotated[Parts, Depends(_parts)]) -> Trials:
    return parts.trials


async def _actor(request: Request) -> str:
    return str(request.state.actor)


PartsOf = Annotated[Parts, Depends(_parts)]
StoreOf = Annotated[Store, Depends(_store)]
SimulatorOf = Annotated[Simulator, Depends(simulator_of)]
TrialsOf = Annotated[Trials, Depends(_trials)]
ActorOf = Annotated[str, Depends(_actor)]
