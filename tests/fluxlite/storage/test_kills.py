"""Kill -9 while points go from the journal to the columns all the time."""

import subprocess
import sys
from pathlib import Path

from fluxlite.seam import Kind
from tests.fluxlite.storage.disk import Disk
from tests.support.store import ROOT

ROUNDS = 5


def hammer(folder: Path, first: int, batches: int) -> int:
    """Run the writer until it has acknowledged so many batches and kill it; gives the last acknowledged number."""
    command = [sys.executable, "-m", "tests.fluxlite.storage.hammer", str(folder), str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(batches):
            last = int(process.stdout.readline())
        process.kill()
        rest = process.stdout.read().split()
    return int(rest[-1]) if rest else last


def test_kills_amid_flushes_lose_no_acknowledged_point_and_double_none(tmp_path: Path) -> None:
    first = 0
    for round_number in range(ROUNDS):
        last = hammer(tmp_path / "data", first, 20 + 7 * round_number)
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
