"""The parts that a drill kills: commands of ours in processes of their own, on a store of the drill."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from contract.errors import ForewarnError

START_SECONDS, END_SECONDS = 60, 60
_ANNOUNCED = re.compile(r"listens on (http://127\.0\.0\.1:\d+)")


class Part:
    """A `forewarn` command that can be started again and again; what it logs is added up in one file."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
        self._arguments, self._environment, self._log = arguments, environment, log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        ours = ("INFLUX_", "FOREWARN_")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "forewarn", *self._arguments],
                env={**inherited, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **self._environment},
                stdout=log,
                stderr=log,
            )

    def check(self) -> None:
        """Raise `ForewarnError` where it has ended by itself."""
        if self._process is not None and self._process.poll() is not None:
            raise ForewarnError(
                f"{self._arguments[0]} ended by itself: {self._log.read_text(errors='replace')[-2000:]}"
            )

    def kill(self) -> None:
        """End it without warning; nothing happens if it does not run."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


class Store(Part):
    """An embedded store on a folder, on a port that is free."""

    def __init__(self, data: Path, token: str, org: str, log: Path) -> None:
        arguments = ["store", "--port", "0", "--data", str(data)]
        super().__init__(arguments, {"INFLUX_TOKEN": token, "INFLUX_ORG": org}, log)
        self.url = ""

    def start(self) -> None:
        """Start it and wait until it listens; raises `ForewarnError` where it does not."""
        self._log.unlink(missing_ok=True)
        super().start()
        deadline = time.monotonic() + START_SECONDS
        while (announced := _ANNOUNCED.search(self._log.read_text(errors="replace"))) is None:
            self.check()
            if time.monotonic() > deadline:
                raise ForewarnError(f"the store does not listen within {START_SECONDS} s")
            time.sleep(0.02)
        self.url = announced[1]
