"""Engines of a test's own, in one condition of flight or in six, and those of C-MAPSS, which may not be part of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analytics.ground.columns import Floats
from bench.cmapss import data, figures
from bench.cmapss.conditions import Conditions
from bench.cmapss.measure import CAP, judge, lives, measure, report, save
from bench.cmapss.wear import Wear
from contract.errors import ContractError
from tests.support.store import ROOT

ENGINES = ROOT.parent / "shared" / "data" / "cmapss"
needs_engines = pytest.mark.skipif(
    not (ENGINES / "train_FD001.txt").is_file(), reason="no engines in ../shared/data/cmapss beside the project"
)
FLIGHTS = np.array([[0, 0, 100], [10, 0.25, 100], [20, 0.7, 100], [25, 0.62, 60], [35, 0.84, 100], [42, 0.84, 100.0]])


def engines(count: int, seed: int, flights: int, cut: bool = False) -> tuple[Floats, Floats]:
    """Rows of engines that fail after 60 to 160 cycles, as C-MAPSS writes them, and the cycles left after each one's
    last; the wear moves two of 21 sensors, and the flight moves and stretches all that vary. `flights` changes nothing
    else about them."""
    rng, chosen, rows, left = np.random.default_rng(seed), np.random.default_rng([seed, 1]), [], []
    for number, life in enumerate(rng.integers(60, 160, count).tolist(), 1):
        wear, noise = (np.arange(life) / (life - 1)) ** 3, rng.normal(size=(life, 21))
        noise[:, :2] += 8 * wear[:, None]
        flight = chosen.integers(0, flights, life)
        sensors = 500.0 + 100.0 * flight[:, None] + (1 + flight[:, None]) * noise
        sensors[:, 15:] = 7.0
        settings = FLIGHTS[flight] + chosen.normal(size=(life, 3)) * [0.002, 0.0003, 0.0]
        kept = int(rng.integers(20, life)) if cut else life
        table = np.column_stack([np.full(life, number), np.arange(1, life + 1), settings, sensors])
        rows.append(table[:kept])
        left.append(life - kept)
    return np.vstack(rows), np.array(left, float)[:, None]


def write(folder: Path, name: str, flights: int) -> None:
    """A subset of 20 engines to learn from and 15 to be asked about."""
    test, left = engines(15, 2, flights, cut=True)
    for part, table in (("train", engines(20, 1, flights)[0]), ("test", test), ("RUL", left)):
        np.savetxt(folder / f"{part}_{name}.txt", table, fmt="%.4f")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cmapss")
    write(folder, "FD001", flights=1)
    write(folder, "FD002", flights=6)
    return folder


def test_six_conditions_give_what_one_gives(root: Path) -> None:
    """Scaled by its own condition an engine looks as if it had never left the one: the flight is all that differs."""
    one, six = data.read(root, "FD001"), data.read(root, "FD002")
    for alone, among in zip(one.train + one.test, six.train + six.test, strict=True):
        assert alone.channels.shape == among.channels.shape == (len(alone.life), 15)
        assert np.abs(alone.channels - among.channels).mean() < 0.15
    told = [judge(subset, age=False, trees=80) for subset in (one, six)]
    life = np.minimum(told[0].life, CAP)
    errors = [figures.rmse(rows.expected - life) for rows in told]
    assert errors[0] < 0.95 * life.std()
    assert errors[1] == pytest.approx(errors[0], rel=0.15)


@pytest.mark.parametrize(("flights", "expected"), [(1, 1), (3, 3), (6, 6)])
def test_conditions_are_as_many_as_there_are_flights(flights: int, expected: int) -> None:
    table = engines(12, 3, flights)[0]
    found = Conditions.learn(table[:, data.SETTINGS], table[:, data.SENSORS])
    assert len(found.centre) == expected
    assert found.varies.sum() == 15
    assert (np.diff(found.of(FLIGHTS[:flights][np.lexsort(FLIGHTS[:flights].T)])) != 0).all()


def test_settings_that_move_no_sensor_are_one_condition() -> None:
    rng = np.random.default_rng(4)
    found = Conditions.learn(rng.integers(-6, 6, (500, 3)) / 1e4, rng.normal(size=(500, 4)))
    assert len(found.centre) == 1


def test_a_test_engine_does_not_change_what_is_told_of_another(root: Path, tmp_path: Path) -> None:
    """Conditions and scales come from train engines alone."""
    write(tmp_path, "FD002", flights=6)
    path = tmp_path / "test_FD002.txt"
    table = np.loadtxt(path)
    table[table[:, 0] == 1, 5:] *= 9
    np.savetxt(path, table, fmt="%.4f")
    for mine, other in zip(data.read(root, "FD002").test[1:], data.read(tmp_path, "FD002").test[1:], strict=True):
        np.testing.assert_array_equal(mine.channels, other.channels)


def test_wear_is_the_line_that_tells_life_and_its_path_knows_no_future() -> None:
    rng = np.random.default_rng(6)
    life = [np.arange(120.0)[::-1] for _ in range(10)]
    courses = [np.column_stack([-left / 20, *rng.normal(size=(3, 120))]) for left in life]
    wear = Wear.learn(courses, life, sooner=20.0)
    path = wear.path(courses[0], age=True)
    assert np.corrcoef(path[20:, 1], life[0][20:])[0, 1] > 0.99
    assert np.abs(wear.weights[[1, 2, 3, 5, 6, 7]]).max() < 0.1 * np.abs(wear.weights).max()
    np.testing.assert_allclose(wear.path(courses[0][:70], age=True), path[:70], atol=1e-9)


def test_the_path_of_steady_wear_does_not_tell_the_age_where_it_may_not_be_known() -> None:
    path = Wear(np.ones(4)).path(np.full((300, 2), 3.0), age=False)
    assert path.shape == (300, 8)
    np.testing.assert_allclose(path - path[0], 0.0, atol=1e-9)


def test_how_worn_an_engine_looks_is_not_told_by_what_it_taught_itself(root: Path) -> None:
    courses = data.read(root, "FD001").train
    first = lives(courses, age=True)
    # Whatever life an engine is said to have had, what is told of its own wear stays the same.
    changed = lives([replace(courses[0], life=courses[0].life + 40), *courses[1:]], age=True)
    own = first.unit == courses[0].number
    np.testing.assert_array_equal(first.features[own], changed.features[own])
    assert (first.features[~own] != changed.features[~own]).any()


def test_the_report_has_the_figures_of_each_subset_and_the_files_what_was_told(root: Path, tmp_path: Path) -> None:
    found = data.read(root, "FD001")
    told = {"with age": judge(found, age=True, trees=5)}
    text = report(found, told)
    for name, rows in told.items():
        save(rows.at(rows.last), tmp_path / f"{name}.csv")
    assert "FD001: 20 train engines, 15 test engines" in text
    for name in ("NASA score", "80 % range: holds the truth", "within 20 % of the truth", "60 cycles", "PR-AUC"):
        assert name in text
    lines = (tmp_path / "with age.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "unit,expected,low,high,p_fail_10,p_fail_30,p_fail_60,life"
    assert [float(line.split(",")[-1]) for line in lines[1:]] == np.loadtxt(root / "RUL_FD001.txt").tolist()


def test_what_is_no_subset_is_refused(root: Path, tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"FD009: .* has FD001, FD002"):
        measure(root, ["FD009"], None)
    with pytest.raises(ContractError, match="has no train_"):
        measure(tmp_path, [], None)


@pytest.mark.parametrize(
    ("part", "text", "reason"),
    [
        ("train", "1 2 x\n", r"train_FD001.txt:1: could not convert"),
        ("train", " ".join(["nan"] * 26), "train_FD001.txt:1: must be 26 finite numbers"),
        ("test", "1 2 3\n", r"test_FD001.txt:1: must be 26 finite numbers"),
        ("RUL", "5\n", "RUL_FD001.txt has 1 rows"),
        ("RUL", "\n", "RUL_FD001.txt is empty"),
    ],
)
def test_a_file_of_another_form_is_refused_by_its_line(part: str, text: str, reason: str, tmp_path: Path) -> None:
    write(tmp_path, "FD001", flights=1)
    (tmp_path / f"{part}_FD001.txt").write_text(text, encoding="ascii")
    with pytest.raises(ContractError, match=reason):
        data.read(tmp_path, "FD001")


def test_the_figures_are_those_of_their_sources() -> None:
    assert figures.rmse(np.array([3.0, -4.0])) == pytest.approx(np.sqrt(12.5))
    assert figures.nasa(np.array([10.0, -13.0])) == pytest.approx(2 * (np.e - 1))
    assert figures.alpha_lambda(np.array([8.0, 12.1]), np.array([10.0, 10.0])) == 0.5
    zero, ten = np.zeros(2), np.full(2, 10.0)
    assert figures.winkler(zero, ten, np.array([5.0, 12.0]), 0.8) == pytest.approx(10 + 0.5 * 10 * 2)
    told, failed = np.array([0.9, 0.8, 0.7, 0.1]), np.array([True, False, True, False])
    assert figures.average_precision(told, failed) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert figures.brier(told, failed) == pytest.approx((0.01 + 0.64 + 0.09 + 0.01) / 4)
    assert [(part.count, part.came) for part in figures.reliability(told, failed)] == [(1, 0.0), (1, 1.0), (2, 0.5)]


@needs_engines
def test_engines_of_c_mapss_are_told_far_better_than_by_a_mean() -> None:
    found = data.read(ENGINES, "FD001")
    told = judge(found, age=True, trees=40)
    last = told.at(told.last)
    life = np.minimum(last.life, CAP)
    assert figures.rmse(last.expected - life) < 0.6 * life.std()
    assert 0.7 < np.mean((last.low <= life) & (life <= last.high)) < 0.92
