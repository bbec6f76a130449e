"""A real embedded store for tests: a process of its own, on a free port, over HTTP."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from forewarn.ports import status_of

ROOT = Path(__file__).parents[2]
HOME = ROOT / "packages/fluxlite"
START_SECONDS = 60
STOP_SECONDS = 60


class RunningStore:
    """`python -m fluxlite` as a context manager; without `data` it gets a folder that goes with it.

    After a `kill()` or `stop()`, `restart()` (or `start()`) serves the same folder under the same URL.
    """

    def __init__(
        self,
        data: Path | None = None,
        token: str = "test-operator-token",
        org: str = "forewarn",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="fluxlite-")
        self.data = data or Path(self._folder.name) / "data"
        self.token, self.org = token, org
        self.settings = dict(settings or {})
        """Environment variables of the server's own."""
        self._port = 0
        self._log = Path(self._folder.name) / "store.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The server's address, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._running().pid

    def start(self) -> None:
        """Start the server and wait until it answers /health."""
        command = [sys.executable, "-m", "fluxlite", "--port", str(self._port), "--data", str(self.data)]
        environment = {**os.environ, "INFLUX_TOKEN": self.token, "INFLUX_ORG": self.org, **self.settings}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=HOME, env=environment, stdout=log, stderr=log)
        self._wait_until_healthy(time.monotonic() + START_SECONDS)

    def stop(self) -> int:
        """End the server as an operator does (SIGTERM) and give its exit status."""
        self._running().terminate()
        return self.wait()

    def wait(self) -> int:
        """Wait for the server's end and give its exit status."""
        status = self._running().wait(STOP_SECONDS)
        self._process = None
        return status

    def kill(self) -> None:
        """End the server without warning (SIGKILL)."""
        process = self._running()
        process.kill()
        process.wait(STOP_SECONDS)
        self._process = None

    def restart(self) -> None:
        """Start again on the same folder and port; a server that still runs is stopped first."""
        if self._process is not None:
            self.stop()
        self.start()

    def close(self) -> None:
        """Kill the server if it runs, and remove its folder."""
        if self._process is not None:
            self.kill()
        self._folder.cleanup()

    def log(self) -> str:
        """What the server has logged since its last start."""
        return self._log.read_text(errors="replace")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the store is not running")
        return self._process

    def _wait_until_healthy(self, deadline: float) -> None:
        while not self._healthy():
            if self._running().poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the store did not start:\n{self.log()}")
            time.sleep(0.05)

    def _healthy(self) -> bool:
        announced = re.search(r"listens on http://127\.0\.0\.1:(\d+)", self.log())
        if announced is None:
            return False
        self._port = int(announced[1])
        return status_of(f"{self.url}/health") == 200
