"""The line a minute."""

import time
from collections.abc import Iterator

import pytest

from contract.measurements import Value
from forewarn.status import status_line
from store.gateway import Gateway
from store.points import Point, encode
from tests.grafana import bad_lines
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore

TAGS = {"asset": "PUMP-001", "asset_class": "machine", "site": "north"}
NORMAL: dict[str, Value] = {"risk": 0.0, "level": 0, "top_signal": "none", "reason": "as expected"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store in which one pump has been scored."""
    with provisioned(tmp_path_factory.mktemp("secrets")) as running:
        with Gateway(running.url, running.token, running.org) as gateway:
            gateway.write("health", encode([Point("risk", TAGS, NORMAL, time.time_ns())]))
        yield running


def test_it_says_that_there_is_no_word_from_the_worker(gateway: Gateway) -> None:
    assert status_line(gateway) == "1 normal; no word from the worker in the last quarter of an hour"


def test_it_says_for_how_long_nothing_was_written(gateway: Gateway) -> None:
    """What was written is three minutes old, as it is where the worker lives and the store takes nothing any more."""
    begin = time.time_ns() - 180 * 10**9
    old: dict[str, Value] = {"risk": 60.0, "level": 2, "top_signal": "vibration_mm_s", "reason": "too much"}
    gateway.client.delete_api().delete(
        "1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z", '_measurement="risk"', bucket="health", org=gateway.org
    )
    gateway.write("health", encode([Point("risk", TAGS, old, begin)]))
    gateway.write("health", encode([Point("worker", {"component": "worker"}, {"lag_s": 0.0, "behind_s": 0.0}, begin)]))
    assert status_line(gateway) == (
        "1 warning; worst PUMP-001: too much; no risk was written for 3 min; no word from the worker for 3 min"
    )
    gateway.write("health", encode([Point("risk", TAGS, NORMAL, time.time_ns())]))


def test_it_says_what_of_the_worker_waits_for_the_store(gateway: Gateway) -> None:
    figures: dict[str, Value] = {"lag_s": 0.2, "behind_s": 0.0, "spooled_batches": 3.0}
    gateway.write("health", encode([Point("worker", {"component": "worker"}, figures, time.time_ns())]))
    assert status_line(gateway) == "1 normal; worker 0.2 s behind; 3 of its batches wait for the store"


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"lag_s": 0.7, "behind_s": 0.0, "catch_up_s": 0.0}, "worker 0.7 s behind"),
        (
            {"lag_s": 0.7, "behind_s": 0.0, "past_s": 90e3},
            "worker 0.7 s behind; 1 d 1 h of the past still to be judged",
        ),
        ({"lag_s": 1800.0, "behind_s": 1799.0, "catch_up_s": 130.0}, "worker catching up: about 2 min to go"),
        ({"lag_s": 1800.0, "behind_s": 1799.0, "catch_up_s": 0.0}, "worker catching up: 29 min of telemetry to go"),
        (
            {"lag_s": 0.7, "behind_s": 0.0, "catch_up_s": 0.0, "past_s": 90e3},
            "worker 0.7 s behind; 1 d 1 h of the past still to be judged",
        ),
    ],
)
def test_it_says_how_the_worker_keeps_up(gateway: Gateway, figures: dict[str, Value], said: str) -> None:
    gateway.write(
        "health",
        encode([Point("worker", {"component": "worker"}, {**figures, "spooled_batches": 0.0}, time.time_ns())]),
    )
    assert status_line(gateway) == f"1 normal; {said}"


def test_a_silent_asset_with_a_critical_fault_open_stays_in_the_critical_count(gateway: Gateway) -> None:
    long_ago = time.time_ns() - 86_400 * 10**9
    tags = {**TAGS, "asset": "PUMP-002", "code": "X", "severity": "critical", "episode": "E"}
    gateway.write("health", encode([Point("fault", tags, {"state": "raised"}, long_ago)]))
    assert status_line(gateway).startswith("1 critical, 1 normal; silent with a critical fault open: PUMP-002; ")
    gateway.write("health", encode([Point("fault", tags, {"state": "cleared"}, long_ago + 1)]))
    assert status_line(gateway).startswith("1 normal; worker")


def test_lines_without_their_tags_do_not_end_it(gateway: Gateway) -> None:
    bad_lines.write(gateway, time.time_ns())
    assert status_line(gateway).startswith("1 normal; worker")


def test_the_worst_is_not_one_that_is_well_however_much_it_matters(gateway: Gateway) -> None:
    ill: dict[str, Value] = {"risk": 30.0, "level": 1, "top_signal": "vibration_mm_s", "reason": "too much"}
    well = {**NORMAL, "risk": 20.0}
    other = {**TAGS, "asset": "PUMP-003"}
    now = time.time_ns()
    gateway.write("health", encode([Point("risk", TAGS, well, now), Point("risk", other, ill, now)]))
    gateway.write("config", encode([Point("asset", TAGS, {"weight": 2.0}, now)]))
    assert "; worst PUMP-003: too much; " in status_line(gateway)
