"""What benches stand on: a new embedded store, and in it a simulated fleet's history that goes on live."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.progress import Progress

from collectors.fleet import fleet
from collectors.scenario import Scenario
from contract.settings import Settings
from contract.time import MINUTE, SECOND
from forewarn.local import LocalFolder
from forewarn.plan import HOST, Address, Plan
from forewarn.simulation import SimulationFolder
from forewarn.stages import start_simulator, start_store, write_history
from forewarn.supervisor import Supervisor
from web.server import listen


@dataclass(frozen=True, slots=True)
class Stand:
    """Some of the processes of `forewarn run`."""

    plan: Plan
    supervisor: Supervisor

    def process(self, name: str) -> psutil.Process:
        """One of them."""
        return psutil.Process(self.supervisor.pid(name))


@contextmanager
def with_store() -> Iterator[Stand]:
    """A new store with our buckets, in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="forewarn-bench-") as folder:
        with listen(HOST, 0) as free:
            port = free.getsockname()[1]
        plan = Plan(LocalFolder(Path(folder)), Settings.load({}), Address(HOST, port), admin=Address(HOST, 0))
        supervisor = Supervisor(plan.folder.root / "log")
        try:
            start_store(plan, supervisor, threading.Event())
            yield Stand(plan, supervisor)
        finally:
            supervisor.stop()


@contextmanager
def with_fleet(assets: int, history_days: float) -> Iterator[Stand]:
    """A store with a mixed fleet at 1 Hz in it, and with minutes of history behind that."""
    with with_store() as stand:
        history = round(history_days * 1440) * MINUTE
        start = time.time_ns() // MINUTE * MINUTE - history
        text = _toml(fleet(assets, seed=1, start=start, backfill=history))
        SimulationFolder(stand.plan.folder.root).scenario.write_text(text, encoding="utf-8")
        with Progress(console=Console(stderr=True), transient=True) as progress:
            write_history(stand.plan, progress, threading.Event())
        start_simulator(stand.plan, stand.supervisor)
        yield stand


def _toml(scenario: Scenario) -> str:
    """A scenario file of a generated fleet, which a simulator process can read."""
    start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(scenario.start // SECOND))
    history = f'[backfill]\nlength = "{scenario.backfill // SECOND}s"\nstep = "60s"\n'
    head = f"seed = {scenario.seed}\nstart = {start}\n{history}"
    machines = (
        f'[[assets]]\nname = "{asset.name}"\nclass = "{asset.asset_class}"\n'
        f'site = "{asset.site}"\nschedule = "{asset.schedule}"\n'
        for asset in scenario.assets
    )
    return head + "".join(machines)
