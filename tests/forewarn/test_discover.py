"""`forewarn discover` as a person types it: files are written once, and what is in them can be read."""

import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors.replay.mapping import Mapping
from store.gateway import Gateway
from tests.support.command import forewarn
from tests.support.lent import lent
from tests.support.store import RunningStore

LOG = "Time;Oil temp [°C];Druck\n" + "".join(
    f"2026-03-01 {minute // 60:02d}:{minute % 60:02d}:00;{60 + minute % 7},5;{6 + minute % 5 / 10:.1f}\n".replace(
        ".", ","
    )
    for minute in range(120)
)
CLASS, MAPPING = Path("own/machines/feed_pump.toml"), Path("own/recordings/feed_pump.toml")


def test_a_recording_gives_a_class_a_mapping_and_what_to_do_next(tmp_path: Path) -> None:
    for name in ("Feed pump.csv", "Feed pump 2.csv"):
        (tmp_path / name).write_text(LOG if name == "Feed pump.csv" else LOG[:500].rpartition("\n")[0])
    result = forewarn("discover", "Feed pump.csv", "Feed pump 2.csv", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    assert f"forewarn check 'Feed pump.csv' 'Feed pump 2.csv' --mapping {MAPPING}" in result.stdout
    assert f"forewarn replay 'Feed pump.csv' 'Feed pump 2.csv' --mapping {MAPPING}" in result.stdout
    assert "pressure, at most 6.4" in result.stdout
    machine = tomllib.loads((tmp_path / CLASS).read_text())
    mapping = Mapping.model_validate(tomllib.loads((tmp_path / MAPPING).read_text()))
    assert {name: signal["unit"] for name, signal in machine["signals"].items()} == {
        "oil_temp_c": "°C",
        "druck_bar": "bar",
    }
    assert {name: reading.signal for name, reading in mapping.columns.items()} == {
        "Oil temp [°C]": "oil_temp_c",
        "Druck": "druck_bar",
    }
    assert (mapping.decimal, mapping.time.format) == (",", ("iso",))


def test_a_column_of_the_truth_gives_the_failures_that_a_backtest_is_held_against(tmp_path: Path) -> None:
    head, *rows = LOG.splitlines()
    faulty = [*range(30, 40), *range(100, 120)]
    told = [f"{row};{int(number in faulty)}" for number, row in enumerate(rows)]
    (tmp_path / "feed pump.csv").write_text("\n".join([f"{head};Fault Ground Truth", *told, ""]))
    result = forewarn("discover", "feed pump.csv", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    labels = Path("own/recordings/feed_pump.labels.csv")
    assert f"forewarn backtest 'feed pump.csv' --mapping {MAPPING} --labels {labels}" in result.stdout
    assert (tmp_path / labels).read_text().splitlines() == [
        "asset,start,end,what",
        "feed pump,2026-03-01T00:30:00Z,2026-03-01T00:39:00Z,Fault Ground Truth",
        "feed pump,2026-03-01T01:40:00Z,2026-03-01T01:59:00Z,Fault Ground Truth",
    ]
    judged = forewarn("backtest", "feed pump.csv", "--mapping", str(MAPPING), "--labels", str(labels), folder=tmp_path)
    assert "Fault Ground Truth" in judged.stdout


def test_nothing_is_written_over_but_by_force(tmp_path: Path) -> None:
    (tmp_path / "feed pump.csv").write_text(LOG)
    assert forewarn("discover", "feed pump.csv", folder=tmp_path).returncode == 0
    (tmp_path / MAPPING).unlink()
    (tmp_path / CLASS).write_text("# mine")
    refused = forewarn("discover", "feed pump.csv", folder=tmp_path)
    assert refused.returncode == 2
    assert f"{CLASS}: there already; --force writes over it" in refused.stderr
    assert ((tmp_path / CLASS).read_text(), (tmp_path / MAPPING).exists()) == ("# mine", False)
    assert forewarn("discover", "feed pump.csv", "--force", folder=tmp_path).returncode == 0
    assert (tmp_path / CLASS).read_text() != "# mine"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("gone.csv",), "gone.csv cannot be read: No such file"),
        (("flat.csv",), "flat.csv: none of its columns (a, b) can be read as a time"),
        ((), "give either FILES or --bucket"),
    ],
)
def test_what_cannot_be_found_out_is_told(tmp_path: Path, arguments: tuple[str, ...], reason: str) -> None:
    (tmp_path / "flat.csv").write_text("a,b\n1.5,2.5\n1.25,2.5\n")
    result = forewarn("discover", *arguments, folder=tmp_path)
    assert result.returncode != 0
    assert reason in result.stderr
    assert not (tmp_path / "own").exists()


@pytest.fixture
def store() -> Iterator[RunningStore]:
    """A store with a bucket of a plant in it."""
    with lent() as running, Gateway(running.url, running.token, running.org) as gateway:
        for bucket in ("plant", "empty"):
            gateway.client.buckets_api().create_bucket(bucket_name=bucket, org=running.org)
        now = time.time_ns()
        gateway.write("plant", [f"hall,machine=P-1 OilTemp_degC={60 + n % 3} {now - n * 10**9}" for n in range(90)])
        yield running


def test_a_bucket_gives_a_class_and_a_source(store: RunningStore, tmp_path: Path) -> None:
    given = {"INFLUX_URL": store.url, "INFLUX_TOKEN": store.token}
    result = forewarn("discover", "--bucket", "plant", "--since", "1h", environment=given, folder=tmp_path)
    assert result.returncode == 0, result.stderr
    source = tomllib.loads((tmp_path / "own/sources/hall.toml").read_text())
    assert source["fields"] == {"OilTemp_degC": {"signal": "oil_temp_c"}}
    assert "oil_temp_c" in tomllib.loads((tmp_path / "own/machines/hall.toml").read_text())["signals"]
    empty = forewarn("discover", "--bucket", "empty", environment=given, folder=tmp_path)
    assert empty.returncode == 1
    assert "nothing lies in 'empty' since 14d" in empty.stderr
