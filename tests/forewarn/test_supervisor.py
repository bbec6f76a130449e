"""Children are started again when they die, end in order, and do not outlive a launcher that was killed."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from forewarn.ports import status_of
from forewarn.supervisor import Supervisor, shorten
from tests.support.command import clean_environment
from tests.support.ports import free_port
from tests.support.store import ROOT
from tests.support.waiting import wait_until

STORE = ["store", "--port", "0", "--data"]


@pytest.fixture
def environment() -> dict[str, str]:
    return clean_environment(INFLUX_TOKEN="a-test-token")


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """A supervisor that ends with the test, however that ends."""
    made = Supervisor(tmp_path / "log")
    yield made
    made.stop()


def listening(supervisor: Supervisor, times: int) -> bool:
    return supervisor.tail("store", 1000).count("listens on") == times


def test_a_killed_child_is_started_again_and_the_death_is_told(
    supervisor: Supervisor, tmp_path: Path, environment: dict[str, str]
) -> None:
    supervisor.start("store", [*STORE, str(tmp_path / "data")], environment)
    wait_until(lambda: listening(supervisor, 1))
    pid = supervisor.pid("store")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not supervisor.alive("store"))
    (news,) = supervisor.watch()
    assert news.startswith("store ended with status -9: ")
    assert "listens on" in news
    assert "; starting it again in 0.5 s (see " in news
    wait_until(lambda: bool(supervisor.watch() or listening(supervisor, 2)))
    assert supervisor.stop() == []
    assert not supervisor.alive("store")


def test_a_log_that_cannot_be_written_keeps_no_child_from_running(
    supervisor: Supervisor, tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "log" / "store.log").mkdir(parents=True)
    port = free_port()
    supervisor.start("store", ["store", "--port", str(port), "--data", str(tmp_path / "data")], environment)
    wait_until(lambda: status_of(f"http://127.0.0.1:{port}/ping") == 204)
    assert supervisor.watch() == []
    assert supervisor.stop() == []


def deaths(supervisor: Supervisor, count: int) -> list[str]:
    """Watch until that many deaths were told."""
    news: list[str] = []

    def enough() -> bool:
        news.extend(supervisor.watch())
        return len(news) >= count

    wait_until(enough)
    return news


LAUNCH = """
import sys, time
from pathlib import Path
from forewarn.ports import status_of
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


def test_a_child_that_dies_again_and_again_waits_longer_each_time_and_its_reason_is_told(
    supervisor: Supervisor, tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "data").write_text("a file in the place of the folder")
    supervisor.start("store", [*STORE, str(tmp_path / "data")], environment)
    first, second, third = deaths(supervisor, 3)
    assert supervisor.stop() == []
    assert re.fullmatch(r"store ended with status 1: .*data.*; starting it again in 0\.5 s \(see .*store\.log\)", first)
    assert "status 1, 2 times in a row: " in second
    assert "starting it again in 1 s" in second
    assert "3 times in a row" in third
    assert "starting it again in 2 s" in third


def test_the_longest_wait_is_half_a_minute_however_often_a_child_died(
    supervisor: Supervisor, environment: dict[str, str]
) -> None:
    supervisor.start("store", ["store", "--no-such-option"], environment)
    supervisor.children["store"].deaths = 5000
    (news,) = deaths(supervisor, 1)
    assert "5001 times in a row" in news
    assert "starting it again in 30 s" in news


def test_a_child_that_cannot_be_started_for_a_while_is_told_and_tried_again(
    supervisor: Supervisor, environment: dict[str, str]
) -> None:
    supervisor.start("store", ["store", "--no-such-option"], environment)
    wait_until(lambda: not supervisor.alive("store"))
    child = supervisor.children["store"]
    child.arguments = ["x" * 2**18]  # more than the system takes
    assert any("cannot be started, 2 times in a row: " in news for news in deaths(supervisor, 2))
    child.arguments = ["store", "--no-such-option"]
    assert any("ended with status 2" in news for news in deaths(supervisor, 1))


def test_a_log_does_not_grow_without_end_while_its_child_writes_on(tmp_path: Path) -> None:
    log = tmp_path / "store.log"
    with log.open("ab", buffering=0) as child:
        child.write(b"old\n" * 1000)
        shorten(log, limit=3000)
        child.write(b"new\n")
        shorten(log, limit=3000)
    assert log.read_bytes() == b"new\n"
    assert (tmp_path / "store.log.1").read_bytes() == b"old\n" * 1000
