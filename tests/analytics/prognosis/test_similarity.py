"""Lives told from courses before: on simulated libraries whose truth is known."""

import numpy as np
import pytest

from analytics.ground.columns import Floats
from analytics.prognosis.lifetime import HIGH, LOW, MIDDLE
from analytics.prognosis.similarity import Course, Library, fit, foresee

STEP_H = 12.0
NOISE = 0.03


def falling(steps: int) -> Floats:
    return np.arange(steps, -1, -1).astype(np.float64) * STEP_H


def course(rng: np.random.Generator, name: str = "PUMP-X") -> Course:
    """Sound for a while, then growing in proportion to itself over some weeks."""
    life = float(24 * 25 * np.exp(0.4 * rng.normal()))
    left = falling(int((life + rng.uniform(100, 600)) / STEP_H))
    grown = np.expm1(3 * np.clip(1 - left / life, 0, 1)) / np.expm1(3)
    return Course(name, "bearing_wear", left, grown + NOISE * rng.normal(size=len(left)))


def courses(rng: np.random.Generator, count: int) -> list[Course]:
    return [course(rng, f"PUMP-{at:03}") for at in range(count)]


def repaired(one: Course, at: int, failed: bool = False) -> Course:
    """What is known of a course that ended after its first `at` values."""
    left = one.left_h[:at]
    return Course(one.asset, one.mode, left - left[-1], one.value[:at], failed)


def cut(rng: np.random.Generator, one: Course) -> int:
    return int(rng.integers(3, len(one.left_h) - 1))


def median(library: Library, value: Floats) -> float:
    life = foresee(library, value).life
    assert life is not None
    return life.quantile(MIDDLE)


def test_eight_of_ten_new_courses_fail_within_the_range_that_was_told() -> None:
    rng = np.random.default_rng(1)
    held = []
    for _ in range(8):
        library = fit("pump", courses(rng, 20))
        for new in courses(rng, 40):
            at = cut(rng, new)
            life = foresee(library, new.value[: at + 1]).life
            if life is not None:
                held.append(life.quantile(LOW) <= new.left_h[at] <= life.quantile(HIGH))
    assert len(held) > 0.95 * 8 * 40
    assert 0.74 < np.mean(held) < 0.88


def test_a_course_that_goes_as_one_before_is_told_that_ones_name_and_life() -> None:
    known = courses(np.random.default_rng(2), 40)
    library = fit("pump", known)
    for one in known[:10]:
        at = len(one.left_h) - 20
        found = foresee(library, one.value[: at + 1])
        assert found.like[0] == one.asset
        assert found.life is not None
        assert found.life.hours[0] < one.left_h[at] < found.life.hours[-1]
        assert found.because.startswith(f"as {one.asset}")
        assert "of 40 courses to failure of class pump" in found.because


@pytest.mark.parametrize(
    ("failures", "reason"),
    [
        (0, "no failure is known of class pump, ten are needed"),
        (1, "only 1 course to failure is known of class pump, ten are needed"),
        (9, "only 9 courses to failure are known of class pump, ten are needed"),
    ],
)
def test_fewer_than_ten_failures_tell_nothing_however_many_were_repaired(failures: int, reason: str) -> None:
    rng = np.random.default_rng(3)
    known = courses(rng, 20 + failures)
    library = fit("pump", [*known[:failures], *(repaired(one, 20) for one in known[failures:])])
    found = foresee(library, known[0].value)
    assert (found.life, found.like, found.because) == (None, (), reason)
    assert foresee(fit("pump", []), known[0].value).life is None


def test_ten_failures_are_enough() -> None:
    known = courses(np.random.default_rng(3), 11)
    assert foresee(fit("pump", known[1:]), known[0].value[:-10]).life is not None


def biases(rng: np.random.Generator) -> tuple[float, float, float]:
    """How far logarithms of medians are off those of the whole library where many were repaired: with repairs counted,
    left out, and taken for failures."""
    known = courses(rng, 100)
    ends = [int(rng.exponential(40)) + 4 for _ in known]
    seen = [repaired(one, end) if end < len(one.left_h) else one for one, end in zip(known, ends, strict=True)]
    taken = [one if one.failed else repaired(one, len(one.left_h), failed=True) for one in seen]
    ways = [fit("pump", of) for of in (known, seen, [one for one in seen if one.failed], taken)]
    news = [(new, cut(rng, new)) for new in courses(rng, 60)]
    whole, counted, left_out, as_failed = (
        np.mean(np.log([median(way, new.value[:at]) for new, at in news])) for way in ways
    )
    return float(counted - whole), float(left_out - whole), float(as_failed - whole)


def test_a_repair_counts_as_at_least_so_long_where_leaving_it_out_or_taking_it_for_a_failure_is_biased() -> None:
    counted, left_out, taken = np.mean([biases(np.random.default_rng(seed)) for seed in (4, 5, 6)], axis=0)
    assert abs(counted) < 0.1
    assert left_out < -0.12
    assert taken < -0.3


def test_where_only_repaired_ones_went_on_the_end_is_not_known() -> None:
    rng = np.random.default_rng(5)
    short, long = falling(39), falling(79)
    known = [Course(f"PUMP-{at}", "leak", short, NOISE * rng.normal(size=40)) for at in range(10)]
    known += [Course(f"PUMP-R{at}", "leak", long, NOISE * rng.normal(size=80), failed=False) for at in range(30)]
    life = foresee(fit("pump", known), np.zeros(40)).life
    assert life is not None
    assert life.quantile(HIGH) == np.inf


def test_what_is_like_none_of_them_is_told_nothing() -> None:
    rng = np.random.default_rng(6)
    library = fit("pump", courses(rng, 15))
    found = foresee(library, np.tile([0.0, 0.9], 40))
    assert foresee(library, np.full(80, -3.0)).because == "no course of class pump was ever like it"
    assert foresee(library, np.full(80, np.nan)).because == "nothing is known of its last days"
    assert found.life is None


def test_gaps_in_what_is_known_move_the_life_only_a_little() -> None:
    rng = np.random.default_rng(7)
    library = fit("pump", courses(rng, 40))
    new = course(rng).value[:-15]
    holed = np.where(rng.uniform(size=len(new)) < 0.2, np.nan, new)
    assert median(library, holed) == pytest.approx(median(library, new), rel=0.35)


def test_the_order_of_the_library_makes_no_difference() -> None:
    rng = np.random.default_rng(8)
    known, new = courses(rng, 15), course(rng).value[:-20]
    one, other = fit("pump", known), fit("pump", known[::-1])
    assert (one.width, one.wider) == pytest.approx((other.width, other.wider))
    assert median(one, new) == pytest.approx(median(other, new), rel=0.02)


def test_a_second_channel_tells_apart_what_the_first_cannot() -> None:
    rng = np.random.default_rng(9)
    known = []
    for at in range(24):
        left = falling(60 * (1 + at % 2))
        both = np.stack((1 - left / left[0], np.full(len(left), 0.5 * (at % 2))), axis=1)
        known.append(Course(f"PUMP-{at}", "leak", left, both + 0.01 * rng.normal(size=both.shape)))
    library = fit("pump", known)
    for kind, hours in ((0.0, 360.0), (0.5, 720.0)):
        assert median(library, np.array([[0.5, kind]])) == pytest.approx(hours, rel=0.1)


@pytest.mark.parametrize(
    ("left", "value", "says"),
    [
        ([2.0, 1.0, 1.0], [0.0, 0.0, 0.0], "must be two hours or more that fall"),
        ([2.0, 1.0, -1.0], [0.0, 0.0, 0.0], "must be two hours or more that fall"),
        ([2.0, np.nan, 0.0], [0.0, 0.0, 0.0], "must be two hours or more that fall"),
        ([2.0, 1.0, 0.0], [0.0, 0.0], "must be 3 finite numbers"),
        ([2.0, 1.0, 0.0], [0.0, np.inf, 0.0], "must be 3 finite numbers"),
    ],
)
def test_a_course_that_cannot_be_is_refused(left: list[float], value: list[float], says: str) -> None:
    with pytest.raises(ValueError, match=f"course of PUMP-1: .*{says}"):
        Course("PUMP-1", "leak", np.array(left), np.array(value))


def test_courses_of_other_spacing_or_channels_make_no_library() -> None:
    left = np.arange(9.0, -1.0, -1.0)
    one = Course("PUMP-1", "leak", left, left / 9)
    with pytest.raises(ValueError, match="1 to 2 h apart"):
        fit("pump", [one, Course("PUMP-2", "leak", 2 * left, left / 9)])
    with pytest.raises(ValueError, match="same channels"):
        fit("pump", [one, Course("PUMP-2", "leak", left, np.ones((10, 2)))])
    with pytest.raises(ValueError, match="channels of its library"):
        foresee(fit("pump", [one]), np.ones((10, 2)))
    with pytest.raises(ValueError, match="finite values"):
        foresee(fit("pump", [one]), np.array([0.0, np.inf]))
