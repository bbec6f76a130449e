"""Recordings of a real pump through the pipeline; they lie beside the project and may not be part of it."""

from pathlib import Path

import numpy as np
import pytest

from bench.skab import HISTORY_ROWS, read, run, save, stream, table
from telemetry.errors import ContractError
from tests.support.store import ROOT

RECORDINGS = ROOT.parent / "shared" / "data" / "skab" / "valve1"

needs_recordings = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason="no recordings in ../shared/data/skab beside the project"
)


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="has no recordings"):
        run(tmp_path)


@needs_recordings
@pytest.mark.parametrize("name", ["1", "7", "12"])
def test_risk_rises_inside_the_anomaly_and_is_silent_while_it_learns(name: str) -> None:
    found = stream(read(RECORDINGS / f"{name}.csv"))
    assert not found.risk[: HISTORY_ROWS - 1].any()
    assert found.inside > 2 * found.before + 15
    assert found.risk.min() >= 0
    assert found.risk.max() <= 100


@needs_recordings
def test_results_are_written_as_the_scorer_reads_them(tmp_path: Path) -> None:
    found = stream(read(RECORDINGS / "7.csv"))
    save([found], tmp_path)
    lines = (tmp_path / "7.csv").read_text().splitlines()
    assert lines[0] == "datetime,is_anomaly"
    assert len(lines) == len(found.risk) + 1
    assert {line.rpartition(",")[2] for line in lines[1:]} == {"0", "1"}
    assert table([found]).splitlines()[1].split()[0] == "7"
    assert np.isfinite(found.inside)
