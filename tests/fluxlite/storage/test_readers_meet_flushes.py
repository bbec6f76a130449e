"""Readers and writers at the same time as flushes: a reader sees whole batches, each point once."""

import threading
from pathlib import Path

from fluxlite.seam import Kind
from tests.fluxlite.storage.disk import BUCKET, Disk

BATCHES, SIZE = 150, 10


def write(disk: Disk) -> None:
    for batch in range(BATCHES):
        disk.write("\n".join(f"m f={n},g={n} {n}" for n in range(batch * SIZE, (batch + 1) * SIZE)))


def test_a_reader_sees_each_acknowledged_batch_whole_and_once_while_memory_goes_to_disk(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "data")
    disk.write("m f=0,g=0 0")
    series = list(disk.bucket().series())
    writer = threading.Thread(target=write, args=(disk,))
    writer.start()
    seen = [0]
    while writer.is_alive():
        disk.store.flush()
        counts = disk.bucket().aggregate(series, 0, BATCHES * SIZE, "count")["value"].to_pylist()
        assert counts[0] == counts[1]
        assert counts[0] % SIZE == 0 or counts[0] == 1
        assert counts[0] >= seen[-1]
        seen.append(counts[0])
        last = disk.bucket().aggregate(series, 0, BATCHES * SIZE, "last")["value"].to_pylist()
        assert last[0] + 1 >= counts[0]
    writer.join()
    assert disk.bucket().aggregate(series, 0, BATCHES * SIZE, "count")["value"].to_pylist() == [BATCHES * SIZE] * 2
    disk.store.close()


def test_all_reads_of_one_moment_see_the_same_points_whatever_is_written_and_flushed_meanwhile(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "data")
    disk.write('m f=1,s="one" 1')
    with disk.store.moment() as moment:
        reader = moment.bucket(BUCKET, "b")
        floats = [one for one in reader.series() if one.kind is Kind.DOUBLE]
        texts = [one for one in reader.series() if one.kind is Kind.STRING]
        assert reader.aggregate(floats, 0, 100, "last")["value"].to_pylist() == [1.0]
        disk.write('m f=2,s="two" 2')
        disk.store.flush()
        disk.write('m f=3,s="three" 3')
        assert reader.aggregate(texts, 0, 100, "last")["value"].to_pylist() == ["one"]
        assert reader.read(floats, 0, 100)["value"].to_pylist() == [1.0]
    assert disk.bucket().read(texts, 0, 100)["value"].to_pylist() == ["one", "two", "three"]
    disk.store.close()
