"""The battery pack: 96 cells in series as a source behind R0 and one RC element, its heat, and what cools it."""

from dataclasses import dataclass

import numpy as np

from collectors.model import Mask, Parameters, Slow, clip
from collectors.noise import Array

CELLS = 96
_HEAT_CAPACITY_J_PER_K = 400_000.0
_PLATE_W_PER_K = 195.0
_COOLANT_W_PER_K_PER_LPM = 61.0
"""Heat capacity of the flow: 1.05 kg/l of water and glycol at 3.5 kJ/(kg K)."""
_AMBIENT_W_PER_K = 5.0
_COLDER_PER_K = 0.02
_INLET_K_PER_W = 0.0007
"""How much colder than the mean the module at the inlet is, by the heat that the coolant takes."""
_OHMIC = 0.75
"""Share of the resistance that acts at once; the rest builds up behind a capacitance."""
_POLARISED_S = 40.0
_ENTROPY_V_PER_K = CELLS * 1.0e-4
"""How far the open-circuit voltage falls with temperature: discharge makes heat by it, charging takes some up."""
_KELVIN = 273.15


@dataclass(frozen=True, slots=True)
class Cooling:
    """What the pack gives its heat to, (T, n)."""

    flow_lpm: Array
    coolant_c: Array
    ambient_c: Array
    plate: Array
    """Share of the plate's conductance that is left, (1, n) or (T, n)."""

    @property
    def grip(self) -> Array:
        """How far the coolant comes towards the pack's temperature on its way: 1 − exp(−NTU), of one stream."""
        return -np.expm1(-_PLATE_W_PER_K * self.plate / self._stream)

    @property
    def w_per_k(self) -> Array:
        """Heat that the coolant carries away, by kelvin between the pack and the inlet."""
        return self._stream * self.grip

    @property
    def _stream(self) -> Array:
        return np.maximum(_COOLANT_W_PER_K_PER_LPM * self.flow_lpm, 1e-3)


@dataclass(frozen=True, slots=True)
class Pack:
    """Terminals (discharge positive), heat and mean temperature, (T, n)."""

    voltage_v: Array
    current_a: Array
    heat_w: Array
    mean_c: Array


def open_v(soc_pct: Array) -> Array:
    """Open-circuit voltage of the pack over its state of charge: NMC cells with a knee near empty."""
    return np.asarray(CELLS * (3.50 + 0.60 * soc_pct / 100 + 0.04 * np.tanh((soc_pct - 12) / 8)), np.float64)


def run(slow: Slow, source_v: Array, power_w: Array, ohm_25c: Array, own_w: Array, cooling: Cooling, dt: Array) -> Pack:
    """The pack under a power, (T, n), on from where `slow` was left; `own_w` is heat that no current makes.

    V = OCV − I·R0 − V_rc and P = V·I give the current; R falls by e every 50 K; heat is I·(OCV − V) + I·T·|dU/dT|
    (Bernardi, Pawlikowski and Newman, 1985); C·dT/dt = heat + own − UA·(T − T_inlet) − loss to ambient.
    """
    cooled = cooling.w_per_k
    loss = cooled + _AMBIENT_W_PER_K
    rest = (cooled * cooling.coolant_c + _AMBIENT_W_PER_K * cooling.ambient_c + own_w) / loss
    keep = np.exp(-dt[:, None] * loss / _HEAT_CAPACITY_J_PER_K)
    stay = np.exp(-dt / _POLARISED_S)
    shape = source_v.shape
    ohmic = np.broadcast_to(_OHMIC * ohm_25c, shape)
    # R1 is a fixed share of R0. What builds up behind it within a step acts at the step's end, as R0 does.
    share = 2 * (1 + (1 - stay) * (1 / _OHMIC - 1))
    mean, current, lost, heat = (np.empty(shape) for _ in range(4))
    now, polarised = slow.last("pack", cooling.ambient_c[0]), slow.last("polarised", np.zeros(shape[1]))
    for step, kept in enumerate(stay.tolist()):
        ohm = ohmic[step] * np.exp((25 - now) * _COLDER_PER_K)
        free, double = source_v[step] - kept * polarised, share[step] * ohm
        drawn = (free - np.sqrt(np.maximum(free * free - 2 * double * power_w[step], 0.0))) / double
        current[step] = drawn
        lost[step] = source_v[step] - free + 0.5 * double * drawn
        polarised = lost[step] - ohm * drawn
        heat[step] = drawn * (lost[step] + _ENTROPY_V_PER_K * (_KELVIN + now))
        balance = rest[step] + heat[step] / loss[step]
        now = balance + keep[step] * (now - balance)
        mean[step] = now
    slow.keep("pack", mean)
    slow.keep("polarised", polarised[None])
    return Pack(source_v - lost, current, heat, mean)


def coldest_c(pack: Pack, cooling: Cooling) -> Array:
    """The coolest module: the one at the coolant's inlet."""
    return pack.mean_c - 0.3 - _INLET_K_PER_W * cooling.w_per_k * (pack.mean_c - cooling.coolant_c)


def outlet_c(pack: Pack, cooling: Cooling) -> Array:
    """Coolant where it leaves the pack."""
    return cooling.coolant_c + cooling.grip * (pack.mean_c - cooling.coolant_c)


def cells(pack: Pack, soc_pct: Array, lagging_mv: Array, parameters: Parameters) -> dict[str, Array]:
    """Lowest and highest cell voltage and their spread: it grows with current and at low charge.

    A weak cell lacks capacity: it is the lowest while the pack gives, the highest while it takes. `lagging_mv` is by
    how much one cell is behind the others whatever the current.
    """
    current = np.abs(pack.current_a)
    empty = np.maximum(0.0, 0.3 - soc_pct / 100) / 0.3
    sound = 8 + 0.06 * current + 8 * empty
    weak = parameters["cell_mismatch"] * (40 + 0.75 * current + 60 * empty)
    taking = clip(-pack.current_a / 20, 0.0, 1.0)
    low, high = sound / 2 + weak * (1 - taking) + lagging_mv, sound / 2 + weak * taking
    mean_v = pack.voltage_v / CELLS
    return {
        "cell_min_v": np.maximum(mean_v - low / 1e3, 0.0),
        "cell_max_v": mean_v + high / 1e3,
        "cell_spread_mv": low + high,
    }


def cooling(slow: Slow, ambient_c: Array, on: Mask, flow_lpm: Array, plate: Array, dt: Array) -> Cooling:
    """The battery's coolant: heated in the cold and chilled in the heat while the van is in use."""
    regulated = np.where(on, clip(ambient_c + 4, 17.0, 26.0), ambient_c)
    coolant = slow.follow("coolant", regulated, np.where(on, 900.0, 15_000.0), dt)
    return Cooling(np.where(on, flow_lpm, 0.0), coolant, ambient_c, plate)
