"""The worker's part of the drill: kill it and the simulator amid an episode, and look what the store was told.

Two stands begin with the same store, the same snapshot and the same fleet, and run side by side: in one of them worker
and simulator are killed again and again. In both the same must be told.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.drill.parts import ORG, TOKEN, Part, Store
from bench.drill.told import Told, differences, read
from bench.plain import table
from contract.errors import ForewarnError
from contract.time import SECOND
from store.gateway import Gateway
from store.provision import provision
from store.queries import render

PUMPS = 3
PATIENCE_S = 120
PAUSE_S = (1.0, 6.0)
"""How long both are left alone between two kills: often too short to get anywhere."""
FAULT_AFTER_S, WATCH_S = 20, 180
"""When a pump begins to fail, and for how long both stands are watched at least, so that all of it is told."""
_SEED = 21
_FLEET = """seed = {seed}
start = {start}
step = "60s"
[backfill]
length = "{history_h}h"
[[fleet]]
class = "pump"
count = {pumps}
site = "drill"
[[faults]]
asset = "PUMP-002"
mode = "bearing_wear"
after = "{begun_s}s"
grow = "50m"
"""
_MORE = """[[faults]]
asset = "PUMP-003"
mode = "dead_head"
after = "{after_s}s"
grow = "60s"
"""


@dataclass(frozen=True, slots=True)
class Stand:
    """A store, a simulator and a worker in one folder."""

    folder: Path
    store: Store
    simulator: Part
    worker: Part

    @classmethod
    def at(cls, folder: Path) -> "Stand":
        """The stand of a folder, its store started."""
        data = ["--port", "0", "--data", str(folder / "data")]
        ours = {"INFLUX_TOKEN": TOKEN, "INFLUX_ORG": ORG, "TMPDIR": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        store = Store(["forewarn", "store", *data], folder / "store.log", ours)
        store.start()

        def part(name: str, *words: str) -> Part:
            spool = {"INFLUX_URL": _url(store), "FOREWARN_SPOOL_DIR": str(folder / "spool" / name)}
            return Part(["forewarn", *words], folder / f"{name}.log", {**ours, **spool})

        simulator = part(
            "simulator", "simulate", str(folder / "fleet.toml"), "--live", "--state", str(folder / "fleet")
        )
        return cls(folder, store, simulator, part("worker", "analyze", "--state", str(folder / "worker")))

    def gateway(self) -> Gateway:
        """A gateway to its store."""
        return Gateway(_url(self.store), TOKEN, ORG)

    def start(self) -> None:
        """Start simulator and worker."""
        self.simulator.start()
        self.worker.start()

    def kill(self) -> None:
        """End all of it without warning."""
        for part in (self.worker, self.simulator, self.store):
            part.kill()

    def wait_until(self, query: str, moment: int) -> None:
        """Wait until a query says a time after a moment (ns) of each asset; `ForewarnError` where it does not."""
        deadline = time.monotonic() + PATIENCE_S
        while self._least(query) < moment:
            self.worker.check()
            self.simulator.check()
            if time.monotonic() > deadline:
                raise ForewarnError(f"the stand {self.folder.name} does not catch up within {PATIENCE_S} s")
            time.sleep(0.5)

    def _least(self, query: str) -> int:
        with self.gateway() as gateway:
            times = gateway.query(render(query, start="-1h", stop="2100-01-01T00:00:00Z")).times()
        return int(times.min()) if len(times) == PUMPS else 0


def _url(store: Store) -> str:
    return f"http://127.0.0.1:{store.port}"


def drill(kills: int, progress: Callable[[], None], *, history_h: int = 96, watch_s: int = WATCH_S) -> tuple[str, bool]:
    """Kill worker and simulator `kills` times each; gives a table of what both stands were told, and if that is alike.

    `progress` is called after each kill; `history_h` hours of history are there to learn from, and both stands are
    watched for `watch_s` seconds at least. Raises `ForewarnError` where a part does not start or does not catch up.
    """
    with tempfile.TemporaryDirectory(prefix="forewarn-drill-") as name, ExitStack() as stack:
        base = Path(name) / "base"
        start = _prepare(base, history_h, stack)
        after_s = (time.time_ns() - start) // SECOND + FAULT_AFTER_S
        stands = [_copied(base, Path(name) / each, after_s) for each in ("calm", "killed")]
        first = time.time_ns()
        for stand in stands:
            stack.callback(stand.kill)
            stand.start()
        _kill(stands[1], kills, progress)
        last = max(time.time_ns(), first + watch_s * SECOND)
        for stand in stands:
            stand.wait_until("worker_told", last + 5 * SECOND)
        told = [_told(stand, first, last) for stand in stands]
    return _table(kills, *told), _is_alike(*told)


def _prepare(folder: Path, history_h: int, stack: ExitStack) -> int:
    """A store with history and a worker's snapshot with an open episode; gives when the fleet's history starts (ns)."""
    folder.mkdir()
    start = (time.time_ns() // SECOND - history_h * 3600) * SECOND
    begun_s = (history_h - 1) * 3600
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start // SECOND))
    text = _FLEET.format(pumps=PUMPS, seed=_SEED, start=moment, history_h=history_h, begun_s=begun_s)
    (folder / "fleet.toml").write_text(text)
    stand = Stand.at(folder)
    stack.callback(stand.kill)
    provision(_url(stand.store), ORG, folder / "secrets", operator=TOKEN)
    # The worker is to find history to learn from.
    stand.simulator.start()
    stand.wait_until("freshness", time.time_ns())
    stand.worker.start()
    stand.wait_until("worker_told", time.time_ns())
    stand.worker.stop()
    stand.simulator.stop()
    stand.store.kill()
    return start


def _copied(base: Path, folder: Path, after_s: int) -> Stand:
    """A stand that begins as the base ended, with a pump that fails so many seconds after the fleet's history began."""
    shutil.copytree(base, folder)
    for file in (folder / "fleet.toml", folder / "fleet" / "fleet.toml"):
        file.write_text(file.read_text() + _MORE.format(after_s=after_s))
    return Stand.at(folder)


def _kill(stand: Stand, kills: int, progress: Callable[[], None]) -> None:
    chance = Random(_SEED)
    for _ in range(kills):
        time.sleep(chance.uniform(*PAUSE_S))
        for part in (stand.worker, stand.simulator):
            part.check()
            part.kill()
        stand.start()
        progress()


def _told(stand: Stand, first: int, last: int) -> Told:
    """What was told of the drill, once the parts have ended in peace."""
    stand.simulator.stop()
    stand.worker.stop()
    with stand.gateway() as gateway:
        return read(gateway, first, last)


def _is_alike(calm: Told, killed: Told) -> bool:
    return bool(calm.events) and not any(differences(calm, killed).values())


def _table(kills: int, calm: Told, killed: Told) -> str:
    title = f"{kills:,} kills of worker and simulator with an episode under way"
    rows = ([name, *(f"{count(told):,}" for told in (calm, killed))] for name, count in _FIGURES.items())
    unlike = ", ".join(f"{name}: {count}" for name, count in differences(calm, killed).items())
    return f"{table(('told', 'undisturbed', 'killed'), rows, title, width=100)}\n{unlike}\n"


_FIGURES: dict[str, Callable[[Told], int]] = {
    "episodes raised": lambda told: sum(state == "raised" for _, state in told.events),
    "episodes cleared": lambda told: sum(state == "cleared" for _, state in told.events),
    "minutes with a risk": lambda told: len(told.risk),
    "minutes in warning or worse": lambda told: sum(level >= 2 for level in told.level.values()),
    "minutes of a signal": lambda told: len(told.samples),
    "samples counted": lambda told: round(sum(told.samples.values())),
}
