"""Kill -9 while points go from the journal to the columns all the time."""

import subprocess
import sys
from pathlib import Path

from fluxlite.seam import Kind
from tests.storage.disk import BUCKET, Disk
from tests.storage.passing import LIFE, SERIES
from tests.support.store import ROOT

ROUNDS = 5


def killed(writer: str, folder: Path, first: int, lines: int) -> list[str]:
    """Run a writer until it has told so much and kill it; gives all that it told."""
    command = [sys.executable, "-m", f"tests.storage.{writer}", str(folder), str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        told += process.stdout.read().splitlines()
    assert all(told), "the writer ended by itself"
    return told


def test_kills_amid_flushes_lose_no_acknowledged_point_and_double_none(tmp_path: Path) -> None:
    first = 0
    for round_number in range(ROUNDS):
        last = int(killed("hammer", tmp_path / "data", first, 20 + 7 * round_number)[-1])
        disk = Disk(tmp_path / "data")
        for kind, prefix in ((Kind.DOUBLE, ""), (Kind.STRING, "x")):
            rows = disk.bucket().read(disk.of_kind(kind), 0, 10**9)
            times = rows["time"].to_pylist()
            assert times[: last + 1] == list(range(last + 1))
            assert len(times) == len(set(times))
            values = [str(value).removeprefix(prefix) for value in rows["value"].to_pylist()]
            assert list(map(float, values)) == times
        first = len(times)
        disk.store.close()


def test_kills_amid_deletions_bring_nothing_back_and_lose_nothing_of_what_took_its_place(tmp_path: Path) -> None:
    first = 0
    for round_number in range(ROUNDS):
        told = [line.split() for line in killed("passing", tmp_path / "data", first, 25 + 9 * round_number)]
        written = [int(number) for what, number in told if what == "w"]
        deleted = [int(number) for what, number in told if what == "d"]
        alive = [number for number in written if number >= deleted[-1]]
        disk = Disk(tmp_path / "data")
        times = sorted(time for _, time, _ in disk.points())
        found = sorted(set(times))
        following = written[-1] + 1
        deleted_by_then = following % LIFE == 0 and not found  # what was under way may be done or not
        assert deleted_by_then or found in (alive, [*alive, following])
        assert times == [number for number in found for _ in range(SERIES)]
        assert len(disk.store.series(BUCKET)) == len(times)
        first = (following // LIFE + 1) * LIFE
        disk.store.close()
