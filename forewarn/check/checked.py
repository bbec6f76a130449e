"""One place checked: replayed, covered, and what of it a person should look at."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from analytics.backtest.found import Alarm, Found, alarms
from analytics.backtest.straight import How, judged
from collectors.replay import Mapping
from contract.errors import ForewarnError
from contract.mapping import Readings, Who
from forewarn.backtest import coverage
from forewarn.backtest.coverage import Line, Wanted
from forewarn.backtest.guessed import Guess
from forewarn.backtest.judging import judge_material
from forewarn.backtest.material import Material
from forewarn.backtest.words import counted
from store.sources.foreign import Foreign
from store.sources.place import Place

MANY = 1.0
"""Alarms an asset-week that are too many for people to look at each."""


@dataclass(slots=True)
class Checked:
    """What came of one place: `found` is None where nothing could be judged, for the `reason`."""

    name: str
    guesses: Sequence[Guess] = ()
    found: Found | None = None
    reason: str = ""
    lines: list[Line] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    refused: Sequence[str] = ()

    @property
    def rate(self) -> float:
        """Would-be alarms an asset-week."""
        return len(self.alarms) / self.found.asset_weeks if self.found and self.found.asset_weeks else 0.0

    def findings(self) -> list[str]:
        """What a person should look at, a sentence each; none where all is well."""
        found = [self.reason] if self.reason else []
        found += [f"refused: {line}" for line in self.refused]
        silent = [line.signal for line in self.lines if not line.heard]
        if silent:
            found.append(f"nothing came of {', '.join(silent)}; is the name in the file right?")
        if blind := [line.signal for line in self.lines if line.heard and not line.judged]:
            found.append(f"nothing judges {', '.join(blind)} yet: too little came, and no limit is set")
        if self.rate > MANY:
            found.append(f"{self.rate:.1f} alarms an asset-week are many; look at what raises them, below")
        if self.guesses:
            found.append(f"{counted(len(self.guesses), 'line is', 'lines are')} still guessed; read, mend, unmark")
        return found


def check(
    name: str, take: Callable[[], Material], wanted: Iterable[Wanted], how: How, guesses: Sequence[Guess]
) -> Checked:
    """Check what `take` gives; what cannot be read or judged becomes a finding."""
    checked = Checked(name, guesses)
    try:
        material = take()
        checked.refused = material.refused
        checked.found = found = judge_material(material, how)
    except ForewarnError as error:
        checked.reason = str(error)
        return checked
    checked.lines = coverage.lines(found, judged(material.courses, material.since), wanted)
    checked.alarms = alarms(found.episodes)
    return checked


def wanted_of(where: Mapping | Place) -> list[Wanted]:
    """Class and signal of everything that should come from a place that says so."""
    if isinstance(where, Mapping):
        return _wanted(where.asset_class, where.columns)
    return _wanted(where.source.asset_class, where.source.fields) if isinstance(where, Foreign) else []


def _wanted(asset_class: Who, readings: Readings) -> list[Wanted]:
    """None where rows say their class themselves, so that nobody knows which signals it should have."""
    if not asset_class.text:
        return []
    return sorted({(asset_class.text, reading.signal) for reading in readings.values()})
