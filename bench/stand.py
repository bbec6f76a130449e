"""A store with a simulated fleet's history, and the fleet going on live: what a bench of the worker stands on."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from collectors.fleet import fleet
from collectors.scenario import Scenario
from contract.time import MINUTE, SECOND
from forewarn.local import LocalFolder
from forewarn.stages import Plan, start_simulator, start_store, write_history
from forewarn.supervisor import Supervisor

STORE_PORT, ADMIN_PORT = 21_486, 21_400


@dataclass(frozen=True, slots=True)
class Stand:
    """The processes of `forewarn run` without worker and admin."""

    plan: Plan
    supervisor: Supervisor


@contextmanager
def stand(assets: int, history_days: float) -> Iterator[Stand]:
    """A mixed fleet at 1 Hz with minutes of history behind it, in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="forewarn-bench-") as folder:
        plan = Plan(LocalFolder(Path(folder)), "forewarn", STORE_PORT, ADMIN_PORT)
        supervisor = Supervisor(plan.folder.root / "log")
        try:
            history = round(history_days * 1440) * MINUTE
            start = time.time_ns() // MINUTE * MINUTE - history
            text = _toml(fleet(assets, seed=1, start=start, backfill=history))
            plan.folder.scenario.write_text(text, encoding="utf-8")
            never = threading.Event()
            with Progress(console=Console(stderr=True), transient=True) as progress:
                start_store(plan, supervisor, never)
                write_history(plan, progress, never)
            start_simulator(plan, supervisor)
            yield Stand(plan, supervisor)
        finally:
            supervisor.stop()


def _toml(scenario: Scenario) -> str:
    """A scenario file of a generated fleet, which a simulator process can read."""
    start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(scenario.start // SECOND))
    history = f'[backfill]\nlength = "{scenario.backfill // SECOND}s"\nstep = "60s"\n'
    head = f"seed = {scenario.seed}\nstart = {start}\n{history}"
    machines = (
        f'[[assets]]\nname = "{asset.name}"\nclass = "{asset.asset_class}"\nkind = "{asset.kind}"\n'
        f'site = "{asset.site}"\nschedule = "{asset.schedule}"\n'
        for asset in scenario.assets
    )
    return head + "".join(machines)
