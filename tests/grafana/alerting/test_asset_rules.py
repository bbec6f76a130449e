"""When the rules about assets fire, and when they are silent, on data written by hand."""

import pytest

from contract.silence import ASSET_S
from contract.time import DAY_S, HOUR_S
from grafana.alerting import assets
from tests.grafana.alerting.conftest import Stage

PUMP = {"asset": "PUMP-001", "asset_class": "machine", "site": "north"}
VAN = {"asset": "EVAN-001", "asset_class": "ev", "site": "south"}


def incident(
    stage: Stage,
    age_s: float,
    state: str = "open",
    *,
    danger: bool = False,
    code: str = "BEARING_HOT",
    severity: str = "warning",
    **changed: str,
) -> None:
    """A point of an incident."""
    fields: dict[str, float | int | str | bool] = {
        "state": state,
        "code": code,
        "severity": severity,
        "opened": 1,
        "count": 3,
        "codes": f"{code},{age_s}",
        "risk": 77.1,
        "observed": 56.899997,
        "limit": 47.82113,
        "description": "Bearing hotter than its load explains",
        "recommendation": "Grease it and listen",
        "mode": "bearing_wear",
        "confidence": 0.74,
        "signal": "bearing_temp_c",
        "danger": danger,
    }
    stage.write("health", "incident", age_s, fields, **{**PUMP, "incident": "I1", **changed})


def test_an_open_warning_fires_with_its_words_as_labels(stage: Stage) -> None:
    incident(stage, 600)
    assert stage.firing(assets.warning_or_worse()) == [
        {
            **PUMP,
            "code": "BEARING_HOT",
            "severity": "warning",
            "incident": "I1",
            "signal": "bearing_temp_c",
            "reading": "observed 56.9, limit 47.82",
            "risk": "77",
            "description": "Bearing hotter than its load explains",
            "recommendation": "Grease it and listen",
            "likely": "bearing wear (74 %)",
        }
    ]
    assert stage.firing(assets.danger()) == []


def test_an_alert_keeps_its_labels_while_more_codes_join_the_incident(stage: Stage) -> None:
    incident(stage, 2 * HOUR_S)
    first = stage.firing(assets.warning_or_worse(), after_s=-HOUR_S - 1)
    incident(stage, HOUR_S)
    assert stage.firing(assets.warning_or_worse()) == first != []


def test_no_rule_fires_before_an_incident_nor_after_it_has_ended(stage: Stage) -> None:
    incident(stage, 600)
    incident(stage, 300, "closed")
    for rule in (assets.warning_or_worse(), assets.danger()):
        assert stage.firing(rule, after_s=-601) == []
        assert stage.firing(rule) == []


def test_an_incident_that_gets_worse_is_one_alert_in_the_words_of_what_made_it_so(stage: Stage) -> None:
    incident(stage, 600)
    incident(stage, 300, code="VIBRATION_HIGH", severity="critical")
    (labels,) = stage.firing(assets.warning_or_worse())
    assert (labels["severity"], labels["code"]) == ("critical", "VIBRATION_HIGH")


def test_an_advisory_tells_nobody(stage: Stage) -> None:
    incident(stage, 600, severity="advisory")
    assert stage.firing(assets.warning_or_worse()) == []


def test_a_worker_that_is_down_for_hours_does_not_resolve_what_it_raised(stage: Stage) -> None:
    incident(stage, 23 * HOUR_S)
    assert len(stage.firing(assets.warning_or_worse())) == 1


def test_of_an_incident_that_says_little_mode_and_signal_are_unknown(stage: Stage) -> None:
    fields: dict[str, float | int | str | bool] = {"state": "open", "severity": "warning", "code": "BEARING_HOT"}
    stage.write("health", "incident", 60, fields, **PUMP, incident="I0")
    (labels,) = stage.firing(assets.warning_or_worse())
    assert (labels["likely"], labels["signal"]) == ("unknown", "unknown")


def test_a_critical_battery_is_a_danger_to_people_and_told_by_one_rule_only(stage: Stage) -> None:
    incident(stage, 5, danger=True, code="BAT_TEMP_HIGH", severity="critical", **VAN)
    (labels,) = stage.firing(assets.danger())
    assert (labels["asset"], labels["code"]) == ("EVAN-001", "BAT_TEMP_HIGH")
    assert stage.firing(assets.warning_or_worse()) == []


def test_a_dangerous_code_that_only_warns_goes_the_usual_way(stage: Stage) -> None:
    incident(stage, 5, danger=True, code="P0AA6", severity="warning", **VAN)
    assert stage.firing(assets.danger()) == []
    assert len(stage.firing(assets.warning_or_worse())) == 1


def test_a_code_of_ones_own_is_a_danger_where_its_class_says_so(stage: Stage) -> None:
    incident(stage, 5, danger=True, code="DOME_LEAKS", severity="critical", asset_class="boiler")
    incident(stage, 5, code="BELT_SLIPS", severity="critical", asset_class="boiler", incident="I2")
    (labels,) = stage.firing(assets.danger())
    assert labels["code"] == "DOME_LEAKS"
    (labels,) = stage.firing(assets.warning_or_worse())
    assert labels["code"] == "BELT_SLIPS"


def foretold(stage: Stage, age_s: float, p_fail_30d: float = 0.0, *days: float) -> None:
    """A prognosis: a probability above 0, and the range with its middle where it is given."""
    fields: dict[str, float | int | str | bool] = {"method": "linear" if p_fail_30d else "none"}
    fields |= {"p_fail_30d": p_fail_30d} if p_fail_30d else {}
    fields |= {name: 24.0 * day for name, day in zip(("rul_low_h", "rul_h", "rul_high_h"), days, strict=False)}
    stage.write("health", "prognosis", age_s, fields, **PUMP)


def test_a_warning_carries_the_range_and_the_probability_that_are_foretold_now(stage: Stage) -> None:
    incident(stage, 600)
    foretold(stage, HOUR_S, 0.3, 20, 30, 40)
    foretold(stage, 1, 0.624, 9.4, 12.2, 15.1)
    said = stage.said(assets.warning_or_worse())
    assert {ref: said[ref] / DAY_S for ref in "LMH"} == {"L": 9, "M": 12, "H": 16}
    assert said["P"] == 62


def test_hours_are_counted_from_now_on_and_not_from_when_they_were_said(stage: Stage) -> None:
    incident(stage, 600)
    foretold(stage, 6 * HOUR_S, 0.999, 0.2, 0.5, 1.2)
    said = stage.said(assets.warning_or_worse())
    assert {ref: said[ref] / HOUR_S for ref in "LMH"} == {"L": 0, "M": 6, "H": 23}
    assert said["P"] == 99.5


def test_what_is_foretold_changes_no_label_of_an_alert(stage: Stage) -> None:
    incident(stage, 600)
    first = stage.firing(assets.warning_or_worse())
    foretold(stage, 1, 0.6, 9, 12, 15)
    assert stage.firing(assets.warning_or_worse()) == first != []


def test_a_warning_of_an_asset_of_which_nothing_is_foretold_or_not_any_more_comes_without(stage: Stage) -> None:
    incident(stage, 600)
    assert {**stage.said(assets.warning_or_worse()), "B": 2} == {"B": 2, "L": -1, "M": -1, "H": -1, "P": -1}
    foretold(stage, HOUR_S, 0.6, 9, 12, 15)
    foretold(stage, 1)
    assert {**stage.said(assets.warning_or_worse()), "B": 2} == {"B": 2, "L": -1, "M": -1, "H": -1, "P": -1}


def test_a_range_without_an_end_is_not_told_but_its_probability_is(stage: Stage) -> None:
    incident(stage, 600)
    foretold(stage, 1, 0.001, 90)
    said = stage.said(assets.warning_or_worse())
    assert (said["H"], said["P"]) == (-1, 0.5)


def test_an_asset_that_rather_fails_within_thirty_days_than_not_fires_with_its_range(stage: Stage) -> None:
    rule = assets.likely_to_fail()
    foretold(stage, 1, 0.51, 9, 12, 15)
    assert stage.firing(rule) == [PUMP]
    assert stage.said(rule)["H"] == 15 * DAY_S
    assert (rule.lasting, rule.holding) == ("360m", "1d")


def test_an_asset_that_rather_does_not_fail_or_of_which_it_is_not_known_any_more_does_not_fire(stage: Stage) -> None:
    foretold(stage, HOUR_S, 0.7, 9, 12, 15)
    foretold(stage, 600, 0.5, 9, 12, 15)
    assert stage.firing(assets.likely_to_fail()) == []
    foretold(stage, 1)
    assert stage.firing(assets.likely_to_fail()) == []


def test_a_worker_that_is_down_for_hours_does_not_take_back_that_an_asset_is_likely_to_fail(stage: Stage) -> None:
    foretold(stage, 23 * HOUR_S, 0.7, 9, 12, 15)
    assert stage.firing(assets.likely_to_fail()) == [PUMP]


def sample(stage: Stage, age_s: float, tags: dict[str, str], run_state: str = "running") -> None:
    """A sample of telemetry."""
    stage.write("telemetry", "telemetry", age_s, {"speed_rpm": 1480.0, "run_state": run_state}, **tags)


def test_an_asset_that_was_at_work_and_is_silent_for_ten_minutes_fires(stage: Stage) -> None:
    sample(stage, 0, PUMP)
    sample(stage, 0, VAN, "drive")
    assert stage.firing(assets.silent(), after_s=299) == []
    sample(stage, -299, VAN, "drive")
    assert stage.firing(assets.silent(), after_s=301) == [PUMP]
    assert ASSET_S + 60 * int(assets.SILENT_FOR.removesuffix("m")) == 600


def test_an_asset_without_run_states_can_be_silent_too(stage: Stage) -> None:
    stage.write("telemetry", "telemetry", 1200, {"speed_rpm": 1480.0}, **PUMP)
    assert stage.firing(assets.silent()) == [PUMP]


def test_one_signal_that_still_comes_is_a_sign_of_life(stage: Stage) -> None:
    sample(stage, 1200, PUMP)
    stage.write("telemetry", "telemetry", 5, {"bearing_temp_c": 60.0}, **PUMP)
    assert stage.firing(assets.silent()) == []


def test_a_parked_asset_may_be_silent(stage: Stage) -> None:
    sample(stage, 1300, VAN, "drive")
    sample(stage, 1200, VAN, "off")
    sample(stage, 10, PUMP)
    assert stage.firing(assets.silent()) == []


def presence(stage: Stage, age_s: float, patience_s: float, *, parked: bool = False) -> None:
    """What the worker says of an asset whose telemetry lies elsewhere, or comes seldom."""
    stage.write("health", "presence", age_s, {"patience_s": float(patience_s), "parked": parked}, **PUMP)


def test_an_asset_of_anothers_bucket_is_silent_once_its_next_value_was_due_for_ten_minutes(stage: Stage) -> None:
    sample(stage, 10, VAN, "drive")
    presence(stage, 4 * HOUR_S, 5 * HOUR_S)
    assert stage.firing(assets.silent()) == []
    sample(stage, -HOUR_S - 200, VAN, "drive")
    assert stage.firing(assets.silent(), after_s=HOUR_S + ASSET_S - 1) == []
    assert stage.firing(assets.silent(), after_s=HOUR_S + ASSET_S + 1) == [PUMP]


def test_a_value_a_day_is_waited_for_for_days_and_one_at_rest_may_be_silent(stage: Stage) -> None:
    sample(stage, 10, VAN, "drive")
    presence(stage, 120 * HOUR_S + 600, 120 * HOUR_S)
    assert stage.firing(assets.silent()) == [PUMP]
    presence(stage, 120 * HOUR_S + 500, 120 * HOUR_S, parked=True)
    assert stage.firing(assets.silent()) == []


def test_a_retired_asset_may_be_silent(stage: Stage) -> None:
    gone = {**PUMP, "asset": "PUMP-009"}
    sample(stage, 1200, gone)
    sample(stage, 10, VAN, "drive")
    stage.write("config", "asset", 86_400 * 30, {"retired": True}, **gone)
    assert stage.firing(assets.silent()) == []


def test_an_asset_that_was_retired_at_one_site_and_works_at_another_may_not_be_silent(stage: Stage) -> None:
    moved = {**PUMP, "asset": "PUMP-010"}
    before = {**moved, "site": "elsewhere"}
    sample(stage, 1200, moved)
    sample(stage, 10, VAN, "drive")
    stage.write("config", "asset", 86_400 * 30, {"retired": True}, **before)
    stage.write("config", "asset", 86_400 * 20, {"retired": False}, **moved)
    assert stage.firing(assets.silent()) == [moved]
    stage.write("config", "asset", 86_400 * 10, {"retired": True}, **before)
    assert stage.firing(assets.silent()) == []


def test_a_fleet_that_was_never_heard_of_is_told_once(stage: Stage) -> None:
    assert stage.firing(assets.silent()) == [{}]


def issue(stage: Stage, age_s: float, name: str, **tags: str) -> None:
    """A count of a data fault."""
    stage.write("health", "data_quality", age_s, {"count": 30, "age_s": 0.0}, issue=name, **tags)


def test_a_sensor_that_is_faulty_for_an_hour_fires(stage: Stage) -> None:
    for age in range(0, HOUR_S, 300):
        stage.write("health", "data_quality", age + 1, {"open": 1}, **PUMP, signal="bearing_temp_c", issue="stuck")
    assert stage.firing(assets.faulty_sensor()) == [{**PUMP, "signal": "bearing_temp_c", "issue": "stuck"}]


@pytest.mark.parametrize(("name", "minutes"), [("impossible", 30), ("late", 60)])
def test_a_short_data_fault_and_points_that_come_late_do_not(stage: Stage, name: str, minutes: int) -> None:
    for age in range(0, minutes * 60, 30):
        issue(stage, age + 1, name, **PUMP, signal="bearing_temp_c")
    assert stage.firing(assets.faulty_sensor()) == []


@pytest.mark.parametrize("name", ["refused_without_asset", "refused_too_many", "unknown_state", "unscored"])
def test_input_that_cannot_be_used_for_an_hour_fires_though_it_names_no_asset(stage: Stage, name: str) -> None:
    for age in range(0, HOUR_S, 600):
        issue(stage, age + 1, name)
    assert stage.firing(assets.faulty_sensor()) == [{"issue": name}]


def test_impossible_values_for_an_hour_fire_though_none_of_them_lasts(stage: Stage) -> None:
    for age in range(0, HOUR_S, 60):
        issue(stage, age + 1, "impossible", **PUMP, signal="bearing_temp_c")
    assert len(stage.firing(assets.faulty_sensor())) == 1


def test_no_data_faults_at_all_are_no_fault(stage: Stage) -> None:
    assert stage.firing(assets.faulty_sensor()) == []
