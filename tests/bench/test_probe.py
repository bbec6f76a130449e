"""The probe of the loop's lag, with something that answers it in the worker's place."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.probe import ASSET, LOOK_S, Probe
from store.gateway import Gateway
from store.points import Point, encode
from store.provision import provision
from tests.support.lent import lent
from tests.support.store import RunningStore

AFTER_S = 0.5


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store with our buckets."""
    with lent() as running:
        folder: Path = tmp_path_factory.mktemp("secrets")
        provision(running.url, running.org, folder, operator=running.token)
        yield running


def answer(gateway: Gateway, sent: float) -> None:
    """Write a risk some time after a sample was sent."""
    time.sleep(max(0.0, sent + AFTER_S - time.monotonic()))
    tags = {"asset": ASSET, "asset_class": "machine", "site": "bench"}
    gateway.write("health", encode([Point("risk", tags, {"risk": 50.0}, time.time_ns())]))


def test_it_tells_the_time_until_the_risk_of_its_sample_can_be_read(gateway: Gateway) -> None:
    worker = threading.Thread(target=answer, args=(gateway, time.monotonic()))
    worker.start()
    probe = Probe(gateway, gateway)
    lag = probe.once()
    worker.join()
    assert lag >= AFTER_S - LOOK_S
    assert probe.looks >= 1
    assert len(
        gateway.query(f'from(bucket: "telemetry") |> range(start: -1m) |> filter(fn: (r) => r.asset == "{ASSET}")')
    )
