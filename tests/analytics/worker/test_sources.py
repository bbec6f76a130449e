"""Telemetry that lies in the buckets of others is judged as if it lay in our own, where it is, and never written."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from analytics.ground.columns import Floats, Ints
from analytics.worker.loop import Worker
from contract.time import SECOND
from store import queries
from store.gateway import Gateway
from store.sources.folder import Sources
from store.sources.place import ALL
from tests.support.allowed import allowed
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore
from tests.support.waiting import wait_until

DAYS, WINDOW_S = 4, 270
NOW = time.time_ns() // (86_400 * SECOND) * 86_400 * SECOND
"""The last midnight, and the clock of these tests."""
HISTORY = NOW - np.arange(DAYS * 86_400, 0, -WINDOW_S) * SECOND
LIVE_S, HOT_S, STEP_S = 600, 300, 5
"""Seconds of the present, which from the second of them on becomes too hot, and from one moment to the next."""

WIDE = """
bucket = "plant"
measurements = ["machines"]
asset = { tag = "machine", pattern = "line/(.+)" }
asset_class = "machine"
site = { tag = "hall" }
run_state = { field = "mode", values = { RUN = "running", STOP = "off" } }
cadence_s = 5

[fields]
temp_f = { signal = "bearing_temp_c", unit = "°F" }
vib = { signal = "vibration_mm_s" }
rpm = { signal = "speed_rpm" }
"""
NARROW = """
bucket = "historian"
asset = { tag = "tag", pattern = '(.+)\\..+' }
asset_class = "machine"
site = "hall"
signal_tag = { tag = "tag", pattern = '.+\\.(.+)' }
value_field = "v"
run_state = { when = "speed_rpm > 100" }
cadence_s = 5
delay_s = 1

[fields]
TEMP = { signal = "bearing_temp_c", unit = "K" }
VIB = { signal = "vibration_mm_s" }
SPEED = { signal = "speed_rpm", scale = 60 }
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store with our buckets, and those of two others."""
    folder = tmp_path_factory.mktemp("secrets")
    with provisioned(folder) as running:
        running.secrets = folder  # type: ignore[attr-defined]
        with Gateway(running.url, running.token, running.org) as gateway:
            for bucket in ("plant", "historian", "slow", "parts"):
                gateway.client.buckets_api().create_bucket(bucket_name=bucket, org=running.org)
            fill(gateway, HISTORY, *machine(len(HISTORY)))
            live = np.arange(0, LIVE_S, STEP_S)
            temperature, vibration, speed = machine(len(live), seed=2)
            temperature += np.interp(live, (HOT_S, LIVE_S), (0, 40))
            fill(gateway, NOW + live * SECOND, temperature, vibration, speed)
            gateway.query("buckets()")  # the first answer of a new store may take longer than a side job waits
        yield running


@pytest.fixture
def reader(store: RunningStore) -> Iterator[Gateway]:
    """The store with the worker's own rights."""
    token = (store.secrets / "worker.token").read_text(encoding="utf-8").strip()  # type: ignore[attr-defined]
    with Gateway(store.url, token, store.org) as opened:
        yield opened


def machine(count: int, seed: int = 1) -> tuple[Floats, Floats, Floats]:
    """Bearing temperature (°C), vibration (mm/s) and speed (rpm) of a machine."""
    noise = np.random.default_rng(seed).normal(size=(3, count))
    return 45 + 0.5 * noise[0], 1.5 + 0.05 * noise[1], 1480 + 5 * noise[2]


def fill(gateway: Gateway, times: Ints, temperature: Floats, vibration: Floats, speed: Floats) -> None:
    """Write one machine three times: as our contract has it, wide, and narrow."""
    lines: dict[str, list[str]] = {"telemetry": [], "plant": [], "historian": []}
    for row in zip(times.tolist(), temperature.tolist(), vibration.tolist(), speed.tolist(), strict=True):
        at, heat, shake, turns = row
        lines["telemetry"].append(
            f"telemetry,asset=OWN,asset_class=machine,site=hall "
            f'bearing_temp_c={heat},vibration_mm_s={shake},speed_rpm={turns},run_state="running" {at}'
        )
        lines["plant"].append(
            f'machines,machine=line/WIDE,hall=hall temp_f={heat * 1.8 + 32},vib={shake},rpm={turns},mode="RUN" {at}'
        )
        values = {"TEMP": heat + 273.15, "VIB": shake, "SPEED": turns / 60}
        lines["historian"] += [f"opc,tag=NARROW.{name},quality=good v={value} {at}" for name, value in values.items()]
    lines["plant"].append(f"weather,machine=line/WIDE,hall=hall vib=99 {times[-1]}")
    lines["historian"].append(f"opc,tag=OTHER.FLOW,quality=good v=99 {times[-1]}")
    for bucket, text in lines.items():
        gateway.write(bucket, text)


def started(gateway: Gateway, folder: Path, **sources: str) -> Worker:
    """A worker that has learned what there is, with sources in files of these names."""
    (folder / "sources").mkdir(exist_ok=True)
    for name, text in sources.items():
        (folder / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")
    worker = Worker(gateway, folder / "worker", sources=Sources(folder / "sources"))
    worker.learn(lambda _what, _part: None, now=NOW)
    return worker


def advance(worker: Worker, to: float) -> None:
    """Tick until every source that can be read was read up to a moment, in seconds after NOW."""
    now = NOW + round(to * SECOND)

    def there() -> bool:
        worker.tick(now)
        return all(stream.trouble or stream.reached >= stream.clock(now) for stream in worker.streams)

    wait_until(there, 150)
    assert worker.health.flush()
    assert worker.rollup.flush()


def end(worker: Worker) -> None:
    """End the worker's threads."""
    worker.health.close()
    worker.rollup.close()


def scores(gateway: Gateway, asset: str) -> dict[tuple[str, str, int], float]:
    """Every figure that was written of an asset's signals, by field, signal and time."""
    frame = gateway.query(
        f"""from(bucket: "health") |> range(start: {NOW // SECOND - 86_400})
            |> filter(fn: (r) => r._measurement == "score" and r.asset == "{asset}") |> group()"""
    )
    keys = zip(frame.strings("_field"), frame.strings("signal"), frame.times().tolist(), strict=True)
    return dict(zip(keys, frame.floats("_value").tolist(), strict=True))


def test_a_wide_and_a_narrow_source_are_judged_as_the_same_points_in_our_own_bucket(
    gateway: Gateway, reader: Gateway, tmp_path: Path
) -> None:
    worker = started(reader, tmp_path, wide=WIDE, narrow=NARROW)
    advance(worker, LIVE_S + 10)
    end(worker)
    own, wide, narrow = (scores(gateway, asset) for asset in ("OWN", "WIDE", "NARROW"))
    assert wide.keys() == own.keys() == narrow.keys()
    outside = [key for key, value in own.items() if key[0] == "score" and value > 1]
    assert len(outside) > 20
    # The slow charts of a fleet are judged as soon as its first asset comes to a window, so that who is read a moment
    # later is judged by a window less; what is outside its band is so by its own samples.
    for key in [*outside, *(key for key in own if key[0] != "score")]:
        assert wide[key] == pytest.approx(own[key], rel=1e-6, abs=1e-9), key
        assert narrow[key] == pytest.approx(own[key], rel=1e-6, abs=1e-9), key
    risk = gateway.query('from(bucket: "health") |> range(start: 0) |> filter(fn: (r) => r._field == "risk") |> last()')
    assert {*zip(risk.strings("asset"), risk.strings("asset_class"), risk.strings("site"), strict=True)} == {
        (asset, "machine", "hall") for asset in ("OWN", "WIDE", "NARROW")
    }


SLOW = """
bucket = "slow"
asset = { tag = "site", pattern = "^(S.*)" }
asset_class = "machine"
site = "far"
cadence_s = 300
delay_s = 1800

[fields]
temp = { signal = "bearing_temp_c" }
"""
BROKEN = "bucket = 3"


def test_a_bucket_that_may_not_be_read_is_told_by_name_and_holds_nobody_back(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.write("slow", [f"t,site=S-1 temp=41 {NOW - at * SECOND}" for at in range(0, 7200, 300)])
    (tmp_path / "sources").mkdir()
    files = {"wide": WIDE, "slow": SLOW, "secret": NARROW, "gone": SLOW.replace('"slow"', '"gone"'), "bad": BROKEN}
    for name, text in files.items():
        (tmp_path / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")
    with Gateway(gateway.url, allowed(gateway, "plant", "slow").token, gateway.org) as reader:
        worker = Worker(gateway, tmp_path / "worker", sources=Sources(tmp_path / "sources"), reader=reader)
        worker.cursor = NOW - 3600 * SECOND
        advance(worker, 0)
        advance(worker, 60)
        asides = worker.streams.asides
        assert {name for name, aside in asides.items() if aside.trouble} == {"secret", "gone"}
        assert worker.streams.failing == 2
        assert worker.streams.behind_s(NOW + 60 * SECOND) < 5
        assert asides["slow"].reached == NOW + (60 - 1800) * SECOND
        assert {name: aside.owners for name, aside in asides.items() if aside.owners} == {
            "wide": {("WIDE", "machine")},
            "slow": {("S-1", "machine")},
        }
        assert not any(what == "/dropout" for *_, what in worker.pipeline.issues)
        worker.health.write(worker.sweep.issues(worker.pipeline, NOW + 120 * SECOND, at_once=True))
        assert worker.health.flush()
        end(worker)
    told = gateway.query(queries.render("admin_issues", start=NOW, stop=NOW + 300 * SECOND, most=100))
    assert {"gone", "secret"} <= {*told.strings("signal")}
    assert "source secret (bucket historian) cannot be read" in caplog.text
    assert "bad.toml, line 1: bucket" in caplog.text


def test_each_source_goes_on_from_where_it_was_after_a_restart(reader: Gateway, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    for name, text in {"wide": WIDE, "narrow": NARROW}.items():
        (tmp_path / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")
    worker = Worker(reader, tmp_path / "worker", sources=Sources(tmp_path / "sources"))
    worker.cursor = NOW - 600 * SECOND
    advance(worker, 30)
    assert worker.save()
    before = {name: (aside.cursor, aside.owners) for name, aside in worker.streams.asides.items()}
    end(worker)
    again = Worker(reader, tmp_path / "worker", sources=Sources(tmp_path / "sources"))
    assert again.resume()
    again.streams.watch(NOW + 31 * SECOND, begin=0)
    assert {name: (aside.cursor, aside.owners) for name, aside in again.streams.asides.items()} == before
    scored = again.tick(NOW + 31 * SECOND).scored
    end(again)
    assert scored < 30  # what lies between, and not the hours before


def test_a_file_that_comes_or_changes_while_the_worker_runs_is_taken_over(reader: Gateway, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    worker = Worker(reader, tmp_path / "worker", sources=Sources(folder))
    worker.cursor = NOW - 60 * SECOND
    advance(worker, 0)
    assert not worker.streams.asides
    (folder / "wide.toml").write_text(WIDE, encoding="utf-8")
    advance(worker, 10)
    assert [asset.name for asset in worker.pipeline.state.fleet.assets] == ["OWN", "WIDE"]
    cursor = worker.streams.asides["wide"].cursor
    (folder / "wide.toml").write_text(WIDE.replace("rpm = {", "rpmm = {"), encoding="utf-8")
    advance(worker, 20)
    changed = worker.streams.asides["wide"]
    assert changed.cursor > cursor
    assert "rpm" not in changed.place.rows(ALL).replace("rpmm", "")
    (folder / "wide.toml").unlink()
    advance(worker, 30)
    end(worker)
    assert not worker.streams.asides


def test_a_source_whose_store_hangs_costs_the_others_nothing(gateway: Gateway, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "wide.toml").write_text(WIDE, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Gateway(url, "token", "org", timeout_s=1) as hanging:
            worker = Worker(gateway, tmp_path / "worker", sources=Sources(tmp_path / "sources"), reader=hanging)
            worker.cursor = NOW
            assert worker.tick(NOW + 30 * SECOND).scored > 0
            aside = worker.streams.asides["wide"]
            wait_until(lambda: worker.tick(NOW + 40 * SECOND).scored >= 0 and bool(aside.trouble))
            end(worker)
            assert worker.streams.own.reached == NOW + 40 * SECOND
