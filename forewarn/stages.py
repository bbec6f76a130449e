"""The steps by which `forewarn run` comes up: store, set-up, history, simulator, worker, admin.

Each is finished before the next begins. The parts are processes of their own and know each other by address and token
only, as in production.
"""

import threading
import time
from collections.abc import Callable
from http import HTTPStatus

from rich.markup import escape
from rich.progress import Progress, TaskID

from contract.errors import ForewarnError
from forewarn.context import set_up
from forewarn.messages.receivers import receivers
from forewarn.plan import Address, Plan
from forewarn.ports import status_of
from forewarn.simulation import SimulationFolder, fill_history
from forewarn.status import scored_assets
from forewarn.supervisor import Supervisor
from store.provision import OPERATOR, provision
from store.spool import Spool
from store.writer import Writer

START_S = 60.0
"""How long the store and the admin may take to answer."""
SCORED_S = 120.0
"""How long the first scores may take; after that the start goes on without them."""
HEALTHY_S = 20.0
"""How long the admin may find the worker still catching up before the addresses are printed all the same."""


ADMIN_SECRETS = {
    "forewarn_admin_password": "admin.password",
    "forewarn_admin_token": "api.token",
    "forewarn_session_secret": "session.key",
    "forewarn_audit_key": "audit.key",
}
"""The folder's file for each secret that no setting gives."""


class StoppedError(ForewarnError):
    """The user ended the start; not a failure."""


def start_store(plan: Plan, supervisor: Supervisor, stop: threading.Event) -> None:
    """Start the store and wait until it answers, or take the one that is elsewhere; set it up."""
    if plan.store is None:
        set_up(plan.settings, plan.folder.secrets)
    else:
        _start_own(plan, plan.store, supervisor, stop)
    plan.folder.remember(plan.addresses)


def _start_own(plan: Plan, address: Address, supervisor: Supervisor, stop: threading.Event) -> None:
    token = plan.folder.secret(f"{OPERATOR}.token")
    arguments = ["store", "--host", address.host, "--port", str(address.port), "--data", str(plan.folder.store)]
    environment = {**plan.environment(OPERATOR), "INFLUX_TOKEN": token, "INFLUX_TOKEN_FILE": ""}
    supervisor.start("store", arguments, environment)
    _wait("store", lambda: status_of(f"{plan.store_url}/ping") == HTTPStatus.NO_CONTENT, supervisor, stop)
    provision(plan.store_url, plan.org, plan.folder.secrets, operator=token)


def write_history(plan: Plan, progress: Progress, stop: threading.Event) -> None:
    """Simulate what is missing up to now; at the first start that is all of the history."""
    task = progress.add_task("simulating the fleet's history", total=None)

    def show(done: int, total: int) -> None:
        progress.update(task, completed=done, total=total)
        if stop.is_set():
            raise StoppedError

    spool = Spool(plan.folder.spool("collector"))
    with plan.gateway("collector") as gateway, Writer(gateway, "telemetry", spool) as writer:
        fill_history(SimulationFolder(plan.folder.root), writer, show)
    _finish(progress, task)


def start_worker(plan: Plan, supervisor: Supervisor, progress: Progress, stop: threading.Event) -> None:
    """Start the worker and wait until it has learned what is normal and scored the simulated fleet once, if it runs."""
    supervisor.start("worker", ["analyze", "--state", str(plan.folder.snapshots)], plan.environment("worker"))
    if plan.simulated and SimulationFolder(plan.folder.root).runs():
        _until_scored(plan, supervisor, progress, stop)


def _until_scored(plan: Plan, supervisor: Supervisor, progress: Progress, stop: threading.Event) -> None:
    task = progress.add_task("learning what is normal", total=None)
    with plan.gateway("admin") as gateway:
        wanted = len(SimulationFolder(plan.folder.root).ensure().assets)
        deadline = time.monotonic() + SCORED_S
        while time.monotonic() < deadline and not stop.wait(0.5):
            scored = scored_assets(gateway)
            progress.update(task, completed=scored, total=wanted)
            for news in supervisor.watch():
                progress.console.print(f"[red]{escape(news)}", highlight=False)
            if scored >= wanted:
                return
    progress.update(task, description="still learning; see the log")


def start_simulator(plan: Plan, supervisor: Supervisor) -> None:
    """Let the fleet go on live; before the worker, so that what fills the gap behind the history is not late."""
    simulator = ["simulate", "--live", "--state", str(plan.folder.root)]
    supervisor.start("simulator", simulator, {**plan.environment("collector"), **plan.control()})


def start_admin(plan: Plan, supervisor: Supervisor, stop: threading.Event) -> None:
    """Start the admin and wait until it answers, and for a little while until it finds everything healthy."""
    where = {"FOREWARN_ADMIN_HOST": plan.admin.host, "FOREWARN_ADMIN_PORT": str(plan.admin.port)}
    supervisor.start("admin", ["admin"], {**plan.environment("admin"), **plan.control(), **where, **_secrets(plan)})
    health = f"{plan.admin.url}/healthz"
    _wait("admin", lambda: status_of(health) is not None, supervisor, stop)
    deadline = time.monotonic() + HEALTHY_S
    while status_of(health) != HTTPStatus.OK and time.monotonic() < deadline and not stop.wait(0.2):
        pass


def start_notifier(plan: Plan, supervisor: Supervisor) -> None:
    """Start what tells of incidents, where settings name somebody who is to be told."""
    if receivers(plan.settings):
        links = {"FOREWARN_ADMIN_URL": plan.settings.forewarn_admin_url or plan.admin.url}
        notifier = ["notify", "--state", str(plan.folder.root / "notify")]
        supervisor.start("notifier", notifier, {**plan.environment("publisher"), **links})


def _secrets(plan: Plan) -> dict[str, str]:
    """The admin's secrets that the folder keeps; it inherits those that the environment gives."""
    return {
        name.upper(): plan.folder.secret(file)
        for name, file in ADMIN_SECRETS.items()
        if getattr(plan.settings, name) is None
    }


def _wait(name: str, ready: Callable[[], bool], supervisor: Supervisor, stop: threading.Event) -> None:
    """Wait for a child to answer; raises `ForewarnError` with its last words where it ends instead, or does not."""
    deadline = time.monotonic() + START_S
    while not stop.wait(0.1):
        if ready():
            return
        alive = supervisor.alive(name)
        if not alive or time.monotonic() > deadline:
            how = f"did not answer within {START_S:.0f} s" if alive else "did not start"
            words = supervisor.last_words(name) or "it said nothing"
            raise ForewarnError(f"the {name} {how}: {words} (see {supervisor.children[name].log})")


def _finish(progress: Progress, task: TaskID) -> None:
    progress.update(task, completed=1, total=1)
