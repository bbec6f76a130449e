"""A small model of units that wear: what it tells, that it is data, and what units that were repaired do to it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from analytics.prognosis.boosting import HEAVIEST, Lives, Model, draws, seen_weight
from analytics.prognosis.lifetime import HIGH, LOW
from analytics.prognosis.packing import pack, unpack
from analytics.prognosis.trees import GROWTH, LEAST, grow
from contract.errors import ContractError
from tests.analytics.prognosis.lives import lives

CAP = 80.0
TREES = 60


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.fit(lives(40, 1), CAP, seed=1, trees=TREES)


def test_a_life_is_told_of_units_that_were_not_trained_on(model: Model) -> None:
    new = lives(40, 2)
    drawn = draws(new.unit, 3)
    rows, life = new.features[drawn], np.minimum(new.life[drawn], CAP)
    assert np.sqrt(np.mean((model.expected(rows) - life) ** 2)) < 0.5 * life.std()
    told = model.predict(rows)
    inside = [one.quantile(LOW) <= true <= one.quantile(HIGH) for one, true in zip(told, life, strict=True)]
    assert 0.7 < np.mean(inside) < 0.9


def test_where_short_lives_count_more_errors_shortly_before_a_failure_are_smaller(model: Model) -> None:
    new = lives(40, 2)
    near = new.life <= 10
    sooner = Model.fit(lives(40, 1), CAP, seed=1, trees=TREES, sooner=2.0)
    even, weighted = (np.abs(one.expected(new.features[near]) - new.life[near]).mean() for one in (model, sooner))
    assert weighted < 0.95 * even


def test_trees_tell_what_scikit_learn_tells_also_where_features_are_not_known() -> None:
    rng = np.random.default_rng(5)
    # A hundred values each: no more than there are bins.
    rows, label, weight = rng.normal(size=(900, 4)).round(1), rng.normal(size=900), rng.uniform(0.5, 2, 900)
    rows[rng.random(rows.shape) < 0.1] = np.nan
    theirs = HistGradientBoostingRegressor(**GROWTH, max_iter=30, min_samples_leaf=LEAST, random_state=6).fit(
        rows, label, weight
    )
    np.testing.assert_allclose(grow(rows, label, weight, 6, 30).predict(rows), theirs.predict(rows), atol=1e-12)


def test_features_that_never_change_and_more_values_than_bins_are_no_obstacle() -> None:
    rng = np.random.default_rng(6)
    rows, weight = rng.normal(size=(1500, 5)), rng.uniform(0.5, 2, 1500)
    rows[:, 0], rows[:, 3] = np.nan, 1.0
    grown = grow(rows, rows[:, 2], weight, 1, 60)
    assert set(grown.feature.tolist()) <= {-1, 1, 2, 4}
    assert np.corrcoef(grown.predict(rows), rows[:, 2])[0, 1] > 0.9
    nothing = grow(np.full((100, 2), np.nan), rng.normal(size=100), weight[:100], 1, 3)
    assert np.ptp(nothing.predict(rows[:, :2])) == 0


def test_training_twice_gives_the_same_bytes_and_loading_the_same_model(model: Model, tmp_path: Path) -> None:
    one, other = tmp_path / "one.npz", tmp_path / "other.npz"
    model.save(one)
    Model.fit(lives(40, 1), CAP, seed=1, trees=TREES).save(other)
    assert one.read_bytes() == other.read_bytes()
    kept, rows = Model.load(one), lives(10, 7).features
    assert (kept.expected(rows) == model.expected(rows)).all()
    assert kept.trees.depth == model.trees.depth
    assert all((a.hours == b.hours).all() for a, b in zip(kept.predict(rows), model.predict(rows), strict=True))
    kept.save(other)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("content", [b"", b"PK no archive", b"\x80\x04N."])
def test_a_file_that_is_no_model_is_refused_by_its_name(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.npz").write_bytes(content)
    with pytest.raises(ContractError, match=r"x\.npz holds no model"):
        Model.load(tmp_path / "x.npz")
    with pytest.raises(ContractError, match=r"y\.npz holds no model"):
        Model.load(tmp_path / "y.npz")


def test_a_file_that_was_cut_or_changed_anywhere_is_refused_or_the_same_model(model: Model, tmp_path: Path) -> None:
    path, rng = tmp_path / "x.npz", np.random.default_rng(3)
    model.save(path)
    whole, rows = path.read_bytes(), lives(10, 7).features
    for end in [*range(0, 100, 9), *rng.integers(0, len(whole), 20).tolist()]:
        path.write_bytes(whole[:end])
        with pytest.raises(ContractError, match=r"x\.npz holds no model: .+"):
            Model.load(path)
    for place in [*range(0, 200, 3), *rng.integers(len(whole) - 800, len(whole), 60).tolist()]:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
        try:
            kept = Model.load(path)  # a bit of an archive may say nothing
        except ContractError as error:
            assert "x.npz holds no model: " in str(error)  # noqa: PT017  (not each of these files is refused)
        else:
            assert (kept.expected(rows) == model.expected(rows)).all()


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda kept: kept.pop("trees_left"), "trees_left: is missing"),
        (lambda kept: kept.update(trees_left=kept["trees_left"] + 0.0), "trees_left: must be of kind i, not float64"),
        (lambda kept: kept.update(errors_cap=np.array("80")), "errors_cap: must be of kind f"),
        (lambda kept: kept.update(errors_cap=np.array(np.inf)), "errors_cap: must be one finite number above 0"),
        (lambda kept: kept.update(columns=np.array([7])), "columns: must be one finite number above 0"),
        (lambda kept: kept.update(columns=np.array(2)), "trees_feature: must be a column from 0 to 1"),
        (lambda kept: kept.update(trees_value=kept["trees_value"][1:]), "trees: must have one entry a node"),
        (lambda kept: kept["trees_feature"].put(3, -2), "trees_feature: must be a column"),
        (lambda kept: kept["trees_value"].put(0, np.nan), "trees_value: must be finite"),
        (lambda kept: kept["trees_value"].put(0, 1e300), "trees_value: must be finite"),
        (lambda kept: kept["trees_threshold"].put(2, np.nan), "trees_threshold: must be numbers"),
        (lambda kept: kept["trees_left"].put(1, 1), "trees_left: must be a later node"),
        (lambda kept: kept["trees_right"].put(1, 10**6), "trees_right: must be a later node"),
        (lambda kept: kept["trees_right"].put(1, -1), "trees_right: must be a later node"),
        (lambda kept: kept["trees_left"].put(0, 1), "trees_left: must be a later node, and of a leaf itself"),
        (lambda kept: kept["trees_root"].put(0, -1), "trees_root: must be nodes"),
        (lambda kept: kept.update(trees_root=np.empty(0, np.int64)), "trees_root: must be nodes, at least one"),
        (lambda kept: kept["errors_centre"].put(0, np.nan), "errors_centre: must rise from 0 to the cap"),
        (lambda kept: kept["errors_centre"].put(0, 79.9), "errors_centre: must rise from 0 to the cap"),
        (lambda kept: kept["errors_quantiles"].put(0, 5e9), "errors_quantiles: must be numbers that rise"),
        (lambda kept: kept["errors_quantiles"].put(0, np.nan), "errors_quantiles: must be numbers that rise"),
        (lambda kept: kept["errors_quantiles"].put(0, -1e9), "errors_quantiles: must be numbers that rise"),
        (lambda kept: kept.update(errors_quantiles=kept["errors_quantiles"][:, 1:]), "errors: must have 99 quantiles"),
    ],
)
def test_a_model_of_which_one_array_is_wrong_is_refused_by_its_name(
    change: Change, reason: str, model: Model, tmp_path: Path
) -> None:
    model.save(tmp_path / "x.npz")
    kept: dict[str, Any] = dict(unpack(tmp_path / "x.npz"))
    change(kept)
    pack(tmp_path / "x.npz", kept)
    with pytest.raises(ContractError, match=rf"x\.npz holds no model: {reason}"):
        Model.load(tmp_path / "x.npz")


def test_rows_of_another_form_are_refused(model: Model) -> None:
    with pytest.raises(ContractError, match="features"):
        model.predict(np.zeros((1, model.columns + 1)))
    with pytest.raises(ContractError, match="features"):
        model.predict(np.full((1, model.columns), np.inf))


def test_lives_that_do_not_fit_together_are_refused() -> None:
    rows, unit, seen = np.zeros((20, 2)), np.arange(20), np.zeros(20, np.bool_)
    with pytest.raises(ContractError, match="entries"):
        Lives(rows, np.zeros(19), unit, seen)
    with pytest.raises(ContractError, match="finite"):
        Lives(rows, np.full(20, np.nan), unit, seen)
    with pytest.raises(ContractError, match="infinite"):
        Lives(rows + np.inf, np.zeros(20), unit, seen)
    with pytest.raises(ContractError, match="units"):
        Lives(rows, np.zeros(20), unit // 5, seen)


def test_units_of_which_none_failed_teach_nothing() -> None:
    unit = np.arange(20)
    with pytest.raises(ContractError, match="seen to fail"):
        Model.fit(Lives(np.zeros((20, 2)), np.zeros(20), unit, np.ones(20, np.bool_)), CAP, seed=1)


def test_rows_count_by_the_chance_that_their_end_was_seen() -> None:
    # Ten units live 40 hours; five of them are repaired at 20.
    life = np.concatenate([np.arange(40.0 if unit % 2 else 20.0)[::-1] for unit in range(10)])
    unit = np.concatenate([np.full(40 if unit % 2 else 20, unit) for unit in range(10)])
    weight = seen_weight(Lives(np.zeros((len(life), 1)), life, unit, unit % 2 == 0), cap=15.0)
    failed, age = unit % 2 == 1, np.where(unit % 2 == 1, 39, 19) - life
    assert (weight[~failed & (life < 15)] == 0).all()
    assert weight[~failed & (life >= 15)] == pytest.approx(1.0)
    assert weight[failed & (age <= 4)] == pytest.approx(1.0)
    assert weight[failed & (age > 4) & (age <= 19)] == pytest.approx(2.0)
    assert weight[failed & (age > 19)] == pytest.approx(1.0)
    assert weight.max() <= HEAVIEST


def test_repaired_units_do_not_shorten_what_is_told() -> None:
    """Nothing tells lives apart here but chance, so that long ones are censored more often and those seen are short."""
    rng = np.random.default_rng(9)
    whole, repair = rng.exponential(100, 600), rng.exponential(100, 600)
    life, censored = np.minimum(whole, repair), repair < whole
    rows, unit = rng.normal(size=(600, 2)), np.arange(600)
    median = 100 * np.log(2)

    def told(kept: "np.typing.NDArray[np.bool_]", known: "np.typing.NDArray[np.bool_]") -> float:
        data = Lives(rows[kept], life[kept], unit[kept], known[kept])
        fitted = Model.fit(data, cap=1000.0, seed=1, trees=5)
        return float(np.median([one.quantile(0.5) for one in fitted.predict(rows[:50])]))

    assert told(np.ones(600, np.bool_), censored) == pytest.approx(median, rel=0.2)
    assert told(~censored, np.zeros(600, np.bool_)) < 0.7 * median
