"""The store that is killed: `python -m bench.drill.victim DATA`, on a free port, moving to its columns all the time."""

import logging
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from fluxlite.server import serve
from fluxlite.storage.limits import Limits

from bench import ROOT
from contract.errors import ForewarnError

ORG, TOKEN = "forewarn", "token-of-the-drill"
LIMITS = Limits(points=4000, checkpoint_bytes=2**18, threads=1)
"""So small that every round has flushes and checkpoints."""
START_SECONDS = 60
_ANNOUNCED = re.compile(r"listens on http://127\.0\.0\.1:(\d+)")


class Victim:
    """A store on a folder, in a process of its own; what all its starts log is added up in one file."""

    def __init__(self, data: Path, log: Path) -> None:
        self.port = 0
        self.data, self._log = data, log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The id of its process, 0 where it does not run."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start it and wait until it listens; raises `ForewarnError` where it does not."""
        begin = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "bench.drill.victim", str(self.data)]
            environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while (announced := _ANNOUNCED.search(said := self._said(begin))) is None:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise ForewarnError(f"the store does not start: {said[-2000:]}")
            time.sleep(0.01)
        self.port = int(announced[1])

    def kill(self) -> None:
        """End it without warning; nothing happens if it does not run."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _said(self, begin: int) -> str:
        """What it logged from a byte on."""
        with self._log.open("rb") as log:
            log.seek(begin)
            return log.read().decode(errors="replace")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    sys.exit(serve("127.0.0.1", 0, Path(sys.argv[1]), TOKEN, ORG, limits=LIMITS))
