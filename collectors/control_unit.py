"""The engine's control unit: trouble codes with the life that SAE J1979 gives them, set by the faults at work.

A code is pending after the first trip in which its test fails; after the second in a row it is confirmed and the lamp
lit. The lamp goes off after three trips that pass, and the code is erased after 40 warm-ups more; one that is only
pending is erased by the first trip that passes. A trip is from switching on to switching off; each warms the engine up.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from collectors.episodes import Episode
from collectors.faults import Fault
from collectors.model import Asset, Clock, Conditions
from collectors.noise import Array
from collectors.road import Road
from contract.time import DAY, SECOND
from contract.trouble import CONFIRMED, ERASED, PENDING

ASSET_CLASS = "ice"
"""SAE J1979 is about engines; an electric van's unit speaks another protocol."""
FAILS_AT = 0.4
"""The unit's test is coarse: it fails where this share of a fault, 0 to 1, is at work."""
LAMP_OFF_TRIPS, WARM_UPS = 3, 40
REMEMBERED = 60 * DAY
"""A repaired fault's code is followed for so long: it is erased long before, but of who hardly drives."""
_AHEAD = 2 * DAY
_LOOK_S = 60.0
"""How often the unit tests, s."""
_CODE = re.compile(r"[PBCU][0-3][0-9A-F]{3}")
_BEFORE = 12
"""Legs before the first fault, of which the trip that is under way may consist."""


@dataclass(frozen=True, slots=True)
class Trip:
    """From switching on to switching off, ns since 1970, and when the code's test first failed in it."""

    begin: int
    end: int
    failed: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the unit says of a code at a time, ns since 1970; `frame`: it keeps the readings of that moment."""

    time: int
    state: str
    mil: bool
    frame: bool = False


def life(trips: Iterable[Trip]) -> Iterator[Told]:
    """What a control unit says of a code, trip by trip."""
    state, mil, good = ERASED, False, 0
    for trip in trips:
        if state != ERASED:
            yield Told(trip.begin, state, mil)
        if trip.failed is not None:
            before, good = (state, mil), 0
            state, mil = (PENDING, False) if state == ERASED else (CONFIRMED, True)
            if (state, mil) != before:
                yield Told(trip.failed, state, mil, frame=state == PENDING)
        elif state != ERASED:
            before, good = (state, mil), good + 1
            mil = mil and good < LAMP_OFF_TRIPS
            if state == PENDING or good >= LAMP_OFF_TRIPS + WARM_UPS:
                state = ERASED
            if (state, mil) != before:
                yield Told(trip.end, state, mil)


def code_of(episode: Episode) -> str | None:
    """The code that a fault sets in the unit; None where it sets none."""
    fault = episode.fault
    if not isinstance(fault, Fault) or episode.asset.asset_class != ASSET_CLASS:
        return None
    return fault.failure.code if _CODE.fullmatch(fault.failure.code) else None


FRAME = frozenset(
    {
        "engine_rpm", "speed_kmh", "engine_load_pct", "throttle_pct", "coolant_temp_c", "intake_air_temp_c",
        "ambient_temp_c", "baro_kpa", "map_kpa", "maf_gps", "stft_pct", "ltft_pct", "timing_adv_deg",
        "fuel_pressure_kpa", "fuel_level_pct", "module_voltage_v", "run_time_s", "oil_temp_c", "catalyst_temp_c",
    }
)  # fmt: skip
"""Signals of which the standard has a parameter."""
Find = Callable[[int, int], Sequence[Episode]]
"""The episodes that are under way at some moment in (after, until], ns since 1970."""
Said = tuple[Asset, str, Told]


class ControlUnits:
    """Those of some vehicles. What they say is a function of the plan and of time alone, so it is worked out ahead."""

    def __init__(self, world: Conditions, find: Find) -> None:
        self._world, self._find = world, find
        self.forget()

    def forget(self) -> None:
        """Work out anew what comes, as the plan is another."""
        self._since = self._until = 0
        self._said: list[Said] = []

    def told(self, after: int, until: int) -> list[Said]:
        """What is said in (after, until], of faults that were under way then or in the `REMEMBERED` before."""
        if not self._since <= after <= until <= self._until:
            self._since, self._until = after, until + _AHEAD
            self._said = list(self._look(self._since, self._until))
        return [said for said in self._said if after < said[-1].time <= until]

    def _look(self, after: int, until: int) -> Iterator[Said]:
        causes: dict[tuple[Asset, str], list[Episode]] = {}
        for episode in self._find(after - REMEMBERED, until):
            if (code := code_of(episode)) is not None:
                causes.setdefault((episode.asset, code), []).append(episode)
        for (asset, code), found in causes.items():
            said = life(_trips(asset, self._world, found, until))
            yield from ((asset, code, each) for each in said if after < each.time <= until)


def _trips(asset: Asset, world: Conditions, causes: Sequence[Episode], until: int) -> Iterator[Trip]:
    """The trips since before the first of the faults, those that begin by a time."""
    since = min(episode.onset for episode in causes)
    for begin, end in _driven(Road([asset], world, 0.0), since / SECOND, until / SECOND):
        moments = np.arange(begin + _LOOK_S, end, _LOOK_S)
        failing = np.zeros(len(moments), np.bool_)
        for episode in causes:
            failing |= _acting(episode, moments) >= FAILS_AT
        failed = _ns(moments[np.argmax(failing)]) if failing.any() else None
        yield Trip(_ns(begin), _ns(end), failed)


def _ns(moment: float) -> int:
    """Seconds as ns, in whole milliseconds."""
    return round(moment * 1e3) * SECOND // 1000


def _acting(episode: Episode, moments: Array) -> Array:
    return episode.acting(Clock((moments * SECOND).astype(np.int64), moments, np.full(len(moments), _LOOK_S)))


def _driven(road: Road, since: float, until: float) -> Iterator[tuple[float, float]]:
    """When the vehicle is switched on and off, s since 1970: legs without a break between them are one trip."""
    first, last = (int(road.index(np.array([moment]))[0, 0]) for moment in (since, until))
    index = np.arange(max(0, first - _BEFORE), last + 1)[:, None]
    begins, on = road.begins_s(index)[:, 0], road.on_duty(index)[:, 0]
    ends = begins + road.leg(index).ready_s[:, 0]
    trip: tuple[float, float] | None = None
    for begin, end in zip(begins[on].tolist(), ends[on].tolist(), strict=True):
        if trip is not None and begin - trip[1] < 1:
            trip = (trip[0], end)
            continue
        if trip is not None and trip[1] > since:
            yield trip
        trip = (begin, end)
    if trip is not None and trip[1] > since:
        yield trip


def frame(values: Callable[[str], float], signals: Iterable[str]) -> dict[str, float]:
    """The freeze frame out of the readings of a moment: what was read then of the signals that SAE J1979 keeps."""
    read = {f"frame_{name}": values(name) for name in signals if name in FRAME}
    return {name: value for name, value in read.items() if np.isfinite(value)}
