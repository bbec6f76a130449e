"""The battery pack: power, voltage and current agree, and heat goes somewhere."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.ev import pack
from collectors.ev.pack import Cooling, Pack
from collectors.model import Slow

OHM = np.array([0.082])


def under(power_kw: float, soc: float, cooling: Cooling, own_w: float = 0.0, dt: float = 15.0) -> Pack:
    """One pack under a constant power."""
    shape = cooling.flow_lpm.shape
    source, power, own = pack.open_v(np.full(shape, soc)), np.full(shape, 1e3 * power_kw), np.full(shape, own_w)
    return pack.run(Slow(), source, power, OHM, own, cooling, np.full(len(power), dt))


def cooled(flow_lpm: float = 10.5, ambient_c: float = 20.0, plate: float = 1.0, steps: int = 120) -> Cooling:
    """Coolant that comes in as warm as the air is."""
    flow, ambient = (np.full((steps, 1), value) for value in (flow_lpm, ambient_c))
    return Cooling(flow, ambient, ambient, np.full((1, 1), plate))


@settings(deadline=None, max_examples=40)
@given(power=st.floats(-60, 120), soc=st.floats(5, 95), ambient=st.floats(-20, 40))
def test_voltage_times_current_is_the_power_and_the_terminals_sag_as_ohm_says(
    power: float, soc: float, ambient: float
) -> None:
    found = under(power, soc, cooled(ambient_c=ambient))
    assert np.allclose(found.voltage_v * found.current_a, 1e3 * power, atol=1e-3)
    sag = float(pack.open_v(np.array([soc]))[0]) - found.voltage_v[-1, 0]
    assert sag * np.sign(power) >= 0


@settings(deadline=None, max_examples=30)
@given(power=st.floats(-50, 80), flow=st.floats(0, 15), plate=st.floats(0, 1))
def test_heat_that_is_made_is_stored_or_carried_away(power: float, flow: float, plate: float) -> None:
    cooling = cooled(flow, plate=plate)
    found = under(power, 60, cooling, own_w=100.0, dt=2.0)
    before = np.vstack([[[20.0]], found.mean_c[:-1]])
    middle = (found.mean_c + before) / 2 - 20
    away = (cooling.w_per_k + 5.0) * middle
    assert np.allclose((found.heat_w + 100 - away) * 2.0, 400e3 * (found.mean_c - before), atol=2.0)


def test_a_hundred_ampere_warm_an_uncooled_pack_by_a_tenth_of_a_degree_a_minute() -> None:
    """The reference: 100 A through 0.08 Ω are 800 W, about 0.1 °C/min; reversible heat adds to it."""
    found = under(37.5, 60, cooled(flow_lpm=0.0, steps=40))
    assert 95 < float(found.current_a[-1, 0]) < 105
    assert 0.1 < (float(found.mean_c[-1, 0]) - 20) / 10 < 0.2


@settings(deadline=None, max_examples=30)
@given(flow=st.floats(0.1, 16), plate=st.floats(0.0, 1.0))
def test_the_coolant_leaves_between_its_inlet_and_the_pack_and_takes_what_the_pack_gives(
    flow: float, plate: float
) -> None:
    cooling, warm = cooled(flow, plate=plate, steps=1), np.array([[32.0]])
    out = pack.outlet_c(Pack(warm, warm, warm, warm), cooling)
    assert 20 <= out[0, 0] <= 32
    assert np.isclose(61.0 * flow * (out[0, 0] - 20), cooling.w_per_k[0, 0] * 12)


@settings(deadline=None, max_examples=40)
@given(current=st.floats(-150, 300), soc=st.floats(5, 95), weak=st.floats(0, 1), behind=st.floats(0, 500))
def test_the_spread_is_the_highest_cell_less_the_lowest(current: float, soc: float, weak: float, behind: float) -> None:
    one = np.ones((1, 1))
    found = pack.cells(Pack(370 * one, current * one, one, one), soc * one, behind * one, {"cell_mismatch": weak * one})
    assert np.isclose(1e3 * (found["cell_max_v"] - found["cell_min_v"]), found["cell_spread_mv"])
    assert found["cell_min_v"] <= 370 / pack.CELLS <= found["cell_max_v"]
