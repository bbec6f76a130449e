"""The spool keeps batches in order, whole, and within its bound."""

from pathlib import Path

import pytest

from telemetry.errors import SettingsError
from telemetry.spool import Spool


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
    spool = Spool(tmp_path, limit_bytes=20)
    assert spool.put(["m f=1 1"]) == 0
    assert spool.put(["m f=2 2"]) == 0
    assert spool.put(["m f=3 3"]) == len("m f=1 1")
    waiting = spool.oldest()
    assert waiting is not None
    assert waiting[1] == ["m f=2 2"]


def test_a_folder_that_cannot_be_used_is_a_settings_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="FOREWARN_SPOOL_DIR"):
        Spool(tmp_path / "file")
