"""What faults of sensors do to one reading, and what faults of transport do to the lines of one asset."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
from matplotlib.axes import Axes

from bench.pictures.canvas import BROKEN, QUIET, SOUND, canvas
from bench.pictures.twins import MIDNIGHT, broken, machine
from collectors.noise import Array
from collectors.scenario import Planned, Scenario
from collectors.world import World
from contract.catalogue import CLASSES
from contract.failures import Growth
from contract.failures.sensors import SENSOR_FAULTS, SensorFault
from contract.measurements import TELEMETRY
from contract.time import MINUTE, SECOND

_KIND = "pump"
_USUAL = (_KIND, "discharge_pressure_bar")
_ELSEWHERE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "sensor_wrong_unit": ("pump", "bearing_temp_c"),
        "counter_reset": ("pump", "operating_hours"),
        "sensor_saturation": ("ice", "speed_kmh"),
    }
)
"""Kind and signal of the faults that do not lie over the usual signal, or do not show there."""
_GROW_H, _BEFORE_H, _AFTER_H = 8.0, 2.0, 10.0
_COLUMNS = 3
_ONSET_S, _MINUTES, _STEP_S = 600, 60, 10


def draw_sensors(path: Path) -> None:
    """One panel a fault of a sensor: the reading with it (red) over the sound one (blue)."""
    faults = [fault for fault in SENSOR_FAULTS.values() if not fault.transport]
    rows = -(-len(faults) // _COLUMNS)
    with canvas(path, 11.0, 1.9 * rows) as figure:
        places = figure.subplots(rows, _COLUMNS, squeeze=False).ravel()
        for place, fault in zip(places, faults, strict=False):
            kind, name = _ELSEWHERE.get(fault.mode, _USUAL)
            signal = CLASSES[machine(kind).asset_class].signals[name]
            grow_h = 0.0 if fault.growth is Growth.STEP else _GROW_H
            twins = broken(kind, fault.mode, grow_h, (-_BEFORE_H, _AFTER_H), name)
            wrong, sound = twins.signal(name)
            place.plot(twins.hours, sound, color=SOUND)
            place.plot(twins.hours, wrong, color=BROKEN, marker=".", markersize=2.0, linewidth=0.6)
            _label(place, fault, f"{signal.label}, {signal.unit}", grow_h)
            place.set(xlim=(-_BEFORE_H, _AFTER_H), xlabel="hours since onset")
        for place in places[len(faults) :]:
            place.set_axis_off()


def draw_transport(path: Path) -> None:
    """One panel a fault of transport: each line's age when it arrives; the second copy of a line in red."""
    faults = [fault for fault in SENSOR_FAULTS.values() if fault.transport]
    rows = -(-len(faults) // _COLUMNS)
    with canvas(path, 11.0, 2.1 * rows) as figure:
        places = figure.subplots(rows, _COLUMNS, squeeze=False).ravel()
        for place, fault in zip(places, faults, strict=False):
            arrived, age, again = _arrivals(fault)
            for chosen, colour in ((~again, SOUND), (again, BROKEN)):
                place.plot(arrived[chosen], age[chosen], ".", color=colour, markersize=2.5)
            _label(place, fault, "age at arrival, s", 0.0)
            place.set(xlabel="minutes since onset: time of arrival")
        for place in places[len(faults) :]:
            place.set_axis_off()


def _label(place: Axes, fault: SensorFault, what: str, grow_h: float) -> None:
    for moment in {0.0, grow_h}:
        place.axvline(moment, color=QUIET, linewidth=0.8, linestyle=":" if moment else "--")
    place.set_title(fault.mode, loc="left", fontweight="bold")
    place.set_ylabel(what, fontsize=7)


def _arrivals(fault: SensorFault) -> tuple[Array, Array, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """For each line of an hour: when it arrived (minutes since onset), how old it was (s), whether it came again."""
    asset = machine(_KIND)
    grow = 0 if fault.growth is Growth.STEP else _MINUTES * MINUTE - _ONSET_S * SECOND
    planned = Planned(asset.name, fault.mode, _ONSET_S * SECOND, grow)
    world = World(Scenario(1, MIDNIGHT, 0, SECOND, (asset,), (planned,)))
    world.enter(MIDNIGHT)
    found, seen = [], set()
    for now in range(MIDNIGHT + _STEP_S * SECOND, MIDNIGHT + _MINUTES * MINUTE, _STEP_S * SECOND):
        for line in world.advance(np.array([now])):
            if line.startswith(f"{TELEMETRY.name},"):
                stamp = int(line.rpartition(" ")[2])
                found.append(((now - MIDNIGHT) / SECOND / 60 - _ONSET_S / 60, (now - stamp) / SECOND, line in seen))
                seen.add(line)
    arrived, age, again = zip(*found, strict=True)
    return np.array(arrived), np.array(age), np.array(again)
