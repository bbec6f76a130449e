"""A process of ours that serves, and says where."""

import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil

from tests.admin.fixtures.server import PLAIN
from tests.support.command import clean_environment

START_S = 60


class Server:
    """A process of ours that listens, and the path that it answers anybody."""

    def __init__(self, program: str, arguments: list[str], environment: dict[str, str], log: Path, path: str) -> None:
        self._log, self.path = log, path
        with log.open("wb") as opened:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, *arguments],
                cwd=log.parent,
                env=clean_environment(**environment),
                stdout=opened,
                stderr=opened,
            )
        self.url = self._address()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])

    def answers(self) -> int:
        """The status that an honest client gets."""
        return httpx.get(f"{self.url}{self.path}", verify=PLAIN, timeout=30).status_code

    def memory(self) -> int:
        """Bytes that the process holds."""
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def log(self) -> str:
        """What it has logged."""
        return self._log.read_text(errors="replace")

    def stop(self) -> int:
        """End it as an operator does; the exit status."""
        self.process.terminate()
        return self.process.wait(60)

    def _address(self) -> str:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(r"listens on (http://[\w.:\[\]]+)", self._log.read_text()):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(self._log.read_text())
