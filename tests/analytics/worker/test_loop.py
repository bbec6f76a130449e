"""The worker against a running store: learn, read, score, write, remember, and go on."""

import logging
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.worker.bounds import Bounds
from analytics.worker.loop import Worker
from analytics.worker.monitor import Monitor
from analytics.worker.tick import Tick
from collectors.scenario import parse
from collectors.simulate import backfill
from contract.errors import GatewayError
from contract.measurements import Value
from contract.time import SECOND
from store import queries
from store.gateway import Gateway
from store.points import Point, encode
from store.writer import Writer
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore
from tests.support.waiting import wait_until

NOW = time.time_ns() // (86_400 * SECOND) * 86_400 * SECOND - 13 * 3600 * SECOND
"""Yesterday at 11, and the clock of these tests: the worker is told the time. No shift changes at that hour."""
HEALTHY, BROKEN = 1.5, 5.5
EPISODES = """from(bucket: "health") |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "fault" and r._field == "state" and r.asset == "{}")
    |> group() |> sort(columns: ["_time"])"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store with our buckets."""
    with provisioned(tmp_path_factory.mktemp("secrets")) as running:
        yield running


def write(gateway: Gateway, asset: str, first: float, values: list[float], **more: Value) -> None:
    """A pump's vibration at 1 Hz from `first` seconds after NOW on."""
    points = [
        Point(
            "telemetry",
            {"asset": asset, "asset_class": "machine", "site": "north"},
            {"vibration_mm_s": value, "run_state": "running", **more},
            NOW + round((first + number) * SECOND),
        )
        for number, value in enumerate(values)
    ]
    gateway.write("telemetry", encode(points))


def started(gateway: Gateway, folder: Path, at: float) -> Worker:
    """A worker that has seen everything up to a moment, in seconds after NOW."""
    worker = Worker(gateway, folder)
    if not worker.resume():
        worker.learn(lambda _what, _part: None, now=NOW + round(at * SECOND))
    advance(worker, at)
    return worker


def advance(worker: Worker, to: float) -> None:
    """Tick until everything up to a moment is scored and stored."""
    while worker.tick(NOW + round(to * SECOND)).behind_s > 0:
        pass
    assert worker.health.flush()
    assert worker.rollup.flush()


def end(worker: Worker) -> None:
    """End the worker's threads without a snapshot, as a kill would."""
    worker.health.close()
    worker.rollup.close()


def events(gateway: Gateway, asset: str) -> list[tuple[str, str, str]]:
    """Episode, code and state of every event of an asset."""
    rows = gateway.query(EPISODES.format(asset)).rows()
    return [(row["episode"], row["code"], row["_value"]) for row in rows]


def newest(gateway: Gateway, asset: str) -> dict[str, Any]:
    """The newest risk row of an asset."""
    rows = gateway.query(queries.render("fleet_ranked", start=0, stop=NOW + 10**15)).rows()
    return next(row for row in rows if row["asset"] == asset)


def quality(gateway: Gateway, asset: str) -> dict[tuple[str, str], int]:
    """Data faults of an asset: how often each issue was counted for each signal."""
    rows = gateway.query(queries.render("admin_issues", start=0, stop=NOW + 10**15, most=1000)).rows()
    return {(row["signal"] or "", row["issue"]): row["_value"] for row in rows if (row["asset"] or "") == asset}


def test_a_broken_machine_is_raised_with_its_reason(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "RAISED", -120, [HEALTHY] * 60 + [BROKEN] * 60)
    worker = started(gateway, tmp_path, 0)
    end(worker)
    found = newest(gateway, "RAISED")
    assert (found["level"], found["band"], found["top_signal"]) == (3, "high", "vibration_mm_s")
    assert found["reason"].startswith("vibration_mm_s is 5.5 mm/s, over its critical limit of 5 mm/s for ")
    assert [(code, state) for _, code, state in events(gateway, "RAISED")] == [("VIBRATION_HIGH", "raised")]


def test_a_restart_goes_on_from_its_snapshot_and_tells_no_event_twice(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(gateway, "RESTART", -120, [BROKEN] * 60)
    first = started(gateway, tmp_path, -60)
    first.close()
    write(gateway, "RESTART", -60, [BROKEN] * 60)
    with caplog.at_level(logging.INFO):
        second = started(gateway, tmp_path, 0)
    end(second)
    assert "resumed: " in caplog.text
    assert "s behind" in caplog.text
    assert "learned" not in caplog.text
    assert len(events(gateway, "RESTART")) == 1
    assert newest(gateway, "RESTART")["_time"].value == NOW - SECOND


def test_after_a_kill_the_same_points_are_written_over_the_same_ones(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "KILLED", -300, [HEALTHY] * 120)
    first = started(gateway, tmp_path, -180)
    assert first.save()
    write(gateway, "KILLED", -180, [BROKEN] * 120 + [HEALTHY] * 60)
    advance(first, 0)
    end(first)
    before = scores(gateway, "KILLED"), events(gateway, "KILLED")
    second = started(gateway, tmp_path, 0)
    end(second)
    assert (scores(gateway, "KILLED"), events(gateway, "KILLED")) == before
    assert len(before[1]) == 1


def test_kills_amid_an_episode_tell_what_an_undisturbed_worker_tells(gateway: Gateway, tmp_path: Path) -> None:
    healthy = (HEALTHY + 0.05 * np.random.default_rng(1).normal(size=600)).tolist()
    course = [*healthy, *[BROKEN] * 100, *healthy[:200]]
    for asset in ("CALM", "KILLED_OFTEN"):
        write(gateway, asset, -900, course)
    end(started(gateway, tmp_path / "calm", 0))
    before = told(gateway, "CALM")
    for table in ("health", "rollup"):
        forget(gateway, table, "KILLED_OFTEN")
    chance = np.random.default_rng(2)
    for kill, moment in enumerate(sorted(chance.uniform(-880, -10, 12).tolist())):
        worker = started(gateway, tmp_path / "killed", moment)
        # Some are killed before they have kept anything of what they did.
        assert kill % 3 or worker.save()
        end(worker)
    end(started(gateway, tmp_path / "killed", 0))
    after = told(gateway, "KILLED_OFTEN")
    assert [row.replace("KILLED_OFTEN", "CALM") for row in after[0]] == before[0]
    assert len(before[0]) == 2
    assert after[1:] == before[1:]


def told(gateway: Gateway, asset: str) -> tuple[list[str], list[tuple[int, float]], dict[int, float]]:
    """Events, risks and counts of minutes of an asset."""
    return (
        [" ".join(event) for event in events(gateway, asset)],
        risks(gateway, asset),
        minutes(gateway, asset, "count"),
    )


def forget(gateway: Gateway, bucket: str, asset: str) -> None:
    """Take out what was told of an asset."""
    api = gateway.client.delete_api()
    api.delete("1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", f'asset="{asset}"', bucket, gateway.org)


@pytest.mark.parametrize("damage", [None, b"no zip", "a folder in its place"])
def test_without_its_memory_a_worker_goes_on_with_the_episodes_that_are_open(
    gateway: Gateway, tmp_path: Path, damage: bytes | str | None, caplog: pytest.LogCaptureFixture
) -> None:
    name = f"LOST_{type(damage).__name__}"
    set_threshold(gateway, name, warn_high=3.0, version=1)
    write(gateway, name, -2000, np.linspace(1.5, 4.5, 200).tolist() + [4.5] * 100)
    first = started(gateway, tmp_path, -1700)
    end(first)
    (before,) = events(gateway, name)
    set_threshold(gateway, name, warn_high=4.0, version=2)
    write(gateway, name, -1700, [4.5] * 100 + [HEALTHY] * 700)
    if isinstance(damage, bytes):
        (tmp_path / "worker.npz").write_bytes(damage)
    elif damage:
        (tmp_path / "worker.npz").mkdir()
    second = started(gateway, tmp_path, -1610)
    assert events(gateway, name) == [before]
    advance(second, -800)
    assert second.save()
    end(second)
    assert [event[::2] for event in events(gateway, name)] == [(before[0], "raised"), (before[0], "cleared")]
    assert "learning anew" in caplog.text or damage is None
    assert (tmp_path / "worker.npz.refused-1").exists() or damage is None


def test_of_two_episodes_that_are_open_for_one_signal_the_latest_goes_on_and_what_nobody_carries_ends(
    gateway: Gateway, tmp_path: Path
) -> None:
    write(gateway, "TWICE", -600, [BROKEN] * 300)
    first = started(gateway, tmp_path / "first", -300)
    end(first)
    ((newest_id, _, _),) = events(gateway, "TWICE")
    old = f"TWICE-VIBRATION_HIGH-critical-{NOW // SECOND - 5000}"
    for episode, code, signal in ((old, "VIBRATION_HIGH", "vibration_mm_s"), ("TWICE-GONE", "GONE", "gone")):
        tags = {"asset": "TWICE", "asset_class": "machine", "site": "north", "code": code, "severity": "critical"}
        texts = dict.fromkeys(("description", "recommendation", "mode", "against"), "as before")
        fields: dict[str, Value] = {"state": "raised", "signal": signal, "risk": 90.0, "observed": 5.5, "limit": 5.0}
        more: dict[str, Value] = {"confidence": 0.0, **texts}
        point = Point("fault", {**tags, "episode": episode}, {**fields, **more}, NOW - 4000 * SECOND)
        gateway.write("health", encode([point]))
    second = started(gateway, tmp_path / "second", -290)
    end(second)
    told = {episode: state for episode, _, state in events(gateway, "TWICE")}
    assert told == {old: "cleared", "TWICE-GONE": "cleared", newest_id: "raised"}


def scores(gateway: Gateway, asset: str) -> list[tuple[int, float]]:
    """Time and score of every score row of an asset."""
    frame = gateway.query(
        f'from(bucket: "health") |> range(start: 0) |> filter(fn: (r) => r._measurement == "score" '
        f'and r._field == "score" and r.asset == "{asset}")'
    )
    return sorted(zip(frame.times().tolist(), frame.floats("_value").tolist(), strict=True))


def set_threshold(gateway: Gateway, asset: str, warn_high: float, version: int, **more: Value) -> None:
    """A threshold row for one pump's vibration."""
    fields: dict[str, Value] = {
        "direction": "above", "sensitivity": 1.0, "min_deviation": 0.4, "warn_high": warn_high, "enabled": True,
        "version": version, "actor": "test", "why": "to see it work",
    }  # fmt: skip
    tags = {"scope": asset, "signal": "vibration_mm_s"}
    gateway.write("config", encode([Point("threshold", tags, {**fields, **more}, NOW + version * SECOND)]))


def test_a_row_that_was_there_before_its_asset_is_in_force_from_the_first_sample(
    gateway: Gateway, tmp_path: Path
) -> None:
    set_threshold(gateway, "NEW_HERE", warn_high=1.0, version=1)
    worker = started(gateway, tmp_path, -60)
    write(gateway, "NEW_HERE", -60, [HEALTHY] * 60)
    advance(worker, 40)
    end(worker)
    assert "over its limit of 1 mm/s" in newest(gateway, "NEW_HERE")["reason"]


def test_a_threshold_is_in_force_within_one_tick_and_a_bad_row_leaves_the_last_good_one(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(gateway, "TUNED", -300, [HEALTHY] * 60)
    worker = started(gateway, tmp_path, -240)
    assert newest(gateway, "TUNED")["level"] == 0
    set_threshold(gateway, "TUNED", warn_high=1.0, version=1)
    write(gateway, "TUNED", -240, [HEALTHY] * 60)
    advance(worker, -180)
    assert "over its limit of 1 mm/s" in newest(gateway, "TUNED")["reason"]
    set_threshold(gateway, "TUNED", warn_high=3.0, version=2, sensitivity=-1.0)
    write(gateway, "TUNED", -180, [HEALTHY] * 60)
    advance(worker, -120)
    end(worker)
    assert "threshold of vibration_mm_s for TUNED is refused: sensitivity" in caplog.text
    assert "over its limit of 1 mm/s" in newest(gateway, "TUNED")["reason"]
    assert limits(gateway, "TUNED") == [("crit_high", 5.0), ("warn_high", 3.0), ("warn_high", 1.0)]


def limits(gateway: Gateway, asset: str) -> list[tuple[str, float]]:
    """The limits of a pump's vibration that were told, one after the other."""
    frame = gateway.query(
        'from(bucket: "health") |> range(start: 0) |> filter(fn: (r) => r._measurement == "limit" '
        f'and r.asset == "{asset}" and r.signal == "vibration_mm_s") |> group() |> sort(columns: ["_time", "_field"])'
    )
    told = zip(frame.strings("_field"), frame.floats("_value").tolist(), strict=True)
    return list(dict.fromkeys(told))


def test_an_asset_is_not_judged_while_it_is_worked_on(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(gateway, "WORKED_ON", -300, [BROKEN] * 60)
    worker = started(gateway, tmp_path, -240)
    assert newest(gateway, "WORKED_ON")["level"] == 3
    tell(gateway, "WORKED_ON", -240, -120)
    tell(gateway, "PUMP-001", -240, -300)
    write(gateway, "WORKED_ON", -240, [BROKEN] * 60)
    advance(worker, -180)
    assert newest(gateway, "WORKED_ON")["level"] == 0
    assert [state for _, _, state in events(gateway, "WORKED_ON")] == ["raised", "cleared"]
    assert "maintenance of PUMP-001 is refused: until: is not after from" in caplog.text
    write(gateway, "WORKED_ON", -180, [BROKEN] * 120)
    advance(worker, -60)
    end(worker)
    assert newest(gateway, "WORKED_ON")["level"] == 3


def tell(gateway: Gateway, asset: str, first: int, last: int) -> None:
    """Work on an asset, in seconds after NOW."""
    begin, end = (
        str(np.datetime64(NOW + second * SECOND, "ns").astype("datetime64[s]")) + "Z" for second in (first, last)
    )
    fields: dict[str, Value] = {"from": begin, "until": end, "what": "bearing", "actor": "test", "relearn": False}
    gateway.write("config", encode([Point("maintenance", {"asset": asset}, fields, NOW)]))


def test_late_points_are_scored_in_their_place_and_duplicates_change_nothing(gateway: Gateway, tmp_path: Path) -> None:
    healthy = (HEALTHY + 0.05 * np.random.default_rng(1).normal(size=500)).tolist()
    write(gateway, "LATE", -1000, healthy)
    write(gateway, "LATE", -500, [HEALTHY] * 500)
    gap = range(-200, -190)
    delete(gateway, "LATE", gap.start, gap.stop - 1)
    worker = started(gateway, tmp_path, -5)
    write(gateway, "LATE", gap.start, [4.5] * len(gap))
    write(gateway, "LATE", -100, [HEALTHY] * 5)
    advance(worker, 60)
    advance(worker, 120)
    end(worker)
    late = dict(scores(gateway, "LATE"))
    assert all(late[NOW + second * SECOND] > 1 for second in gap)
    # The first of them has no neighbour that bears it out.
    assert revised(gateway, "LATE", "score") == [NOW + second * SECOND for second in gap[1:]]
    assert revised(gateway, "LATE", "risk") == [NOW + second * SECOND for second in gap[1:]]
    assert minutes(gateway, "LATE", "count")[NOW - 240 * SECOND] == 60
    assert minutes(gateway, "LATE", "max")[NOW - 240 * SECOND] == 4.5
    assert quality(gateway, "LATE")["vibration_mm_s", "late"] == len(gap)
    assert newest(gateway, "LATE")["level"] == 0


def revised(gateway: Gateway, asset: str, measurement: str) -> list[int]:
    """The times of an asset's revised scores or risks, which must have a risk beyond the ordinary."""
    frame = gateway.query(
        f'from(bucket: "health") |> range(start: 0) |> filter(fn: (r) => r._measurement == "{measurement}" '
        f'and r._field == "revised" and r.asset == "{asset}")'
    )
    return sorted(frame.times().tolist())


@pytest.mark.parametrize("drained", [[(-900, 0)], [(-900, -500), (-500, -250), (-250, 0)]])
def test_what_a_collector_kept_while_the_store_was_away_is_scored_in_order_as_if_it_had_never_been(
    gateway: Gateway, tmp_path: Path, drained: list[tuple[int, int]]
) -> None:
    name = f"KEPT_{len(drained)}"
    healthy = (HEALTHY + 0.05 * np.random.default_rng(1).normal(size=900)).tolist()
    course = healthy[:300] + [BROKEN] * 300 + healthy[:300]
    write(gateway, name, -1500, healthy[:600])
    write(gateway, f"{name}_BESIDE", -1500, healthy[:600] + course)
    worker = started(gateway, tmp_path, -900)
    # The store is away for a quarter of an hour, and then takes what was kept, the oldest first.
    advance(worker, 0)
    for number, (first, last) in enumerate(drained, 1):
        write(gateway, name, first, course[first + 900 : last + 900])
        advance(worker, 31 * number)
    for asset in (name, f"{name}_BESIDE"):
        write(gateway, asset, 31 * len(drained), healthy[:60])
    for second in (30, 60):
        advance(worker, 31 * len(drained) + second)
    end(worker)
    assert risks(gateway, name) == risks(gateway, f"{name}_BESIDE")
    kept = [(row[0].split("-")[0], *row[1:]) for row in events(gateway, name)]
    assert kept == [(name, *row[1:]) for row in events(gateway, f"{name}_BESIDE")]
    assert len(kept) == 2
    assert minutes(gateway, name, "count") == minutes(gateway, f"{name}_BESIDE", "count")
    assert ("vibration_mm_s", "late") not in quality(gateway, name)


def risks(gateway: Gateway, asset: str) -> list[tuple[int, float]]:
    """Time and value of every risk of an asset up to NOW."""
    frame = gateway.query(
        f'from(bucket: "health") |> range(start: 0) |> filter(fn: (r) => r._measurement == "risk" '
        f'and r._field == "risk" and r.asset == "{asset}")'
    )
    found = zip(frame.times().tolist(), frame.floats("_value").tolist(), strict=True)
    return sorted((time, risk) for time, risk in found if time < NOW)


def test_a_hole_that_is_filled_behind_what_is_new_has_its_risk(gateway: Gateway, tmp_path: Path) -> None:
    healthy = (HEALTHY + 0.05 * np.random.default_rng(1).normal(size=1000)).tolist()
    write(gateway, "BEHIND", -1000, healthy)
    delete(gateway, "BEHIND", -300, -100)
    worker = started(gateway, tmp_path, -1)
    assert not [time for time, _ in risks(gateway, "BEHIND") if -299 <= (time - NOW) / SECOND <= -101]
    write(gateway, "BEHIND", -300, healthy[:100] + [4.5] * 10 + healthy[:91])
    for second in (40, 80):
        advance(worker, second)
    end(worker)
    found = [((time - NOW) // SECOND, risk) for time, risk in risks(gateway, "BEHIND") if time >= NOW - 305 * SECOND]
    assert max(after - before for (before, _), (after, _) in pairwise(found)) <= 12
    assert max(risk for second, risk in found if -200 < second <= -190) > 10
    assert max(risk for second, risk in found if second < -250) == 0


def test_what_is_later_than_is_allowed_is_left_alone(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "TOO_LATE", -1000, [HEALTHY] * 1000)
    delete(gateway, "TOO_LATE", -700, -696)
    worker = started(gateway, tmp_path, -5)
    write(gateway, "TOO_LATE", -700, [4.5] * 5)
    advance(worker, 60)
    end(worker)
    assert not {NOW + second * SECOND for second in range(-700, -695)} & dict(scores(gateway, "TOO_LATE")).keys()


def test_a_point_that_others_overtook_on_their_way_is_scored_in_its_place(gateway: Gateway, tmp_path: Path) -> None:
    healthy = (HEALTHY + 0.05 * np.random.default_rng(1).normal(size=600)).tolist()
    write(gateway, "OVERTAKEN", -600, healthy)
    delete(gateway, "OVERTAKEN", -2, -2)
    worker = started(gateway, tmp_path, 0)
    write(gateway, "OVERTAKEN", -2, [4.5])
    advance(worker, 1)
    end(worker)
    assert dict(scores(gateway, "OVERTAKEN"))[NOW - 2 * SECOND] > 1
    assert newest(gateway, "OVERTAKEN")["level"] == 0


def delete(gateway: Gateway, asset: str, first: int, last: int) -> None:
    """Take an asset's points of [first, last] seconds after NOW out of the store."""
    start, stop = (
        np.datetime_as_string(np.datetime64(NOW + second * SECOND, "ns"), unit="ms") + "Z" for second in (first, last)
    )
    gateway.client.delete_api().delete(start, stop, f'asset="{asset}"', "telemetry", gateway.org)


def test_what_breaks_the_contract_is_counted_and_stops_nothing(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "ODD", -60, [HEALTHY] * 30, magic=1.0, note="text")
    write(gateway, "ODD", -30, [9e9] + [BROKEN] * 29)
    write(gateway, "ODD", 7200, [HEALTHY] * 3)
    worker = started(gateway, tmp_path, 0)
    advance(worker, 40)
    end(worker)
    found = quality(gateway, "ODD")
    assert found["magic", "unknown_signal"] == 30
    assert found["note", "unknown_signal"] == 30
    assert found["vibration_mm_s", "impossible"] == 1
    assert found["vibration_mm_s", "future"] == 3
    assert newest(gateway, "ODD")["level"] == 3


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        ("door_open=true", ("door_open", "unknown_signal")),
        ("thrust_n=false", ("thrust_n", "impossible")),
        ('isp_s="45"', ("isp_s", "impossible")),
        (f'note="{"n" * 60_000}"', ("note", "unknown_signal")),
        (f'run_state="{"r" * 60_000}"', ("run_state", "unknown_state")),
        ("mystery=18446744073709551615u", ("mystery", "unknown_signal")),
    ],
)
def test_what_is_no_number_is_counted_once_and_its_neighbours_are_judged(
    gateway: Gateway, tmp_path: Path, field: str, fault: tuple[str, str]
) -> None:
    name = f"ODD_{abs(hash(field[:20])) % 10**6}"
    worker = started(gateway, tmp_path, -60)
    write(gateway, f"{name}_BESIDE", -60, [BROKEN] * 60)
    gateway.write("telemetry", [f"telemetry,asset={name},asset_class=rig,site=north {field} {NOW - SECOND}"])
    for second in range(-3, 4):
        advance(worker, second)
    advance(worker, 40)
    end(worker)
    assert quality(gateway, name) == {fault: 1}
    assert newest(gateway, f"{name}_BESIDE")["level"] == 3


def test_what_lacks_a_tag_or_is_of_no_known_class_is_counted_once_and_stops_nothing(
    gateway: Gateway, tmp_path: Path
) -> None:
    worker = started(gateway, tmp_path, -60)
    write(gateway, "TAGGED", -60, [BROKEN] * 60)
    tags = (
        "asset_class=machine,site=t",
        "asset=T1,site=t",
        "asset=T1,asset_class=t,site=t",
    )
    lines = [f'telemetry,{tag} vibration_mm_s=2,run_state="running" {NOW - SECOND}' for tag in tags]
    gateway.write("telemetry", [*lines, f"telemetry vibration_mm_s=2 {NOW - SECOND}"])
    for second in range(-3, 4):
        advance(worker, second)
    advance(worker, 40)
    end(worker)
    issues = ("refused_without_asset_class", "unknown_class")
    told = {(signal, issue): 1 for issue in issues for signal in ("vibration_mm_s", "run_state")}
    assert quality(gateway, "T1") == told
    assert quality(gateway, "")["vibration_mm_s", "refused_without_asset"] == 2
    assert newest(gateway, "TAGGED")["level"] == 3


def test_an_asset_without_a_site_is_judged_like_any_other_and_said_to_have_none(
    gateway: Gateway, tmp_path: Path
) -> None:
    worker = started(gateway, tmp_path, -60)
    lines = [
        f'telemetry,asset=HOMELESS,asset_class=machine vibration_mm_s={BROKEN},run_state="running" {NOW + n * SECOND}'
        for n in range(-60, 0)
    ]
    gateway.write("telemetry", lines)
    advance(worker, 40)
    end(worker)
    assert (newest(gateway, "HOMELESS")["level"], newest(gateway, "HOMELESS")["site"]) == (3, "(none)")
    assert not {issue for _, issue in quality(gateway, "HOMELESS")} - {"dropout"}


def test_an_asset_stays_where_it_is_where_some_of_its_lines_do_not_say(gateway: Gateway, tmp_path: Path) -> None:
    worker = started(gateway, tmp_path, -60)
    tags = "asset=HALF_TAGGED,asset_class=machine"
    for number in range(-60, 0, 2):
        write(gateway, "HALF_TAGGED", number, [BROKEN])
        line = f'telemetry,{tags} bearing_temp_c=41,run_state="running" {NOW + (number + 1) * SECOND}'
        gateway.write("telemetry", [line])
    for second in (-30, 0, 40):
        advance(worker, second)
    end(worker)
    rows = gateway.query(queries.render("fleet_ranked", start=0, stop=NOW + 10**15)).rows()
    assert [row["site"] for row in rows if row["asset"] == "HALF_TAGGED"] == ["north"]
    assert worker.pipeline.state.fleet.moves <= 1


def test_a_clock_that_is_ahead_is_a_data_fault_of_its_asset(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "AHEAD", 0, [HEALTHY] * 200)
    write(gateway, "RIGHT", -60, [HEALTHY] * 90)
    worker = started(gateway, tmp_path, 0)
    advance(worker, 1)
    end(worker)
    assert quality(gateway, "AHEAD") == {("", "ahead"): 1}
    assert not quality(gateway, "RIGHT")


@pytest.mark.parametrize("hours", [2, 24 * 10, 24 * 3650])
def test_a_device_whose_clock_is_far_ahead_is_told_however_far(gateway: Gateway, tmp_path: Path, hours: int) -> None:
    write(gateway, f"FAR_{hours}", 3600 * hours, [HEALTHY] * 3)
    worker = started(gateway, tmp_path, 0)
    advance(worker, 40)
    end(worker)
    assert quality(gateway, f"FAR_{hours}") == {("vibration_mm_s", "future"): 3}


def test_a_clock_that_is_set_back_keeps_nothing_from_being_judged(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # The machine that runs worker and collector is two hours ahead, and is then set right.
    write(gateway, "SET_BACK", 7200 - 600, [HEALTHY] * 600)
    worker = started(gateway, tmp_path, 7200)
    write(gateway, "SET_BACK", 0, [HEALTHY] * 60 + [BROKEN] * 60)
    for second in range(0, 130, 10):
        advance(worker, second)
    assert caplog.text.count("the clock was set back by 7198 s") == 1
    assert dict(scores(gateway, "SET_BACK"))[NOW + 119 * SECOND] > 1
    assert [code for _, code, _ in events(gateway, "SET_BACK")] == ["VIBRATION_HIGH"]
    set_threshold(gateway, "SET_BACK", warn_high=1.0, version=1)
    write(gateway, "SET_BACK", 120, [HEALTHY] * 900)
    advance(worker, 1020)
    end(worker)
    assert minutes(gateway, "SET_BACK", "count")[NOW + 240 * SECOND] == 60
    assert "over its limit of 1 mm/s" in last_reason(gateway, "SET_BACK", 1020)
    assert not {("vibration_mm_s", "late"), ("", "dropout")} & quality(gateway, "SET_BACK").keys()


def last_reason(gateway: Gateway, asset: str, before: float) -> str:
    """The reason of an asset's newest risk before a moment, in seconds after NOW."""
    rows = gateway.query(queries.render("fleet_ranked", start=0, stop=NOW + round(before * SECOND))).rows()
    return next(str(row["reason"]) for row in rows if row["asset"] == asset)


def test_invented_assets_keep_no_sound_one_from_being_judged(gateway: Gateway, tmp_path: Path) -> None:
    known = len(gateway.query(queries.render("freshness", start=NOW - 6 * 3600 * SECOND, stop=NOW)))
    write(gateway, "WAS_FIRST", -120, [HEALTHY] * 60)
    worker = Worker(gateway, tmp_path, bounds=Bounds(assets=known + 50))
    worker.learn(lambda _what, _part: None, now=NOW - 60 * SECOND)
    advance(worker, -60)
    write(gateway, "WAS_FIRST", -60, [BROKEN] * 60)
    tags = [{"asset": f"INVENTED_{number}", "asset_class": "machine", "site": "x"} for number in range(500)]
    points = [Point("telemetry", each, {"flow_m3h": 1.0}, NOW - SECOND) for each in tags]
    gateway.write("telemetry", encode(points))
    for second in (0, 40, 80):
        advance(worker, second)
    figures = Monitor(ticks=[Tick(1, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0)]).figures(worker)
    end(worker)
    assert newest(gateway, "WAS_FIRST")["level"] == 3
    assert len(worker.pipeline.state.fleet.assets) == known + 50
    assert quality(gateway, "")["", "refused_too_many"] >= 450
    assert figures is not None
    assert float(figures["assets"]) == known + 50


def test_an_asset_that_falls_silent_at_work_has_dropped_out(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "SILENT", -60, [HEALTHY] * 60)
    worker = started(gateway, tmp_path, 0)
    for second in range(30, 151, 30):
        advance(worker, second)
    end(worker)
    assert quality(gateway, "SILENT")["", "dropout"] >= 1


def test_while_the_store_is_away_nothing_drops_out(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "UNHEARD", -60, [HEALTHY] * 60)
    worker = started(gateway, tmp_path, 0)
    advance(worker, 300)
    advance(worker, 330)
    end(worker)
    assert not quality(gateway, "UNHEARD")


def test_minutes_are_rolled_up(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "ROLLED", -120, [1.0] * 30 + [3.0] * 30 + [2.0] * 60)
    worker = started(gateway, tmp_path, 120)
    end(worker)
    assert minutes(gateway, "ROLLED", "mean") == {NOW - 120 * SECOND: 2.0, NOW - 60 * SECOND: 2.0}


def minutes(gateway: Gateway, asset: str, field: str) -> dict[int, float]:
    """What the rollup says of an asset's vibration, minute by minute."""
    frame = gateway.query(
        'from(bucket: "rollup") |> range(start: 0) |> filter(fn: (r) => r._measurement == "telemetry_1m" '
        f'and r.asset == "{asset}" and r.signal == "vibration_mm_s" and r._field == "{field}")'
    )
    return dict(zip(frame.times().tolist(), frame.floats("_value").tolist(), strict=True))


def test_history_is_learned_from_the_store_and_healthy_machines_stay_below_warning(
    gateway: Gateway, tmp_path: Path
) -> None:
    days = 3
    scenario = parse(
        {
            "seed": 5,
            "start": np.datetime64(NOW - days * 86_400 * SECOND, "ns").astype("datetime64[s]").item().astimezone(),
            "backfill": {"length": f"{days}d", "step": "60s"},
            "assets": [
                {"name": "WELL", "class": "pump", "site": "north"},
                {"name": "WORN", "class": "pump", "site": "north"},
            ],
            "faults": [{"asset": "WORN", "mode": "bearing_wear", "after": f"+{days * 24 - 14}h", "grow": "14h"}],
        }
    )
    with Writer(gateway, "telemetry") as writer:
        backfill(scenario, writer, lambda _done, _total: None, scenario.start, NOW)
    told: list[float] = []
    worker = Worker(gateway, tmp_path)
    worker.learn(lambda _what, part: told.append(part), now=NOW)
    advance(worker, 0)
    end(worker)
    assert told == sorted(told)
    assert told[-1] == 1
    assert newest(gateway, "WELL")["level"] < 2, newest(gateway, "WELL")["reason"]
    assert newest(gateway, "WORN")["level"] == 3
    assert "expected" in newest(gateway, "WORN")["reason"]


def test_it_waits_for_a_store_that_is_away_says_so_once_and_ends_when_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        provisioned(tmp_path / "secrets") as running,
        caplog.at_level(logging.INFO, "analytics.worker.loop"),
        Gateway(running.url, running.token, running.org) as gateway,
    ):
        worker, stop = Worker(gateway, tmp_path / "snapshot", tick_s=0.1), threading.Event()
        running.kill()
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        wait_until(lambda: worker.monitor.errors >= 2)
        running.restart()
        wait_until(lambda: "the store does its part again" in caplog.text)
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
    assert caplog.text.count("the store does not do its part, trying on") == 1
    assert (tmp_path / "snapshot" / "worker.npz").exists()


class Stumbling(Worker):
    """A worker with a fault of ours that nobody has found: its first turns fail."""

    turns = 0

    def turn(self, now: int) -> Tick:
        """A turn, from the third on."""
        self.turns += 1
        if self.turns < 3:
            raise ZeroDivisionError("as nobody has thought")
        return super().turn(now)


def test_a_fault_of_ours_ends_no_worker_is_told_and_gives_no_sign_of_life(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    alive: list[int] = []
    worker, stop = Stumbling(gateway, tmp_path, tick_s=0.1), threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), kwargs={"alive": lambda: alive.append(worker.turns)})
    with caplog.at_level(logging.INFO, "analytics.worker.loop"):
        thread.start()
        wait_until(lambda: "the worker goes on as before" in caplog.text)
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
    assert caplog.text.count("the worker stumbled, trying on in") == 2
    assert "ZeroDivisionError" in caplog.text
    # While it stumbles it does not look alive: not before its third turn, which succeeds.
    assert not {1, 2} & set(alive)
    assert 3 in alive
    assert worker.monitor.faults == 2
    assert worker.monitor.stumbled == 0


def test_a_snapshot_that_cannot_be_kept_costs_nothing_but_the_snapshot(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    write(gateway, "UNKEPT", -120, [BROKEN] * 120)
    worker = Worker(gateway, tmp_path / "file" / "worker")
    worker.learn(lambda _what, _part: None, now=NOW - 60 * SECOND)
    advance(worker, -60)
    for second in range(-40, 1, 20):
        worker.turn(NOW + second * SECOND)
    assert worker.failing_jobs == 1
    worker.close()
    assert newest(gateway, "UNKEPT")["level"] == 3
    assert "keeping the snapshot has to wait" in caplog.text
    assert "what is not in the last snapshot is scored again after the next start" in caplog.text


class Unlearned(Worker):
    """A worker whose store refuses to make history for good."""

    refusal = GatewayError("400 this query is too large", permanent=True, status=400)

    def learn(self, progress: Any, now: int | None = None) -> None:  # noqa: ARG002 - nothing is learned
        """Nothing can be learned."""
        raise self.refusal


class Overtaxed(Unlearned):
    """A worker whose store cannot make history, however often it is asked."""

    refusal = GatewayError("500 this query is too large", permanent=False, status=500)


@pytest.mark.parametrize("kind", [Unlearned, Overtaxed])
def test_a_history_that_cannot_be_read_for_good_keeps_nothing_from_being_judged(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: type[Unlearned]
) -> None:
    worker, stop = kind(gateway, tmp_path, tick_s=0.1), threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    wait_until(lambda: worker.ready)
    stop.set()
    thread.join(60)
    assert not thread.is_alive()
    assert caplog.text.count(f"history cannot be learned from, going on without: {kind.refusal}") == 1
