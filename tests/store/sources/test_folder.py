"""Files of sources are read when they change, each whole or not at all."""

import os
from pathlib import Path

import pytest

from store.sources.folder import Sources
from tests.store.sources.test_foreign import PARTS


def write(path: Path, text: str, second: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (second, second))


def test_a_folder_that_is_not_there_has_no_sources(tmp_path: Path) -> None:
    assert Sources(tmp_path / "own" / "sources").changed() is None


def test_what_is_new_or_gone_is_told_once(tmp_path: Path) -> None:
    sources = Sources(tmp_path)
    write(tmp_path / "rigs.toml", PARTS, 1)
    first = sources.changed()
    assert first is not None
    assert list(first) == ["rigs"]
    assert sources.changed() is None
    write(tmp_path / "more.toml", PARTS, 2)
    second = sources.changed()
    assert second is not None
    assert second["rigs"] is first["rigs"]
    (tmp_path / "rigs.toml").unlink()
    assert list(sources.changed() or {}) == ["more"]


def test_a_bad_file_is_told_by_line_and_what_it_last_said_well_holds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sources = Sources(tmp_path)
    write(tmp_path / "rigs.toml", PARTS, 1)
    good = sources.changed()
    write(tmp_path / "rigs.toml", PARTS.replace("speed_rpm", "tempo"), 2)
    write(tmp_path / "never.toml", "bucket = ", 2)
    assert sources.changed() == good
    assert sources.changed() is None
    assert "rigs.toml, line 10: fields.speed.signal: class machine has no signal 'tempo'" in caplog.text
    assert sources.refused.keys() == {"rigs", "never"}
    write(tmp_path / "rigs.toml", PARTS.replace('"lab"', '"hall"'), 3)
    (changed,) = (sources.changed() or {}).values()
    assert changed.source.site.text == "hall"
    assert sources.refused.keys() == {"never"}
