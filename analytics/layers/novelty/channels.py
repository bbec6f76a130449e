"""Channels: the six ways in which novelty looks at one signal, each a number a row, from that row and those before.

A spike is new in the value; a shifted level in the means over 16 and 64 rows; unrest in the mean step over 16 rows; the
wrong time of the day in the residual from a daily profile; quiet or a slow change of texture in the roughness.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analytics.ground.columns import Floats, Ints, column
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import kernel

CHANNELS = ("value", "mean of 16", "mean of 64", "step", "daily profile", "roughness")
VALUE, PROFILE = 0, 4
LARGEST = 1e100
"""What is not a number up to this is no measurement, and is skipped."""
RING, SHORT, ROUGH, RECENT = 64, 16, 48, 4
"""Rows of the long mean, of the short mean and the step, of the roughness, of the profile's residual."""
SLOTS, SLOT_NS = 48, 1_800_000_000_000
PROFILE_SHARE = 0.2
"""A visit to a slot moves its profile by at lowest this share."""
ROUGHNESS_FLOOR = 0.002
"""Steps are compared with this share of the range, so that silence is not infinitely smooth."""


@dataclass(slots=True)
class Channels(PerSeries):
    """Rows seen; the last values, from the first one ever seen as origin, and sums over them; the daily profile."""

    BOUNDS: ClassVar[Mapping[str, tuple[int, int]]] = {"slot": (-1, SLOTS)}

    rows: Ints = column(0, np.int64)
    origin: Floats = column(0.0)
    lowest: Floats = column(0.0)
    highest: Floats = column(0.0)
    ring: Floats = column(0.0, lead=RING, order="F")
    sums: Floats = column(0.0, lead=4, order="F")
    residual: Floats = column(0.0, lead=RECENT, order="F")
    profile: Floats = column(0.0, lead=SLOTS, order="F")
    visits: Ints = column(0, np.uint8, lead=SLOTS, order="F")
    slot: Ints = column(-1, np.int64)
    slot_rows: Ints = column(0, np.int64)
    slot_sum: Floats = column(0.0)


def channels(state: Channels, at: Ints, value: Floats, time_ns: Ints) -> tuple[Ints, Floats]:
    """Take one sample of each of the series `at`, in order; a series may come again in the same call.

    Returns the number of the row in its series, -1 where the sample was skipped, and the channels [channel, sample]
    in the signal's unit (the roughness as a logarithm), NaN where a channel has seen too little.
    """
    row, out = np.full(len(at), -1, np.int64), np.full((len(CHANNELS), len(at)), np.nan)
    _values(state.rows, state.origin, state.lowest, state.highest, state.ring, state.sums, at, value, row, out)
    _profile(
        state.residual, state.profile, state.visits, state.slot, state.slot_rows, state.slot_sum,
        at, value - state.origin[at], time_ns, row, out,
    )  # fmt: skip
    return row, out


@kernel
def _values(
    rows: Ints, origin: Floats, lowest: Floats, highest: Floats, ring: Floats, sums: Floats,
    at: Ints, value: Floats, row: Ints, out: Floats,
) -> None:  # fmt: skip
    for k in range(len(at)):
        i = at[k]
        if not abs(value[k]) <= LARGEST:
            continue
        t = rows[i]
        if t == 0:
            origin[i] = value[k]
        x = value[k] - origin[i]
        _add(ring, sums, i, t, x)
        lowest[i], highest[i] = min(lowest[i], x), max(highest[i], x)
        out[0, k] = x
        out[1, k] = sums[0, i] / min(t + 1, SHORT)
        out[2, k] = sums[1, i] / min(t + 1, RING)
        out[3, k] = max(sums[2, i], 0.0) / min(t + 1, SHORT)
        if t >= RING:
            step = max(sums[3, i], 0.0) / ROUGH
            out[5, k] = math.log(step + ROUGHNESS_FLOOR * (highest[i] - lowest[i]) + 1e-12)
        row[k] = t
        rows[i] = t + 1


@kernel
def _add(ring: Floats, sums: Floats, i: int, t: int, x: float) -> None:
    """Put a value into the ring, and move the sums of 16 and 64 values and of 16 and 48 absolute steps on."""
    before = ring[(t - 1) % RING, i]
    step = abs(x - before) if t > 0 else 0.0
    sums[0, i] += x - (ring[(t - SHORT) % RING, i] if t >= SHORT else 0.0)
    sums[1, i] += x - (ring[t % RING, i] if t >= RING else 0.0)
    sums[2, i] += step - (_step(ring, i, t - SHORT) if t > SHORT else 0.0)
    sums[3, i] += step - (_step(ring, i, t - ROUGH) if t > ROUGH else 0.0)
    ring[t % RING, i] = x
    if t % RING == RING - 1:
        _sum_again(ring, sums, i)


@kernel
def _step(ring: Floats, i: int, t: int) -> float:
    step: float = abs(ring[t % RING, i] - ring[(t - 1) % RING, i])
    return step


@kernel
def _sum_again(ring: Floats, sums: Floats, i: int) -> None:
    """Once round the ring, so that rounding errors do not add up."""
    sums[:, i] = 0.0
    for j in range(RING):
        sums[1, i] += ring[j, i]
        if j >= RING - SHORT:
            sums[0, i] += ring[j, i]
            sums[2, i] += _step(ring, i, j)
        if j >= RING - ROUGH:
            sums[3, i] += _step(ring, i, j)


@kernel
def _profile(
    residual: Floats, profile: Floats, visits: Ints, slot: Ints, slot_rows: Ints, slot_sum: Floats,
    at: Ints, x: Floats, time_ns: Ints, row: Ints, out: Floats,
) -> None:  # fmt: skip
    for k in range(len(at)):
        i, t = at[k], row[k]
        if t < 0:
            continue
        now = (time_ns[k] // SLOT_NS) % SLOTS
        if now != slot[i]:
            if slot[i] >= 0:
                _leave(profile, visits, slot[i], i, slot_sum[i] / slot_rows[i])
            slot[i], slot_rows[i], slot_sum[i] = now, 0, 0.0
        slot_rows[i] += 1
        slot_sum[i] += x[k]
        known = visits[now, i] > 0
        residual[t % RECENT, i] = x[k] - profile[now, i] if known else 0.0
        out[4, k] = residual[:, i].sum() / RECENT


@kernel
def _leave(profile: Floats, visits: Ints, slot: int, i: int, mean: float) -> None:
    """A slot of the day is over: its profile moves towards what was seen."""
    visits[slot, i] = min(visits[slot, i] + 1, 255)
    profile[slot, i] += max(PROFILE_SHARE, 1.0 / visits[slot, i]) * (mean - profile[slot, i])
