"""What feeds the engine: pressurant behind its regulator, two propellant tanks, the purge gas, the main valves."""

import numpy as np

from collectors.model import Clock, Indices, Parameters, Slow
from collectors.noise import Array
from collectors.rig.sequence import IDLE, MAINSTAGE, PURGE
from contract.time import HOUR_S

SET_BAR, LINE_DROP_BAR = 6.5, 0.6
_DROOP_BAR = 0.1
_PURGE_BAR, _PURGE_DIP = 20.0, 0.03
_ULLAGE_K, _ULLAGE_SHARE = 295.0, 0.35
_MAKE_UP_S = 6 * HOUR_S
_SEAT_LEAK_PER_H, _SEAT_COLD_K = 2.5, 70.0
_CRYOGENIC_C = -165.0
_TRAVEL_MS, _STICKY_C = 24.0, 45.0
_SHORT_PCT = 0.6
_COMMAND_PCT = np.array([0.0, 20.0, 0.0, 100.0, 100.0, 0.0])
"""Of the main valves, by run state: chilling takes a trickle."""


def rest(slow: Slow, machines: int) -> None:
    """Tanks at their pressure, as a firing leaves them."""
    for tank in ("oxidiser", "fuel"):
        slow.keep(tank, np.full((1, machines), (SET_BAR - LINE_DROP_BAR) / _ULLAGE_K))


def pressures(slow: Slow, clock: Clock, states: Indices, around: Array, parameters: Parameters) -> dict[str, Array]:
    """Regulator and tanks, in bar: coupled while the feed is armed, shut off from each other in between."""
    idle = states == IDLE
    # Between firings the seat of a creeping regulator lets pressure climb; flow takes it away again.
    outlet = SET_BAR + parameters["regulator_creep_bar"] * idle - _DROOP_BAR * (states == MAINSTAGE)
    regulator = slow.follow("regulator", outlet, np.where(idle, 420.0, 12.0), clock.dt)
    ullage = _ULLAGE_K + _ULLAGE_SHARE * (around - 60)
    leaks = {
        "oxidiser": parameters["feed_leak_per_h"] + _SEAT_LEAK_PER_H * parameters["seat_leak"],
        "fuel": parameters["fuel_leak_per_h"],
    }
    tanks = []
    for tank, leak in leaks.items():
        # Ideal gas: what is shut in is an amount, p/T; make-up gas refills it within hours, a leak faster than that.
        loss = 1 + leak * (_MAKE_UP_S / HOUR_S)
        shut = (SET_BAR - LINE_DROP_BAR) / _ULLAGE_K / loss
        amount = np.where(idle, shut, (regulator - LINE_DROP_BAR) / ullage)
        tanks.append(slow.follow(tank, amount, np.where(idle, _MAKE_UP_S / loss, 8.0), clock.dt) * ullage)
    return {
        "regulator_pressure_bar": regulator,
        "tank_pressure_bar": tanks[0],
        "fuel_tank_pressure_bar": tanks[1],
        "purge_pressure_bar": _PURGE_BAR * (1 - _PURGE_DIP * (states == PURGE)) / (1 + parameters["purge_leak"]),
    }


def dome(slow: Slow, clock: Clock, states: Indices, around: Array, parameters: Parameters) -> Array:
    """Temperature behind the main oxidiser valve, °C: cryogenic under flow; what a leaking seat lets by cools it."""
    idle = states == IDLE
    target = np.where(idle, around - _SEAT_COLD_K * parameters["seat_leak"], _CRYOGENIC_C)
    return slow.follow("dome", target, np.where(idle, 240.0, 60.0), clock.dt)


def valves(states: Indices, around: Array, parameters: Parameters) -> dict[str, Array]:
    """Main valves: command and position in %, and the lag between them; grease and seals are stiffest in the cold."""
    stiff = np.exp((60 - around) / _STICKY_C)
    command = _COMMAND_PCT[states]
    short = _SHORT_PCT * (parameters["valve_friction"] - 1) * stiff
    return {
        "valve_command_pct": command,
        "valve_position_pct": np.where(command > 0, command - short, 0.0),
        "valve_lag_ms": _TRAVEL_MS * stiff * parameters["valve_friction"],
    }
