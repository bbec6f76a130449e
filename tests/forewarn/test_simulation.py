"""The simulated fleet's folder: how far it has come, what was done to it by hand, and the door to its control."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from collectors.control import book, ordered
from collectors.control.ordered import Ordered
from collectors.control.plan import Changes
from collectors.live import Pace
from collectors.scenario import Planned
from collectors.sink import unwatched
from contract.errors import SettingsError
from contract.settings import Settings
from contract.time import SECOND
from forewarn import heartbeat, simulation
from forewarn.arrival import NotArrivedError
from forewarn.simulation import Door, Keeper, SimulationFolder, fill_history, run_live
from store.gateway import Gateway
from store.writer import Writer
from tests.support.fleet import one_pump
from tests.support.ports import free_port
from tests.support.small_disk import fill, small_disk
from tests.support.waiting import wait_until

MOMENT = 1_767_600_000 * SECOND


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimulationFolder:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))  # where signs of life lie
    (tmp_path / "fleet.toml").write_text(one_pump())
    return SimulationFolder(tmp_path)


@pytest.fixture
def writer() -> Iterator[Writer]:
    with Gateway("http://127.0.0.1:9", "any", "forewarn") as gateway, Writer(gateway, "telemetry") as opened:
        yield opened


def test_what_was_injected_is_part_of_the_history_that_is_filled(folder: SimulationFolder) -> None:
    start = folder.ensure().start
    book.save(folder.by_hand, Changes().inject({"asset": "P", "mode": "bearing_wear", "grow": "1h"}, start + SECOND))
    assert folder.changed().faults == (Planned("P", "bearing_wear", SECOND, 3600 * SECOND),)
    assert folder.ensure().faults == ()


def test_nothing_is_filled_of_a_fleet_that_was_stopped_by_order(folder: SimulationFolder, writer: Writer) -> None:
    ordered.save(folder.ordered, Ordered(False, Pace(2.0, 60.0)))
    fill_history(folder, writer, unwatched)
    assert (folder.runs(), folder.until(), writer.stats().written) == (False, None, 0)


def test_a_rate_of_the_command_stands_above_the_one_that_was_ordered(folder: SimulationFolder, writer: Writer) -> None:
    ended = threading.Event()
    ended.set()
    run_live(folder, writer, ended, 5.0)
    assert not folder.ordered.exists()
    ordered.save(folder.ordered, Ordered(False, Pace(2.0, 60.0)))
    run_live(folder, writer, ended, None)
    assert ordered.load(folder.ordered) == Ordered(False, Pace(2.0, 60.0))
    run_live(folder, writer, ended, 5.0)
    assert ordered.load(folder.ordered) == Ordered(False, Pace(5.0, 60.0))


def test_the_folder_learns_now_and_then_how_far_the_simulation_is(
    folder: SimulationFolder, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = Keeper(writer, folder)
    keeper(MOMENT, False)
    assert folder.until() is None
    monkeypatch.setattr(simulation, "SAVE_S", -1.0)
    keeper(MOMENT, False)
    assert folder.until() == MOMENT


def test_a_simulation_gives_signs_of_life_once_it_is_live_or_stopped_by_order(
    folder: SimulationFolder, writer: Writer
) -> None:
    filling, stopped, live = (Keeper(writer, folder) for _ in range(3))
    filling(MOMENT, False)
    assert heartbeat.age_s("simulator") == float("inf")
    stopped(MOMENT, True)
    assert heartbeat.age_s("simulator") < heartbeat.STALE_S
    heartbeat.path("simulator").unlink()
    live(time.time_ns(), False)
    live(MOMENT, False)  # it plays the past again
    assert heartbeat.age_s("simulator") < heartbeat.STALE_S


def test_there_is_no_sign_of_life_while_the_store_takes_nothing(
    folder: SimulationFolder, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation, "STALE_S", 0.2)
    monkeypatch.setattr(simulation, "SAVE_S", 60.0)
    keeper = Keeper(writer, folder)
    keeper(MOMENT, True)
    assert heartbeat.age_s("simulator") < heartbeat.STALE_S
    heartbeat.path("simulator").unlink()
    writer.write(["m f=1 1"])
    wait_until(lambda: writer.stats().unwritten_s > 0.2)
    keeper(MOMENT, True)
    assert heartbeat.age_s("simulator") == float("inf")


def test_a_folder_on_a_full_disk_does_not_end_the_simulation(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(simulation, "SAVE_S", -1.0)
    with small_disk(1) as disk:
        folder = SimulationFolder(disk)
        keeper = Keeper(writer, folder)
        ballast = fill(disk)
        keeper(MOMENT, False)
        assert folder.until() is None
        assert "cannot be noted" in caplog.text
        ballast.unlink()
        keeper(MOMENT, False)
        assert folder.until() == MOMENT


@pytest.mark.parametrize("text", ["", "nan", "1e400", "9" * 400, "9" * 5000, str(2**63)])
def test_a_note_that_a_loss_of_power_or_a_hand_spoilt_costs_only_a_repetition(
    folder: SimulationFolder, text: str
) -> None:
    (folder.root / "until").write_text(text)
    assert folder.until() is None


def test_history_that_could_not_be_written_is_not_noted(folder: SimulationFolder) -> None:
    folder.scenario.write_text(one_pump(datetime.now(UTC) - timedelta(days=3)))
    with (
        Gateway("http://127.0.0.1:9", "any", "forewarn") as nobody,
        Writer(nobody, "telemetry", batch_lines=1, patience_s=0.01) as writer,
        pytest.raises(NotArrivedError, match=r"takes nothing any more: .* lines are lost"),
    ):
        fill_history(folder, writer, unwatched)
    assert folder.until() is None


def test_there_is_a_door_where_the_settings_name_an_address_and_a_token() -> None:
    address = {"FOREWARN_SIMULATOR_URL": "http://127.0.0.1:8010"}
    assert Door.of(Settings.load({})) is None
    assert Door.of(Settings.load({**address, "FOREWARN_SIMULATOR_TOKEN": "t-1"})) == Door("127.0.0.1", 8010, "t-1")
    with pytest.raises(SettingsError, match="FOREWARN_SIMULATOR_TOKEN: not set"):
        Door.of(Settings.load(address))


def test_the_past_is_played_at_the_scenario_s_speed(folder: SimulationFolder, writer: Writer) -> None:
    folder.scenario.write_text(f"speed = 3.0\n{one_pump()}")
    door, stop = Door("127.0.0.1", free_port(), "secret"), threading.Event()
    running = threading.Thread(target=run_live, args=(folder, writer, stop, 1.0, door))
    running.start()
    url = f"http://{door.host}:{door.port}"
    try:
        wait_until(lambda: _answers(url))
        status = httpx.get(f"{url}/status", headers={"Authorization": "Bearer secret"}).json()
    finally:
        stop.set()
        running.join()
    assert status["speed"] == 3.0
    # It is months behind the clock: at its own pace it would be a day further with each blink.
    passed = datetime.fromisoformat(status["time"]).timestamp() - folder.ensure().start / SECOND
    assert 0 <= passed < 3600


def _answers(url: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(f"{url}/healthz").status_code == 200
    return False
