"""The past of what a worker has just begun to read: judged once, in its own time, newest first, beside the present."""

import logging
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.ground.columns import Floats
from analytics.ground.source import Telemetry
from analytics.learning.history import YOUNG_DAYS
from analytics.worker import mark as marks
from analytics.worker.loop import CATCH_UP_S, Worker
from analytics.worker.past_process import LATER_NS, PastJudge, start_of
from analytics.worker.stretch import Rules
from contract.sources import Source
from contract.time import DAY, HOUR, MINUTE, SECOND
from store import queries
from store.frame import join
from store.gateway import Gateway
from store.sources.foreign import Foreign
from store.writer import Writer
from tests.support.allowed import allowed
from tests.support.provisioned import provisioned
from tests.support.waiting import wait_until

pytestmark = pytest.mark.timeout(900)

NOW = time.time_ns() // DAY * DAY
"""The last midnight, and the clock of these tests."""
UNTIL = NOW - CATCH_UP_S * SECOND
STEP = 15 * MINUTE
DAYS, ILL = 6, 4
"""Days of history, and how many days ago the bearing was hot for six hours."""
HOT = 75.0
ROWS = 'from(bucket: "health") |> range(start: 0) |> filter(fn: (r) => r._measurement == "{}")'


def history(days: float = DAYS, *spells: tuple[int, int]) -> dict[int, float]:
    """A pump's bearing temperature by time up to NOW, hot from some moments to others."""
    times = NOW - STEP * np.arange(round(days * DAY) // STEP, -1, -1)
    noise = np.random.default_rng(5).normal(size=len(times))
    value: Floats = 45 + 2 * np.sin(2 * np.pi * (times % DAY) / DAY) + 0.4 * noise
    for begin, end in spells:
        value = np.where((times >= begin) & (times < end), HOT + 0.4 * noise, value)
    return dict(zip(times.tolist(), value.tolist(), strict=True))


SPELL = (NOW - ILL * DAY, NOW - ILL * DAY + 6 * HOUR)


def fill(gateway: Gateway, values: dict[int, float], asset: str = "P-1") -> None:
    """Write it as our own telemetry."""
    tags = f"telemetry,asset={asset},asset_class=machine,site=hall"
    gateway.write("telemetry", [f'{tags} bearing_temp_c={v},run_state="running" {t}' for t, v in values.items()])


@contextmanager
def stored(folder: Path, values: dict[int, float]) -> Iterator[Gateway]:
    """A store of its own with a pump's history."""
    with provisioned(folder / "secrets") as running, Gateway(running.url, running.token, running.org) as gateway:
        fill(gateway, values)
        gateway.query("buckets()")  # the first answer of a new store may take longer than a side job waits
        yield gateway


@pytest.fixture(scope="module")
def ill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A store with a pump whose bearing was hot some days ago, judged."""
    folder = tmp_path_factory.mktemp("ill")
    with stored(folder, history(DAYS, SPELL)) as gateway:
        judge(gateway, folder)
        yield gateway


class CutError(Exception):
    """What ends a judge half way."""


class Faltering(Writer):
    """A writer that gives up after so many lines."""

    def __init__(self, gateway: Gateway, most: int) -> None:
        super().__init__(gateway, "health")
        self._most = most

    def write(self, lines: Sequence[str]) -> None:
        """See `Writer`."""
        self._most -= len(lines)
        if self._most < 0:
            raise CutError
        super().write(lines)


def judge(
    gateway: Gateway, folder: Path, telemetry: Telemetry | None = None, *, days: float = 30, most: int = 10**9
) -> marks.Mark:
    """Judge the past of our own bucket, or of a source, as the worker's child does."""
    file = marks.file_of(folder, None if telemetry is None else telemetry.place.name)
    if marks.load(file) is None:
        marks.save(file, marks.Mark(UNTIL - round(days * DAY), UNTIL, UNTIL))
    writer = Faltering(gateway, most)
    try:
        PastJudge(gateway, writer, Rules(), {file: telemetry or Telemetry(gateway)}).run()
    except CutError:
        pass
    finally:
        writer.close()
    found = marks.load(file)
    assert found is not None
    return found


def rows(gateway: Gateway, measurement: str) -> list[dict[str, Any]]:
    """Every field that was written of a measurement."""
    blocks = gateway.blocks(ROWS.format(measurement))
    return [row for block in blocks for row in join([block]).rows()]


def points(gateway: Gateway) -> set[tuple[str, ...]]:
    """All that was written, comparable."""
    kinds = ("risk", "score", "fault", "diagnosis", "data_quality")
    beside = {"_start", "_stop", "table", "result"}
    return {
        tuple(f"{k}={row[k]}" for k in sorted(row.keys() - beside)) for kind in kinds for row in rows(gateway, kind)
    }


def episodes(gateway: Gateway) -> dict[str, list[tuple[int, str]]]:
    """When each episode was told of, and its state then."""
    found: dict[str, list[tuple[int, str]]] = {}
    for row in sorted(rows(gateway, "fault"), key=lambda row: int(row["_time"].value)):
        if row["_field"] == "state":
            found.setdefault(row["episode"], []).append((int(row["_time"].value), row["_value"]))
    return found


def test_a_failure_in_the_past_is_told_of_in_its_own_time_and_is_over(ill: Gateway) -> None:
    found = episodes(ill)
    assert found
    for told in found.values():
        assert SPELL[0] <= told[0][0] <= SPELL[1] + HOUR
        assert [state for _, state in told].count("cleared") == 1
        assert told[-1][1] == "cleared"
        assert told[-1][0] <= SPELL[1] + DAY / 2
    levels = [row for row in rows(ill, "risk") if row["_field"] == "level"]
    assert max(row["_value"] for row in levels) >= 2
    assert {int(row["_time"].value) // DAY for row in levels} == set(range((NOW - DAYS * DAY) // DAY, NOW // DAY))
    assert max(int(row["_time"].value) for row in levels) < UNTIL


def test_one_that_is_ended_half_way_goes_on_and_tells_nothing_twice(ill: Gateway, tmp_path: Path) -> None:
    with stored(tmp_path, history(DAYS, SPELL)) as gateway:
        first = judge(gateway, tmp_path, most=300)
        begun = {row["_field"] for row in rows(gateway, "score")}
        assert begun
        assert not first.done
        second = judge(gateway, tmp_path, most=500)
        assert second.reached <= first.reached
        assert judge(gateway, tmp_path).done
        assert points(gateway) == points(ill)


def test_the_newest_is_judged_first(tmp_path: Path) -> None:
    with stored(tmp_path, history(DAYS, SPELL)) as gateway:
        reached = judge(gateway, tmp_path, most=340).reached
        assert UNTIL - DAYS * DAY < reached < UNTIL
        times = [int(row["_time"].value) for row in rows(gateway, "risk")]
        assert {time // DAY for time in times if time >= reached} >= {UNTIL // DAY}
        assert not episodes(gateway)


def test_what_was_judged_by_another_worker_is_left_alone(ill: Gateway, tmp_path: Path) -> None:
    before = points(ill)
    assert judge(ill, tmp_path).told == ["P-1"]
    fill(ill, history(1), "P-2")
    try:
        judge(ill, tmp_path / "later")
        names = {row["asset"] for row in rows(ill, "risk")}
        assert names == {"P-1", "P-2"}
        assert before <= points(ill)
        assert {row for row in points(ill) - before if "asset=P-1" in row} == set()
    finally:
        ill.client.delete_api().delete("1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", 'asset="P-2"', bucket="health")


def worker_of(gateway: Gateway, folder: Path, past_days: float = 30, **more: Any) -> Worker:
    """A worker that has learned and caught up with NOW."""
    worker = Worker(gateway, folder / "worker", past_days=past_days, **more)
    worker.learn(lambda _what, _part: None, now=NOW)
    wait_until(lambda: worker.tick(NOW).behind_s <= 0, 300)
    assert worker.health.flush()
    return worker


def test_a_fault_that_the_worker_begins_in_is_one_episode(tmp_path: Path) -> None:
    with stored(tmp_path, history(5, (UNTIL - 3 * HOUR, UNTIL + 3 * HOUR))) as gateway:
        worker_of(gateway, tmp_path).close()
        live = episodes(gateway)
        assert live
        assert judge(gateway, tmp_path / "worker" / "past").done
        found = episodes(gateway)
        over = {name: told for name, told in found.items() if told[0][0] < UNTIL <= told[-1][0]}
        assert over
        assert all(name in live for name in over)
        assert all(told[0][0] < UNTIL - 2 * HOUR for told in over.values())
        assert all([state for _, state in told].count("cleared") <= 1 for told in found.values())


NARROW = """
bucket = "historian"
asset = { tag = "tag", pattern = '(.+)\\..+' }
asset_class = "machine"
site = "hall"
signal_tag = { tag = "tag", pattern = '.+\\.(.+)' }
value_field = "v"
cadence_s = 900

[fields]
TEMP = { signal = "bearing_temp_c", unit = "K" }
"""


def test_the_past_of_a_source_is_judged_where_it_lies(ill: Gateway, tmp_path: Path) -> None:
    ill.client.buckets_api().create_bucket(bucket_name="historian", org="forewarn")
    lines = [f"opc,tag=N-1.TEMP v={v + 273.15} {t}" for t, v in history(DAYS, SPELL).items()]
    ill.write("historian", lines)
    place = Foreign("line", Source.model_validate(tomllib.loads(NARROW)))
    with Gateway(ill.url, allowed(ill, "historian").token, ill.org) as reader:
        assert judge(ill, tmp_path, Telemetry(reader, place)).done
    times = [told[0][0] for name, told in episodes(ill).items() if name.startswith("N-1")]
    assert times
    assert all(SPELL[0] <= at <= SPELL[1] + HOUR for at in times)


def test_where_there_is_no_past_nothing_is_judged(tmp_path: Path) -> None:
    with stored(tmp_path, {}) as gateway:
        worker = worker_of(gateway, tmp_path)
        turns(worker, lambda: worker.past.to_go_s == 0)
        worker.close()
        assert not rows(gateway, "risk")


def test_without_days_the_past_is_left_alone(tmp_path: Path) -> None:
    with stored(tmp_path, history(2)) as gateway:
        worker = worker_of(gateway, tmp_path, 0)
        worker.turn(NOW)
        worker.close()
        assert not list((tmp_path / "worker" / "past").glob("*"))
        assert min(int(row["_time"].value) for row in rows(gateway, "risk")) >= UNTIL


def turns(worker: Worker, until: Callable[[], bool], now: int = NOW) -> None:
    """Let a worker judge the past beside itself."""

    def done() -> bool:
        nonlocal now
        now += 5 * SECOND
        worker.turn(now)
        return until()

    wait_until(done, 600)


def test_the_past_of_a_machine_that_comes_later_with_a_history_is_judged_too(tmp_path: Path) -> None:
    with stored(tmp_path, {}) as gateway:
        worker = worker_of(gateway, tmp_path)
        turns(worker, lambda: worker.past.to_go_s == 0)
        fill(gateway, history(DAYS, SPELL) | {NOW + 5 * MINUTE: 45.0}, "P-9")
        turns(worker, lambda: worker.past.to_go_s > 0, NOW + 5 * MINUTE)
        turns(worker, lambda: worker.past.to_go_s == 0, NOW + 6 * MINUTE)
        worker.close()
        found = [told[0][0] for name, told in episodes(gateway).items() if name.startswith("P-9")]
        assert any(SPELL[0] <= begun <= SPELL[1] for begun in found)


def test_a_worker_judges_its_past_beside_itself_and_learns_anew_without_what_was_in_alarm(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    # In a younger one an alarm that is over soon is no reason to learn anew.
    with stored(tmp_path, history(YOUNG_DAYS + 1, SPELL)) as gateway:
        worker = worker_of(gateway, tmp_path)
        assert worker.past.to_go_s > 0
        assert worker.pipeline.state.assets.alarmed.tolist() == [0]
        turns(worker, lambda: "what is normal was learned anew for 1 assets" in caplog.text)
        assert worker.past.to_go_s == 0
        assert "the past of telemetry is judged back to" in caplog.text
        worker.close()
        found = episodes(gateway)
        assert any(SPELL[0] <= told[0][0] <= SPELL[1] for told in found.values())
        figures = gateway.query(queries.render("worker_health", start=0, stop=NOW + DAY)).rows()
        assert "past_s" in figures[-1]


def test_stretches_grow_and_the_last_takes_the_rest_along() -> None:
    mark, lengths = marks.Mark(UNTIL - 30 * DAY, UNTIL, UNTIL), []
    while not mark.done:
        begin = start_of(mark)
        lengths.append((mark.reached - begin) / DAY)
        mark = marks.Mark(mark.begin, mark.until, begin)
    assert lengths == [1, 2, 6, 21]
    assert LATER_NS == CATCH_UP_S * SECOND
