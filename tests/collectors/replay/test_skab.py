"""Real recordings of a pump on a test bench, with the mapping that ships."""

from pathlib import Path

import pytest

import collectors
from collectors.replay import Shift, load, replay
from contract.catalogue import CLASSES
from tests.collectors.worlds import Lines

ROOT = Path(collectors.__file__).parents[1]
RECORDINGS = sorted((ROOT / ".." / "shared" / "data" / "skab" / "valve1").glob("*.csv"))


@pytest.mark.skipif(not RECORDINGS, reason="../shared/data/skab is not there")
def test_all_recordings_go_through_but_for_two_impossible_pressures() -> None:
    mapping, sink = load(ROOT / "collectors" / "mappings" / "skab.toml"), Lines()
    report = replay(RECORDINGS, mapping, sink, None, Shift.LAST)
    assert len(report.assets) == len(RECORDINGS) == 16
    assert report.rows == len(sink.lines) > 18_000
    assert report.refused == 2
    assert all("Pressure" in message for message in report.messages)
    signals = CLASSES["machine"].signals
    assert all(column.signal in signals for column in mapping.columns.values())
