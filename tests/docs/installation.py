"""A small installation as `make run` leaves one: a store with a fleet in it, the admin, and `var/` with its secrets."""

import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store.gateway import Gateway
from tests.admin.fixtures import fleet
from tests.admin.fixtures.server import TOKEN, RunningAdmin
from tests.support.command import clean_environment
from tests.support.provisioned import provisioned

MAPPING = """
time = { column = "time", format = "iso" }
asset = "BENCH-1"
asset_class = "machine"
site = "hall"
[columns]
"Vib" = { signal = "vibration_mm_s" }
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """Where it runs; `folder` is what a reader's clone would be."""

    folder: Path
    store_url: str
    admin_url: str
    operator: Gateway

    def refresh(self) -> None:
        """Let the fleet have been heard now, however long the commands before took."""
        fleet.fill(self.operator, time.time_ns())

    def shell(self, command: str) -> "subprocess.CompletedProcess[str]":
        """Type a command of a page, at the ports that are free here, and with this Python."""
        program = f"{shlex.quote(sys.executable)} -m forewarn "
        return self._run(["sh", "-c", re.sub(r"^(\.venv/bin/)?forewarn ", lambda _: program, self._here(command))])

    def python(self, text: str) -> "subprocess.CompletedProcess[str]":
        """Run an example in Python."""
        return self._run([sys.executable, "-c", self._here(text)])

    def _here(self, text: str) -> str:
        return text.replace("http://127.0.0.1:8086", self.store_url).replace("http://127.0.0.1:8000", self.admin_url)

    def _run(self, words: list[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            words,
            cwd=self.folder,
            env=clean_environment(INFLUX_URL=self.store_url),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """Bring one up in a folder."""
    (folder / "FILE.csv").write_text(f"time,Vib\n{datetime.now(UTC).isoformat()},2.5\n")
    (folder / "MAP.toml").write_text(MAPPING)
    _raw_files(folder / "2nd_test")
    with provisioned(folder / "var" / "secrets") as store:
        (folder / "var" / "secrets" / "api.token").write_text(TOKEN)
        with Gateway(store.url, store.token, store.org) as gateway, RunningAdmin(gateway) as admin:
            found = Installation(folder, store.url, admin.url, gateway)
            found.refresh()
            yield found


def _raw_files(folder: Path) -> None:
    """Readings of four bearings as the recording of the tutorial has them: a file a moment, a column a bearing."""
    folder.mkdir()
    for minute in (32, 42):
        rows = "".join(f"{n}\t-{n}\t0.{n}\t-0.{n}\n" for n in range(1, 9))
        (folder / f"2004.02.12.10.{minute}.39").write_text(rows)
