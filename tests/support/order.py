"""Which files of tests run first: those that take long, or one process would be at them when the others are done."""

from pathlib import Path

import pytest

from tests.support.store import ROOT

LONG = (
    "analytics/worker/test_past.py",
    "forewarn/test_run_on_a_full_disk.py",
    "forewarn/test_run.py",
    "admin/test_odd_inputs.py",
    "bench/test_drill.py",
    "forewarn/test_run_own_machines.py",
    "grafana/test_queries_run.py",
    "admin/test_browser.py",
    "collectors/test_scenarios.py",
    "analytics/engine/test_pipeline.py",
    "docs/test_commands.py",
    "forewarn/test_cli.py",
    "forewarn/backtest/test_source_command.py",
    "admin/test_odd_tags.py",
    "analytics/ground/test_local_time.py",
    "collectors/test_healthy_week.py",
    "analytics/backtest/test_cut.py",
    "forewarn/test_odd_lines.py",
    "forewarn/test_watched_in_place.py",
    "forewarn/rehearsal/test_feed.py",
    "bench/test_simulate.py",
    "bench/test_faults.py",
    "analytics/engine/test_short_history.py",
    "analytics/engine/test_lasting_in_the_pipeline.py",
    "analytics/worker/loop/test_late.py",
    "analytics/worker/loop/test_restarts.py",
    "collectors/test_simulate.py",
    "forewarn/test_supervisor.py",
    "forewarn/test_replay_skab.py",
    "analytics/worker/loop/test_odd_points.py",
    "analytics/backtest/test_straight.py",
)
"""In `tests/`, the longest first."""

_PLACE = {ROOT / "tests" / name: place for place, name in enumerate(LONG)}


def place(path: Path) -> int:
    """Where a file of tests comes in a run."""
    return _PLACE.get(path, len(LONG))


def sort(items: list[pytest.Item]) -> None:
    """Bring tests into that order; within a file, and where nothing is said of it, they stay as they are."""
    items.sort(key=lambda item: place(item.path))
