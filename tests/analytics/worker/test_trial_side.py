"""Two processes try a proposal together: they come to what one comes to, and say so where one of them cannot."""

import os
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from analytics.backtest.shelf import Shelf
from analytics.backtest.straight import How
from analytics.backtest.trial import tried
from analytics.policies.proposal import proposal, with_proposal
from analytics.worker.trial_side import TrialError, side_by_side
from contract.time import DAY, HOUR
from tests.analytics.backtest.recordings import SIGNAL, START, recording, spoilt

BEGIN = START + 5 * DAY
NOW = How(since=BEGIN - 3 * DAY)
THEN = replace(NOW, thresholds=with_proposal({}, proposal({}, "machine", "machine", SIGNAL, {"enabled": False})))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with eight days of two pumps, one of which grows warm for six hours."""
    warm = spoilt(recording(8), BEGIN + DAY, BEGIN + DAY + 6 * HOUR, 49.0)
    Shelf(tmp_path).put([warm, recording(8, name="P-2", seed=9)])
    return tmp_path


def test_two_processes_come_to_what_one_comes_to(folder: Path) -> None:
    heard: list[float] = []
    found = side_by_side(folder, BEGIN, NOW, THEN, lambda done, of: heard.append(done / of))
    assert found == tried(Shelf(folder).all(), BEGIN, NOW, THEN, lambda _done, _of: None)
    assert [len(side.episodes) for side in found.sides] == [1, 0]
    assert heard == sorted(heard)


def test_a_second_process_that_is_killed_ends_the_trial_with_the_reason(folder: Path) -> None:
    ours = psutil.Process(os.getpid())
    before = set(ours.children())  # stores that other tests go on with, and the process that their commands start from

    def kill(_done: int, _of: int) -> None:
        for child in set(ours.children()) - before:
            child.kill()

    with pytest.raises(TrialError, match="ended with status"):
        side_by_side(folder, BEGIN, NOW, THEN, kill)


def test_nothing_in_the_span_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="nothing lies in the span"):
        side_by_side(folder, START + 50 * DAY, NOW, THEN, lambda _done, _of: None)


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"courses\.bin"):
        Shelf(tmp_path / "gone").put([recording(1)])
