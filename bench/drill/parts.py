"""The parts that a drill kills: programs of ours in processes of their own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench import ROOT
from contract.errors import ForewarnError

ORG, TOKEN = "forewarn", "token-of-the-drill"
START_SECONDS, END_SECONDS = 60, 60
_ANNOUNCED = re.compile(r"listens on http://127\.0\.0\.1:(\d+)")


class Part:
    """`python -m WORDS`, which can be started again and again; what it logs is added up in one file."""

    def __init__(self, words: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> None:
        self._words, self._environment, self._log = words, environment or {}, log
        self._process: subprocess.Popen[bytes] | None = None
        self._begin = 0

    def start(self) -> None:
        """Start it."""
        ours = ("INFLUX_", "FOREWARN_")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        with self._log.open("ab") as log:
            self._begin = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._words],
                cwd=ROOT,
                env={**inherited, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **self._environment},
                stdout=log,
                stderr=log,
            )

    def said(self) -> str:
        """What it has logged since it was started."""
        with self._log.open("rb") as log:
            log.seek(self._begin)
            return log.read().decode(errors="replace")

    def check(self) -> None:
        """Raise `ForewarnError` where it has ended by itself."""
        if self._process is not None and self._process.poll() is not None:
            raise ForewarnError(f"{' '.join(self._words[:2])} ended by itself: {self.said()[-2000:]}")

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
    """A store on a port that is free."""

    port = 0

    def start(self) -> None:
        """Start it and wait until it listens; raises `ForewarnError` where it does not."""
        super().start()
        deadline = time.monotonic() + START_SECONDS
        while (announced := _ANNOUNCED.search(self.said())) is None:
            self.check()
            if time.monotonic() > deadline:
                raise ForewarnError(f"the store does not listen within {START_SECONDS} s")
            time.sleep(0.01)
        self.port = int(announced[1])
