"""The line a minute."""

import time
from collections.abc import Iterator

import pytest

from forewarn.status import status_line
from telemetry.gateway import Gateway
from telemetry.points import Point, Value, encode
from telemetry.provision import provision
from tests.support.store import RunningStore


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store in which one pump has been scored."""
    with RunningStore() as running:
        provision(running.url, running.org, tmp_path_factory.mktemp("secrets"), operator=running.token)
        tags = {"asset": "PUMP-001", "asset_class": "machine", "site": "north"}
        risk: dict[str, Value] = {"risk": 0.0, "level": 0, "top_signal": "none", "reason": "as expected"}
        with Gateway(running.url, running.token, running.org) as gateway:
            gateway.write("health", encode([Point("risk", tags, risk, time.time_ns())]))
        yield running


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"lag_s": 0.7, "behind_s": 0.0, "catch_up_s": 0.0}, "worker 0.7 s behind"),
        ({"lag_s": 1800.0, "behind_s": 1799.0, "catch_up_s": 130.0}, "worker catching up: about 2 min to go"),
        ({"lag_s": 1800.0, "behind_s": 1799.0, "catch_up_s": 0.0}, "worker catching up: 29 min of telemetry to go"),
    ],
)
def test_it_says_how_the_worker_keeps_up(gateway: Gateway, figures: dict[str, Value], said: str) -> None:
    gateway.write("health", encode([Point("worker", {"component": "worker"}, figures, time.time_ns())]))
    assert status_line(gateway) == f"1 normal; {said}"
