"""A healthy day of each kind of machine: its main signals under each other, its run states as shades."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from bench.pictures.canvas import LINES, SHADES, canvas
from bench.pictures.panels import PANELS
from bench.pictures.twins import healthy_day
from bench.pictures.words import short
from collectors.group import Readings
from collectors.noise import Array
from contract.catalogue import CLASSES, Signal

SCHEDULES: Mapping[str, str] = MappingProxyType(
    {"ice": "day", "ev": "day", "pump": "two_shift", "motor": "two_shift", "conveyor": "two_shift", "rig": "campaign"}
)
"""The calendar that each kind is shown with."""


def draw(kind: str, path: Path) -> None:
    """Draw the day of one kind."""
    readings, states = healthy_day(kind, SCHEDULES[kind])
    signals = CLASSES[kind].signals
    hours = np.arange(1, len(readings.times) + 1) / 60
    panels = PANELS[kind]
    with canvas(path, 9.5, 0.55 + 0.95 * len(panels)) as figure:
        axes = figure.subplots(len(panels), 1, sharex=True)
        for place, names in zip(axes, panels, strict=True):
            _shade(place, hours, readings)
            _plot(place, hours, readings, [signals[name] for name in names])
        axes[-1].set(xlim=(0, 24), xticks=range(0, 25, 2), xlabel="hour of the day, UTC")
        seen = np.unique(readings.states[~readings.silent])
        patches = [Patch(facecolor=SHADES[number % len(SHADES)], label=states[number]) for number in seen.tolist()]
        figure.legend(handles=patches, loc="outside upper left", ncols=len(patches))


def _shade(place: Axes, hours: Array, readings: Readings) -> None:
    """The run states, as shades behind a panel."""
    states = readings.states[:, 0]
    edges = np.flatnonzero(np.diff(states)) + 1
    for span in np.split(np.arange(len(states)), edges):
        shade = SHADES[int(states[span[0]]) % len(SHADES)]
        place.axvspan(hours[span[0]] - 1 / 60, hours[span[-1]], facecolor=shade, edgecolor="none", linewidth=0)


def _plot(place: Axes, hours: Array, readings: Readings, signals: Sequence[Signal]) -> None:
    for signal, colour in zip(signals, LINES, strict=False):
        place.plot(hours, readings.signal(signal.name)[:, 0], color=colour, label=short(signal.label))
    place.set_ylabel(signals[0].unit)
    place.margins(y=0.08)
    place.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), handlelength=1.2)
