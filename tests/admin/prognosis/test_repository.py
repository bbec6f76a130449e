"""What was said last of an asset's future and condition, as the store has it."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from admin.prognosis import repository
from admin.prognosis.outlook import Factor
from admin.store import Store
from contract.time import HOUR, MINUTE
from store.gateway import Gateway
from store.points import encode
from tests.admin.fixtures.fleet import CAR, PUMP, VAN, Asset
from tests.admin.fixtures.outlooks import condition, lost, prognosis, unknown

NOW = time.time_ns()
MOVED = replace(PUMP, name="MOVED-1")
ODD = replace(PUMP, name="ODD-1")
THERE = replace(MOVED, site="hall-9")


@pytest.fixture(scope="module")
def asked(operator: Gateway) -> Store:
    """A store with a pump of which all is said, a car whose date was lost, and what no worker would write."""
    points = [
        prognosis(PUMP, NOW - 90 * MINUTE, rul_h=300.0), condition(PUMP, NOW - 90 * MINUTE, factor_faults=40.0),
        prognosis(PUMP, NOW - 30 * MINUTE, like="PUMP-007, PUMP-012"), condition(PUMP, NOW - 30 * MINUTE),
        *lost(CAR, NOW), unknown(VAN, NOW - 8 * 24 * HOUR),
        prognosis(MOVED, NOW - 50 * MINUTE), prognosis(THERE, NOW - 20 * MINUTE, rul_h=7.0),
        prognosis(ODD, NOW, rul_low_h=-5.0, rul_h=1e300, p_fail_7d=-0.1, p_fail_30d=7.0),
        condition(ODD, NOW, status="splendid"),
    ]  # fmt: skip
    operator.write("health", encode(points))
    return Store(operator)


def test_the_newest_of_each_is_known_with_its_grounds(asked: Store) -> None:
    found = repository.known(asked, [PUMP.name, "NOBODY"])[0]
    assert set(found) == {PUMP.name}
    pump = found[PUMP.name]
    assert pump.rul_h == pytest.approx(292.8)
    assert (pump.p_fail_7d, pump.p_fail_30d) == (0.021, 0.943)
    assert (pump.method, pump.like, pump.indicator) == ("linear", ["PUMP-007", "PUMP-012"], "vibration_mm_s")
    assert (pump.value, pump.limit, pump.site) == (4.6, 7.1, "hall-2")
    assert pump.due == pump.time + timedelta(days=9.5)


def test_of_all_it_is_known_in_short(asked: Store) -> None:
    found, known = repository.outlooks(asked)
    assert (found[PUMP.name].rul_low_h, found[PUMP.name].p_fail_30d) == (228.0, 0.943)
    assert (known[PUMP.name].health, known[PUMP.name].status) == (62.4, "degrading")


def test_a_date_that_is_not_known_any_more_is_not_taken_from_before(asked: Store) -> None:
    for found in (repository.outlooks(asked)[0][CAR.name], repository.known(asked, [CAR.name])[0][CAR.name]):
        assert (found.method, found.rul_h, found.rul_low_h, found.p_fail_30d, found.due) == ("none", *[None] * 4)
    assert repository.known(asked, [CAR.name])[0][CAR.name].value is None


def test_factors_are_those_of_the_newest_condition_the_largest_first(asked: Store) -> None:
    found = repository.known(asked, [PUMP.name])[1][PUMP.name]
    assert found.factors == [
        Factor(name="wear", points=20.0), Factor(name="now", points=12.6), Factor(name="trend", points=5.0)
    ]  # fmt: skip
    assert (found.degradation_per_day, found.because) == (1.9, "bearing_temp_c rises")


@pytest.mark.parametrize("asset", [VAN, replace(PUMP, name="NOBODY")])
def test_what_is_older_than_a_week_or_was_never_said_is_not_known(asked: Store, asset: Asset) -> None:
    assert asset.name not in repository.outlooks(asked)[0]
    assert repository.known(asked, [asset.name])[0] == {}


def test_an_asset_that_moved_has_what_was_said_of_it_last(asked: Store) -> None:
    found = repository.known(asked, [MOVED.name])[0][MOVED.name]
    assert (found.site, found.rul_h) == ("hall-9", 7.0)


def test_what_cannot_be_is_as_good_as_nothing(asked: Store) -> None:
    found = repository.known(asked, [ODD.name])[0][ODD.name]
    assert (found.rul_low_h, found.rul_h, found.p_fail_7d, found.p_fail_30d) == (0.0, None, None, None)
    assert repository.outlooks(asked)[1][ODD.name].status == "unknown"
