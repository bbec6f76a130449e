"""The text of docs/simulators.md: each class with its pictures and its failure modes, from the data that we inject."""

from collections.abc import Iterable, Iterator, Sequence

from bench.pictures.families import FAMILIES, families, kinds, picture
from bench.pictures.words import first, length
from contract.catalogue import CLASSES
from contract.failures import FailureMode
from contract.failures.sensors import SENSOR_FAULTS, SensorFault

FOLDER = "simulators"
_HEAD = """\
# The simulated machines

This page is written by `make docs`, and its pictures are drawn by `make pictures`: from the catalogue
and what is known of each failure mode (`machines`), and the physics (`collectors`).

**A healthy day** is a Wednesday in September at a sample a minute, from midnight to midnight UTC; shades are run
states. Where a machine is off it reports nothing, or only its state.

**What breaks** is shown by twins: the broken machine (red), over it the same machine without the fault (blue, thin),
under the same duty, weather and noise. A line is the mean of half an hour, the band around it holds four fifths of the
samples. Where an effect needs a condition, only samples that meet it are drawn. The dashed line is the onset, the
dotted one functional failure; whatever grows does so within three days here, the tables say how long it usually takes.
Brown lines are hard limits: dotted for a warning, drawn through for critical.
"""
_MODE_HEAD = ("mode", "code", "growth", "usual time", "what shows first", "what tells it apart", "action")
_DATA_HEAD = ("fault", "growth", "amount", "what is seen", "what tells it apart", "action")


def text() -> str:
    """The whole page."""
    parts = [_HEAD, *(_section(name) for name in FAMILIES), _data_faults()]
    return "\n".join(parts)


def day(kind: str) -> str:
    """File name of the picture of a kind's healthy day."""
    return f"{kind}-day.png"


def _section(asset_class: str) -> str:
    rows = (_mode_row(mode) for modes in families(asset_class).values() for mode in modes)
    return "\n".join(
        [
            f"## {CLASSES[asset_class].label} (`{asset_class}`)\n",
            *(_image(f"A healthy day: {kind}", day(kind)) for kind in kinds(asset_class)),
            f"### Failure modes of class `{asset_class}`: {len(CLASSES[asset_class].modes)}\n",
            _table(_MODE_HEAD, rows),
            *(_image(f"Faults: {name}", picture(asset_class, name)) for name in families(asset_class)),
        ]
    )


def _data_faults() -> str:
    rows = [(fault, _data_row(fault)) for fault in SENSOR_FAULTS.values()]
    return "\n".join(
        [
            "## Sensors and transport\n",
            "They can lie over any machine, sound or broken. They are data faults: they never raise an asset's risk.\n",
            "### What sensors do to readings\n",
            _table(_DATA_HEAD, (row for fault, row in rows if not fault.transport)),
            _image("Faults of sensors", "sensors.png"),
            "### What befalls lines on their way\n",
            "Drawn is the age of each line when it arrives: its arrival less its timestamp, so below 0 where its\n"
            "clock is ahead. Red lines arrive for the second time.\n",
            _table(_DATA_HEAD, (row for fault, row in rows if fault.transport)),
            _image("Faults of transport", "transport.png"),
        ]
    )


def _mode_row(mode: FailureMode) -> Sequence[str]:
    words = first(mode), mode.discriminator, mode.action
    return f"`{mode.mode}`", mode.code, mode.growth.value, length(mode.hours), *words


def _data_row(fault: SensorFault) -> Sequence[str]:
    words = fault.amount, fault.signature, fault.discriminator, fault.action
    return f"`{fault.mode}`", fault.growth.value, *words


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join([*_lines([head, ["---"] * len(head), *rows]), ""])


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    return ("| " + " | ".join(cell.replace("|", r"\|") or "–" for cell in row) + " |" for row in rows)


def _image(caption: str, name: str) -> str:
    return f"![{caption}]({FOLDER}/{name})\n"
