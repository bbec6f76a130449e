"""A campaign of firings: feed, turbopump, chamber and cooled nozzle, the cell around them, how all are measured."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from collectors.model import Asset, Clock, Conditions, Indices, Motion, Parameters, Physics, Sensor, Slow
from collectors.noise import Array, keys, spread, uniform
from collectors.rig import chamber, feed
from collectors.rig.cell import Cell
from collectors.rig.sequence import CHILL, IDLE, IGNITION, MAINSTAGE, PURGE, Sequencer
from collectors.rig.turbopump import Turbopump
from contract.time import HOUR_S

_IGNITION_MS, _SLOW_IGNITION_C = 150.0, 200.0
_ZEROED_C = 20.0
_LOAD_CELL_S = 1500.0
_HEALTHY = {
    "cooling": 1.0, "regulator_creep_bar": 0.0, "feed_leak_per_h": 0.0, "fuel_leak_per_h": 0.0, "seat_leak": 0.0,
    "purge_leak": 0.0, "turbopump_bearing_damage": 0.0, "inlet_loss": 1.0, "pump_head": 1.0, "valve_friction": 1.0,
    "oxidiser_orifice": 1.0, "fuel_orifice": 1.0, "feed_gas": 0.0, "igniter": 1.0, "throat": 1.0,
    "transducer_drift_bar_per_k": 0.0, "load_cell_creep": 0.0,
}  # fmt: skip
"""Leaks are shares of the contents an hour or of the supply; `igniter`, orifices, `throat` and `cooling` of nominal."""


class RigPhysics(Physics):
    """n engines on their stands. Parameters: see `_HEALTHY`; pressures in bar, temperatures in °C."""

    sensors: ClassVar = {
        "cell_temperature_c": Sensor(0.2, 0.5), "cell_pressure_hpa": Sensor(0.8, 2.5),
        "chamber_pressure_bar": Sensor(0.05, 0.06), "chamber_pressure_min_bar": Sensor(0.08, 0.06),
        "chamber_pressure_max_bar": Sensor(0.08, 0.06), "chamber_pressure_zero_bar": Sensor(0.02, 0.02),
        "roughness_pct": Sensor(0.15, 0.15), "thrust_n": Sensor(4.0, 6.0), "thrust_zero_n": Sensor(1.5, 2.0),
        "isp_s": Sensor(0.5, 0.8), "mass_flow_kgps": Sensor(0.0015, 0.002),
        "oxidiser_flow_kgps": Sensor(0.0012, 0.0016), "fuel_flow_kgps": Sensor(0.0006, 0.0008),
        "mixture_ratio": Sensor(0.004, 0.005), "tank_pressure_bar": Sensor(0.006, 0.009),
        "fuel_tank_pressure_bar": Sensor(0.006, 0.009), "regulator_pressure_bar": Sensor(0.006, 0.009),
        "purge_pressure_bar": Sensor(0.02, 0.04), "pump_inlet_pressure_bar": Sensor(0.01, 0.012),
        "nozzle_wall_temp_c": Sensor(1.5, 3.0), "jacket_dt_c": Sensor(0.4, 0.8),
        "oxidiser_dome_temp_c": Sensor(0.3, 0.5), "turbopump_rpm": Sensor(40.0, 80.0),
        "turbopump_vibration_g": Sensor(0.12, 0.15), "turbopump_bearing_temp_c": Sensor(0.3, 0.5),
        "valve_command_pct": Sensor(), "valve_position_pct": Sensor(0.15, 0.1), "valve_lag_ms": Sensor(0.8, 1.0),
        "ignition_delay_ms": Sensor(3.0, 4.0), "starts": Sensor(), "uptime_h": Sensor(),
    }  # fmt: skip

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._sequencer = Sequencer(assets, world.seed)
        self._cell = Cell(assets, world)
        self._pump = Turbopump(names, world.seed)
        self._anchor_s = world.anchor_s
        self._wall = spread(keys(world.seed, names, "wall"), 0.01)
        self._trim = spread(keys(world.seed, names, "orifice"), 0.005)
        self._igniter = _IGNITION_MS * spread(keys(world.seed, names, "igniter"), 0.03)
        first = np.zeros(1, np.int64)
        self._uptime_h = 500 + 4000 * uniform(keys(world.seed, names, "uptime"), first)
        self._starts = np.floor(self._uptime_h) - self._sequencer.starts(np.array([world.anchor_s]))
        self.healthy = {name: np.full(len(assets), value) for name, value in _HEALTHY.items()}
        self._slow = Slow()
        feed.rest(self._slow, len(assets))

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Run the campaign on through the clock's moments. The engine's own readings exist in main stage only."""
        states, lit = self._sequencer.at(clock.t)
        cell = self._cell.at(clock.t)
        around = cell["cell_temperature_c"]
        tanks = feed.pressures(self._slow, clock, states, around, parameters)
        engine = self._engine(clock, states, lit, cell, tanks, parameters)
        zeros = self._measure(clock, states, around, engine, parameters)
        always = {
            **feed.valves(states, around, parameters),
            "oxidiser_dome_temp_c": feed.dome(self._slow, clock, states, around, parameters),
            "uptime_h": self._uptime_h + (clock.t[:, None] - self._anchor_s) / HOUR_S,
            "starts": self._starts + self._sequencer.starts(clock.t),
        }
        engine["valve_lag_ms"] = always.pop("valve_lag_ms")
        fired = {name: np.where(states == MAINSTAGE, values, np.nan) for name, values in engine.items()}
        return Motion(states, {**cell, **tanks, **always, **zeros, **fired})

    def _engine(
        self,
        clock: Clock,
        states: Indices,
        lit: Array,
        cell: dict[str, Array],
        tanks: dict[str, Array],
        parameters: Parameters,
    ) -> dict[str, Array]:
        """The engine's true values, (T, n); of use in main stage only."""
        turning = (states == IGNITION) | (states == MAINSTAGE)
        # Ignition lies within a step: what it drives has had only the time since then.
        dt = np.where(turning, np.minimum(clock.dt[:, None], lit), clock.dt[:, None])
        around = cell["cell_temperature_c"]
        spin = self._pump.spin(clock, dt, turning)
        behind = self._pump.feed(clock, spin, tanks, parameters)
        engine = chamber.burn(behind, self._trim, parameters)
        engine["roughness_pct"] = chamber.roughness_pct(behind["cavitation"], parameters)
        thrust = chamber.thrust_n(engine["chamber_pressure_bar"], cell["cell_pressure_hpa"], parameters["throat"])
        engine |= chamber.cooling(self._slow, dt, engine, turning, around, self._wall, parameters["cooling"])
        engine |= self._pump.shake(spin, chamber.sent_g(parameters), behind["cavitation"], parameters)
        damage = parameters["turbopump_bearing_damage"]
        return engine | {
            "thrust_n": thrust,
            "pump_inlet_pressure_bar": behind["inlet"],
            "turbopump_bearing_temp_c": self._pump.bearing_c(dt, states, turning, around, damage),
            "ignition_delay_ms": self._igniter * np.exp((60 - around) / _SLOW_IGNITION_C) / parameters["igniter"],
        }

    def _measure(
        self, clock: Clock, states: Indices, around: Array, engine: dict[str, Array], parameters: Parameters
    ) -> dict[str, Array]:
        """What the stand makes of thrust and chamber pressure, in place, and what it reads of them with valves shut.

        A load cell that creeps keeps some of what has lain on it for half an hour; a pressure transducer's zero may go
        with the temperature around it.
        """
        loaded = np.where(states == MAINSTAGE, engine["thrust_n"], 0.0)
        left = parameters["load_cell_creep"] * self._slow.follow("load cell", loaded, _LOAD_CELL_S, clock.dt)
        zero = parameters["transducer_drift_bar_per_k"] * (around - _ZEROED_C)
        engine |= chamber.extremes(engine["chamber_pressure_bar"], engine["roughness_pct"])
        for name in ("chamber_pressure_bar", "chamber_pressure_min_bar", "chamber_pressure_max_bar"):
            engine[name] = engine[name] + zero
        engine["thrust_n"] = engine["thrust_n"] + left
        engine["isp_s"] = chamber.isp_s(engine["thrust_n"], engine["mass_flow_kgps"])
        shut = (states == IDLE) | (states == CHILL) | (states == PURGE)
        return {
            "chamber_pressure_zero_bar": np.where(shut, zero, np.nan),
            "thrust_zero_n": np.where(shut, left, np.nan),
        }
