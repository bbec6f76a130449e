"""Files of classes are taken over while a process runs: whole, or not at all."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.catalogue import CLASSES
from contract.catalogue.live import SHIPPED
from contract.catalogue.reading import classes
from contract.catalogue.watch import Watch

GOOD = '[signals.supply_air_temp_c]\nunit = "°C"\n'


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    CLASSES.swap(classes([SHIPPED]), [SHIPPED])


def test_without_files_of_ones_own_nothing_is_read_again(tmp_path: Path) -> None:
    version = CLASSES.version
    Watch(tmp_path / "nowhere").adopt()
    assert CLASSES.version == version


def test_a_new_file_a_changed_one_and_one_that_is_gone_are_taken_over(tmp_path: Path) -> None:
    watch, path = Watch(tmp_path), tmp_path / "ahu.toml"
    path.write_text(GOOD, encoding="utf-8")
    watch.adopt()
    assert list(CLASSES["ahu"].signals) == ["supply_air_temp_c"]
    path.write_text(GOOD + '[signals.fan_a]\nunit = "A"\n', encoding="utf-8")
    watch.adopt()
    assert list(CLASSES["ahu"].signals) == ["supply_air_temp_c", "fan_a"]
    path.unlink()
    watch.adopt()
    assert "ahu" not in CLASSES
    assert "pump" in CLASSES


def test_only_a_change_while_a_process_runs_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    watch, path = Watch(tmp_path), tmp_path / "ahu.toml"
    path.write_text(GOOD, encoding="utf-8")
    with caplog.at_level(logging.INFO):
        watch.adopt()
        assert not caplog.messages
        path.write_text(GOOD + '[signals.fan_a]\nunit = "A"\n', encoding="utf-8")
        watch.adopt()
    assert [message.split(":")[0] for message in caplog.messages] == ["classes read"]


def test_a_bad_file_is_told_and_the_last_good_set_stays_until_it_is_mended(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watch, path = Watch(tmp_path), tmp_path / "ahu.toml"
    path.write_text(GOOD, encoding="utf-8")
    watch.adopt()
    path.write_text(GOOD + "[signals.fan_a]\n", encoding="utf-8")
    (tmp_path / "fan.toml").write_text(GOOD, encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        watch.adopt()
        watch.adopt()
    assert CLASSES.refused == f"{path}, line 3: signals.fan_a.unit: is missing"
    assert caplog.messages == [f"the classes in force stay: {CLASSES.refused}"]
    assert list(CLASSES["ahu"].signals) == ["supply_air_temp_c"]
    assert "fan" not in CLASSES
    path.write_text(GOOD, encoding="utf-8")
    watch.adopt()
    assert CLASSES.refused == ""
    assert "fan" in CLASSES
