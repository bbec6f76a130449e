"""The app: which routes there are, and what every request passes before it comes to one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from admin.assets import service as assets
from admin.audit.daily import Daily
from admin.audit.notary import Notary
from admin.auth.accounts import Accounts
from admin.auth.browsers import Browsers
from admin.auth.credentials import Credentials
from admin.auth.door import Door
from admin.auth.gate import Gate, allow
from admin.auth.sessions import Sessions
from admin.auth.sign_ins import SignIns
from admin.auth.sign_outs import SignOuts
from admin.cache import Kept, KeptBy
from admin.data_quality import repository as quality
from admin.dependencies import Parts
from admin.exports.repository import Files
from admin.exports.service import Exports
from admin.fleet import service as fleet
from admin.fleet.answers import MOST, SECONDS, Answers
from admin.fleet.service import Ranking
from admin.gathered import Gathered
from admin.health import service as health
from admin.kpis import service as kpis
from admin.lately import Lately
from admin.live.service import Live
from admin.metrics.figures import Figures
from admin.oidc.attempt import Attempts
from admin.oidc.provider import Provider
from admin.outside import FromOutside, Proxies
from admin.pages.errors import answer
from admin.pages.headers import SecurityHeaders
from admin.prognosis import service as prognosis
from admin.readings import importance, risk
from admin.readings.importance import Importance
from admin.registry import service as registry
from admin.routers import ROUTERS
from admin.schema import Described
from admin.simulator.client import Simulator
from admin.store import Store
from admin.tasks.parts import TaskParts
from admin.telemetry.latest import latest
from admin.tokens.service import Tokens
from admin.trials.repository import Trials
from admin.users.service import Users
from contract.settings import Settings
from store.gateway import Gateway
from web.errors import ErrorBody, install
from web.head import HeadAsGet
from web.metrics import Metrics, Observe


def create_app(settings: Settings, gateway: Gateway) -> FastAPI:
    """The admin in front of one store; the caller keeps the gateway and closes it.

    Raises `SettingsError` where the admin's password, token or session secret is not set, or a place of the audit's
    export makes no sense.
    """
    parts = assemble(settings, gateway)
    app = Described(
        title="Forewarn admin",
        # The interactive docs load their script from outside; the schema alone is enough for a client.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        responses={status: {"model": ErrorBody} for status in (422, 503)},
        dependencies=[Depends(allow)],
        lifespan=_lifespan,
        middleware=_middleware(parts, Proxies.of(settings)),
        # It would name the host that the request says, whoever says it.
        redirect_slashes=False,
    )
    app.state.parts = parts
    install(app, answer)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "pages" / "static"), name="static")
    return app


def assemble(settings: Settings, gateway: Gateway) -> Parts:
    """The parts of an app, from its settings."""
    # Whether all is well must not wait behind what is slow: the health has its own thread and connection.
    store, probe = Store(gateway), Store(gateway)
    credentials = Credentials.of(settings)
    users, tokens = Users(store, credentials.user, settings.forewarn_oidc_issuer or ""), Tokens(store)
    accounts = Accounts(credentials, users, tokens)
    sessions = Sessions(credentials.session_secret)
    ranking = _ranking(store)
    metrics = Metrics("forewarn_admin")
    metrics.registry.register(Figures((store, probe), ranking))
    notary = Notary.of(store, settings)
    answers = _answers(store, ranking)

    def version() -> int:
        return store.version

    return Parts(
        accounts=accounts,
        users=users,
        tokens=tokens,
        door=Door(accounts, Browsers(credentials.session_secret)),
        sessions=sessions,
        sign_ins=SignIns(store),
        sign_outs=SignOuts(sessions, store),
        attempts=Attempts(credentials.session_secret),
        provider=Provider.of(settings),
        store=store,
        notary=notary,
        audited=Kept(notary.examine, seconds=60),
        simulator=Simulator.of(settings),
        trials=Trials(gateway, settings.zones),
        zones=settings.zones,
        metrics=metrics,
        probe=probe,
        health=Lately(partial(probe.start, health.examine, probe), seconds=2, renew_s=1),
        ranking=ranking,
        outlooks=answers.outlooks,
        reports=Gathered(partial(assets.told, store), version),
        latest=Gathered(partial(latest, store), version),
        fleet=Gathered(answers.json, version, seconds=SECONDS, most=MOST),
        fleet_bodies=Gathered(answers.bodies, version, seconds=SECONDS, most=MOST),
        figures=kpis.fleets(store, settings.zones),
        live=Live(store),
        exports=Exports(Files(gateway), credentials.session_secret),
        tasks=TaskParts.of(settings, Store(gateway), credentials.session_secret),
        registry=KeptBy(lambda _version: registry.rows_of(store), seconds=2),
    )


def _ranking(store: Store) -> Kept[Ranking]:
    # What the registry says changes seldom: a change of this process is seen at once, one of another after a moment.
    matters: KeptBy[int, dict[str, Importance]] = KeptBy(lambda _version: importance.of_all(store), seconds=10)
    return Kept(lambda: fleet.ranking(store, lambda: matters.get(store.version)), seconds=SECONDS)


def _answers(store: Store, ranking: Kept[Ranking]) -> Answers:
    totals = Kept(partial(quality.totals, store), seconds=30)
    issues = Kept(partial(quality.issues, store, most=quality.SHOWN), seconds=30)
    return Answers(
        ranking=ranking,
        outlooks=Kept(partial(prognosis.outlooks, store), seconds=10),
        details=KeptBy(partial(risk.details, store), seconds=SECONDS),
        courses=KeptBy(partial(fleet.courses, store), seconds=30),
        quality=lambda: {"issues": totals.get(), "worst_issues": issues.get()},
    )


def _middleware(parts: Parts, proxies: Proxies) -> list[Middleware]:
    """Outermost first."""
    return [
        Middleware(HeadAsGet),
        Middleware(FromOutside, proxies=proxies),
        Middleware(Observe, metrics=parts.metrics),
        Middleware(SecurityHeaders),
        Middleware(
            Gate,
            accounts=parts.accounts,
            sessions=parts.sessions,
            door=parts.door,
            ask=parts.sign_outs.learn_soon,
        ),
    ]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    daily = Daily(app.state.parts.notary)
    await run_in_threadpool(app.state.parts.sign_outs.learn)
    daily.start()
    app.state.parts.tasks.telling.start()
    yield
    await app.state.parts.live.stop()
    await run_in_threadpool(app.state.parts.trials.close)
    await run_in_threadpool(daily.stop)
    await run_in_threadpool(app.state.parts.tasks.telling.stop)
    app.state.parts.accounts.close()
    if app.state.parts.provider is not None:
        app.state.parts.provider.close()
    parts: Parts = app.state.parts
    for gathered in (parts.reports, parts.latest, parts.fleet, parts.fleet_bodies):
        await run_in_threadpool(gathered.close)
    app.state.parts.probe.close()
    app.state.parts.store.close()
