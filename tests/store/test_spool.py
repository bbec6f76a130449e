"""The spool keeps batches in order, whole, and within its bound."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contract.errors import SettingsError
from store.spool import Spool, census
from tests.support.small_disk import fill, small_disk


def test_batches_come_back_oldest_first_and_go_when_done(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put(["m f=1 1", "m f=2 2"])
    spool.put(["m f=3 3"])
    waiting = spool.oldest()
    assert waiting is not None
    assert waiting[1] == ["m f=1 1", "m f=2 2"]
    spool.done(waiting[0])
    assert len(spool) == 1


def test_a_new_process_finds_what_an_old_one_left(tmp_path: Path) -> None:
    Spool(tmp_path).put(["m f=1 1"])
    again = Spool(tmp_path)
    again.put(["m f=2 2"])
    waiting = again.oldest()
    assert waiting is not None
    assert waiting[1] == ["m f=1 1"]
    assert len(again) == 2


def test_a_batch_that_a_killed_process_left_half_written_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "000000000001.part").write_text("m f=1 1\nm f=")
    assert Spool(tmp_path).oldest() is None
    assert list(tmp_path.iterdir()) == []


def test_past_its_bound_the_oldest_batches_are_given_up_and_counted(tmp_path: Path) -> None:
    spool = Spool(tmp_path, limit_bytes=120)
    spool.put(["m f=1 1", "m f=1 2"])
    spool.put(["m f=2 2"])
    assert (spool.given_up_lines, len(spool)) == (0, 2)
    spool.put(["m f=3 3"])
    assert (spool.given_up_lines, len(spool)) == (2, 2)
    assert spool.given_up_bytes >= len("m f=1 1\nm f=1 2")
    waiting = spool.oldest()
    assert waiting is not None
    assert waiting[1] == ["m f=2 2"]


def test_a_folder_that_cannot_be_used_is_a_settings_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="FOREWARN_SPOOL_DIR"):
        Spool(tmp_path / "file")


def test_a_damaged_batch_is_set_aside_and_counted_and_the_next_one_goes(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for n in range(1, 4):
        spool.put([f"m f={n} {n}"])
    flipped, cut = sorted(tmp_path.glob("*.lp"))[:2]
    flipped.write_bytes(flipped.read_bytes().replace(b"f=1", b"f=9"))
    cut.write_bytes(cut.read_bytes()[:-1])
    waiting = spool.oldest()
    assert waiting is not None
    assert waiting[1] == ["m f=3 3"]
    assert (spool.given_up_lines, len(spool)) == (2, 1)
    assert len(list(tmp_path.glob("*.damaged"))) == 2


@pytest.mark.parametrize("content", [b"", b"# forewarn spoil: 1 lines", b"m,t=\xff f=1 1"])
def test_a_batch_that_is_no_text_of_ours_is_set_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "000000000001.lp").write_bytes(content)
    spool = Spool(tmp_path)
    assert spool.oldest() is None
    assert (spool.given_up_lines, len(spool)) == (1, 0)


def test_a_batch_of_an_earlier_version_is_taken(tmp_path: Path) -> None:
    (tmp_path / "000000000007.lp").write_text("m f=1 1\nm f=2 2")
    spool = Spool(tmp_path)
    spool.put(["m f=3 3"])
    assert [file.name for file in sorted(tmp_path.glob("*.lp"))] == ["000000000007.lp", "000000000008.lp"]
    waiting = spool.oldest()
    assert waiting is not None
    assert waiting[1] == ["m f=1 1", "m f=2 2"]


def test_a_text_with_a_line_break_stays_in_its_line(tmp_path: Path) -> None:
    lines = ['m f="one\ntwo \\" still\nthree" 1', 'm f="C:\\\\" 2', "m f=3 3"]
    spool = Spool(tmp_path)
    spool.put(lines)
    waiting = spool.oldest()
    assert waiting is not None
    assert waiting[1] == lines


def test_what_cannot_be_read_waits_and_holds_up_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder_in_its_place = tmp_path / "000000000001.lp"
    folder_in_its_place.mkdir()
    spool = Spool(tmp_path)
    spool.put(["m f=2 2"])
    for _ in range(3):
        waiting = spool.oldest()
        assert waiting is not None
        assert waiting[1] == ["m f=2 2"]
    assert [record.message for record in caplog.records] == [
        f"{folder_in_its_place} cannot be read, it waits until it can: Is a directory"
    ]
    folder_in_its_place.rmdir()
    folder_in_its_place.write_text("m f=1 1")
    healed = spool.oldest()
    assert healed is not None
    assert healed[1] == ["m f=1 1"]


def test_a_batch_that_somebody_took_away_is_counted(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.put(["m f=1 1"])
    next(tmp_path.glob("*.lp")).unlink()
    assert spool.oldest() is None
    assert len(spool) == 0
    assert spool.given_up_bytes > 0


def test_stray_files_do_not_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "notes.lp").write_text("to do")
    (tmp_path / "left.part").mkdir()
    (tmp_path / "000000000001.lp").symlink_to(tmp_path / "nowhere")
    spool = Spool(tmp_path)
    spool.put(["m f=1 1"])
    waiting = spool.oldest()
    assert waiting is not None
    assert waiting[1] == ["m f=1 1"]


def test_a_folder_that_was_taken_away_is_made_anew(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    (tmp_path / "spool").rmdir()
    spool.put(["m f=1 1"])
    assert len(spool) == 1


def test_two_processes_cannot_write_over_each_others_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.spool.LOCK_S", 0.2)
    first = Spool(tmp_path)
    with pytest.raises(SettingsError, match="another process uses"):
        Spool(tmp_path)
    first.close()
    Spool(tmp_path)


def test_a_full_disk_refuses_a_batch_and_keeps_no_part_of_it() -> None:
    with small_disk(1) as disk:
        spool = Spool(disk / "spool")
        ballast = fill(disk)
        with pytest.raises(OSError, match="No space left"):
            spool.put(["m f=1 1"])
        assert (len(spool), list(spool.folder.iterdir())) == (0, [])
        ballast.unlink()
        spool.put(["m f=2 2"])
        assert len(spool) == 1


def test_a_start_on_a_full_disk_goes_on_and_tells(caplog: pytest.LogCaptureFixture) -> None:
    with small_disk(1) as disk:
        ballast = fill(disk)
        spool = Spool(disk / "spool")
        assert "takes no lines until there is room" in caplog.text
        ballast.unlink()
        spool.put(["m f=1 1"])
        assert len(spool) == 1


def test_a_spool_within_another_is_its_own_and_is_counted_with_it(tmp_path: Path) -> None:
    outer = Spool(tmp_path, limit_bytes=500)
    inner = outer.within("rollup")
    inner.put(["m f=1 1"])
    outer.put(["m f=2 2"])
    assert (len(outer), len(inner), inner.limit_bytes) == (1, 1, 500)
    os.utime(next(inner.folder.glob("*.lp")), (1, 1))
    found = census(tmp_path)
    assert (found.batches, found.damaged) == (2, 0)
    assert found.oldest_s > 10**9
    assert len(Spool(tmp_path / "elsewhere")) == 0


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account may look into."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def somebody_else() -> Iterator[None]:
    """Act as an account without rights."""
    if os.geteuid() != 0:
        pytest.skip("only root can act as somebody else")
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_of_another_owner_is_a_settings_error_at_the_start(open_folder: Path) -> None:
    with somebody_else(), pytest.raises(SettingsError, match=r"FOREWARN_SPOOL_DIR: .* Permission denied"):
        Spool(open_folder)


def test_a_batch_of_another_owner_waits_until_it_can_be_read(open_folder: Path) -> None:
    theirs = open_folder / "000000000001.lp"
    theirs.write_text("m f=1 1")
    theirs.chmod(0o600)
    open_folder.chmod(0o777)
    with somebody_else():
        spool = Spool(open_folder)
        spool.put(["m f=2 2"])
        waiting = spool.oldest()
        assert waiting is not None
        assert waiting[1] == ["m f=2 2"]
    theirs.chmod(0o644)
    with somebody_else():
        healed = spool.oldest()
        assert healed is not None
        assert healed[1] == ["m f=1 1"]
