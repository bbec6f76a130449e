"""Readers and writers at the same time as flushes: a reader sees whole batches, each point once."""

import threading
from pathlib import Path

from fluxlite.seam import Kind
from tests.storage.disk import BUCKET, Disk

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


def write_short_lived(disk: Disk, writer: int, end: threading.Event, written: list[int]) -> None:
    """Series whose values tell whose they are, until the end."""
    while not end.is_set():
        number = len(written)
        disk.write("\n".join(f"m,w={writer},n={number},k={k} f={writer + number * 100 + k * 10} 1" for k in range(9)))
        written.append(number)


def test_no_reader_sees_a_point_under_the_name_of_a_series_that_took_over_its_id(tmp_path: Path) -> None:
    disk, end, written = Disk(tmp_path / "data"), threading.Event(), [list[int](), list[int]()]
    writers = [threading.Thread(target=write_short_lived, args=(disk, n, end, written[n])) for n in range(2)]
    for thread in writers:
        thread.start()
    seen, largest = 0, 0
    while seen < 10:
        with disk.store.moment() as moment:
            disk.delete(0, 10)
            disk.store.flush()
            reader = moment.bucket(BUCKET, "b")
            series = list(reader.series())
            rows = reader.read(series, 0, 10).to_pylist()
        for row in rows:
            tags = {key: int(value) for key, value in series[row["series"]].tags}
            assert row["value"] == tags["w"] + tags["n"] * 100 + tags["k"] * 10
        seen += bool(rows)
        largest = max([largest, *(one.id for one in series)])
    end.set()
    for thread in writers:
        thread.join()
    assert largest + 1 < 9 * sum(map(len, written))
    disk.store.close()
