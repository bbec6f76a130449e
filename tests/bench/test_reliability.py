"""Whether what was said how surely was right so often."""

import numpy as np
import pytest

from analytics.verdict.confidence import chance
from bench.faults.plan import Case
from bench.faults.reliability import EDGES, Said, error, fitted, said_with, shares
from bench.faults.table import sureness
from bench.faults.trial import Opinion, Raised
from contract.time import HOUR


def _case(onset: float, repaired: float, mode: str = "bearing_wear") -> Case:
    begin, end = round(onset * HOUR), round(repaired * HOUR)
    return Case("PUMP", "machine", mode, True, True, begin, begin, end, end, counts=True, severity=1.0)


def _said(hour: float, *modes: str, confidence: float = 0.7) -> Opinion:
    return Opinion("PUMP", round(hour * HOUR), modes, 0.9, confidence)


def _raised(hour: float, severity: str = "warning") -> Raised:
    return Raised("PUMP", "A", severity, round(hour * HOUR), None)


def test_a_mode_is_right_while_it_is_at_work_and_unknown_where_nothing_is() -> None:
    hours = (5, 6, 11, 12)
    opinions = [
        _said(hour, mode) for hour, mode in zip(hours, ("looseness", "unknown", "bearing_wear", "unknown"), strict=True)
    ]
    found = said_with([_raised(hour) for hour in hours], opinions, [_case(10, 20)], 12 * HOUR)
    assert found.right.tolist() == [False, True, True, False]
    assert found.unknown == 2


def test_what_was_said_last_counts_but_not_of_advisories_nor_shortly_after_a_repair() -> None:
    opinions = [_said(11.0, "looseness"), _said(11.1, "bearing_wear"), _said(11.3, "looseness"), _said(21, "looseness")]
    raised = [_raised(11.2), _raised(11.3, "advisory"), _raised(15), _raised(21)]
    assert said_with(raised, opinions, [_case(10, 20)], 12 * HOUR).right.tolist() == [True]


def test_bins_hold_what_was_said_between_their_edges() -> None:
    said, right = np.array([0.0, 0.2, 0.25, 0.95, 1.0]), np.array([False, True, False, True, True])
    found = shares(said, right)
    assert [count for count, _ in found] == [1, 2, 0, 0, 0, 2]
    assert [share for _, share in found if np.isfinite(share)] == [0.0, 0.5, 1.0]
    assert len(found) == len(EDGES) - 1


def test_the_error_is_the_mean_distance_of_said_and_right_over_the_bins() -> None:
    assert error(np.array([0.5, 0.5, 1.0, 1.0]), np.array([True, False, True, True])) == 0.0
    assert error(np.array([0.95, 0.95, 0.3, 0.3]), np.array([True, False, False, False])) == pytest.approx(0.375)


def test_the_fit_finds_the_curve_that_made_the_outcomes() -> None:
    rng = np.random.default_rng(7)
    belief = rng.uniform(0.02, 0.98, 40_000)
    right = rng.uniform(size=len(belief)) < chance(belief, -0.8, 0.6)
    shift, slope = fitted(belief, right)
    assert (shift, slope) == pytest.approx((-0.8, 0.6), abs=0.05)
    assert error(chance(belief, shift, slope), right) < 0.02 < error(belief, right)


def test_the_table_has_a_line_for_each_bin_with_belief_beside_confidence() -> None:
    said = Said(np.array([0.5, 0.95, 0.95]), np.array([0.3, 0.99, 0.99]), np.array([False, True, True]), 1)
    head, _, *bins, errors, fit = sureness(said)
    assert head == "what was named first with a warning or worse: 3 times, 1 times unknown"
    assert len(bins) == len(EDGES) - 1
    assert bins[-1].split() == ["90%..100%", "2", "100%", "2", "100%"]
    assert errors == "expected calibration error: 0.200 of belief, 0.107 of confidence"
    assert fit.startswith("fitted here: SHIFT, SLOPE = ")
    assert list(sureness(Said(np.zeros(0), np.zeros(0), np.zeros(0, np.bool_), 0)))[1:] == []
