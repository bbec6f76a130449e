"""The steps by which `forewarn run` comes up: store, set-up, history, simulator, worker, admin.

Each is finished before the next begins. The parts are processes of their own and know each other by address and token
only, as in production.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from rich.markup import escape
from rich.progress import Progress, TaskID

from contract.errors import ForewarnError
from forewarn.local import LocalFolder
from forewarn.ports import status_of
from forewarn.simulation import SimulationFolder, fill_history
from forewarn.status import scored_assets
from forewarn.supervisor import Supervisor
from store.gateway import Gateway
from store.provision import OPERATOR, provision
from store.spool import Spool
from store.writer import Writer

HOST = "127.0.0.1"
START_S = 60.0
"""How long the store and the admin may take to answer."""
SCORED_S = 120.0
"""How long the first scores may take; after that the start goes on without them."""
HEALTHY_S = 20.0
"""How long the admin may find the worker still catching up before the addresses are printed all the same."""


class StoppedError(ForewarnError):
    """The user ended the start; not a failure."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run and where."""

    folder: LocalFolder
    org: str
    store_port: int
    admin_port: int
    simulator_port: int | None = None
    """Where the simulator can be controlled; None is nowhere."""

    @property
    def store_url(self) -> str:
        """Address of the embedded store."""
        return f"http://{HOST}:{self.store_port}"

    @property
    def admin_url(self) -> str:
        """Address of the admin."""
        return f"http://{HOST}:{self.admin_port}"

    def control(self) -> dict[str, str]:
        """What the simulator and the admin need to know of each other."""
        if self.simulator_port is None:
            return {}
        self.folder.secret("simulator.token")
        return {
            "FOREWARN_SIMULATOR_URL": f"http://{HOST}:{self.simulator_port}",
            "FOREWARN_SIMULATOR_TOKEN": "",
            "FOREWARN_SIMULATOR_TOKEN_FILE": str(self.folder.secrets / "simulator.token"),
        }

    def environment(self, component: str) -> dict[str, str]:
        """What a child needs to know: the store, its own token, its own spool."""
        return {
            "INFLUX_URL": self.store_url,
            "INFLUX_ORG": self.org,
            "INFLUX_TOKEN": "",
            "INFLUX_TOKEN_FILE": str(self.folder.secrets / f"{component}.token"),
            "FOREWARN_SPOOL_DIR": str(self.folder.spool(component)),
        }

    def gateway(self, component: str) -> Gateway:
        """A gateway with a component's rights."""
        return Gateway(self.store_url, self.folder.secret(f"{component}.token"), self.org)


def start_store(plan: Plan, supervisor: Supervisor, stop: threading.Event) -> None:
    """Start the store, wait until it answers, and set it up."""
    token = plan.folder.secret(f"{OPERATOR}.token")
    arguments = ["store", "--host", HOST, "--port", str(plan.store_port), "--data", str(plan.folder.store)]
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
    """Start the worker and wait until it has learned what is normal and scored the fleet once."""
    task = progress.add_task("learning what is normal", total=None)
    supervisor.start("worker", ["analyze", "--state", str(plan.folder.snapshots)], plan.environment("worker"))
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
    settings = {
        "FOREWARN_ADMIN_HOST": HOST,
        "FOREWARN_ADMIN_PORT": str(plan.admin_port),
        "FOREWARN_ADMIN_PASSWORD": plan.folder.secret("admin.password"),
        "FOREWARN_ADMIN_TOKEN": plan.folder.secret("api.token"),
        "FOREWARN_SESSION_SECRET": plan.folder.secret("session.key"),
    }
    supervisor.start("admin", ["admin"], {**plan.environment("admin"), **plan.control(), **settings})
    health = f"{plan.admin_url}/healthz"
    _wait("admin", lambda: status_of(health) is not None, supervisor, stop)
    deadline = time.monotonic() + HEALTHY_S
    while status_of(health) != HTTPStatus.OK and time.monotonic() < deadline and not stop.wait(0.2):
        pass


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
