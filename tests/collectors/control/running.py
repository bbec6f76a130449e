"""A simulation that runs in a thread, with its control API on loopback."""

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from collectors.control.server import serving
from collectors.control.simulation import Simulation
from collectors.live import Pace
from collectors.scenario import Scenario
from collectors.sink import Sink
from contract.time import SECOND
from tests.admin.fixtures.server import PLAIN

TOKEN = "a-simulator-token-for-tests"


class RunningSimulation:
    """The world of a scenario and a folder, from a minute ago on; a context manager."""

    def __init__(
        self, world: Scenario, folder: Path, sink: Sink, rate_hz: float = 10, since: int | None = None
    ) -> None:
        begin = time.time_ns() - 60 * SECOND if since is None else since
        self.simulation = Simulation(world, folder / "injected.json", sink, begin, Pace(rate_hz))
        self.stop = threading.Event()
        self._thread = threading.Thread(target=self.simulation.run, args=(self.stop,))
        self._door = serving(self.simulation, "127.0.0.1", 0, TOKEN)
        self.url = ""

    def ask(self, method: str, path: str, **body: Any) -> httpx.Response:
        """The answer of the API."""
        return self.client.request(method, path, json=body or None)

    def alive(self) -> bool:
        """Whether the loop goes round."""
        return self._thread.is_alive()

    def __enter__(self) -> Self:
        self._thread.start()
        self.url = self._door.__enter__()
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        self.client = httpx.Client(base_url=self.url, headers=headers, verify=PLAIN, timeout=30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()
        self.stop.set()
        self._thread.join(30)
        self._door.__exit__(kind, error, trace)
