"""Points that come late, doubled, or all at once: each is scored in its place."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from contract.time import SECOND
from store.gateway import Gateway
from tests.analytics.worker.loop.steps import (
    BROKEN,
    HEALTHY,
    NOW,
    advance,
    delete,
    end,
    events,
    minutes,
    newest,
    quality,
    risks,
    scores,
    started,
    write,
)


def test_late_points_are_scored_in_their_place_and_duplicates_change_nothing(gateway: Gateway, tmp_path: Path) -> None:
    healthy = (HEALTHY + 0.05 * np.random.default_rng(1).normal(size=500)).tolist()
    write(gateway, "LATE", -1000, healthy)
    write(gateway, "LATE", -500, [HEALTHY] * 500)
    gap = range(-200, -190)
    delete(gateway, "LATE", gap.start, gap.stop - 1)
    worker = started(gateway, tmp_path, -5)
    write(gateway, "LATE", gap.start, [4.5] * len(gap))
    write(gateway, "LATE", -100, [HEALTHY] * 5)
    advance(worker, 60)
    advance(worker, 120)
    end(worker)
    late = dict(scores(gateway, "LATE"))
    assert all(late[NOW + second * SECOND] > 1 for second in gap)
    # The first of them has no neighbour that bears it out.
    assert revised(gateway, "LATE", "score") == [NOW + second * SECOND for second in gap[1:]]
    assert revised(gateway, "LATE", "risk") == [NOW + second * SECOND for second in gap[1:]]
    assert minutes(gateway, "LATE", "count")[NOW - 240 * SECOND] == 60
    assert minutes(gateway, "LATE", "max")[NOW - 240 * SECOND] == 4.5
    assert quality(gateway, "LATE")["vibration_mm_s", "late"] == len(gap)
    assert newest(gateway, "LATE")["level"] == 0


def revised(gateway: Gateway, asset: str, measurement: str) -> list[int]:
    """The times of an asset's revised scores or risks, which must have a risk beyond the ordinary."""
    frame = gateway.query(
        f'from(bucket: "health") |> range(start: 0) |> filter(fn: (r) => r._measurement == "{measurement}" '
        f'and r._field == "revised" and r.asset == "{asset}")'
    )
    return sorted(frame.times().tolist())


@pytest.mark.parametrize("drained", [[(-900, 0)], [(-900, -500), (-500, -250), (-250, 0)]])
def test_what_a_collector_kept_while_the_store_was_away_is_scored_in_order_as_if_it_had_never_been(
    gateway: Gateway, tmp_path: Path, drained: list[tuple[int, int]]
) -> None:
    name = f"KEPT_{len(drained)}"
    healthy = (HEALTHY + 0.05 * np.random.default_rng(1).normal(size=900)).tolist()
    course = healthy[:300] + [BROKEN] * 300 + healthy[:300]
    write(gateway, name, -1500, healthy[:600])
    write(gateway, f"{name}_BESIDE", -1500, healthy[:600] + course)
    worker = started(gateway, tmp_path, -900)
    # The store is away for a quarter of an hour, and then takes what was kept, the oldest first.
    advance(worker, 0)
    for number, (first, last) in enumerate(drained, 1):
        write(gateway, name, first, course[first + 900 : last + 900])
        advance(worker, 31 * number)
    for asset in (name, f"{name}_BESIDE"):
        write(gateway, asset, 31 * len(drained), healthy[:60])
    for second in (30, 60):
        advance(worker, 31 * len(drained) + second)
    end(worker)
    assert risks(gateway, name) == risks(gateway, f"{name}_BESIDE")
    kept = [(row[0].split("-")[0], *row[1:]) for row in events(gateway, name)]
    assert kept == [(name, *row[1:]) for row in events(gateway, f"{name}_BESIDE")]
    assert len(kept) == 2
    assert minutes(gateway, name, "count") == minutes(gateway, f"{name}_BESIDE", "count")
    assert ("vibration_mm_s", "late") not in quality(gateway, name)


def test_a_hole_that_is_filled_behind_what_is_new_has_its_risk(gateway: Gateway, tmp_path: Path) -> None:
    healthy = (HEALTHY + 0.05 * np.random.default_rng(1).normal(size=1000)).tolist()
    write(gateway, "BEHIND", -1000, healthy)
    delete(gateway, "BEHIND", -300, -100)
    worker = started(gateway, tmp_path, -1)
    assert not [time for time, _ in risks(gateway, "BEHIND") if -299 <= (time - NOW) / SECOND <= -101]
    write(gateway, "BEHIND", -300, healthy[:100] + [4.5] * 10 + healthy[:91])
    for second in (40, 80):
        advance(worker, second)
    end(worker)
    found = [((time - NOW) // SECOND, risk) for time, risk in risks(gateway, "BEHIND") if time >= NOW - 305 * SECOND]
    assert max(after - before for (before, _), (after, _) in pairwise(found)) <= 12
    assert max(risk for second, risk in found if -200 < second <= -190) > 10
    assert max(risk for second, risk in found if second < -250) == 0


def test_what_is_later_than_is_allowed_is_left_alone(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "TOO_LATE", -1000, [HEALTHY] * 1000)
    delete(gateway, "TOO_LATE", -700, -696)
    worker = started(gateway, tmp_path, -5)
    write(gateway, "TOO_LATE", -700, [4.5] * 5)
    advance(worker, 60)
    end(worker)
    assert not {NOW + second * SECOND for second in range(-700, -695)} & dict(scores(gateway, "TOO_LATE")).keys()


def test_a_point_that_others_overtook_on_their_way_is_scored_in_its_place(gateway: Gateway, tmp_path: Path) -> None:
    healthy = (HEALTHY + 0.05 * np.random.default_rng(1).normal(size=600)).tolist()
    write(gateway, "OVERTAKEN", -600, healthy)
    delete(gateway, "OVERTAKEN", -2, -2)
    worker = started(gateway, tmp_path, 0)
    write(gateway, "OVERTAKEN", -2, [4.5])
    advance(worker, 1)
    end(worker)
    assert dict(scores(gateway, "OVERTAKEN"))[NOW - 2 * SECOND] > 1
    assert newest(gateway, "OVERTAKEN")["level"] == 0
