"""Slow, obvious versions of what the layers do, one series and one sample at a time: the oracles of the tests."""

import math


def gain(dt: float, tau: float) -> float:
    """The weight of a new value."""
    return 1 - math.exp(-dt / tau)


def ewma(values: list[float], dts: list[float], tau: float, start: float) -> list[float]:
    """An exponential mean from `start`; dts[0] is the pause before the first value."""
    mean, out = start, []
    for value, dt in zip(values, dts, strict=True):
        mean += gain(dt, tau) * (value - mean)
        out.append(mean)
    return out


def rolling(values: list[float], dts: list[float], tau: float, floor: float) -> list[tuple[float, float]]:
    """Clipped location and scale after each value."""
    location, scale, out = values[0], floor, []
    for number, (value, dt) in enumerate(zip(values, dts, strict=True)):
        weight = 0.0 if number == 0 else gain(dt, tau)
        pull = max(-2.5 * scale, min(2.5 * scale, value - location))
        location += weight * pull
        scale = max(floor, math.sqrt(max(0.0, scale**2 + weight * (pull**2 / 0.97756 - scale**2))))
        out.append((location, scale))
    return out


def cusum(deviations: list[float], hours: list[float], allowance: float, cap: float) -> list[float]:
    """The sum above, capped and never below 0."""
    total, out = 0.0, []
    for deviation, part in zip(deviations, hours, strict=True):
        total = min(cap, max(0.0, total + (min(max(deviation, -1.0), 2.0) - allowance) * part))
        out.append(total)
    return out


def levels(
    scores: list[float], times: list[float], edges: tuple[float, ...], dwell: float, release: float, clear: float
) -> list[int]:
    """The alarm level after each score, by walking back through all scores so far."""
    level = 0
    out: list[int] = []
    for now in range(len(scores)):
        entered = 0
        for number, edge in enumerate(edges, start=1):
            start = now
            while start >= 0 and scores[start] >= edge:
                start -= 1
            if start < now and times[now] - times[start + 1] >= dwell:
                entered = number
        if level and _quiet(scores, times, now, release * edges[level - 1], clear, out, level):
            level = min(level, sum(scores[now] >= release * edge for edge in edges))
        level = max(level, entered)
        out.append(level)
    return out


def _quiet(
    scores: list[float], times: list[float], now: int, below: float, clear: float, past: list[int], level: int
) -> bool:
    start = now
    while start >= 0 and scores[start] < below and (start == now or past[start] == level):
        start -= 1
    return start < now and times[now] - times[start + 1] >= clear


def p_norm(points: list[float]) -> float:
    """The risk of one asset."""
    total = sum(point**6 for point in points)
    return min(100.0, math.pow(total, 1 / 6))
