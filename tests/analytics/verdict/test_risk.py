"""Fusion: bounded, monotone, and made of contributions that add up."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.verdict.risk import band, fuse, severity, worst
from contract.levels import DOWN, HEALTH_EDGES, RISK_EDGES
from tests.analytics import naive

scores = st.lists(st.floats(0, 50), min_size=1, max_size=25)


def status(health: float) -> str:
    """What an asset of that health is called."""
    return next((name for edge, name in HEALTH_EDGES if health >= edge), DOWN)


def risk_of(found: list[float]) -> tuple[float, list[float]]:
    """Risk and contributions of one asset whose signals have these scores."""
    risk, parts = fuse(severity(np.array(found)), np.zeros(len(found), np.int64), 1)
    return float(risk[0]), parts.tolist()


@given(scores)
def test_contributions_add_up_to_the_risk_and_both_are_bounded(found: list[float]) -> None:
    risk, parts = risk_of(found)
    assert 0 <= risk <= 100
    assert np.isclose(sum(parts), risk)
    assert min(parts) >= 0


@given(scores)
def test_the_risk_agrees_with_the_obvious_norm(found: list[float]) -> None:
    assert np.isclose(risk_of(found)[0], naive.p_norm(severity(np.array(found)).tolist()))


@given(scores, st.data())
@settings(deadline=None)
def test_a_worse_signal_never_lowers_the_risk(found: list[float], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(found) - 1))
    worse = [*found]
    worse[place] += data.draw(st.floats(0, 10))
    assert risk_of(worse)[0] >= risk_of(found)[0] - 1e-9


@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_signals_does_not_matter(found: list[float], random: Random) -> None:
    mixed = [*found]
    random.shuffle(mixed)
    assert np.isclose(risk_of(mixed)[0], risk_of(found)[0])


@given(st.lists(st.floats(0, 0.6), min_size=1, max_size=25))
def test_an_asset_whose_signals_are_all_ordinary_is_low_and_healthy(found: list[float]) -> None:
    risk, _ = risk_of(found)
    assert band(np.array([risk])) == ["low"]
    assert status(100 - risk) == "healthy"


def test_a_warning_is_medium_and_a_critical_signal_is_high() -> None:
    assert band(np.array([risk_of([s])[0] for s in (0.9, 1.0, 1.9, 2.0)])) == ["low", "medium", "medium", "high"]


def test_every_status_is_reached() -> None:
    found = [status(100 - risk_of([score])[0]) for score in (0.5, 1.0, 1.8, 9.0)]
    assert found == ["healthy", "warning", "critical", "down"]


def test_assets_do_not_mix() -> None:
    risk, parts = fuse(np.array([50.0, 20.0, 0.0]), np.array([1, 0, 1]), 3)
    assert risk.tolist() == pytest.approx([20, 50, 0])
    assert parts.tolist() == pytest.approx([50, 20, 0])


def test_a_risk_on_an_edge_belongs_to_the_higher_band() -> None:
    assert band(np.array(RISK_EDGES)) == ["medium", "high"]


def test_the_worst_signal_of_an_asset_is_the_one_that_adds_most() -> None:
    points = np.array([1.0, 7.0, 3.0, 0.0])
    assert worst(np.array([4, 5, 6, 7]), np.array([0, 0, 1, 2]), points, 4).tolist() == [5, 6, -1, -1]
