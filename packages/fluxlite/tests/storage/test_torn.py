"""A kill in the middle of a checkpoint's write: the block is put back, and all points are there."""

import shutil
from pathlib import Path

import duckdb
import pytest

from fluxlite.storage import torn
from fluxlite.storage.columns import Columns
from tests.storage.disk import Disk

HEAD, BLOCK = 3 * 4096, 2**18


def cut_off_checkpoint(folder: Path) -> tuple[Path, int]:
    """A folder as a kill leaves it amid a checkpoint that rewrites block 0, and how many points it holds."""
    disk = Disk(folder / "live")
    for number in range(4):
        disk.write("\n".join(f'm f={time},s="x{time}" {time}' for time in range(number * 500, number * 500 + 500)))
        disk.store.flush()
        disk.store._columns.checkpoint(0)
    disk.write("m f=5 5000")
    disk.store.flush()
    columns = disk.folder / "columns.duckdb"
    torn.keep(columns, disk.store._columns._connection)
    shutil.copytree(disk.folder, folder / "killed")
    disk.store._columns.checkpoint(0)
    after = columns.read_bytes()
    count = len(disk.points())
    disk.store.close()
    killed = bytearray((folder / "killed" / "columns.duckdb").read_bytes())
    assert killed[HEAD : HEAD + BLOCK] != after[HEAD : HEAD + BLOCK]
    killed[HEAD : HEAD + 8] = after[HEAD : HEAD + 8]  # the first bytes of the block: its new checksum
    (folder / "killed" / "columns.duckdb").write_bytes(killed)
    return folder / "killed", count


def test_a_checkpoint_that_a_kill_cut_off_is_taken_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder, count = cut_off_checkpoint(tmp_path)
    again = Disk(folder)
    assert len(again.points()) == count
    assert "a checkpoint that was cut off is taken back" in caplog.text
    again.store.close()
    assert not (folder / "columns.blocks").exists()


def test_blocks_that_only_a_later_query_would_read_are_put_back_too(tmp_path: Path) -> None:
    columns, tables = tmp_path / "columns.duckdb", 400
    connection = duckdb.connect(str(columns), config={"threads": 1})
    connection.begin()
    for number in range(tables):
        connection.execute(f"CREATE TABLE t{number} AS SELECT i, 'x' || i FROM range(3) r(i)")
    connection.commit()
    connection.execute("CHECKPOINT")
    torn.keep(columns, connection)
    blocks = [row[0] for row in connection.execute("SELECT block_id FROM pragma_metadata_info()").fetchall()]
    connection.close()
    assert len(blocks) > 1
    with columns.open("r+b") as file:
        for block in blocks:
            file.seek(HEAD + block * BLOCK)
            file.write(bytes(4096))
    assert torn.put_back(columns)
    with duckdb.connect(str(columns), config={"threads": 1}) as again:
        for number in range(tables):
            assert len(again.execute(f"SELECT * FROM t{number}").fetchall()) == 3
    assert not torn.put_back(columns)


def test_the_columns_are_never_rewritten_without_copies_as_they_are_closed(tmp_path: Path) -> None:
    path = tmp_path / "columns.duckdb"
    columns = Columns(path, "100MB", 1)
    flush = columns.begin_flush()
    flush.commit(7)
    before = path.read_bytes()
    columns.give_up()
    assert path.read_bytes() == before
    again = Columns(path, "100MB", 1)
    assert again.segment() == 7
    again.close()
    assert path.read_bytes() != before
    assert not path.with_name("columns.duckdb.wal").exists()


def test_copies_of_another_head_are_never_put_back(tmp_path: Path) -> None:
    folder, _ = cut_off_checkpoint(tmp_path)
    copy = folder / "columns.blocks"
    other = bytearray(copy.read_bytes())
    other[5000] ^= 1
    copy.write_bytes(other)
    before = (folder / "columns.duckdb").read_bytes()
    with pytest.raises(OSError, match=r"columns\.duckdb cannot be opened: .*checksum"):
        Disk(folder)
    assert (folder / "columns.duckdb").read_bytes() == before
