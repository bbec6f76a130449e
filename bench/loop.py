"""The whole loop on one machine: store, a simulated fleet at 1 Hz, worker; lag, CPU and memory of each.

The parts are the processes of `forewarn run`, with a day of history. The worker is held to one core.
"""

import tempfile
import threading
import time
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import numpy as np
import psutil
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from collectors.fleet import fleet
from collectors.scenario import SECOND, Scenario
from forewarn.local import LocalFolder
from forewarn.stages import Plan, start_simulator, start_store, start_worker, write_history
from forewarn.supervisor import Supervisor
from telemetry.gateway import Gateway

HISTORY = 86_400 * SECOND
STORE_PORT, ADMIN_PORT = 21_486, 21_400
PARTS = ("store", "simulator", "worker")


@dataclass(slots=True)
class Use:
    """What one process used: CPU seconds at begin and end, and its largest resident memory, bytes."""

    process: psutil.Process
    begin_s: float = 0.0
    end_s: float = 0.0
    memory: int = 0
    samples: list[float] = field(default_factory=list)

    def look(self) -> None:
        """Take a sample."""
        times = self.process.cpu_times()
        self.end_s = times.user + times.system
        self.begin_s = self.begin_s or self.end_s
        self.memory = max(self.memory, self.process.memory_info().rss)


def measure(assets: int, minutes: float) -> str:
    """Run the loop for some minutes and tell the figures as a table."""
    with tempfile.TemporaryDirectory(prefix="forewarn-bench-") as folder:
        plan = Plan(LocalFolder(Path(folder)), "forewarn", STORE_PORT, ADMIN_PORT)
        supervisor = Supervisor(plan.folder.root / "log")
        try:
            _start(plan, supervisor, assets)
            uses = _watch(supervisor, minutes * 60)
            with plan.gateway("admin") as gateway:
                return _report(gateway, uses, assets, minutes * 60)
        finally:
            supervisor.stop()


def _start(plan: Plan, supervisor: Supervisor, assets: int) -> None:
    start = time.time_ns() // (60 * SECOND) * 60 * SECOND - HISTORY
    plan.folder.scenario.write_text(_toml(fleet(assets, seed=1, start=start, backfill=HISTORY)), encoding="utf-8")
    never = threading.Event()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        start_store(plan, supervisor, never)
        write_history(plan, progress, never)
        start_simulator(plan, supervisor)
        start_worker(plan, supervisor, progress, never)
    psutil.Process(supervisor.pid("worker")).cpu_affinity([0])
    time.sleep(20)  # the worker has yet to catch up


def _watch(supervisor: Supervisor, seconds: float) -> dict[str, Use]:
    uses = {name: Use(psutil.Process(supervisor.pid(name))) for name in PARTS}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for use in uses.values():
            use.look()
        time.sleep(1)
    return uses


def _report(gateway: Gateway, uses: dict[str, Use], assets: int, seconds: float) -> str:
    flux = (
        f'from(bucket: "health") |> range(start: -{int(seconds)}s)'
        ' |> filter(fn: (r) => r._measurement == "worker" and r.component == "worker" and r._field == "{}")'
    )
    lag = gateway.query(flux.replace("{}", "lag_s")).floats("_value")
    points = gateway.query(flux.replace("{}", "points_per_s")).floats("_value")
    table = Table("part", "CPU, % of a core", "memory, MB", title=f"{assets} assets at 1 Hz for {seconds:.0f} s")
    for name, use in uses.items():
        table.add_row(name, f"{100 * (use.end_s - use.begin_s) / seconds:.1f}", f"{use.memory / 1e6:.0f}")
    text = StringIO()
    Console(file=text, width=100).print(table)
    middle, late = np.percentile(lag, [50, 99]) if len(lag) else (np.nan, np.nan)
    return (
        f"{text.getvalue()}worker: {np.mean(points):,.0f} values a second; from a sample's time to its score: "
        f"median {middle:.2f} s, 99th percentile {late:.2f} s ({len(lag)} readings)"
    )


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
