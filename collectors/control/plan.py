"""What was done to a world by hand: faults injected, and any fault cleared before its time.

It is part of the world from then on: the same scenario with the same changes gives the same bytes, however often it is
entered.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from collectors import episodes
from collectors.episodes import Episode
from collectors.scenario import Planned, Scenario
from collectors.scenario import plan as scenarios
from contract.errors import ContractError
from contract.time import SECOND

log = logging.getLogger(__name__)

_FIELD = "faults[0]."


@dataclass(frozen=True, slots=True)
class Injected:
    """One injected fault in the scenario's own words (`asset`, `mode`, `grow`, ...), and when it sets in, ns."""

    words: Mapping[str, Any]
    onset: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Injected faults, and when episodes were cleared (ns), by the episode's id."""

    injected: tuple[Injected, ...] = ()
    cleared: Mapping[str, int] = field(default_factory=dict)

    def inject(self, words: Mapping[str, Any], onset: int) -> "Changes":
        """With one more fault."""
        return replace(self, injected=(*self.injected, Injected(words, onset)))

    def clear(self, episode: str, moment: int) -> "Changes":
        """With an episode repaired at a moment."""
        return replace(self, cleared={**self.cleared, episode: moment})

    def over(self, scenario: Scenario) -> Scenario:
        """The scenario with these changes; one that fits it no longer (its asset is gone) is left out and logged."""
        faults = [*scenario.faults, *self._planned(scenario)]
        for episode, moment in self.cleared.items():
            onset = onset_of(episode)
            faults = [part for entry in faults for part in _mended(scenario, entry, (episode, onset), moment)]
        return replace(scenario, faults=tuple(faults))

    def _planned(self, scenario: Scenario) -> Iterator[Planned]:
        for entry in self.injected:
            try:
                yield planned(scenario, entry.words, entry.onset)
            except ContractError as error:
                log.warning("the injected fault %s is left out: %s", dict(entry.words), error)


def planned(scenario: Scenario, words: Mapping[str, Any], onset: int) -> Planned:
    """A fault of the plan from its words, checked as a scenario's own are; raises `ContractError`."""
    assets = {asset.name: asset for asset in scenario.assets if asset.name == words["asset"]}
    try:
        (found,) = scenarios.planned({"faults": [{**words, "after": "0s"}]}, assets)
    except ContractError as error:
        raise ContractError(error.field.removeprefix(_FIELD), error.reason) from error
    return replace(found, after=onset - scenario.start)


def under_way(scenario: Scenario, moment: int) -> list[tuple[Planned, Episode]]:
    """The faults that are there at a moment, each with its episode, in the order of the plan."""
    assets = {asset.name: asset for asset in scenario.assets}
    return [
        (entry, episode)
        for entry in scenario.faults
        for episode in episodes.of_asset(scenario, assets[entry.asset], entry, moment, moment)
    ]


def onset_of(episode: str) -> int:
    """The moment in an episode's id; raises `ContractError`."""
    return moment_of(episode[-len("2026-01-01T00:00:00Z") :], "episode")


def moment_of(text: object, name: str) -> int:
    """A moment such as 2026-11-13T08:00:00Z, ns since 1970; raises `ContractError`."""
    try:
        return int(datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()) * SECOND
    except ValueError:
        raise ContractError(name, f"{text!r} is not a moment such as 2026-11-13T08:00:00Z") from None


def _mended(scenario: Scenario, entry: Planned, episode: tuple[str, int], moment: int) -> Sequence[Planned]:
    """A planned fault, its episode of that id and onset repaired at a moment; without such a one, as it was."""
    name, onset = episode
    if not name.startswith(f"{entry.asset}:{entry.mode}"):
        return [entry]
    found = [each for each in episodes.between(scenario, entry, onset - 1, onset) if each.id == name]
    if not found or found[0].onset != onset:
        return [entry]
    if entry.every is None:
        return [replace(entry, repair=moment - onset)]
    number = (onset - scenario.start - entry.after) // entry.every
    *before, this = (replace(entry, after=entry.after + n * entry.every, every=None) for n in range(number + 1))
    later = replace(entry, after=entry.after + (number + 1) * entry.every)
    return [*before, replace(this, repair=moment - onset), later]
