"""Children are started again when they die, end in order, and do not outlive a launcher that was killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from forewarn.supervisor import Supervisor
from tests.support.command import clean_environment
from tests.support.store import ROOT
from tests.support.waiting import wait_until

STORE = ["store", "--port", "0", "--data"]


@pytest.fixture
def environment() -> dict[str, str]:
    return clean_environment(INFLUX_TOKEN="a-test-token")


def listening(supervisor: Supervisor, times: int) -> bool:
    return supervisor.tail("store", 1000).count("listens on") == times


def test_a_killed_child_is_started_again_and_the_death_is_told(tmp_path: Path, environment: dict[str, str]) -> None:
    supervisor = Supervisor(tmp_path / "log")
    supervisor.start("store", [*STORE, str(tmp_path / "data")], environment)
    try:
        wait_until(lambda: listening(supervisor, 1))
        pid = supervisor.pid("store")
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not supervisor.alive("store"))
        (news,) = supervisor.watch()
        assert news.startswith("store ended with status -9; starting it again")
        wait_until(lambda: bool(supervisor.watch() or listening(supervisor, 2)))
    finally:
        assert supervisor.stop() == []
    assert not supervisor.alive("store")


LAUNCH = """
import sys, time
from pathlib import Path
from forewarn.supervisor import Supervisor
supervisor = Supervisor(Path(sys.argv[1]) / "log")
supervisor.start("store", ["store", "--port", "0", "--data", sys.argv[1] + "/data"], {"INFLUX_TOKEN": "a-test-token"})
print(supervisor.pid("store"), flush=True)
time.sleep(600)
"""


def test_children_end_when_their_launcher_is_killed(tmp_path: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-c", LAUNCH, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout is not None
        child = int(launcher.stdout.readline())
        log = tmp_path / "log" / "store.log"
        wait_until(lambda: log.exists() and "listens on" in log.read_text())
        launcher.kill()
    wait_until(lambda: not _exists(child))


def _exists(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "zombie" not in status.read_text()
