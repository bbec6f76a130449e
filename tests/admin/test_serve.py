"""The admin as a process: it starts, answers, and ends as an operator expects."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.admin.fixtures.server import NOWHERE

START_SECONDS = 60
PROGRAM = "import logging, sys; from admin.serve import main; from contract.settings import Settings; "
PROGRAM += "logging.basicConfig(level='INFO'); sys.exit(main(Settings.load()))"


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    secrets = {"FOREWARN_ADMIN_PASSWORD": "p-1", "FOREWARN_ADMIN_TOKEN": "t-1", "FOREWARN_SESSION_SECRET": "s-1"}
    given = {"INFLUX_URL": NOWHERE, "INFLUX_TOKEN": "any", "FOREWARN_ADMIN_PORT": "0", **secrets}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FOREWARN_", "INFLUX_"))}
    with (tmp_path / "log").open("wb") as log:
        started = subprocess.Popen([sys.executable, "-c", PROGRAM], env={**kept, **given}, stderr=log)
    yield started
    started.kill()
    started.wait()


def address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Where it listens, once it says so and answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"admin listens on (http://[\d.:]+)", log.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_until_it_is_told_to_end_and_then_ends_with_status_0(
    process: subprocess.Popen[bytes], tmp_path: Path, number: signal.Signals
) -> None:
    url = address(tmp_path / "log", process)
    assert httpx.get(f"{url}/healthz", timeout=30).status_code == 503
    assert "server" not in httpx.get(f"{url}/sign-in", timeout=30).headers
    process.send_signal(number)
    assert process.wait(30) == 0
