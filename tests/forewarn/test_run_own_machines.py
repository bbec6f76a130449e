"""`forewarn run` for machines of one's own: no simulated fleet, ports from settings, a store that is there already."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.forewarn.running import Run, running
from tests.support.command import forewarn
from tests.support.lent import lent
from tests.support.ports import free_port
from tests.support.store import RunningStore

pytestmark = pytest.mark.timeout(900)


def addresses(folder: Path) -> dict[str, object]:
    """What the folder keeps of where the parts are."""
    found: dict[str, object] = json.loads((folder / "addresses.json").read_text())
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A run at ports that settings name, in the folder `var` of a working folder."""
    home = tmp_path_factory.mktemp("own")
    ports = {"INFLUX_URL": f"http://127.0.0.1:{free_port()}", "FOREWARN_ADMIN_PORT": str(free_port())}
    secrets = {"FOREWARN_ADMIN_PASSWORD": "a-password-of-mine", "FOREWARN_SIMULATOR_URL": "http://127.0.0.1:9"}
    with running(home / "var", home / "run.log", "--no-simulator", **ports, **secrets) as started:
        yield started


def test_an_empty_fleet_is_well_and_what_to_do_next_is_told(run: Run) -> None:
    run.wait_for(run.healthy, 90)
    printed = run.text()
    for words in (
        run.store_url,
        run.admin_url,
        "FOREWARN_ADMIN_PASSWORD",
        "discover FILE...",
        "backtest",
        "forewarn check ",
    ):
        assert words in printed
    assert run.pid("simulate") is None
    assert run.ask("GET", "/api/simulator/status")["error"]["code"] == "no_simulator"
    assert not (run.folder / "fleet.toml").exists()


def test_later_commands_find_the_store_without_any_setting(run: Run) -> None:
    home = run.folder.parent
    assert addresses(run.folder)["store"] == run.store_url
    assert f"{run.store_url} answers" in forewarn("doctor", folder=home).stdout
    (home / "map.toml").write_text(
        'time = { column = "t", format = "iso" }\nasset = "MINE-1"\nasset_class = "machine"\nsite = "hall"\n'
        'run_state = "running"\n[columns]\n"v" = { signal = "vibration_mm_s" }\n'
    )
    (home / "mine.csv").write_text(f"t,v\n{datetime.now(UTC).isoformat()},1.5\n")
    played = forewarn("replay", "mine.csv", "--mapping", "map.toml", folder=home)
    assert played.returncode == 0, played.stderr
    flux = 'from(bucket: "telemetry") |> range(start: -1h) |> filter(fn: (r) => r.asset == "MINE-1")'
    assert "MINE-1" in forewarn("query", flux, folder=home).stdout


def test_a_recording_of_ones_own_class_is_played_where_the_class_lies(run: Run) -> None:
    home = run.folder.parent
    (home / "own/machines").mkdir(parents=True, exist_ok=True)
    (home / "own/machines/winch.toml").write_text('[signals.rope_kn]\nunit = "kN"\n')
    (home / "winch.toml").write_text(
        'time = { column = "t", format = "iso" }\nasset = "WINCH-1"\nasset_class = "winch"\nsite = "dock"\n'
        '[columns]\n"kN" = { signal = "rope_kn" }\n'
    )
    (home / "winch.csv").write_text(f"t,kN\n{datetime.now(UTC).isoformat()},12.5\n")
    played = forewarn("replay", "winch.csv", "--mapping", "winch.toml", folder=home)
    assert played.returncode == 0, played.stderr
    assert "1 readings written" in played.stdout


def test_a_second_run_is_told_of_every_port_in_use_and_the_setting_that_changes_it(run: Run) -> None:
    second = forewarn("run", "--no-simulator", environment=dict(run.environment), folder=run.folder.parent)
    assert second.returncode == 2
    assert "INFLUX_URL or --store-port" in second.stderr
    assert "FOREWARN_ADMIN_PORT or --admin-port" in second.stderr


@pytest.fixture(scope="module")
def theirs() -> Iterator[RunningStore]:
    with lent() as store:
        yield store


def test_a_store_that_is_there_already_is_used_and_none_is_started(theirs: RunningStore, tmp_path: Path) -> None:
    given = {"INFLUX_URL": theirs.url, "FOREWARN_ADMIN_PORT": str(free_port()), "INFLUX_TOKEN": theirs.token}
    with running(tmp_path / "var", tmp_path / "run.log", "--no-simulator", **given) as run:
        run.wait_for(run.healthy, 90)
        assert run.pid("store") is None
        assert not (run.folder / "store").exists()
        assert addresses(run.folder)["own_store"] is False
        assert f"{theirs.url} answers" in forewarn("doctor", folder=tmp_path).stdout
    os.kill(theirs.pid, 0)


def test_one_that_refuses_the_token_ends_the_start_with_a_sentence(theirs: RunningStore, tmp_path: Path) -> None:
    given = {"INFLUX_URL": theirs.url, "FOREWARN_ADMIN_PORT": str(free_port()), "INFLUX_TOKEN": "another"}
    refused = forewarn("run", "--no-simulator", environment=given, folder=tmp_path)
    assert refused.returncode == 2
    assert "INFLUX_TOKEN: the store does not accept the operator's token" in refused.stderr
    assert not (tmp_path / "var" / "addresses.json").exists()
