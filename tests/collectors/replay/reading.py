"""A recording read whole, as tests look at it."""

from collections.abc import Mapping as Table
from pathlib import Path
from typing import Any

import numpy as np

from collectors.replay import Tally, open_recording
from collectors.replay.mapping import parse

BASE = {
    "time": {"column": "time", "format": "iso"},
    "asset": "P-1",
    "asset_class": "machine",
    "site": "hall",
    "columns": {"bearing": {"signal": "bearing_temp_c"}},
}


def write(folder: Path, text: str, name: str = "pump.csv", encoding: str = "utf-8") -> Path:
    """A file of text."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


class Read:
    """What came out of a recording: readings by asset and signal as pairs of time and value, states, the books."""

    def __init__(self, path: Path, **keys: Any) -> None:
        document = {name: value for name, value in {**BASE, **keys}.items() if value is not None}
        self.tally = Tally()
        self.readings: dict[tuple[str, str], list[tuple[str, float]]] = {}
        self.states: dict[str, list[tuple[str, str]]] = {}
        for chunk in open_recording(path, parse(document), self.tally):
            assert np.isfinite(chunk.values).all()
            for time, code, value in zip(
                chunk.times.tolist(), chunk.codes.tolist(), chunk.values.tolist(), strict=True
            ):
                asset, _, _, signal = chunk.labels[code]
                self.readings.setdefault((asset, signal), []).append((stamp(time), value))
            for time, code in zip(chunk.states.times.tolist(), chunk.states.codes.tolist(), strict=True):
                asset, *_, state = chunk.states.labels[code]
                self.states.setdefault(asset, []).append((stamp(time), state))
        self.states = {asset: sorted(states) for asset, states in self.states.items()}
        assert self.tally.readings == self.tally.lost + sum(map(len, self.readings.values()))

    @property
    def only(self) -> list[tuple[str, float]]:
        """The readings of the only series."""
        (found,) = self.readings.values()
        return found

    @property
    def values(self) -> list[float]:
        """The values of the only series."""
        return [value for _, value in self.only]

    @property
    def said(self) -> list[str]:
        """What was refused."""
        return list(self.tally.lines())


def stamp(time: int) -> str:
    """A moment as ISO has it, without zeros behind the second."""
    return str(np.datetime64(time, "ns")).removesuffix("000000").removesuffix(".000")


def mapped(**columns: str) -> Table[str, Table[str, str]]:
    """Columns by name with the signal of each."""
    return {name: {"signal": signal} for name, signal in columns.items()}
