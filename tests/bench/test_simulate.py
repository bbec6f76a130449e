"""The simulators' own bench: it counts what is written, and its store takes all of it."""

import re

from bench.simulate import Tally, measure
from tests.collectors.worlds import Lines


def test_lines_and_field_values_are_counted_on_their_way() -> None:
    passed = Lines()
    tally = Tally(passed)
    tally.write(
        ["telemetry,asset=A,asset_class=ice,site=s a=1.0,b=2.0 1", 'telemetry,asset=B,asset_class=ice,site=s c="x" 1']
    )
    assert (tally.lines, tally.values) == (2, 3)
    assert len(passed.lines) == 2


def test_a_small_run_tells_live_and_history_with_and_without_the_store() -> None:
    told = measure(assets=6, seconds=2, with_store=True, days=1)
    assert len(re.findall(r"6 assets, 2 s at 1 Hz, into (?:nothing|the store)", told)) == 2
    assert "times real time" in told
    assert re.search(r"history: [\d.]+ s, into the store [\d.]+ s", told)


def test_without_the_store_nothing_is_said_of_it() -> None:
    assert "store" not in measure(assets=6, seconds=1, with_store=False, days=1).partition("live:")[2]
