"""Real recordings of a failing pump, end to end: replay into the store, the worker, risk out of the store.

The recordings lie beside the project (../shared/data/skab) and may not be part of it; without them this skips.
"""

import time
from pathlib import Path

import numpy as np
import pytest

from analytics.worker.loop import Worker
from bench.skab import HISTORY_ROWS, read, thresholds
from collectors.replay import Report, Shift, load, replay
from store.gateway import Gateway
from store.points import Point, encode
from store.writer import Writer
from tests.support.provisioned import provisioned
from tests.support.store import ROOT

RECORDINGS = ROOT.parent / "shared" / "data" / "skab" / "valve1"
MAPPING = ROOT / "collectors" / "mappings" / "skab.toml"
RISK = """from(bucket: "health") |> range(start: -2h)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk" and r.asset == "{}")"""

pytestmark = [
    pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"no recordings in {RECORDINGS.name}/ beside the project"),
    pytest.mark.timeout(300),
]


def write_thresholds(gateway: Gateway, assets: list[str]) -> None:
    """The default limits are those of larger pumps: for these assets only what is learned counts."""
    points = [
        Point(
            "threshold",
            {"scope": row.scope, "signal": row.signal},
            {
                "direction": row.policy.direction,
                "sensitivity": row.policy.sensitivity,
                "min_deviation": row.policy.min_deviation or 0.0,
                "enabled": True,
                "version": 1,
                "actor": "test",
                "why": "a bench pump of another size",
            },
            time.time_ns(),
        )
        for asset in assets
        for row in thresholds(asset)
    ]
    gateway.write("config", encode(points))


def play(gateway: Gateway, files: list[Path]) -> Report:
    with Writer(gateway, "telemetry") as writer:
        return replay(files, load(MAPPING), writer, shift=Shift.LAST)


def score_everything(gateway: Gateway, folder: Path) -> None:
    """Run the worker until it has scored all that is in the store."""
    worker = Worker(gateway, folder)
    worker.learn(lambda _what, _part: None)
    while worker.tick(time.time_ns()).behind_s > 0:
        pass
    worker.close()


def risk_before_and_inside(gateway: Gateway, file: Path) -> tuple[float, float]:
    """Mean risk between the history and the onset, and inside the labelled anomaly; the store's rows by their time."""
    recording = read(file)
    frame = gateway.query(RISK.format(f"SKAB-{file.stem}"))
    since_first = recording.time - recording.time[0]
    shown = frame.times() - frame.times().max() + since_first[-1]
    # Risk is written when it changes and now and then: between two points the last one holds.
    order = np.argsort(shown)
    held = np.searchsorted(shown[order] - 10**9 // 2, since_first, side="right") - 1
    risk = np.where(held >= 0, frame.floats("_value")[order][np.maximum(held, 0)], 0.0)
    assert recording.anomaly is not None
    onset = int(np.argmax(recording.anomaly))
    return float(risk[HISTORY_ROWS:onset].mean()), float(risk[recording.anomaly].mean())


def test_risk_inside_the_labelled_anomaly_is_clearly_above_risk_before_it(tmp_path: Path) -> None:
    files = sorted(RECORDINGS.glob("*.csv"))
    with provisioned(tmp_path / "secrets") as store, Gateway(store.url, store.token, store.org) as gateway:
        write_thresholds(gateway, [f"SKAB-{file.stem}" for file in files])
        report = play(gateway, files)
        # The bench's sensor shows a pressure below vacuum twice: what cannot be is refused, and said.
        assert report.refused == 2
        assert all("physically possible" in message for message in report.messages)
        assert len(report.assets) == len(files) == 16
        score_everything(gateway, tmp_path / "worker")
        found = {file.stem: risk_before_and_inside(gateway, file) for file in files}
    for name, (before, inside) in found.items():
        print(f"{name:>3}: risk before {before:5.1f}, inside {inside:5.1f}")
    clear = [name for name, (before, inside) in found.items() if inside > 2 * before and inside > before + 15]
    assert len(clear) >= 12, found
