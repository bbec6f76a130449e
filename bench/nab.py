"""The series of the Numenta Anomaly Benchmark through the novelty layer, as the worker runs it: each file starts cold,
one row after the other, with the same constants for every file. No label and no future goes in.

    forewarn bench nab ../shared/data/nab --out DIR

writes DIR/<category>/<file>.csv with the score of each row, as ../shared/tools/nab_score.py reads it; where the labels
lie beside the data, it also prints the score by our own reading of the rules.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from analytics.ground.columns import Floats, Ints
from analytics.layers.novelty import Novelty, look
from bench.nab_rules import PROFILES, Judged, best, judge
from contract.errors import ContractError

QUIET = 100.0
"""Rows that do not alert are written so much lower: alerts are what is meant."""
LABELS = Path("labels") / "combined_windows.json"


@dataclass(frozen=True, slots=True)
class Recording:
    """One file: its name with its category, its times as text and in ns, and its values, NaN where there is none."""

    name: str
    stamps: list[str]
    time: Ints
    value: Floats


def read(path: Path) -> Recording:
    """A recording, its rows in the order of the file."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    stamps = [row["timestamp"] for row in rows]
    time = np.array([moment(stamp) for stamp in stamps], np.int64)
    return Recording(f"{path.parent.name}/{path.name}", stamps, time, np.array([number(row["value"]) for row in rows]))


def moment(stamp: str) -> int:
    """A time of the benchmark, which names no zone, in ns."""
    return round(datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp() * 1e6) * 1000


def number(text: str) -> float:
    """A value; what is missing is NaN."""
    return float(text) if text.strip() else np.nan


def scores(recording: Recording) -> Floats:
    """The score of each row; alerts are above all that is not one."""
    found = look(Novelty.of(1), np.zeros(len(recording.value), np.int64), recording.value, recording.time)
    return np.where(found.alert, found.score, found.score - QUIET)


def run(root: Path) -> Iterator[tuple[Recording, Floats]]:
    """Every file under `root`/data with its scores; raises `ContractError` where there is none."""
    paths = sorted((root / "data").glob("*/*.csv"))
    if not paths:
        raise ContractError("data_root", f"{root}/data has no recordings (<category>/<file>.csv)")
    for path in paths:
        recording = read(path)
        yield recording, scores(recording)


def save(recording: Recording, score: Floats, folder: Path) -> None:
    """The scores of one file, one row a data row."""
    path = folder / recording.name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{stamp},{value!r}" for stamp, value in zip(recording.stamps, score.tolist(), strict=True)]
    path.write_text("\n".join(["timestamp,anomaly_score", *lines]) + "\n", encoding="utf-8")


def measure(data_root: Path, out: Path) -> str:
    """Score and write every file; the report names the benchmark's score where the labels are known."""
    labels = json.loads((data_root / LABELS).read_text(encoding="utf-8")) if (data_root / LABELS).exists() else None
    judged: list[Judged] = []
    files = rows = 0
    for recording, score in run(data_root):
        save(recording, score, out)
        files, rows = files + 1, rows + len(score)
        if labels is not None and recording.name in labels:
            judged.append(judge(score, windows(recording, labels[recording.name])))
    return "\n".join([f"{files} files, {rows} rows scored", *report(judged)])


def windows(recording: Recording, spans: list[list[str]]) -> list[tuple[int, int]]:
    """First and last row of each labelled window."""
    rows = {time: row for row, time in reversed(list(enumerate(recording.time.tolist())))}
    return [(rows[moment(first)], rows[moment(last)]) for first, last in spans]


def report(judged: list[Judged]) -> list[str]:
    """One line a profile of the benchmark."""
    if not judged:
        return []
    count = sum(found.windows for found in judged)
    lines = [f"NAB score over {len(judged)} labelled files with {count} windows:"]
    for name, profile in PROFILES.items():
        value, threshold = best(judged, profile)
        lines.append(f"{name:>12}  {value:6.2f}  at threshold {threshold:.3f}")
    return lines
