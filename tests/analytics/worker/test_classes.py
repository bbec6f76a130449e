"""A class of one's own: judged by the worker, shown by the admin, and changed while both run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.worker.loop import Worker
from contract.catalogue import CLASSES
from contract.catalogue.live import SHIPPED
from contract.catalogue.reading import classes
from contract.catalogue.watch import Watch
from contract.time import SECOND
from store.gateway import Gateway
from tests.admin.fixtures.server import RunningAdmin
from tests.analytics.worker.loop.steps import NOW, advance, end, events, newest, quality
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore

AHU = """\
label = "Air handling unit"

[signals.supply_air_temp_c]
unit = "°C"
limits = { warn_high = 30, crit_high = 40 }
codes.high = { code = "AIR_HOT", description = "Supply air too hot", recommendation = "Check the heating valve" }

[signals.fan_speed_pct]
unit = "%"
role = "duty"
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store with our buckets."""
    with provisioned(tmp_path_factory.mktemp("secrets")) as running:
        yield running


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    CLASSES.swap(classes([SHIPPED]), [SHIPPED])


def send(gateway: Gateway, asset: str, kind: str, first: int, fields: list[str]) -> None:
    """Lines as a device writes them, one a second from `first` seconds after NOW on; no state is ever said."""
    lines = [
        f"telemetry,asset={asset},asset_class={kind},site=hq {field} {NOW + (first + number) * SECOND}"
        for number, field in enumerate(fields)
    ]
    gateway.write("telemetry", lines)


def air(*values: float) -> list[str]:
    return [f"supply_air_temp_c={value},fan_speed_pct=50" for value in values]


def begun(gateway: Gateway, folder: Path, machines: Path, at: float) -> Worker:
    """A worker with the classes of a folder that has seen everything up to a moment, in seconds after NOW."""
    watch = Watch(machines)
    watch.adopt()
    worker = Worker(gateway, folder, classes=watch)
    worker.learn(lambda _what, _part: None, now=NOW + round(at * SECOND))
    advance(worker, at)
    return worker


def turn(worker: Worker, at: float) -> None:
    """A whole turn of the loop at a moment: it looks at the files of classes, too."""
    worker.turn(NOW + round(at * SECOND))
    advance(worker, at)


def test_a_machine_of_ones_own_class_is_judged_and_shown(gateway: Gateway, tmp_path: Path) -> None:
    (tmp_path / "ahu.toml").write_text(AHU, encoding="utf-8")
    send(gateway, "AHU-1", "ahu", -120, air(*[14.2] * 60, *[45.0] * 60))
    worker = begun(gateway, tmp_path / "state", tmp_path, 0)
    end(worker)
    found = newest(gateway, "AHU-1")
    assert (found["level"], found["top_signal"]) == (3, "supply_air_temp_c")
    assert [(code, state) for _, code, state in events(gateway, "AHU-1")] == [("AIR_HOT", "raised")]
    with RunningAdmin(gateway) as admin, admin.person() as person:
        page = person.get("/thresholds?class=ahu").text
        assert "Supply air temp" in page
        assert "Air handling unit" in page


def test_a_class_that_comes_while_the_worker_runs_is_judged_and_nothing_else_is_forgotten(
    gateway: Gateway, tmp_path: Path
) -> None:
    (tmp_path / "ahu.toml").write_text(AHU, encoding="utf-8")
    send(gateway, "AHU-2", "ahu", -120, air(*[14.2] * 60, *[45.0] * 60))
    send(gateway, "FAN-2", "fan", -120, ["blade_temp_c=20"] * 120)
    worker = begun(gateway, tmp_path / "state", tmp_path, 0)
    (tmp_path / "fan.toml").write_text('[signals.blade_temp_c]\nunit = "°C"\nlimits = { crit_high = 90 }\n')
    send(gateway, "FAN-2", "fan", 0, ["blade_temp_c=95"] * 60)
    send(gateway, "AHU-2", "ahu", 0, air(*[45.0] * 60))
    turn(worker, 20)
    turn(worker, 60)
    end(worker)
    assert newest(gateway, "FAN-2")["level"] == 3
    assert [(code, state) for _, code, state in events(gateway, "AHU-2")] == [("AIR_HOT", "raised")]


def test_limits_that_change_in_a_file_are_in_force_at_once_and_a_bad_file_changes_nothing(
    gateway: Gateway, tmp_path: Path
) -> None:
    path = tmp_path / "ahu.toml"
    path.write_text(AHU, encoding="utf-8")
    send(gateway, "AHU-3", "ahu", -120, air(*[25.0] * 120))
    worker = begun(gateway, tmp_path / "state", tmp_path, 0)
    path.write_text(AHU.replace("crit_high = 40", "crit_high = 4"), encoding="utf-8")
    send(gateway, "AHU-3", "ahu", 0, air(*[25.0] * 60))
    turn(worker, 10)
    assert "crit_high 4 is not above warn_high 30" in CLASSES.refused
    turn(worker, 30)
    assert events(gateway, "AHU-3") == []
    path.write_text(AHU.replace("warn_high = 30, crit_high = 40", "crit_high = 20"), encoding="utf-8")
    turn(worker, 40)
    turn(worker, 60)
    end(worker)
    assert CLASSES.refused == ""
    assert [(code, state) for _, code, state in events(gateway, "AHU-3")] == [("AIR_HOT", "raised")]


def test_a_class_that_goes_takes_its_assets_with_it_and_a_snapshot_that_names_it_is_no_hindrance(
    gateway: Gateway, tmp_path: Path
) -> None:
    (tmp_path / "ahu.toml").write_text(AHU, encoding="utf-8")
    send(gateway, "AHU-4", "ahu", -120, air(*[14.2] * 60, *[45.0] * 60))
    send(gateway, "PUMP-4", "pump", -120, ["vibration_mm_s=5.5"] * 120)
    worker = begun(gateway, tmp_path / "state", tmp_path, 0)
    (tmp_path / "ahu.toml").unlink()
    send(gateway, "AHU-4", "ahu", 0, air(*[45.0] * 60))
    turn(worker, 30)
    turn(worker, 60)
    assert worker.save()
    end(worker)
    assert [state for _, _, state in events(gateway, "AHU-4")] == ["raised", "cleared"]
    assert quality(gateway, "AHU-4")["supply_air_temp_c", "unknown_class"] > 0
    assert [(code, state) for _, code, state in events(gateway, "PUMP-4")] == [("VIBRATION_HIGH", "raised")]
    known = {asset.name for asset in worker.pipeline.state.fleet.assets}
    assert "PUMP-4" in known
    assert not known & {"AHU-1", "AHU-2", "AHU-3", "AHU-4"}
