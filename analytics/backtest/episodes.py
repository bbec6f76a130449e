"""Episodes from the events that the pipeline gives out: raised, told again every hour, cleared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from analytics.backtest.found import Episode
from contract.levels import SEVERITIES
from contract.time import SECOND
from store.points import Point

_LEVELS = {name: level for level, name in SEVERITIES.items()}


@dataclass(frozen=True, slots=True)
class _Event:
    """An episode as the pipeline names it: one that turns critical is another."""

    first: Point
    why: str
    cleared: int | None


class Episodes:
    """Takes events in, and tells the episodes that they are of."""

    def __init__(self) -> None:
        self._known: dict[str, _Event] = {}

    def see(self, events: Iterable[Point], why: Mapping[tuple[str, int], str]) -> None:
        """Take in some events; `why` are the reasons of assets' risks by name and time."""
        for event in events:
            name, asset = event.tags["episode"], event.tags["asset"]
            known = self._known.get(name) or _Event(event, why.get((asset, event.time), ""), None)
            if event.fields["state"] == "cleared":
                known = replace(known, cleared=event.time)
            self._known[name] = known

    def found(self) -> list[Episode]:
        """All episodes by time; what turned critical goes on as the same one."""
        episodes: list[Episode] = []
        open_ones: dict[tuple[str, str], int] = {}
        events = sorted(self._known.values(), key=lambda event: (event.first.time, event.first.tags["asset"]))
        for event in events:
            new = _episode(event)
            place = open_ones.get((new.asset, new.signal))
            if place is not None and _goes_on(episodes[place], new):
                episodes[place] = _together(episodes[place], new)
                continue
            open_ones[new.asset, new.signal] = len(episodes)
            episodes.append(new)
        return episodes


def _episode(event: _Event) -> Episode:
    tags, fields = event.first.tags, event.first.fields
    level = _LEVELS[tags["severity"]]
    return Episode(
        asset=tags["asset"],
        signal=str(fields["signal"]),
        code=tags["code"],
        level=level,
        raised=event.first.time,
        critical=event.first.time if level == max(_LEVELS.values()) else None,
        cleared=event.cleared,
        risk=float(fields["risk"]),
        observed=float(fields["observed"]),
        limit=float(fields["limit"]),
        why=event.why,
        description=str(fields["description"]),
        recommendation=str(fields["recommendation"]),
        mode=str(fields["mode"]),
        confidence=float(fields["confidence"]),
        against=str(fields["against"]),
    )


def _goes_on(old: Episode, new: Episode) -> bool:
    return old.cleared is not None and abs(new.raised - old.cleared) <= SECOND and new.code == old.code


def _together(old: Episode, new: Episode) -> Episode:
    """What was raised first, and what became of it; the diagnosis is the newer one, which knows more."""
    told = new if new.mode != "unknown" else old
    return replace(
        old, level=max(old.level, new.level), critical=old.critical or new.critical, cleared=new.cleared,
        risk=max(old.risk, new.risk), mode=told.mode, confidence=told.confidence, against=told.against,
        recommendation=told.recommendation,
    )  # fmt: skip
