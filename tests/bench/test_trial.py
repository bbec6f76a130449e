"""The bench of trials says how long both sides took and what they found."""

import re

from bench.trial import measure


def test_a_small_fleet_is_tried_and_its_figures_are_told() -> None:
    told = measure(2, 2, 1.0, 900, 5)
    assert told.startswith("1 days of 2 machines, 2 signals each, a sample every 900 s: both sides in ")
    assert re.search(r"\d M values a second of a core", told)
    assert re.search(r"\d+ episodes as it is, \d+ as proposed$", told)
