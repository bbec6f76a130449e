"""Recordings as courses."""

from pathlib import Path

import numpy as np

from collectors.replay import Tally, load
from forewarn.backtest.courses import read

MAPPING = """
time = { column = "time", format = "iso" }
asset = { column = "pump" }
asset_class = "machine"
site = "hall"
run_state = { column = "state" }
[columns]
"Vib" = { signal = "vibration_mm_s" }
"Temp" = { signal = "bearing_temp_c" }
"""
ROWS = """time,pump,state,Vib,Temp
2026-03-01T08:02:00Z,A,running,1.2,
2026-03-01T08:00:00Z,A,off,1.0,40
2026-03-01T08:00:00Z,B,running,2.0,50
2026-03-01T08:01:00Z,A,,1.1,oops
"""


def test_rows_in_any_order_become_a_course_an_asset(tmp_path: Path) -> None:
    recording, mapping, tally = tmp_path / "r.csv", tmp_path / "m.toml", Tally()
    recording.write_text(ROWS, encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    first, second = sorted(read([recording], load(mapping), tally), key=lambda course: course.tags)
    assert first.tags == ("A", "machine", "hall")
    assert (np.diff(first.time) == 60 * 10**9).all()
    signals = dict(zip(first.signals, first.values.tolist(), strict=True))
    assert signals["vibration_mm_s"] == [1.0, 1.1, 1.2]
    assert np.array_equal(signals["bearing_temp_c"], [40.0, np.nan, np.nan], equal_nan=True)
    assert [first.states[place] if place >= 0 else "" for place in first.said] == ["off", "", "running"]
    assert second.values.shape == (2, 1)
    assert tally.refused == 1
