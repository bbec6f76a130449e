"""Real recordings of other machines, each with a mapping of a few lines.

They lie beside the project (../shared/data/own) and may not be part of it; without them this skips.
"""

from pathlib import Path

import pytest

import collectors
from tests.collectors.replay.reading import Read

FOLDER = Path(collectors.__file__).parents[1] / ".." / "shared" / "data" / "own"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/data/own is not there")


def test_a_log_of_an_operators_panel_keeps_both_halves_of_each_second() -> None:
    read = Read(
        FOLDER / "hmi-pressure.csv",
        time={"column": "Время", "format": "%d.%m.%Y %H:%M:%S"},
        decimal=",",
        same_moment="spread",
        columns={"Давление": {"signal": "discharge_pressure_bar"}},
    )
    assert (read.said, read.tally.rows, len(read.only)) == ([], 66_210, 66_210)
    assert read.only[1] == ("2026-03-01T09:01:46.500", 6.0612245)
    assert len({time for time, _ in read.only}) == 66_210


def test_four_bearings_side_by_side_are_four_machines() -> None:
    columns = {f"Bearing {n}": {"signal": "accel_g", "asset": f"IMS-{n}"} for n in (1, 2, 3, 4)}
    time = {"column": "Datetime", "format": "%Y.%m.%d.%H.%M.%S"}
    read = Read(FOLDER / "bearing-test2.csv", time=time, columns=columns)
    assert (read.said, read.tally.rows, read.tally.missing) == ([], 984, 0)
    assert {asset: len(found) for (asset, _), found in read.readings.items()} == {f"IMS-{n}": 984 for n in (1, 2, 3, 4)}
    assert read.readings["IMS-1", "accel_g"][0] == ("2004-02-12T10:32:39", 0.05833287758191331)


def test_an_air_handler_is_read_in_degrees_celsius_with_a_rule_for_when_it_works() -> None:
    read = Read(
        FOLDER / "ahu-variable-volume.csv",
        time={"column": "Datetime", "format": "%m/%d/%Y %H:%M", "zone": "America/New_York"},
        run_state={"when": "`AHU: Supply Air Fan Status` == 1"},
        columns={"AHU: Supply Air Temperature": {"signal": "fluid_temp_c", "unit": "°F"}},
    )
    assert (read.said, read.tally.rows) == ([], 15_839)
    assert read.only[0][0] == "2017-09-11T04:00:00"
    assert read.values[0] == pytest.approx((72.29 - 32) / 1.8)
    assert {state for _, state in read.states["P-1"]} == {"running"}
