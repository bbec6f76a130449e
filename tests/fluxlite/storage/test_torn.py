"""A kill in the middle of a checkpoint's write: the block is put back, and all points are there."""

import shutil
from pathlib import Path

import pytest

from fluxlite.storage import torn
from tests.fluxlite.storage.disk import Disk

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
