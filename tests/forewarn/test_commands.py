"""Commands against a running store: what a terminal user sees."""

import os
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract.measurements import Value
from store.gateway import Gateway
from store.points import Point, encode
from store.provision import provision
from store.spool import Spool
from tests.grafana import bad_lines
from tests.support.command import forewarn
from tests.support.store import RunningStore

MAPPING = """
time = { column = "time", format = "iso" }
asset = "BENCH-{stem}"
asset_class = "machine"
site = "hall"
run_state = "running"
[columns]
"Vib" = { signal = "vibration_mm_s" }
"Temp F" = { signal = "bearing_temp_c", scale = 0.5555555555555556, offset = -17.77777777777778 }
"""


@pytest.fixture(scope="module")
def environment(store: RunningStore, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("secrets")
    provision(store.url, store.org, folder, operator=store.token)
    return {"INFLUX_URL": store.url, "INFLUX_TOKEN_FILE": str(folder / "operator.token")}


def test_doctor_tells_what_is_missing_in_a_store_without_data(environment: dict[str, str]) -> None:
    result = forewarn("doctor", environment=environment)
    assert result.returncode == 1
    lines = dict(line.split(maxsplit=2)[1::-1] for line in result.stdout.splitlines())
    assert lines["buckets"] == "ok"
    assert lines["clock"] == "ok"
    assert lines["telemetry"] == "FAIL"
    assert "start `forewarn analyze`" in result.stdout


def test_doctor_passes_where_everything_is_fresh_also_beside_lines_without_their_tags(
    environment: dict[str, str], gateway: Gateway
) -> None:
    now = time.time_ns()
    bad_lines.write(gateway, now)
    tags = {"asset": "PUMP-001", "asset_class": "machine", "site": "gdansk"}
    gateway.write("telemetry", encode([Point("telemetry", tags, {"run_state": "running"}, now)]))
    gateway.write(
        "health",
        encode(
            [
                Point("risk", tags, {"risk": 1.0, "level": 0, "reason": "as expected"}, now),
                Point("worker", {"component": "worker"}, {"lag_s": 0.4}, now),
            ]
        ),
    )
    result = forewarn("doctor", environment=environment)
    assert result.returncode == 0, result.stdout
    assert "telemetry of 2 assets" in result.stdout  # one of the bad lines lacks its site alone: it counts
    assert "0.4 s behind" in result.stdout


def test_doctor_looks_at_the_age_of_what_was_written_and_at_what_waits(
    environment: dict[str, str], gateway: Gateway, tmp_path: Path
) -> None:
    spool = Spool(tmp_path)
    for n in (1, 2):
        spool.put([f"m f=1 {n}"])
    (tmp_path / "000000000009.damaged").touch()
    settings = {**environment, "FOREWARN_SPOOL_DIR": str(tmp_path)}
    result = forewarn("doctor", environment=settings)
    assert re.search(rf"ok   spool +2 batches wait in {tmp_path}, the oldest for \d+ s; 1 damaged", result.stdout)
    for file in tmp_path.glob("*.lp"):
        os.utime(file, (1, 1))
    long_ago = time.time_ns() - 600 * 10**9
    gateway.client.delete_api().delete(
        "1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z", '_measurement="worker"', bucket="health", org=gateway.org
    )
    gateway.write("health", encode([Point("worker", {"component": "worker"}, {"lag_s": 0.4}, long_ago)]))
    result = forewarn("doctor", environment=settings)
    assert result.returncode == 1
    assert re.search(r"FAIL worker +the worker's last report is 60\d s old", result.stdout)
    assert re.search(r"FAIL spool +2 batches wait in", result.stdout)


def test_doctor_tells_what_the_worker_could_not_write(environment: dict[str, str], gateway: Gateway) -> None:
    figures: dict[str, Value] = {"lag_s": 0.4, "spooled_batches": 2.0, "refused_lines": 3000.0, "given_up_bytes": 7.0}
    gateway.write("health", encode([Point("worker", {"component": "worker"}, figures, time.time_ns())]))
    said = "; 2 batches wait in its spool; the store refused 3000 of its lines; 7 bytes were given up"
    assert said in forewarn("doctor", environment=environment).stdout


def test_query_prints_a_table_with_short_times_and_a_count(environment: dict[str, str]) -> None:
    flux = 'import "array"\narray.from(rows: [{_time: 2026-01-01T00:00:00Z, _value: 1.5, asset: "A"}])'
    result = forewarn("query", flux, environment=environment)
    assert result.returncode == 0, result.stderr
    assert "2026-01-01 00:00:00" in result.stdout
    assert result.stdout.endswith("1 rows\n")


def test_query_reads_a_file_and_prints_csv(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "q.flux").write_text('import "array"\narray.from(rows: [{a: "x,y", b: 2}])')
    result = forewarn("query", str(tmp_path / "q.flux"), "--csv", environment=environment)
    assert result.stdout.splitlines() == ["a,b", '"x,y",2']


def test_a_flux_error_is_told_with_its_place(environment: dict[str, str]) -> None:
    result = forewarn("query", "from(bucket: 1)", environment=environment)
    assert result.returncode == 1
    assert "error @1:" in result.stderr
    assert "Traceback" not in result.stderr


def test_replay_writes_the_good_cells_and_tells_each_bad_one(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAPPING)
    now = datetime.now(UTC)
    first, second, third = ((now - timedelta(seconds=ago)).isoformat(timespec="seconds") for ago in (3, 2, 1))
    rows = f"{first},1.5,122\n{second},x,122\nyesterday,1,122\n{third},2,-9999\n"
    (tmp_path / "p1.csv").write_text(f"time,Vib,Temp F\n{rows}")
    result = forewarn(
        "replay", str(tmp_path / "p1.csv"), "--mapping", str(tmp_path / "map.toml"), environment=environment
    )
    assert result.returncode == 1
    assert "p1.csv" in result.stderr
    assert "Vib" in result.stderr
    assert "outside what is physically possible" in result.stderr
    assert "3 cells refused" in result.stdout
    flux = (
        'from(bucket: "telemetry") |> range(start: -1h)'
        ' |> filter(fn: (r) => r.asset == "BENCH-p1" and r._field == "bearing_temp_c")'
    )
    found = forewarn("query", flux, "--csv", environment=environment)
    assert ",50" in found.stdout


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no-such.csv"),
        ({"no-such.csv": ""}, "no-such.csv"),
        ({"no-such.csv": "time,Vib\n"}, "Temp F"),
    ],
)
def test_a_recording_that_cannot_be_read_is_named(
    environment: dict[str, str], tmp_path: Path, files: dict[str, str], message: str
) -> None:
    (tmp_path / "map.toml").write_text(MAPPING)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    result = forewarn(
        "replay", str(tmp_path / "no-such.csv"), "--mapping", str(tmp_path / "map.toml"), environment=environment
    )
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_query_prints_numbers_and_texts_of_one_column_each_as_it_is(
    environment: dict[str, str], gateway: Gateway
) -> None:
    now = time.time_ns()
    tags = {"asset": "MIXED-1", "asset_class": "machine", "site": "gdansk"}
    fields: dict[str, Value] = {"run_state": "[red]running", "vibration_mm_s": 2.5, "count": 7, "door_open": True}
    gateway.write("telemetry", encode([Point("telemetry", tags, fields, now)]))
    flux = 'from(bucket: "telemetry") |> range(start: -1m) |> filter(fn: (r) => r.asset == "MIXED-1")'
    result = forewarn("query", flux, environment=environment)
    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith("4 rows\n")
    for value in ("[red]running", " 2.5 ", " 7 ", " True "):
        assert value in result.stdout
    as_csv = forewarn("query", flux, "--csv", environment=environment)
    assert {line.split(",")[3] for line in as_csv.stdout.splitlines()} == {"_value", "[red]running", "2.5", "7", "True"}


@pytest.mark.parametrize("wrong", ["start=-2h", "asset", "=x"])
def test_a_variable_that_no_query_can_have_is_refused_with_a_sentence(environment: dict[str, str], wrong: str) -> None:
    result = forewarn("query", "--name", "fleet_ranked", "--set", wrong, environment=environment)
    assert result.returncode == 2
    assert "is not NAME=VALUE" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_is_no_text_is_no_query(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "q.flux").write_bytes(b"\xff\xfe")
    result = forewarn("query", str(tmp_path / "q.flux"), environment=environment)
    assert result.returncode == 2
    assert "cannot be read" in result.stderr
