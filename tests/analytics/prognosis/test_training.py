"""What becomes of days of machines: which kind of model, how it is judged, and that it is the same each time."""

from pathlib import Path

import numpy as np
import pytest

from analytics.prognosis.lifetime import LEVELS, Lifetime
from analytics.prognosis.trained import Alike, Boosted
from analytics.prognosis.training import figures, told_apart, train
from contract.errors import ContractError
from tests.analytics.prognosis.machines import days


def test_fifty_failures_make_trees_that_tell_machines_that_they_have_not_seen() -> None:
    model, known = train(days(55, 1), "pump", "v1", seed=1)
    assert isinstance(model, Boosted)
    assert known["auc"] > 0.9
    assert 0.6 < known["coverage"] <= 1
    assert known["sound_p_fail_30d"] < 0.5


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        model, _ = train(days(50, 1), "pump", "v1", seed=1)
        assert isinstance(model, Boosted)
        model.model.save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_ten_failures_make_a_library_of_courses_and_repairs_belong_to_it() -> None:
    model, known = train(days(12, 2, repaired=3), "pump", "v1", seed=1)
    assert isinstance(model, Alike)
    assert known == {}
    assert model.library.failures == 12
    assert len(model.library.courses) == 15
    assert (model.scale > 5).all()


def test_fewer_failures_teach_nothing_and_it_is_said_how_many_are_wanted() -> None:
    with pytest.raises(ContractError, match="9 of pump are too few to train on: 10 are wanted, 50 better"):
        train(days(9, 3), "pump", "v1", seed=1)


def test_days_count_as_in_a_plant_and_units_are_stretches_of_one_machine() -> None:
    found = days(10, 4)
    assert found.failures == 10
    assert found.count[found.sound].sum() == pytest.approx(3000)
    assert (found.count[~found.sound] == 1).all()
    assert len(set(zip(found.unit.tolist(), found.sound.tolist(), strict=True))) == len(set(found.unit.tolist())) == 20


def test_days_of_two_fleets_whose_machines_bear_the_same_names_stay_those_of_different_machines() -> None:
    ours, theirs = days(10, 4), days(3, 5, repaired=1)
    both = ours.joined(theirs, "other ")
    assert len(set(both.number.tolist())) == 14
    assert both.failures == 13
    assert both.signs[len(ours.signs) :].tolist() == theirs.signs.tolist()
    assert both.machine[len(ours.machine)] == f"other {theirs.machine[0]}"


def test_figures_of_who_knows_all_are_perfect_and_of_who_knows_nothing_are_not() -> None:
    found = days(20, 5)
    sure = [
        Lifetime(np.full(99, np.inf) if sound else np.maximum(life * (0.9 + 0.2 * LEVELS), 0.0))
        for sound, life in zip(found.sound.tolist(), found.life_h.tolist(), strict=True)
    ]
    assert figures(found, sure, 1)["auc"] > 0.999
    assert figures(found, sure, 1)["coverage"] == 1
    blind = [Lifetime(np.full(99, np.inf))] * len(sure)
    assert figures(found, blind, 1)["auc"] == pytest.approx(0.5)
    assert figures(found, blind, 1)["recall"] == 0


def test_chances_are_told_apart_by_rank_with_ties_as_halves() -> None:
    chance, fails, count = np.array([0.9, 0.6, 0.6, 0.1]), np.array([True, False, True, False]), np.ones(4)
    found = told_apart(chance, fails, count)
    assert found["auc"] == pytest.approx(3.5 / 4)
    assert (found["precision"], found["recall"]) == pytest.approx((2 / 3, 1.0))
    assert found["accuracy"] == pytest.approx(0.75)
    assert found["f1"] == pytest.approx(0.8)
