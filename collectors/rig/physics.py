"""A campaign of firings: tanks and regulator, turbopump, chamber, cooled nozzle, and the cell around them."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from collectors.model import Asset, Clock, Conditions, Indices, Mask, Motion, Parameters, Physics, Sensor, Slow
from collectors.noise import Array, keys, smooth, spread, uniform
from collectors.rig.sequence import IDLE, IGNITION, MAINSTAGE, Sequencer
from collectors.shifts import DAY_S, HOUR_S

_SET_BAR = 30.5
_LINE_DROP_BAR = 1.2
_PUMP_RPM = 36_000.0
_PUMP_RISE_BAR = 14.0
_FLOW_KGPS_PER_ROOT_BAR = 0.21
_CHAMBER_BAR_PER_KGPS = 26.0
_THRUST_N_PER_BAR = 82.0
_MIXTURE = 2.2
_SPIN_TAU_S = 0.5
_GAS_C, _COOLANT_C, _FILM_RATIO = 2600.0, 55.0, 0.235


class RigPhysics(Physics):
    """n engines on their stands. Parameters: see `healthy`; pressures in bar, temperatures in °C."""

    sensors: ClassVar = {
        "cell_temperature_c": Sensor(0.25, 0.8),
        "cell_pressure_hpa": Sensor(0.8, 2.5),
        "chamber_pressure_bar": Sensor(0.05, 0.06),
        "roughness_pct": Sensor(0.15, 0.15),
        "thrust_n": Sensor(4.0, 6.0),
        "mass_flow_kgps": Sensor(0.0015, 0.002),
        "mixture_ratio": Sensor(0.006, 0.01),
        "tank_pressure_bar": Sensor(0.02, 0.03),
        "regulator_pressure_bar": Sensor(0.02, 0.03),
        "nozzle_wall_temp_c": Sensor(1.5, 3.0),
        "turbopump_rpm": Sensor(40.0, 80.0),
        "turbopump_vibration_g": Sensor(0.12, 0.15),
        "turbopump_bearing_temp_c": Sensor(0.3, 0.5),
        "valve_lag_ms": Sensor(0.8, 1.0),
        "uptime_h": Sensor(),
    }

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._sequencer = Sequencer(assets, world.seed)
        self._anchor_s = world.anchor_s
        self._unlike = {part: spread(keys(world.seed, names, part), 0.01) for part in ("pump", "vibration", "wall")}
        self._phase_h = 2 * uniform(keys(world.seed, names, "cell"), np.zeros(1, np.int64))
        self._uptime_h = 500 + 4000 * uniform(keys(world.seed, names, "uptime"), np.zeros(1, np.int64))
        self._throttle = keys(world.seed, names, "throttle")
        ones = np.ones(len(assets))
        self.healthy = {
            "cooling": ones,
            "regulator_creep_bar": 0 * ones,
            "feed_leak_per_h": 0 * ones,
            "turbopump_bearing_damage": 0 * ones,
            "valve_friction": ones,
        }
        self._slow = Slow()
        self._slow.keep("tank", np.full((1, len(assets)), _SET_BAR - _LINE_DROP_BAR))

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Run the campaign on through the clock's moments. The engine's own readings exist in main stage only."""
        states, lit = self._sequencer.at(clock.t)
        # Ignition lies within a step: what it drives has had only the time since then.
        turning = (states == IGNITION) | (states == MAINSTAGE)
        dt = np.where(turning, np.minimum(clock.dt[:, None], lit), clock.dt[:, None])
        cell = self._cell(clock.t)
        around = cell["cell_temperature_c"]
        tank, regulator = self._feed(clock, states, parameters)
        spin, pump = self._pump(clock, dt, states, around, parameters)
        engine = pump | _chamber(tank, spin, parameters)
        engine["nozzle_wall_temp_c"] = self._wall(dt, engine["chamber_pressure_bar"], turning, around, parameters)
        engine["valve_lag_ms"] = (26 + 0.12 * np.maximum(0.0, 70 - around)) * parameters["valve_friction"]
        fired = {name: np.where(states == MAINSTAGE, values, np.nan) for name, values in engine.items()}
        return Motion(states, {**cell, **fired, "tank_pressure_bar": tank, "regulator_pressure_bar": regulator})

    def _cell(self, t: Array) -> dict[str, Array]:
        """Test cell: temperature goes with the day, pressure with half of it, as its ventilation makes them."""
        moment = t[:, None]
        day = np.sin(2 * np.pi * (moment / DAY_S - (8 + self._phase_h) / 24))
        half = np.sin(2 * np.pi * (moment / (12 * HOUR_S) - self._phase_h / 12))
        return {
            "cell_temperature_c": 50 + 18 * day,
            "cell_pressure_hpa": 1000 + 42 * half,
            "uptime_h": self._uptime_h + (moment - self._anchor_s) / HOUR_S,
        }

    def _feed(self, clock: Clock, states: Indices, parameters: Parameters) -> tuple[Array, Array]:
        """Oxidiser tank and regulator outlet: coupled while the feed is open, shut off from each other in between."""
        armed = states != IDLE
        # Between firings the seat of a creeping regulator lets pressure climb; flow takes it away again.
        climb = parameters["regulator_creep_bar"] * np.where(armed, 0.0, 1.0)
        outlet = _SET_BAR + climb - np.where(states == MAINSTAGE, 0.35, 0.0)
        regulator = self._slow.follow("regulator", outlet, np.where(armed, 12.0, 420.0), clock.dt)
        leak_s = HOUR_S / np.maximum(parameters["feed_leak_per_h"], 1e-9)
        held = np.where(armed, regulator - _LINE_DROP_BAR, 0.0)
        tank = self._slow.follow("tank", held, np.where(armed, 8.0, leak_s), clock.dt)
        return tank, regulator

    def _pump(
        self, clock: Clock, dt: Array, states: Indices, around: Array, parameters: Parameters
    ) -> tuple[Array, dict[str, Array]]:
        """Turbopump: speed as a share of nominal, and its readings; a worn bearing shakes first and then heats."""
        damage = parameters["turbopump_bearing_damage"]
        throttle = 1 + 0.01 * smooth(self._throttle, clock.t, 1800.0)
        turning = (states == IGNITION) | (states == MAINSTAGE)
        spin = self._slow.follow("spin", np.where(turning, throttle, 0.0), _SPIN_TAU_S, dt)
        heat = around + np.where(turning, 36 + 95 * damage**2, np.where(states == IDLE, 0.0, -8.0))
        return spin, {
            "turbopump_rpm": _PUMP_RPM * spin * self._unlike["pump"],
            "turbopump_vibration_g": spin**2 * self._unlike["vibration"] * (4.5 + 24 * damage),
            "turbopump_bearing_temp_c": self._slow.follow("bearing", heat, np.where(states == IDLE, 500.0, 70.0), dt),
        }

    def _wall(self, dt: Array, chamber: Array, lit: Mask, around: Array, parameters: Parameters) -> Array:
        """Nozzle wall between hot gas (film ∝ Pc^0.8, Bartz) and coolant: the balance of the two films."""
        film = _FILM_RATIO * (chamber / 23.0) ** 0.8 / parameters["cooling"]
        burning = (film * _GAS_C + _COOLANT_C) / (film + 1) * self._unlike["wall"]
        return self._slow.follow("wall", np.where(lit, burning, around), np.where(lit, 1.5, 240.0), dt)


def _chamber(tank: Array, spin: Array, parameters: Parameters) -> dict[str, Array]:
    """Flow through the injector, m = k·√(p_feed − Pc), and the chamber pressure that it makes, Pc = c*·m/A, as one."""
    feed = tank + _PUMP_RISE_BAR * spin**2
    slope = _FLOW_KGPS_PER_ROOT_BAR**2 * _CHAMBER_BAR_PER_KGPS
    # With Pc = c·m the balance m² = k²·(p − c·m) is a quadratic in m.
    flow = 0.5 * (np.sqrt(slope**2 + 4 * _FLOW_KGPS_PER_ROOT_BAR**2 * feed) - slope)
    chamber = flow * _CHAMBER_BAR_PER_KGPS
    return {
        "mass_flow_kgps": flow,
        "chamber_pressure_bar": chamber,
        "thrust_n": chamber * _THRUST_N_PER_BAR,
        "mixture_ratio": _MIXTURE + 0.02 * (tank - 29),
        "roughness_pct": 1.6 + 6 * parameters["turbopump_bearing_damage"] ** 2,
    }
