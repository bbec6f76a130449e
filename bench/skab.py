"""The pump recordings of SKAB through the very pipeline of the worker: risk before and inside the labelled anomalies.

No labels and no future go in: each file is one asset that starts cold, and its first 400 rows are its history.

    forewarn bench skab ../shared/data/skab/valve1 [--out DIR]

`--out` writes is_anomaly for each row, in the form that ../shared/tools/skab_score.py reads.
"""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from analytics.engine.columns import Bools, Floats, Ints
from analytics.engine.pipeline import Pace, Pipeline
from analytics.engine.samples import Samples
from analytics.policies.policy import Policy, Threshold
from analytics.verdict.alarm import EDGES
from telemetry.catalogue import Limits
from telemetry.errors import ContractError

HISTORY_ROWS = 400
COLUMNS = {
    "Accelerometer1RMS": ("accel_g", 1.0),
    "Accelerometer2RMS": ("accel_nde_g", 1.0),
    "Current": ("motor_current_a", 1.0),
    "Pressure": ("discharge_pressure_bar", 1.0),
    "Temperature": ("winding_temp_c", 1.0),
    "Thermocouple": ("fluid_temp_c", 1.0),
    "Voltage": ("supply_voltage_v", 1.0),
    "Volume Flow RateRMS": ("flow_m3h", 0.06),
}
"""Column of a recording: the signal it becomes, and the factor from its unit (l/min) to ours."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One file: its times (ns), its values [row, signal] by the order of `COLUMNS`, and the label of each row."""

    name: str
    stamps: list[str]
    time: Ints
    values: Floats
    anomaly: Ints


@dataclass(frozen=True, slots=True)
class Outcome:
    """Risk and level of each row of one recording."""

    recording: Recording
    risk: Floats
    level: Ints

    @property
    def flagged(self) -> Bools:
        """Whether the asset was at warning or worse, row by row."""
        return self.level >= len(EDGES) - 1

    @property
    def before(self) -> float:
        """Mean risk between the history and the onset of the anomaly."""
        onset = int(np.argmax(self.recording.anomaly > 0))
        return float(self.risk[HISTORY_ROWS:onset].mean())

    @property
    def inside(self) -> float:
        """Mean risk inside the labelled anomaly."""
        return float(self.risk[self.recording.anomaly > 0].mean())


def read(path: Path) -> Recording:
    """A recording; a file without labels counts as without anomaly."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter=";"))
    stamps = [row["datetime"] for row in rows]
    moments = [datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp() for stamp in stamps]
    values = np.array([[float(row[name]) * factor for name, (_, factor) in COLUMNS.items()] for row in rows])
    labels = np.array([round(float(row.get("anomaly") or 0)) for row in rows], np.int64)
    return Recording(path.stem, stamps, np.array(moments, np.int64) * 10**9, values, labels)


def thresholds(asset: str) -> list[Threshold]:
    """The policies of this bench: nothing but what is learned, as the catalogue's limits are those of larger pumps."""
    policy = Policy(direction="both", sensitivity=1.0, min_deviation=0.0, limits=Limits())
    return [Threshold(scope=asset, signal=signal, policy=policy) for signal, _ in COLUMNS.values()]


def stream(recording: Recording) -> Outcome:
    """A recording, row by row, through a pipeline that starts cold."""
    pipeline = Pipeline(pace=Pace(score_s=1e9, risk_s=0))
    asset = f"SKAB-{recording.name}"
    pipeline.adopt({(row.scope, row.signal): row for row in thresholds(asset)})
    rows, signals = recording.values.shape
    labels = [(asset, "machine", "bench", name) for name, _ in COLUMNS.values()]
    results = pipeline.feed(
        Samples(np.repeat(recording.time, signals), np.tile(np.arange(signals), rows), recording.values.ravel(), labels)
    )
    risk, level = np.zeros(rows), np.zeros(rows, np.int64)
    place = {time: row for row, time in enumerate(recording.time.tolist())}
    for found in results.risks:
        risk[place[found.time]], level[place[found.time]] = found.risk, found.level
    return Outcome(recording, risk, level)


def run(folder: Path) -> list[Outcome]:
    """All recordings of a folder, by name; raises `ContractError` where it has none."""
    paths = sorted(folder.glob("*.csv"), key=lambda path: (len(path.stem), path.stem))
    if not paths:
        raise ContractError("data_root", f"{folder} has no recordings (*.csv)")
    return [stream(read(path)) for path in paths]


def table(outcomes: list[Outcome]) -> str:
    """One line a file: risk before the anomaly, inside it, and their ratio; and how many rise clearly."""
    lines = ["file  risk before  risk inside   ratio"]
    for found in outcomes:
        ratio = found.inside / max(found.before, 0.1)
        lines.append(f"{found.recording.name:>4}  {found.before:11.1f}  {found.inside:11.1f}  {ratio:6.1f}")
    clear = sum(found.inside > max(2 * found.before, found.before + 15) for found in outcomes)
    lines.append(f"clearly higher inside (over twice, and 15 points): {clear} of {len(outcomes)} files")
    f1, far, mar = rows_score(outcomes)
    lines.append(f"rows at warning or worse as anomalies: F1 {f1:.3f}, false alarms {far:.1%}, missed {mar:.1%}")
    return "\n".join(lines)


def rows_score(outcomes: list[Outcome]) -> tuple[float, float, float]:
    """F1, and the shares of normal rows flagged and of anomalous rows missed, pooled; history does not count."""
    truth = np.concatenate([found.recording.anomaly[HISTORY_ROWS:] > 0 for found in outcomes])
    flagged = np.concatenate([found.flagged[HISTORY_ROWS:] for found in outcomes])
    hits, alarms, misses = (truth & flagged).sum(), (~truth & flagged).sum(), (truth & ~flagged).sum()
    return 2 * hits / (2 * hits + alarms + misses), alarms / max((~truth).sum(), 1), misses / max(truth.sum(), 1)


def save(outcomes: list[Outcome], folder: Path) -> None:
    """is_anomaly of each row: whether the asset's level is at least warning."""
    folder.mkdir(parents=True, exist_ok=True)
    for found in outcomes:
        flags = found.flagged.astype(int).tolist()
        lines = [f"{stamp},{flag}" for stamp, flag in zip(found.recording.stamps, flags, strict=True)]
        text = "\n".join(["datetime,is_anomaly", *lines])
        (folder / f"{found.recording.name}.csv").write_text(text + "\n", encoding="utf-8")
