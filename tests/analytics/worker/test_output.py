"""Results as line protocol."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.engine.pipeline import Pipeline
from analytics.worker import output
from contract.measurements import RISK
from store.points import Point
from tests.analytics.feeds import START, every_sample, samples, seconds


def fed() -> tuple[Pipeline, list[str], list[str]]:
    """A pump over its limit for two minutes: the pipeline, its health lines and its rollup lines."""
    pipeline = every_sample()
    results = pipeline.feed(samples("PUMP 1", "machine", seconds(130), {"vibration_mm_s": np.full(130, 4.0)}))
    encoder = output.Encoder(pipeline.state.fleet)
    return pipeline, encoder.health(results), encoder.rollup(results)


def test_a_score_without_a_band_has_no_band_fields() -> None:
    line = next(line for line in fed()[1] if line.startswith("score,"))
    assert (
        line
        == rf"score,asset=PUMP\ 1,asset_class=machine,signal=vibration_mm_s,site=north observed=4.0,score=1.5 {START}"
    )


def test_every_risk_row_has_every_field_so_that_the_last_of_each_is_of_one_time() -> None:
    lines = [line for line in fed()[1] if line.startswith("risk,")]
    assert len(lines) == 130
    for name in (*(RISK.fields.keys() - {"revised"}), "contribution_vibration_mm_s"):
        assert all(f"{name}=" in line for line in lines)
    assert 'level=2i,band="medium"' in lines[-1]
    assert 'reason="vibration_mm_s is 4 mm/s, over its limit of 3 mm/s for ' in lines[-1]


def test_only_a_revised_score_says_so() -> None:
    pipeline, lines, _ = fed()
    assert not any("revised" in line for line in lines)
    results = pipeline.feed(samples("PUMP 1", "machine", seconds(1, 130), {"vibration_mm_s": [4.0]}))
    results.revised, results.scores = results.scores, []
    (line,) = [line for line in output.Encoder(pipeline.state.fleet).health(results) if line.startswith("score,")]
    assert ",score=1.5,revised=true " in line


def test_a_fault_line_names_code_severity_and_episode() -> None:
    (line,) = [line for line in fed()[1] if line.startswith("fault,")]
    assert r",code=VIBRATION_HIGH,episode=PUMP\ 1-VIBRATION_HIGH-warning-" in line
    assert ",severity=warning," in line
    assert 'state="raised"' in line
    assert "limit=3.0" in line


def test_what_cannot_be_written_costs_its_own_field_or_line_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    pipeline, lines, _ = fed()
    results = pipeline.feed(samples("PUMP 1", "machine", seconds(1, 130), {"vibration_mm_s": [4.0]}))
    (scores,), (risks,) = results.scores, results.risk_rows
    results.scores = [replace(scores, expected=np.array([1.5]), half=np.array([np.inf]), score=np.array([np.inf]))]
    results.risk_rows = [replace(risks, risk=np.array([np.inf]))]
    results.events = [Point("fault", {"asset": "PUMP 1"}, {"limit": np.inf}), Point("fault", {}, {"limit": 1.0}, 5)]
    found = output.Encoder(pipeline.state.fleet).health(results)
    assert any(line.startswith("score,") and " observed=4.0,expected=1.5," in line for line in found)
    assert any(line.startswith("risk,") and "level=2i" in line and ",risk=" not in line for line in found)
    assert found[-1] == "fault limit=1.0 5"
    assert not any("inf" in line for line in found)
    assert "fault of PUMP 1 cannot be written: limit: inf is not a finite number" in caplog.text
    assert lines


def test_closed_minutes_are_rolled_up() -> None:
    lines = fed()[2]
    assert lines[0] == (
        r"telemetry_1m,asset=PUMP\ 1,asset_class=machine,signal=vibration_mm_s,site=north "
        f"mean=4.0,min=4.0,max=4.0,count=60i {START}"
    )


def test_an_asset_that_moves_is_written_at_its_new_site() -> None:
    pipeline = every_sample()
    encoder = output.Encoder(pipeline.state.fleet)
    found = []
    for number, site in enumerate(("north", "south")):
        batch = samples("P", "machine", seconds(2, 10 * number), {"vibration_mm_s": [4.0, 4.0]}, site)
        found.append(encoder.health(pipeline.feed(batch)))
    assert "site=north" in found[0][0]
    assert all("site=south" in line for line in found[1])


def test_data_faults_are_counted_by_signal_and_issue() -> None:
    label = ("P", "machine", "north", "vibration_mm_s/jump")
    assert output.data_quality({label: 3}, {label: 1.5}, 7) == [
        "data_quality,asset=P,asset_class=machine,issue=jump,signal=vibration_mm_s,site=north count=3i,age_s=1.5 7"
    ]


def test_a_fault_of_a_whole_asset_names_no_signal() -> None:
    (line,) = output.data_quality({("P", "machine", "north", "/dropout"): 1}, {}, 7)
    assert line.startswith("data_quality,asset=P,asset_class=machine,issue=dropout,site=north ")


def test_assets_of_different_classes_have_the_contributions_of_their_own_signals() -> None:
    pipeline = every_sample()
    results = pipeline.feed(samples("P", "machine", seconds(2), {"vibration_mm_s": [4.0, 4.0], "flow_m3h": [9.0, 9.0]}))
    results.join(pipeline.feed(samples("E", "ev", seconds(1), {"batt_temp_c": [46.0]})))
    lines = [line for line in output.Encoder(pipeline.state.fleet).health(results) if line.startswith("risk,")]
    named = [sorted(part.split("=")[0] for part in line.split(",") if "contribution_" in part) for line in lines]
    pump = ["contribution_flow_m3h", "contribution_vibration_mm_s"]
    assert sorted(named) == sorted([pump, pump, ["contribution_batt_temp_c"]])
    assert len(lines) == len(results.risks)


def test_limits_that_are_set_and_in_force_are_written_with_their_series() -> None:
    pipeline = every_sample()
    signals = {"discharge_pressure_bar": [6.0], "vibration_mm_s": [1.0], "flow_m3h": [9.0], "power_kw": [9.0]}
    pipeline.feed(samples("P", "machine", seconds(1), signals))
    judging, encoder = pipeline.state.judging, output.Encoder(pipeline.state.fleet)
    judging.enabled[3] = False
    assert encoder.limits(np.arange(1, 4), judging, 7) == [
        "limit,asset=P,asset_class=machine,signal=vibration_mm_s,site=north warn_high=3.0,crit_high=5.0 7"
    ]
    (pressure,) = encoder.limits(np.array([0]), judging, 7)
    assert pressure.endswith(" warn_low=3.0,warn_high=12.0,crit_low=2.0,crit_high=15.0 7")
