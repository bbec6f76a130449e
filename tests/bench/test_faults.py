"""Counting the product's alarms against the truth of a simulated fleet."""

import numpy as np
import pytest

from bench.faults import measure
from bench.faults.counting import auc, count, merge
from bench.faults.plan import Case, Plan, draw, truth
from bench.faults.trial import Opinion, Outcome, Raised
from contract.failures.types import UNKNOWN
from contract.time import DAY, HOUR


def _raised(hour: float, code: str = "A", cleared: float | None = None, asset: str = "PUMP") -> Raised:
    end = None if cleared is None else round(cleared * HOUR)
    return Raised(asset, code, "warning", round(hour * HOUR), end)


def _case(onset: float, detectable: float, failed: float, repaired: float, *, machine: bool = True) -> Case:
    begin, seen, end, repair = (round(hour * HOUR) for hour in (onset, detectable, failed, repaired))
    return Case("PUMP", "machine", "bearing_wear", machine, True, begin, seen, end, repair, counts=True, severity=1.0)


@pytest.fixture
def plan() -> Plan:
    """Ten days of one machine, from hour 0 on."""
    scenario = draw(1, 1, seed=3).scenario
    return Plan(scenario, 0, 10 * DAY)


def _outcome(*raised: Raised, opinions: tuple[Opinion, ...] = ()) -> Outcome:
    return Outcome(list(raised), list(opinions), {"PUMP": np.zeros(240)})


def test_what_is_raised_within_an_hour_on_one_asset_is_one_alarm() -> None:
    alarms = merge([_raised(1), _raised(1.5, "B"), _raised(2.4, "C"), _raised(2.5, asset="VAN"), _raised(5)])
    assert [(alarm.asset, alarm.codes) for alarm in alarms] == [
        ("PUMP", ["A", "B", "C"]),
        ("VAN", ["A"]),
        ("PUMP", ["A"]),
    ]


def test_the_next_severity_of_a_code_is_no_new_alarm_but_its_return_is() -> None:
    assert len(merge([_raised(1, cleared=4), _raised(4)])) == 1
    assert len(merge([_raised(1, cleared=4), _raised(6)])) == 2


def test_an_alarm_between_onset_and_repair_finds_the_fault_and_its_delay_counts_from_when_it_can_be_seen(
    plan: Plan,
) -> None:
    tally = count(plan, [_case(10, 20, 40, 60)], _outcome(_raised(26), _raised(30)))
    assert [entry.delay_h for entry in tally.verdicts] == [6.0]
    early = count(plan, [_case(10, 20, 40, 60)], _outcome(_raised(11)))
    assert [entry.delay_h for entry in early.verdicts] == [0.0]


def test_an_alarm_after_the_repair_finds_nothing_and_is_false_only_twelve_hours_later(plan: Plan) -> None:
    soon = count(plan, [_case(10, 20, 40, 60)], _outcome(_raised(65)))
    assert soon.verdicts[0].delay_h is None
    assert (soon.true_alarms, len(soon.false_alarms)) == (1, 0)
    late = count(plan, [_case(10, 20, 40, 60)], _outcome(_raised(73)))
    assert (late.true_alarms, len(late.false_alarms)) == (0, 1)


def test_an_alarm_that_a_faulty_sensor_leads_to_is_false_and_told_apart(plan: Plan) -> None:
    tally = count(plan, [_case(10, 10, 11, 60, machine=False)], _outcome(_raised(20), _raised(90)))
    assert (len(tally.false_alarms), tally.data_alarms, len(tally.verdicts)) == (2, 1, 0)


def test_the_place_of_the_mode_is_looked_up_at_the_first_warning_and_twelve_hours_later(plan: Plan) -> None:
    opinions = (
        Opinion("PUMP", 26 * HOUR, ("looseness", "bearing_wear")),
        Opinion("PUMP", 37 * HOUR, ("bearing_wear",)),
    )
    tally = count(plan, [_case(10, 20, 40, 60)], _outcome(_raised(26), opinions=opinions))
    assert (tally.verdicts[0].place, tally.verdicts[0].place_later) == (1, 0)


def test_none_of_them_is_no_mode_but_whoever_says_it_first_has_not_named_the_mode(plan: Plan) -> None:
    def place(*modes: str) -> int | None:
        said = (Opinion("PUMP", 26 * HOUR, modes),)
        return count(plan, [_case(10, 20, 40, 60)], _outcome(_raised(26), opinions=said)).verdicts[0].place

    assert place("bearing_wear", UNKNOWN) == 0
    assert place(UNKNOWN, "bearing_wear") == 1
    assert place("looseness", "misalignment", UNKNOWN, "bearing_wear") == 2
    assert place(UNKNOWN) is None


def test_hours_before_a_fault_can_be_seen_and_after_its_repair_are_left_out(plan: Plan) -> None:
    outcome = _outcome()
    outcome.risk["PUMP"][:60] = 50.0
    hours = count(plan, [_case(10, 20, 40, 60)], outcome).hours
    assert (hours.positive, hours.total) == (40, 240 - 10 - 12 - 1)
    assert hours.recall == 1.0
    assert hours.precision == 40 / 50


def test_auc_is_the_share_of_pairs_in_the_right_order() -> None:
    rng = np.random.default_rng(5)
    positive, negative = (rng.integers(0, most, size).astype(np.float64) for most, size in ((6, 40), (4, 50)))
    pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
    assert auc(positive, negative) == pytest.approx(np.mean(pairs))


def test_a_plan_is_drawn_from_its_seed_and_leaves_the_history_healthy() -> None:
    plan = draw(6, 10, seed=11)
    assert plan.scenario == draw(6, 10, seed=11).scenario != draw(6, 10, seed=12).scenario
    assert plan.scenario.faults
    assert all(plan.scenario.start + fault.after >= plan.start for fault in plan.scenario.faults)


def test_the_truth_counts_what_failed_or_could_be_seen_for_a_day() -> None:
    plan = draw(6, 10, seed=11)
    cases = truth(plan)
    assert len(cases) == len(plan.scenario.faults)
    for case in cases:
        seen = case.detectable is not None and case.detectable <= plan.stop
        assert case.counts == (seen and (case.failed <= plan.stop or plan.stop - (case.detectable or 0) >= DAY))
        assert case.onset <= case.failed < case.repaired


def test_a_small_fleet_is_measured_from_its_history_to_its_table() -> None:
    found = measure(2, 1, seed=11)
    assert "2 assets, 1 days" in found
    assert "false alarms by first code" in found
