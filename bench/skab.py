"""The pump recordings of SKAB through the very pipeline of the worker: which rows it calls anomalous, and how well.

No labels and no future go in: each file is one asset that starts cold, and its first 400 rows are its history.

    forewarn bench skab DATA_ROOT [--out DIR]

DATA_ROOT holds <experiment>/<file>.csv, as ../shared/data/skab, or the files of one experiment. `--out` writes
is_anomaly of each row to DIR/<experiment>/<file>.csv, in the form that ../shared/tools/skab_score.py reads.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import numpy as np

from analytics.engine.outcome import Pace
from analytics.engine.pipeline import Pipeline
from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.samples import Samples
from analytics.policies.policy import Policy, Threshold
from contract.catalogue import Limits
from contract.errors import ContractError
from contract.levels import WARNING
from contract.time import SECOND

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
    """One file: its times (ns, rising), its values [row, signal] by the order of `COLUMNS` (NaN: none), and the label
    of each row, or none at all where the recording is of a machine without fault."""

    experiment: str
    name: str
    stamps: list[str]
    time: Ints
    values: Floats
    anomaly: Bools | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Risk and level of each row of one recording."""

    recording: Recording
    risk: Floats
    level: Ints

    @property
    def flagged(self) -> Bools:
        """Whether the asset was at warning or worse, row by row."""
        return self.level >= WARNING

    def mean_risk(self, rows: Bools) -> float:
        """Mean risk in those rows after the history, NaN where there are none."""
        found = self.risk[HISTORY_ROWS:][rows[HISTORY_ROWS:]]
        return float(found.mean()) if len(found) else np.nan


@dataclass(frozen=True, slots=True)
class Rates:
    """F1, and the shares of normal rows flagged (FAR) and of anomalous rows missed (MAR); history does not count."""

    f1: float
    far: float
    mar: float

    def __str__(self) -> str:
        return f"F1 {self.f1:.3f}   FAR {self.far:6.2%}   MAR {self.mar:6.2%}"


def read(path: Path) -> Recording:
    """A recording, whatever further columns it has; raises `ContractError` where it has none that is known."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, delimiter=";")
        rows, names = list(reader), reader.fieldnames or []
    if not rows or not set(names) & set(COLUMNS):
        raise ContractError(
            "data_root", f"{path} is no recording of SKAB: it needs rows, and columns as {list(COLUMNS)}"
        )
    stamps = [row["datetime"] for row in rows]
    values = np.array([[_number(row.get(name)) * factor for name, (_, factor) in COLUMNS.items()] for row in rows])
    anomaly = np.array([_number(row["anomaly"]) > 0 for row in rows]) if "anomaly" in names else None
    return Recording(path.parent.name, path.stem, stamps, _rising(stamps), values, anomaly)


def _number(text: str | None) -> float:
    """A cell as a number, NaN where it is empty."""
    return float(text) if text else np.nan


def _rising(stamps: Sequence[str]) -> Ints:
    """The moments of the rows, ns; one that is not later than the one before is a second after it, so each counts."""
    moments = [datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp() for stamp in stamps]
    time = np.array(np.array(moments) * SECOND, np.int64)
    steps = np.diff(time)
    return np.asarray(time[0] + np.concatenate(([0], np.cumsum(np.where(steps > 0, steps, SECOND)))))


def thresholds(asset: str) -> list[Threshold]:
    """The policies of this bench: nothing but what is learned, as the catalogue's limits are those of larger pumps."""
    policy = Policy(direction="both", sensitivity=1.0, min_deviation=0.0, limits=Limits())
    return [Threshold(scope=asset, signal=signal, policy=policy) for signal, _ in COLUMNS.values()]


def stream(recording: Recording) -> Outcome:
    """A recording, row by row, through a pipeline that starts cold; a row without values keeps what was."""
    pipeline = Pipeline(pace=Pace(score_s=1e9, risk_s=0))
    asset = f"SKAB-{recording.name}"
    pipeline.adopt({(row.scope, row.signal): row for row in thresholds(asset)})
    rows, signals = recording.values.shape
    labels = [(asset, "machine", "bench", name) for name, _ in COLUMNS.values()]
    time, code, value = np.repeat(recording.time, signals), np.tile(np.arange(signals), rows), recording.values.ravel()
    known = np.isfinite(value)
    found = pipeline.feed(Samples(time[known], code[known], value[known], labels)).risks
    last = np.searchsorted([risk.time for risk in found], recording.time, side="right")
    risk = np.array([0.0, *(risk.risk for risk in found)])[last]
    return Outcome(recording, risk, np.array([0, *(risk.level for risk in found)])[last])


def recordings(root: Path) -> list[Path]:
    """The files of all experiments under a folder, or of the one that it is. Raises `ContractError`."""
    found = [*root.glob("*.csv"), *root.glob("*/*.csv")]
    if not found:
        raise ContractError("data_root", f"{root} has no recordings (*.csv, <experiment>/*.csv)")
    return sorted(found, key=lambda path: (path.parent.name, len(path.stem), path.stem))


def measure(data_root: Path, out: Path | None) -> str:
    """The table of all recordings of a folder; with `out`, also saves their flags there. Raises `ContractError`."""
    outcomes = run(data_root)
    if out is not None:
        save(outcomes, out)
    return table(outcomes)


def run(root: Path) -> list[Outcome]:
    """All recordings of a folder, by experiment and name. Raises `ContractError`."""
    return [stream(read(path)) for path in recordings(root.resolve())]


def table(outcomes: Sequence[Outcome]) -> str:
    """A line a file, the figures of each experiment and of all, and the false alarms of recordings without fault."""
    labelled = [found for found in outcomes if found.recording.anomaly is not None]
    lines = ["recording           risk before  risk inside   rows at warning or worse against the labels"]
    for experiment, group in groupby(labelled, key=lambda found: found.recording.experiment):
        files = list(group)
        lines += [_line(found) for found in files]
        lines.append(f"{experiment}: {rates(files)}   ({len(files)} files)")
    if labelled:
        lines.append(
            f"all: {rates(labelled)}   ({len(labelled)} files; flagging every row: {rates(labelled, all_flagged=True)})"
        )
    for found in outcomes:
        if found.recording.anomaly is None:
            share, rows = found.flagged[HISTORY_ROWS:].mean(), len(found.flagged) - HISTORY_ROWS
            lines.append(f"{_title(found)}: without fault; {share:.2%} of {rows} rows are false alarms")
    return "\n".join(lines)


def _line(found: Outcome) -> str:
    assert found.recording.anomaly is not None
    inside = found.recording.anomaly
    before = np.cumsum(inside) == 0
    return f"{_title(found):18} {found.mean_risk(before):12.1f} {found.mean_risk(inside):12.1f}   {rates([found])}"


def _title(found: Outcome) -> str:
    return f"{found.recording.experiment}/{found.recording.name}"


def rates(outcomes: Sequence[Outcome], *, all_flagged: bool = False) -> Rates:
    """The figures of labelled recordings, their rows pooled; or what they would be if every row were flagged."""
    known = [(found.recording.anomaly, found.flagged) for found in outcomes if found.recording.anomaly is not None]
    truth = np.concatenate([anomaly[HISTORY_ROWS:] for anomaly, _ in known])
    flagged = np.concatenate([flagged[HISTORY_ROWS:] for _, flagged in known]) | all_flagged
    hits, alarms, misses = (truth & flagged).sum(), (~truth & flagged).sum(), (truth & ~flagged).sum()
    return Rates(
        f1=2 * hits / max(2 * hits + alarms + misses, 1),
        far=alarms / max((~truth).sum(), 1),
        mar=misses / max(truth.sum(), 1),
    )


def save(outcomes: Sequence[Outcome], folder: Path) -> None:
    """is_anomaly of each row, a file a recording: whether the asset's level is at least warning."""
    for found in outcomes:
        flags = found.flagged.astype(int).tolist()
        lines = [f"{stamp},{flag}" for stamp, flag in zip(found.recording.stamps, flags, strict=True)]
        path = folder / found.recording.experiment / f"{found.recording.name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["datetime,is_anomaly", *lines]) + "\n", encoding="utf-8")
