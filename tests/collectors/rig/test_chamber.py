"""The thrust chamber obeys the laws that it is made of."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.model import Parameters
from collectors.noise import Array
from collectors.rig import chamber
from tests.collectors.lives import life

SOUND: Parameters = {name: np.ones((1, 1)) for name in ("oxidiser_orifice", "fuel_orifice", "throat")}
FEED = st.floats(30.0, 60.0)


def _burn(oxidiser_bar: float, fuel_bar: float, **changed: float) -> dict[str, Array]:
    feed = {"oxidiser": np.array([[oxidiser_bar]]), "fuel": np.array([[fuel_bar]])}
    parameters = {**SOUND, **{name: np.array([[value]]) for name, value in changed.items()}}
    return chamber.burn(feed, np.ones(1), parameters)


@settings(deadline=None, max_examples=30)
@given(pressure=FEED, more=st.floats(0.1, 10.0))
def test_more_feed_pressure_is_more_flow_and_more_chamber_pressure_at_the_same_mixture(
    pressure: float, more: float
) -> None:
    before, after = _burn(pressure, pressure), _burn(pressure + more, pressure + more)
    for name in ("mass_flow_kgps", "chamber_pressure_bar"):
        assert after[name] > before[name]
    assert np.allclose(after["mixture_ratio"], before["mixture_ratio"])


@settings(deadline=None, max_examples=30)
@given(oxidiser=st.floats(36.0, 50.0), apart=st.floats(-4.0, 4.0))
def test_flow_makes_the_chamber_pressure_that_lets_it_through(oxidiser: float, apart: float) -> None:
    """m = k·√(p - Pc) on each side, for feed pressures as far apart as faults bring them; to two hundredths."""
    engine = _burn(oxidiser, oxidiser + apart)
    chamber_bar = engine["chamber_pressure_bar"]
    sound = _burn(43.0, 43.0)
    for side, pressure in (("oxidiser_flow_kgps", oxidiser), ("fuel_flow_kgps", oxidiser + apart)):
        k = sound[side] / np.sqrt(43.0 - sound["chamber_pressure_bar"])
        assert np.allclose(engine[side], k * np.sqrt(pressure - chamber_bar), rtol=0.02)


@settings(deadline=None, max_examples=30)
@given(pressure=FEED, throat=st.floats(1.01, 1.3))
def test_a_wider_throat_passes_more_flow_at_less_chamber_pressure(pressure: float, throat: float) -> None:
    sound, eroded = _burn(pressure, pressure), _burn(pressure, pressure, throat=throat)
    assert eroded["mass_flow_kgps"] > sound["mass_flow_kgps"]
    assert eroded["chamber_pressure_bar"] < sound["chamber_pressure_bar"]


def test_the_extremes_of_a_rough_chamber_lie_evenly_about_its_mean() -> None:
    found = chamber.extremes(np.array([[24.0]]), np.array([[10.0]]))
    low, high = (found[f"chamber_pressure_{end}_bar"] for end in ("min", "max"))
    assert low < 24 < high
    assert np.allclose(low + high, 48)


def test_a_healthy_engine_runs_where_small_bipropellant_engines_run() -> None:
    lived = life("rig", "purge_valve_leak")
    pressure, impulse, mixture = (lived.sound(name) for name in ("chamber_pressure_bar", "isp_s", "mixture_ratio"))
    for values, low, high in ((pressure, 15, 40), (impulse, 250, 310), (mixture, 2.2 * 0.98, 2.2 * 1.02)):
        within = values[np.isfinite(values)]
        assert np.quantile(within, 0.01) > low
        assert np.quantile(within, 0.99) < high
