"""Rows of config that break the contract."""

import time
from pathlib import Path

import pytest

from analytics.worker.loop import Worker
from analytics.worker.maintenance_watch import Maintenance
from analytics.worker.threshold_watch import Thresholds
from store.gateway import Gateway
from tests.support.provisioned import provisioned

SOUND = 'direction="both",sensitivity=1.0,min_deviation=0.1,enabled=true,version=1i,actor="x",why="y"'
WORK = 'what="x",actor="y",relearn=false,from="2026-11-30T00:00:00Z",until="2026-12-30T00:00:00Z"'
LONG = "w" * 60_000
BAD = [
    f"threshold {SOUND}",
    f"threshold,scope=default {SOUND}",
    f"threshold,signal=vibration_mm_s {SOUND}",
    f"threshold,scope=default,signal=nope {SOUND}",
    f"threshold,scope=default,signal=flow_m3h {SOUND.replace('both', LONG)}",
    "threshold,scope=default,signal=power_kw version=9i",
    "threshold,scope=default,signal=bearing_temp_c sensitivity=1e308,version=3i",
    "threshold,scope=default,signal=winding_temp_c x=1,y=true,version=4i",
    f"maintenance {WORK}",
    f"maintenance,asset=P {WORK.replace('2026-12-30T00:00:00Z', '9999-12-31T23:59:59-23:59')}",
    f"maintenance,asset=P {WORK.replace('2026-11-30T00:00:00Z', LONG)}",
    'maintenance,asset=P until="soon"',
]


def test_each_is_refused_by_itself_told_once_and_counted_and_the_sound_ones_count(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with provisioned(tmp_path / "secrets") as running, Gateway(running.url, running.token, running.org) as gateway:
        now = time.time_ns()
        gateway.write("config", [f"{line} {now + number}" for number, line in enumerate(BAD)])
        gateway.write("config", [f"threshold,scope=PUMP,signal=vibration_mm_s {SOUND} {now}"])
        gateway.write("config", [f"maintenance,asset=PUMP {WORK} {now}"])
        thresholds, works = Thresholds(gateway), Maintenance(gateway)
        assert list(thresholds.changed() or {}) == [("PUMP", "vibration_mm_s")]
        assert list(works.changed() or {}) == ["PUMP"]
        told = len(caplog.records)
        gateway.write("config", [f"threshold,scope=FAN,signal=vibration_mm_s {SOUND} {now}"])
        assert set(thresholds.changed() or {}) == {("PUMP", "vibration_mm_s"), ("FAN", "vibration_mm_s")}
        worker = Worker(gateway, tmp_path / "worker")
        worker.learn(lambda _what, _part: None)
        worker.tick(time.time_ns())
        worker.close()
    assert told == len(BAD) == len(thresholds.refused) + len(works.refused)
    assert len(worker.thresholds.refused) + len(worker.maintenance.refused) == len(BAD)
    # The second reader, which is the worker's own, tells of them once more; the first did not.
    assert sum("is refused" in record.getMessage() for record in caplog.records) == 2 * told
    assert max(len(record.getMessage()) for record in caplog.records) < 1000
