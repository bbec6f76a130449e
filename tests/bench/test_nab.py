"""The benchmark's series through the novelty layer, and our reading of its rules."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from bench.cli import command
from bench.nab import LABELS, measure, read, scores, windows
from bench.nab_rules import PROFILES, best, judge
from contract.errors import ContractError
from tests.support.store import ROOT

DATA = ROOT.parent / "shared" / "data" / "nab"
SCORER = ROOT.parent / "shared" / "tools" / "nab_score.py"

needs_scorer = pytest.mark.skipif(
    not (DATA.is_dir() and SCORER.is_file()), reason="no ../shared/data/nab and ../shared/tools beside the project"
)


def reference() -> Any:
    """The scorer that lies beside the project."""
    spec = importlib.util.spec_from_file_location("nab_score", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def recording(folder: Path, name: str, rows: list[str]) -> Path:
    path = folder / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["timestamp,value", *rows]) + "\n", encoding="utf-8")
    return path


def hourly(spike: int) -> list[str]:
    start, value = np.datetime64("2020-01-01"), np.random.default_rng(0).normal(size=600)
    value[spike] += 40
    return [f"{start + np.timedelta64(row, 'h')},{x}".replace("T", " ") for row, x in enumerate(value.tolist())]


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="has no recordings"):
        measure(tmp_path, tmp_path / "out")


def test_the_command_writes_a_score_a_row_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = recording(tmp_path, "some/hourly.csv", hourly(400))
    done = CliRunner().invoke(command, ["nab", str(tmp_path), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert done.output == "1 files, 600 rows scored\n"
    lines = (tmp_path / "out" / "some" / "hourly.csv").read_text().splitlines()
    assert lines[0] == "timestamp,anomaly_score"
    assert [line.partition(",")[0] for line in lines[1:]] == read(path).stamps
    assert max(range(600), key=lambda row: float(lines[row + 1].partition(",")[2])) == 400


def test_a_window_around_a_lone_spike_is_found_for_every_profile(tmp_path: Path) -> None:
    recording(tmp_path, "some/hourly.csv", hourly(400))
    label = tmp_path / LABELS
    label.parent.mkdir()
    label.write_text(json.dumps({"some/hourly.csv": [["2020-01-17 12:00:00", "2020-01-19 12:00:00"]]}))
    report = measure(tmp_path, tmp_path / "out").splitlines()
    assert report[1] == "NAB score over 1 labelled files with 1 windows:"
    assert all(float(line.split()[-4]) > 50 for line in report[2:])
    assert len(report) == 2 + len(PROFILES)


def test_missing_values_and_times_in_disorder_are_taken_as_they_come(tmp_path: Path) -> None:
    rows = hourly(400)
    rows[100], rows[200], rows[201] = rows[99], rows[200].partition(",")[0] + ",", rows[150]
    found = scores(read(recording(tmp_path, "some/odd.csv", rows)))
    assert len(found) == 600
    assert np.isfinite(found).all()


def test_a_detector_that_never_fires_scores_nothing_and_one_that_fires_at_each_onset_almost_all() -> None:
    flat, perfect = np.zeros(1000), np.zeros(1000)
    perfect[[400, 800]] = 1
    for profile in PROFILES.values():
        assert best([judge(flat, [(400, 450), (800, 900)])], profile)[0] == 0
        assert best([judge(perfect, [(400, 450), (800, 900)])], profile)[0] == pytest.approx(100, abs=1)


def test_a_window_of_one_row_has_a_score() -> None:
    score = np.zeros(1000)
    score[500] = 1
    assert np.isfinite(best([judge(score, [(500, 500)])], PROFILES["standard"])[0])


@needs_scorer
def test_our_reading_of_the_rules_agrees_with_the_reference(tmp_path: Path) -> None:
    report = measure(DATA, tmp_path).splitlines()
    found = [(float(line.split()[-4]), float(line.split()[-1])) for line in report[2:]]
    expected = list(reference().score(str(DATA), str(tmp_path)).values())
    np.testing.assert_allclose(found, expected, atol=0.01)
    assert found[0][0] >= 78


@needs_scorer
def test_noise_is_scored_as_the_reference_does(tmp_path: Path) -> None:
    random, judged = np.random.default_rng(0), []
    labels = json.loads((DATA / LABELS).read_text(encoding="utf-8"))
    for path in sorted((DATA / "data").glob("*/*.csv")):
        found = read(path)
        noise = np.round(random.exponential(size=len(found.value)), 1)
        target = tmp_path / found.name
        target.parent.mkdir(exist_ok=True)
        target.write_text("anomaly_score\n" + "\n".join(map(str, noise.tolist())) + "\n")
        judged.append(judge(noise, windows(found, labels[found.name])))
    expected = list(reference().score(str(DATA), str(tmp_path)).values())
    found_scores = [best(judged, profile) for profile in PROFILES.values()]
    np.testing.assert_allclose(found_scores, expected, atol=1e-6)
