"""Recordings of a real pump through the pipeline; they lie beside the project and may not be part of it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bench.skab import COLUMNS, HISTORY_ROWS, Outcome, Recording, rates, read, run, save, stream, table
from contract.errors import ContractError
from tests.analytics.feeds import noise
from tests.support.store import ROOT

RECORDINGS = ROOT.parent / "shared" / "data" / "skab" / "valve1"

needs_recordings = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason="no recordings in ../shared/data/skab beside the project"
)

CLOCK = [f"2020-03-09 10:{second // 60:02}:{second % 60:02}" for second in range(3600)]


def write(path: Path, stamps: Sequence[str], labels: Sequence[int] | None = None, extra: str = "") -> Path:
    """A recording of a pump that rests at 5, at 50 where it is labelled; with a column `extra` that nobody knows."""
    marks, rows = labels or [0] * len(stamps), []
    names = ["datetime", *COLUMNS, *([extra] if extra else []), *(["anomaly"] if labels else [])]
    for stamp, mark, wobble in zip(stamps, marks, noise(len(stamps)), strict=True):
        values = [f"{5 + 45 * mark + 0.1 * wobble:.4f}"] * len(COLUMNS)
        rows.append(";".join([stamp, *values, *(["odd"] if extra else []), *([f"{mark}.0"] if labels else [])]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([";".join(names), *rows]) + "\n", encoding="utf-8")
    return path


def outcome(labels: Sequence[bool] | None, flagged: Sequence[bool]) -> Outcome:
    """A recording after whose history these rows are labelled, and flagged."""
    history = np.zeros(HISTORY_ROWS, np.bool_)
    anomaly = None if labels is None else np.concatenate((history, labels)).astype(np.bool_)
    rows = HISTORY_ROWS + len(flagged)
    time, values = np.arange(rows, dtype=np.int64), np.zeros((rows, len(COLUMNS)))
    level = np.concatenate((history, flagged)) * 2
    return Outcome(Recording("pump", "1", [str(t) for t in time], time, values, anomaly), level * 30.0, level)


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="has no recordings"):
        run(tmp_path)


def test_a_file_without_known_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("datetime,x\n2020-03-09 10:00:00,1\n", encoding="utf-8")
    with pytest.raises(ContractError, match="no recording of SKAB"):
        run(tmp_path)


def test_rows_are_kept_one_to_one_through_gaps_repeated_times_and_unknown_columns(tmp_path: Path) -> None:
    stamps = [*CLOCK[:410], CLOCK[409], CLOCK[405], *CLOCK[900:1000]]
    path = write(tmp_path / "pump" / "1.csv", stamps, extra="Humidity")
    found = stream(read(path))
    assert (np.diff(found.recording.time) > 0).all()
    assert len(found.level) == len(stamps)
    save([found], tmp_path / "out")
    lines = (tmp_path / "out" / "pump" / "1.csv").read_text().splitlines()
    assert [line.rpartition(",")[0] for line in lines[1:]] == stamps


def test_an_empty_cell_is_no_value_and_an_empty_row_keeps_the_level(tmp_path: Path) -> None:
    path = write(tmp_path / "pump" / "1.csv", CLOCK[:600], [0] * 450 + [1] * 150)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[501] = f"{CLOCK[500]}{';' * len(COLUMNS)};1.0"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = stream(read(path))
    assert np.isnan(found.recording.values[500]).all()
    assert found.flagged[500]


def test_an_experiment_may_be_given_by_itself_or_with_others(tmp_path: Path) -> None:
    write(tmp_path / "pump" / "10.csv", CLOCK[:420])
    write(tmp_path / "pump" / "9.csv", CLOCK[:420])
    for root in (tmp_path, tmp_path / "pump"):
        assert [(found.recording.experiment, found.recording.name) for found in run(root)] == [
            ("pump", "9"),
            ("pump", "10"),
        ]


def test_the_rates_count_rows_after_the_history() -> None:
    found = rates([outcome([True] * 4 + [False] * 4, [True, True, True, False, True, False, False, False])])
    assert (found.f1, found.far, found.mar) == (0.75, 0.25, 0.25)


def test_recordings_without_labels_count_as_without_fault_and_are_told_apart() -> None:
    text = table([outcome([True, False], [True, False]), outcome(None, [True, False])])
    assert "all: F1 1.000   FAR  0.00%   MAR  0.00%" in text
    assert text.splitlines()[-1] == "pump/1: without fault; 50.00% of 2 rows are false alarms"


def test_a_step_is_found_and_silence_kept_while_it_learns(tmp_path: Path) -> None:
    found = stream(read(write(tmp_path / "pump" / "1.csv", CLOCK[:700], [0] * 500 + [1] * 200)))
    assert not found.risk[: HISTORY_ROWS - 1].any()
    assert rates([found]).f1 > 0.9


@needs_recordings
@pytest.mark.parametrize("name", ["5", "7", "12"])
def test_risk_rises_inside_the_anomaly(name: str) -> None:
    found = stream(read(RECORDINGS / f"{name}.csv"))
    inside = found.recording.anomaly
    assert inside is not None
    assert found.mean_risk(inside) > 2 * found.mean_risk(np.cumsum(inside) == 0) + 15
    assert 0 <= found.risk.min() <= found.risk.max() <= 100
