"""The whole loop on one machine: store, a simulated fleet at 1 Hz, worker; lag, CPU and memory of each.

The parts are the processes of `forewarn run`, with a day of history. The worker is held to one core. The lag is that of
a probe (`bench.probe`); what the worker's CPU time went into is what the worker says of itself.
"""

import threading
import time
from contextlib import ExitStack

import numpy as np
from rich.console import Console
from rich.progress import Progress

from bench.plain import table
from bench.probe import LOOK_S, Probe
from bench.processes import Use
from bench.stand import Stand, with_fleet
from forewarn.stages import start_worker
from store.gateway import Gateway

HISTORY_DAYS = 1.0
PARTS = ("store", "simulator", "worker")
CAUGHT_UP_S = 1800.0
"""How long the worker may take to reach the present before it is measured."""
WORK = {"read": "reading", "step": "scoring", "write": "writing"}
"""The worker's own figures of CPU time, by what it is spent on."""


def measure(assets: int, minutes: float) -> str:
    """Run the loop for some minutes and tell the figures as a table."""
    with with_fleet(assets, HISTORY_DAYS) as below:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            start_worker(below.plan, below.supervisor, progress, threading.Event())
        below.process("worker").cpu_affinity([0])
        with below.plan.gateway("admin") as reader, below.plan.gateway("collector") as collector:
            _catch_up(reader)
            probe = Probe(collector, reader)
            uses = _watch(below, probe, minutes * 60)
            return _report(reader, uses, probe, assets, minutes * 60)


def _catch_up(gateway: Gateway) -> None:
    """Wait until the worker says that it is at the present."""
    deadline = time.monotonic() + CAUGHT_UP_S
    while time.monotonic() < deadline:
        behind = _figures(gateway, "behind_s", 12)
        if len(behind) and behind[-1] < 1:
            return
        time.sleep(2)
    raise TimeoutError(f"the worker did not reach the present within {CAUGHT_UP_S:.0f} s")


def _watch(below: Stand, probe: Probe, seconds: float) -> dict[str, Use]:
    stop = threading.Event()
    measuring = threading.Thread(target=probe.run, args=(stop,), name="probe")
    with ExitStack() as stack:
        uses = {name: stack.enter_context(Use(below.process(name))) for name in PARTS}
        measuring.start()
        time.sleep(seconds)
    stop.set()
    measuring.join()
    return uses


def _report(gateway: Gateway, uses: dict[str, Use], probe: Probe, assets: int, seconds: float) -> str:
    points = _figures(gateway, "points_per_s", seconds)
    rows = [[name, f"{100 * use.cpu_s / seconds:.1f}", f"{use.memory / 1e6:.0f}"] for name, use in uses.items()]
    rows += [
        [f"  worker, {what}", f"{_figures(gateway, f'{phase}_cpu_pct', seconds).mean():.1f}", ""]
        for phase, what in WORK.items()
    ]
    title = f"{assets} assets at 1 Hz for {seconds:.0f} s"
    middle, late = np.percentile(probe.lags, [50, 99]) if probe.lags else (np.nan, np.nan)
    return (
        f"{table(('part', 'CPU, % of a core', 'memory, MB'), rows, title)}\n"
        f"worker: {np.mean(points):,.0f} values a second; from the write of a sample to its risk: "
        f"median {middle:.2f} s, 99th percentile {late:.2f} s "
        f"({len(probe.lags)} readings, looked for every {LOOK_S} s)"
    )


def _figures(gateway: Gateway, field: str, seconds: float) -> "np.typing.NDArray[np.float64]":
    """The worker's own figures of the last seconds."""
    return gateway.query(
        f'from(bucket: "health") |> range(start: -{int(seconds)}s)'
        f' |> filter(fn: (r) => r._measurement == "worker" and r.component == "worker" and r._field == "{field}")'
    ).floats("_value")
