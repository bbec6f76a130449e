"""Tasks with their days, and what it costs to wait."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from admin.registry.asset import Asset
from admin.tasks.fold import Evidence
from admin.tasks.schedule import cost_of_waiting, scheduled
from admin.tasks.task import Task
from contract.capacity import Capacity
from contract.zones import Zones

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


def task(**more: Any) -> Task:
    said: dict[str, Any] = {"task": "m-1", "asset": "A", "asset_class": "ice", "site": "yard", "title": "x"}
    return Task(**said | {"created": NOW} | more)


def asset(cost: float | None, currency: str = "USD") -> Asset:
    return Asset(
        asset="A", asset_class="ice", version=1, actor="a", why="w", time=1, downtime_cost_per_h=cost, currency=currency
    )


COSTS = {
    "cost_early": 2600.0, "cost_deferred": 7700.0, "currency": "USD", "downtime_early_h": 4.0,
    "downtime_deferred_h": 12.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("p_fail", "of", "cost"),
    [
        (0.5, None, 2550.0), (None, None, 5100.0), (0.5, asset(100.0), 2950.0), (0.5, asset(None), 2550.0),
        (0.5, asset(100.0, "EUR"), 2550.0), (0.0, asset(100.0), 0.0),
    ],
)  # fmt: skip
def test_waiting_costs_what_a_failure_costs_more_times_how_likely_it_is(
    p_fail: float | None, of: Asset | None, cost: float
) -> None:
    assert cost_of_waiting(task(**COSTS), p_fail, of) == cost


def test_where_no_figures_are_known_none_are_made_up() -> None:
    assert cost_of_waiting(task(), 0.9, asset(100.0)) is None


def test_a_due_date_is_a_day_by_the_clock_of_its_site() -> None:
    # 23:30 UTC is tomorrow in Tokyo, and today in New York.
    due = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    found = scheduled(
        [task(task=site, site=site, due=due, planned_on=date(2026, 12, 2)) for site in ("tokyo", "york")],
        Evidence(), lambda _site: date(2026, 12, 1), Capacity(), Zones("America/New_York", {"tokyo": "Asia/Tokyo"}),
    )  # fmt: skip
    assert {each.site: each.late for each in found} == {"tokyo": False, "york": True}


def test_what_is_under_way_is_done_today_and_what_is_over_has_no_day() -> None:
    begun, done = task(task="a", state="in_progress", planned_on=date(2026, 11, 1)), task(task="b", state="done")
    found = scheduled([begun, done], Evidence(), lambda _site: date(2026, 12, 1), Capacity(), Zones())
    assert [each.day for each in found] == [date(2026, 12, 1), None]
