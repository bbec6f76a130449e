"""What is foreseen of an asset, and by which method."""

from dataclasses import dataclass

import numpy as np
import pytest

from analytics.engine.state import State
from analytics.ground.columns import Floats
from analytics.layers.baseline.normal import SHORT
from analytics.layers.courses import PART_NS, RECENT, Courses
from analytics.prognosis.indicators import Indicator, indicators
from analytics.prognosis.lifetime import LEVELS, Lifetime
from analytics.prognosis.outlook import Outlook, condition_of
from analytics.prognosis.predict import NOT_OFF, UNNOTICED, foresee
from analytics.prognosis.trained import Foretold
from contract.measurements import PROGNOSIS
from contract.time import HOUR
from tests.analytics.prognosis.machines import MIDNIGHT, goes, pump

RNG = np.random.default_rng(3)
NOTHING: dict[str, "Told"] = {}


@dataclass
class Told:
    """A model that says the same of every asset."""

    median_h: float
    version: str = "test-1"
    method: str = "boosting"

    def foretell(self, _state: State, _asset: int, _now: int) -> Foretold:
        if np.isnan(self.median_h):
            return Foretold(None, "no course was ever like it")
        return Foretold(Lifetime(self.median_h * (0.8 + 0.4 * LEVELS)), "as they say", ("PUMP-007",))


def noise(days: int) -> Floats:
    return 0.02 * RNG.standard_normal(24 * days)


def followed(state: State, now: int) -> list[Indicator]:
    return list(indicators(state, 0, now))


def outlook(state: State, now: int, models: dict[str, Told] = NOTHING) -> Outlook:
    return foresee(state, 0, now, followed(state, now), models)


def drifting(days: int = 30, a_day: float = 0.1, kind: int | None = None, rests_h: int = 0) -> tuple[State, int]:
    state = pump() if kind is None else pump(kind)
    wander = noise(days)
    state.assets.noticed[:] = MIDNIGHT + 24 * days * HOUR
    now = goes(state, "vibration_mm_s", days, 2.0, lambda day: a_day * np.maximum(day - 10, 0) + wander, rests_h)
    return state, now


@pytest.mark.parametrize("kind", [None, SHORT])
def test_a_slow_drift_to_a_limit_gives_a_range_of_dates_without_any_failure_known(kind: int | None) -> None:
    state, now = drifting(kind=kind)
    found = outlook(state, now)
    limit = float(state.judging.crit_high[state.fleet.find(0, "vibration_mm_s")])
    truth = 24 * (limit - 4.0) / 0.1
    assert found.life is not None
    assert found.life.quantile(0.1) < truth < found.life.quantile(0.9)
    assert found.method in {"linear", "wear", "growth"}
    assert found.followed is not None
    assert found.followed.signal == "vibration_mm_s"
    assert "vibration_mm_s" in found.because


@pytest.mark.parametrize(("ago_h", "is_believed"), [(0, True), (24, True), (25, False), (10**6, False)])
def test_of_a_machine_that_rests_a_model_is_believed_for_a_day_after_something_was_off(
    ago_h: int, is_believed: bool
) -> None:
    state, now = drifting(a_day=0.0, rests_h=8)
    state.assets.noticed[:] = max(now - ago_h * HOUR, 0)
    found = outlook(state, now, {"pump": Told(100.0)})
    assert found.life is not None
    assert found.life.within(30 * 24.0) == (0.99 if is_believed else UNNOTICED)
    assert found.because == ("as they say" if is_believed else NOT_OFF)


@pytest.mark.parametrize("rests_h", [0, 2])
def test_of_a_machine_that_never_rests_for_long_a_model_is_believed_whatever_is_off(rests_h: int) -> None:
    state, now = drifting(a_day=0.0, rests_h=rests_h)
    state.assets.noticed[:] = 0
    found = outlook(state, now, {"pump": Told(100.0)})
    assert found.because == "as they say"


def test_one_quarter_of_a_day_of_rest_within_ten_days_is_enough_to_ask_for_more_than_a_model_says() -> None:
    state, now = drifting(a_day=0.0)
    state.assets.noticed[:] = 0
    state.of(Courses).value[(now // PART_NS - 39) % RECENT] = np.nan
    assert outlook(state, now, {"pump": Told(100.0)}).because == NOT_OFF


def test_of_a_machine_of_which_nothing_is_off_less_chance_is_told_as_it_is() -> None:
    state, now = drifting(a_day=0.0, rests_h=8)
    state.assets.noticed[:] = 0
    found = outlook(state, now, {"pump": Told(5000.0)})
    assert found.life is not None
    assert found.life.quantile(0.5) == pytest.approx(5000.0, rel=0.01)
    assert found.because == "as they say"


def test_no_trend_is_no_date_and_says_so() -> None:
    state, now = drifting(a_day=0.0)
    found = outlook(state, now)
    assert (found.life, found.method) == (None, "none")
    assert found.because.startswith("no trend")
    assert not {"rul_h", "p_fail_30d"} & set(found.fields())


def test_an_asset_of_which_nothing_has_a_limit_says_why_there_is_no_date() -> None:
    state = pump()
    assert outlook(state, 0).because == "none of its signals has a limit that it could be followed to"


def test_a_model_speaks_for_every_asset_of_its_class_and_is_named() -> None:
    state, now = drifting(a_day=0.0)
    found = outlook(state, now, {"pump": Told(1000.0)})
    fields = found.fields()
    assert (found.method, fields["model_version"]) == ("boosting", "test-1")
    assert fields["rul_h"] == pytest.approx(1000.0, rel=0.01)
    assert (fields["because"], fields["like"]) == ("as they say", "PUMP-007")
    assert outlook(state, now, {"motor": Told(1000.0)}).method == "none"


def test_an_indicator_is_believed_where_a_model_sees_no_end_and_no_more_where_it_sees_one() -> None:
    state, now = drifting()
    assert outlook(state, now, {"pump": Told(np.inf)}).method in {"linear", "wear", "growth"}
    for median_h in (300.0, 50_000.0):
        found = outlook(state, now, {"pump": Told(median_h)})
        assert found.method == "boosting"
        assert "vibration_mm_s" in found.because


def test_an_indicator_beyond_its_limit_is_named_and_followed_no_farther() -> None:
    state, now = drifting(days=60)
    found = outlook(state, now, {"pump": Told(300.0)})
    assert found.method == "boosting"
    assert "vibration_mm_s" in found.because
    assert found.followed is None


def test_where_a_model_knows_none_like_it_its_indicators_speak() -> None:
    state, now = drifting()
    assert outlook(state, now, {"pump": Told(np.nan)}).method in {"linear", "wear", "growth"}


def test_what_is_written_is_what_the_contract_names() -> None:
    state, now = drifting()
    fields = outlook(state, now).fields()
    assert set(fields) == set(PROGNOSIS.fields)
    assert all(isinstance(value, PROGNOSIS.fields[name].kind) for name, value in fields.items())


def test_the_condition_knows_the_way_to_the_limit_that_is_used_up_and_what_lies_ahead() -> None:
    state, now = drifting(days=60)
    courses = followed(state, now)
    found = condition_of(state, 0, now, foresee(state, 0, now, courses, NOTHING), courses)
    sound, calm = drifting(a_day=0.0)
    others = followed(sound, calm)
    healthy = condition_of(sound, 0, calm, foresee(sound, 0, calm, others, NOTHING), others)
    assert healthy.status == "healthy"
    assert healthy.health > 95 > found.health
    assert found.factors["wear"] > 5
    assert found.status in {"degrading", "warning", "critical"}
