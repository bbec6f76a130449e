"""`forewarn backtest --source`: what lies in a bucket is judged where it is, and written only where that is asked."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from contract.time import DAY, HOUR, SECOND, rfc3339
from forewarn.cli import main
from store.gateway import Gateway
from tests.analytics.backtest.recordings import START, recording, spoilt
from tests.support.command import forewarn
from tests.support.ports import free_port
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore

SOURCE = """
bucket = "plant"
asset = { tag = "machine" }
asset_class = "machine"
site = "hall"
run_state = { field = "mode", values = { RUN = "running" } }
cadence_s = 300
[fields]
temp = { signal = "bearing_temp_c", unit = "K" }
"""
OF = recording(8.0).moved(time.time_ns() // DAY * DAY - START - 9 * DAY)
NOW = int(OF.time[-1])
FROM, HOT = NOW - 3 * DAY, NOW - 30 * HOUR
"""Five days before the first are there to learn from; the bearing gets hot in the middle of the rest."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store that is set up for us, with a bucket of a plant."""
    with provisioned(tmp_path_factory.mktemp("tokens")) as running:
        with Gateway(running.url, running.token, running.org) as gateway:
            gateway.client.buckets_api().create_bucket(bucket_name="plant", org=running.org)
            hot = spoilt(OF, HOT, HOT + 6 * HOUR, 75.0)
            rows = zip(hot.time.tolist(), (hot.values[0] + 273.15).round(2).tolist(), strict=True)
            lines = [f"pumps,machine=P-7 temp={value} {time}" for time, value in rows]
            lines += [f'pumps,machine=P-7 mode="RUN" {hot.time[0]}', f'spare,machine=P-7 temp="cold" {NOW + HOUR}']
            gateway.write("plant", lines)
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with the source."""
    folder = tmp_path_factory.mktemp("plant")
    (folder / "own/sources").mkdir(parents=True)
    (folder / "own/sources/plant.toml").write_text(SOURCE, encoding="utf-8")
    return folder


def given(store: RunningStore, **others: str) -> dict[str, str]:
    """The settings that name a store."""
    return {"INFLUX_URL": store.url, "INFLUX_TOKEN": store.token, **others}


def span(begin: int = FROM, end: int = NOW) -> tuple[str, ...]:
    """Options for a span."""
    return "--source", "plant", "--from", rfc3339(begin), "--to", rfc3339(end)


def test_what_lies_in_a_bucket_is_judged_and_written_once_where_that_is_asked(
    store: RunningStore, folder: Path
) -> None:
    (folder / "failures.csv").write_text(f"asset,start\nP-7,{rfc3339(HOT + 2 * HOUR)}\n", encoding="utf-8")
    done = forewarn("backtest", *span(), "--labels", "failures.csv", environment=given(store), folder=folder)
    said = re.sub(r"\s+", " ", done.stdout)
    assert done.returncode == 0, done.stderr
    assert "1 warned of, 0 missed; 0 false alarms" in said
    assert "864 100% 100% 0%" in said  # judged by what the five days before had shown, from the first moment on
    with Gateway(store.url, store.token, store.org) as gateway:
        flux = f'from(bucket: "health") |> range(start: {FROM // SECOND}, stop: {NOW // SECOND + 1})'
        assert len(gateway.query(flux)) == 0
        written = forewarn("backtest", *span(), "--write", environment=given(store), folder=folder)
        assert written.returncode == 0, written.stderr
        assert "points into the buckets health and rollup" in written.stdout
        risk = gateway.query(f'{flux} |> filter(fn: (r) => r._measurement == "risk" and r._field == "level")')
        assert set(risk.strings("asset")) == {"P-7"}
        levels = dict(zip(risk.times().tolist(), risk.floats("_value").tolist(), strict=True))
        assert max(level for time, level in levels.items() if HOT < time < HOT + 6 * HOUR) >= 2
        assert max(level for time, level in levels.items() if time < HOT) == 0
        told = gateway.query(f'{flux} |> filter(fn: (r) => r._measurement == "fault" and r._field == "state")')
        assert {"raised", "cleared"} <= set(told.strings("_value"))
        minutes = gateway.query('from(bucket: "rollup") |> range(start: 0) |> filter(fn: (r) => r._field == "mean")')
        assert np.isclose(minutes.floats("_value").min(), OF.values[0].min(), atol=2)
    again = forewarn("backtest", *span(), "--write", environment=given(store), folder=folder)
    assert again.returncode == 1
    assert "1 of these assets were judged in this span already, P-7 up to 20" in again.stderr
    assert "(--from, --to)" in again.stderr


def test_values_that_are_none_are_told_and_the_status_says_so(store: RunningStore, folder: Path) -> None:
    done = forewarn("backtest", *span(NOW - DAY, NOW + 2 * HOUR), environment=given(store), folder=folder)
    assert done.returncode == 1
    assert "refused: 1 value of bearing_temp_c of asset P-7: is no number" in done.stderr


@pytest.mark.parametrize(
    ("options", "change", "status", "reason"),
    [
        (span(), {"INFLUX_TOKEN": "another"}, 1, "401"),
        (span(), {"INFLUX_URL": f"http://127.0.0.1:{free_port()}"}, 1, "refused"),
        (("--source", "plan"), {}, 2, "'plan' is no file of own/sources; there are plant, telemetry (our own bucket)"),
        (span(NOW + DAY, NOW + 2 * DAY), {}, 1, "nothing in plant can be judged"),
        ((*span(0, DAY), "--write"), {}, 2, "--write: bucket health keeps 400 days, and 1970-01-01T00:00:00Z is older"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    store: RunningStore, folder: Path, options: tuple[str, ...], change: dict[str, str], status: int, reason: str
) -> None:
    done = forewarn("backtest", *options, environment=given(store, **change), folder=folder)
    assert (done.returncode, "Traceback" in done.stderr) == (status, False), done.stderr
    assert reason in done.stderr


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (span(NOW, FROM), "--to is not behind --from"),
        ((*span(), "--report", "gone/r.html"), "--report: nothing can be written into gone: No such file or directory"),
        ((), "give either FILES or --source"),
        (("m.csv",), "FILES need a --mapping, which `forewarn discover FILES` writes"),
        (("m.csv", "--mapping", "m.toml", "--write"), "--write is for --source"),
        (("--source", "plant", "--from", "soon"), "'soon' is no time such as 2026-03-01"),
    ],
)
def test_options_that_do_not_go_together_are_told_of_before_anything_is_read(
    options: tuple[str, ...], reason: str
) -> None:
    done = CliRunner().invoke(main, ["backtest", *options])
    assert done.exit_code == 2
    assert reason in re.sub(r"[\s│]+", " ", done.output)
