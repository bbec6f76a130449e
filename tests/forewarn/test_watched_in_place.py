"""Recordings in a bucket of a foreign form: discovered, learned, and watched by a worker that may only read them.

Against the embedded store, and against a real InfluxDB where the environment names one. One recording is the test's
own; three of real machines are of a folder that does not ship, and are passed over where it is not there.
"""

import csv
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from analytics.worker.loop import Worker
from contract.catalogue import CLASSES
from contract.catalogue.watch import Watch
from contract.errors import GatewayError
from contract.time import SECOND
from store import queries
from store.gateway import Gateway
from store.provision import provision
from store.sources.folder import Sources
from tests.conftest import RealStore
from tests.support.allowed import allowed
from tests.support.command import forewarn
from tests.support.store import RunningStore
from tests.support.waiting import wait_until

pytestmark = pytest.mark.timeout(900)
NOW = time.time_ns() // SECOND * SECOND
RECORDINGS = Path(os.environ.get("FOREWARN_TEST_RECORDINGS", "../shared/data/own"))
HISTORY_S = 14 * 86_400
Values = dict[str, list[tuple[int, float]]]
"""Of each column, times in nanoseconds with values."""


def made() -> Values:
    """A machine that nobody has described: two days at a minute, which gets far too hot in the last ninety minutes."""
    noise = np.random.default_rng(3).normal(size=(2, 2880))
    times = NOW - np.arange(2880, 0, -1) * 60 * SECOND
    load, heat = 50 + 5 * noise[0], 60 + 0.4 * noise[1]
    heat[-90:] += np.linspace(0, 20, 90)
    return {
        "X7.MotorLoad": list(zip(times.tolist(), load.tolist(), strict=True)),
        "X7.OilTemp": list(zip(times.tolist(), heat.tolist(), strict=True)),
    }


def recorded(name: str, form: str, most: int, *columns: int, delimiter: str = ",") -> Values:
    """The last rows of a recording, which end now; columns by their numbers, the first of them is the time."""
    path = RECORDINGS / name
    if not path.exists():
        pytest.skip(f"{path} is not there: recordings of real machines do not ship (FOREWARN_TEST_RECORDINGS)")
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file, delimiter=delimiter)
    found: Values = {}
    stamped = [(datetime.strptime(row[columns[0]].strip(), form), row) for row in rows[-most:]]  # noqa: DTZ007
    for time_, row in stamped:
        at = NOW - round((stamped[-1][0] - time_).total_seconds()) * SECOND
        for number in columns[1:]:
            if row[number]:
                value = float(row[number].replace(",", "."))
                found.setdefault(f"PLC1.{head[number].replace('AHU: ', '').strip()}", []).append((at, value))
    return found


KINDS: dict[str, Callable[[], Values]] = {
    "made": made,
    "bearings": lambda: recorded("bearing-test2.csv", "%Y.%m.%d.%H.%M.%S", 984, 1, 2, 3, 4, 5),
    "air_handler": lambda: recorded("ahu-variable-volume.csv", "%m/%d/%Y %H:%M", 4320, 0, 1, 4, 5, 6, 9, 12),
    "hmi": lambda: recorded("hmi-pressure.csv", "%d.%m.%Y %H:%M:%S", 6000, 0, 1, 2, delimiter=";"),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def bucket(gateway: Gateway, name: str, values: Values) -> Iterator[str]:
    """A bucket as a gateway of OPC UA writes it, and a token that may read it and nothing else."""
    api = gateway.client.buckets_api()
    made_ = api.create_bucket(bucket_name=name, org=gateway.org)
    for column, rows in values.items():
        key = "opcua,quality=good,tag=" + column.replace(" ", r"\ ")
        gateway.write(name, [f"{key} value={value!r} {at}" for at, value in rows])
    try:
        yield str(allowed(gateway, name).token)
    finally:
        api.delete_bucket(made_)


@pytest.fixture
def set_up(any_store: RunningStore | RealStore, tmp_path: Path) -> Iterator[Gateway]:
    """A store with our buckets, and all rights."""
    provision(any_store.url, any_store.org, tmp_path / "tokens", operator=any_store.token)
    before = dict(CLASSES)
    with Gateway(any_store.url, any_store.token, any_store.org) as gateway:
        yield gateway
    CLASSES.swap(before)


def test_a_recording_in_a_foreign_bucket_is_discovered_and_watched_in_place(
    any_store: RunningStore | RealStore, set_up: Gateway, kind: str, tmp_path: Path
) -> None:
    name = f"{kind}_{time.time_ns()}"
    with bucket(set_up, name, KINDS[kind]()) as token:
        given = {"INFLUX_URL": set_up.url, "INFLUX_TOKEN": any_store.token, "INFLUX_ORG": set_up.org}
        told = forewarn("discover", "--bucket", name, "--since", "14d", environment=given, folder=tmp_path)
        assert told.returncode == 0, told.stderr
        assert told.stdout.count("wrote own/") == 2
        Watch(tmp_path / "own" / "machines").adopt()
        with Gateway(set_up.url, token, set_up.org) as reader:
            with pytest.raises(GatewayError):
                reader.write(name, ["opcua value=1"])
            worker = Worker(set_up, tmp_path / "worker", sources=Sources(tmp_path / "own" / "sources"), reader=reader)
            worker.learn(lambda _what, _part: None, now=NOW)
            wait_until(lambda: reached(worker), 300)
            assert worker.streams.failing == 0
            worker.conclusions.turn(worker.pipeline.state, NOW, worker.health.write)
            worker.close()
        assets = {asset.name for asset in worker.pipeline.state.fleet.assets}
        assert assets
        look(set_up, assets, hot=kind == "made")


def reached(worker: Worker) -> bool:
    """Tick; gives whether the source was read up to now."""
    worker.tick(NOW)
    return worker.streams.asides["opcua"].reached >= NOW


def look(gateway: Gateway, assets: set[str], *, hot: bool) -> None:
    """What the fleet page, the asset page, Grafana's tables and alerts ask has an answer for each of the assets."""

    def ask(query: str, hours: float = 24, **variables: str | list[str]) -> list[dict[str, object]]:
        start = NOW - round(hours * 3600) * SECOND
        text = queries.render(query, start=start, stop=NOW + SECOND, **variables)  # type: ignore[arg-type]
        return [dict(row) for row in gateway.query(text).rows()]

    for query in ("fleet_ranked", "freshness", "admin_fleet", "panel_assets"):
        assert assets <= {row["asset"] for row in ask(query)}, query
    for asset in sorted(assets):
        assert ask("admin_asset_seen", assets=[asset])
        assert ask("panel_freeze_frame", asset=asset, units="si"), asset
    heard = gateway.query(queries.render("alert_silent_assets", start="-1d"))
    assert assets <= {*heard.strings("asset")}
    raised = [row for row in ask("alert_open_incidents") if row["asset"] in assets]
    if hot:
        assert "OIL_TEMP" in " ".join(str(row["code"]) for row in raised)
