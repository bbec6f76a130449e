"""What a candidate threshold would have done."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analytics.policies.policy import Policy
from analytics.verdict.preview import Written, preview
from contract.catalogue import Limits
from contract.errors import ContractError
from contract.time import MINUTE
from tests.analytics.feeds import START

POLICY = Policy(direction="above", sensitivity=1.0, min_deviation=0.4, limits=Limits())


def rows(observed: list[float], half: float = 1.0) -> Written:
    """One row a minute, expected 2, with a band of that half-width."""
    count = len(observed)
    flat = np.full(count, 2.0)
    time = START + MINUTE * np.arange(count)
    return Written(time, np.array(observed), flat, flat - half, flat + half)


HOUR_OUTSIDE = rows([2.0] * 30 + [3.5] * 60 + [2.0] * 60)


def test_nothing_outside_raises_nothing() -> None:
    found = preview(rows([2.5] * 60), POLICY, POLICY)
    assert (found.alarms, found.warning_h, found.critical_h) == (0, 0, 0)
    assert found.highest == 0.5
    assert found.judged_h == pytest.approx(59 / 60)


def test_an_hour_outside_is_one_alarm_of_about_an_hour() -> None:
    found = preview(HOUR_OUTSIDE, POLICY, POLICY)
    assert found.alarms == 1
    assert found.warning_h == pytest.approx(1, abs=0.25)


def test_a_less_sensitive_policy_widens_the_band_it_learned() -> None:
    assert preview(HOUR_OUTSIDE, replace(POLICY, sensitivity=0.5), POLICY).alarms == 0
    assert preview(HOUR_OUTSIDE, replace(POLICY, min_deviation=2.0), POLICY).alarms == 0


def test_what_is_over_before_the_dwell_is_raises_nothing() -> None:
    assert preview(HOUR_OUTSIDE, replace(POLICY, dwell_s=3600.0), POLICY).alarms == 0
    shorter = preview(HOUR_OUTSIDE, replace(POLICY, dwell_s=1800.0), POLICY)
    assert shorter.alarms == 1
    assert shorter.warning_h < preview(HOUR_OUTSIDE, POLICY, POLICY).warning_h - 0.3


def test_a_hard_limit_raises_what_the_band_would_not() -> None:
    limits = Limits(warn_high=2.4, crit_high=3.0)
    found = preview(rows([2.0] * 10 + [2.5] * 10 + [3.2] * 10), replace(POLICY, limits=limits), POLICY)
    assert found.alarms == 1
    assert found.warning_h > 0
    assert found.critical_h > 0


def test_a_direction_that_does_not_matter_raises_nothing() -> None:
    assert preview(HOUR_OUTSIDE, replace(POLICY, direction="below"), POLICY).alarms == 0


def test_an_immediate_signal_is_critical_at_its_first_row() -> None:
    immediate = replace(POLICY, immediate=True, limits=Limits(crit_high=3.0))
    assert preview(rows([2.0, 3.1, 2.0]), immediate, POLICY).critical_h > 0
    assert preview(rows([2.0, 3.1, 2.0]), replace(immediate, immediate=False), POLICY).alarms == 0


def test_a_policy_that_is_off_or_no_history_gives_nothing() -> None:
    assert preview(HOUR_OUTSIDE, replace(POLICY, enabled=False), POLICY).judged_h == 0
    assert preview(rows([]), POLICY, POLICY).alarms == 0


def test_without_a_band_only_hard_limits_are_judged() -> None:
    bare = rows([2.0] * 5 + [9.0] * 5, half=np.nan)
    assert preview(bare, POLICY, POLICY).alarms == 0
    assert preview(bare, replace(POLICY, limits=Limits(warn_high=5)), POLICY).alarms == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"observed": np.array([np.nan, 1.0])}, "observed"),
        ({"upper": np.array([np.inf, 1.0])}, "upper"),
        ({"time": np.array([2, 1])}, "time"),
    ],
)
def test_rows_that_cannot_be_are_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ContractError) as error:
        preview(replace(rows([2.0, 2.0]), **changes), POLICY, POLICY)
    assert error.value.field == field
