"""The worker after a restart, a kill, and the loss of what it kept: it goes on, and tells nothing twice."""

import logging
from pathlib import Path

import numpy as np
import pytest

from analytics.worker.loop import Worker
from contract.measurements import Value
from contract.time import SECOND
from store.gateway import Gateway
from store.points import Point, encode
from tests.analytics.worker.loop.steps import (
    BROKEN,
    HEALTHY,
    NOW,
    advance,
    end,
    events,
    minutes,
    newest,
    risks,
    scores,
    set_threshold,
    started,
    write,
)


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
