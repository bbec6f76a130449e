"""Policies: what ships, what a row says, and what is refused."""

from typing import Any

import pytest

from analytics.policies.policy import Threshold, default_policy, newest, parse, resolve
from contract.catalogue import CLASSES
from contract.errors import ContractError

ROW: dict[str, Any] = {
    "scope": "PUMP-001", "signal": "bearing_temp_c", "direction": "above", "sensitivity": 1.0, "min_deviation": 3.0,
    "warn_high": 60.0, "crit_high": 80.0, "enabled": True, "version": 3, "actor": "ann", "why": "new bearing",
}  # fmt: skip
SIGNAL = CLASSES["machine"].signals["bearing_temp_c"]


def row(**changes: Any) -> Threshold:
    """A valid row, changed."""
    return parse({**ROW, **changes})


def test_a_row_is_read_whole() -> None:
    found = row()
    assert (found.scope, found.signal, found.version, found.actor, found.why) == (
        "PUMP-001", "bearing_temp_c", 3, "ann", "new bearing",
    )  # fmt: skip
    assert (found.policy.limits.warn_high, found.policy.limits.crit_high) == (60, 80)
    assert found.policy.limits.warn_low is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scope": " "}, "scope"),
        ({"signal": "magic"}, "signal"),
        ({"scope": "ev"}, "signal"),
        ({"direction": "sideways"}, "direction"),
        ({"sensitivity": 0.0}, "sensitivity"),
        ({"sensitivity": float("nan")}, "sensitivity"),
        ({"sensitivity": None}, "sensitivity"),
        ({"min_deviation": -1.0}, "min_deviation"),
        ({"min_deviation": float("inf")}, "min_deviation"),
        ({"warn_high": 90.0}, "crit_high"),
        ({"warn_low": 60.0}, "warn_high"),
        ({"crit_high": 1e6}, "crit_high"),
        ({"warn_high": float("nan")}, "warn_high"),
        ({"dwell_s": 0.0}, "dwell_s"),
        ({"dwell_s": 86_401.0}, "dwell_s"),
        ({"dwell_s": float("nan")}, "dwell_s"),
        ({"version": "new"}, "version"),
    ],
)
def test_a_bad_row_is_refused_with_the_field_at_fault(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ContractError) as error:
        row(**changes)
    assert error.value.field == field


def test_an_absent_switch_is_on_and_an_empty_limit_is_none() -> None:
    assert row(enabled=None).policy.enabled
    assert not row(enabled=False).policy.enabled
    assert row(warn_high="").policy.limits.warn_high is None
    assert row(dwell_s="").policy.dwell_s is None
    assert row(dwell_s=90.0).policy.dwell_s == 90


def test_the_most_specific_row_is_the_whole_policy() -> None:
    rows = newest([row(scope="default"), row(scope="machine", sensitivity=2.0), row(sensitivity=3.0)])
    found = [resolve(name, "machine", SIGNAL, rows).sensitivity for name in ("PUMP-001", "PUMP-002")]
    assert found == [3.0, 2.0]
    assert resolve("PUMP-001", "machine", SIGNAL, {}) == default_policy(SIGNAL)


def test_the_highest_version_is_in_force_whatever_the_order() -> None:
    old, new = row(version=1), row(version=2)
    assert newest([old, new]) == newest([new, old]) == {("PUMP-001", "bearing_temp_c"): new}


def test_a_signal_that_must_be_acted_on_at_once_stays_so_under_a_row() -> None:
    assert parse({**ROW, "scope": "ev", "signal": "batt_temp_c", "crit_high": 50.0, "warn_high": None}).policy.immediate


def test_a_withdrawn_row_hides_its_older_versions_and_gives_way_to_the_next_wider_scope() -> None:
    own = [row(sensitivity=2.0, version=1), row(version=2, withdrawn=True)]
    wider = row(scope="machine", sensitivity=3.0, version=1)
    found = newest([*own, wider])
    assert (found["PUMP-001", SIGNAL.name].version, found["PUMP-001", SIGNAL.name].withdrawn) == (2, True)
    assert resolve("PUMP-001", "machine", SIGNAL, found).sensitivity == 3.0
    assert resolve("PUMP-001", "machine", SIGNAL, newest(own)) == default_policy(SIGNAL)
    again = newest([*own, row(sensitivity=4.0, version=3)])
    assert resolve("PUMP-001", "machine", SIGNAL, again).sensitivity == 4.0


def test_a_word_for_withdrawn_is_refused() -> None:
    with pytest.raises(ContractError, match="withdrawn"):
        row(withdrawn="yes")
