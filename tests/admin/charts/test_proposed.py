"""The chart of a proposal has both bands, and the limits of both."""

import json

import numpy as np

from admin.charts.proposed import Edges, proposed_chart
from tests.admin.charts.support import parsed

TIMES = np.array([1_760_000_000.0 + 60 * number for number in range(4)])
SEEN = np.array([1.0, 2.0, np.nan, 3.0])


def edges(half: float, **limits: float) -> Edges:
    return Edges(np.full(4, 2 - half), np.full(4, 2 + half), limits)


def test_the_band_in_force_is_filled_and_the_proposed_one_has_its_edges() -> None:
    picture = parsed(proposed_chart(TIMES, SEEN, edges(1), edges(2), label="both", unit="mm/s"))
    assert [len(picture.findall(f".//*[@class='{name}']")) for name in ("band", "proposed", "observed")] == [1, 2, 1]
    told = json.loads(picture.get("data-values", ""))
    assert [line["name"] for line in told["lines"]] == ["seen", "band in force", "proposed band"]
    assert told["lines"][0]["values"] == [1, 2, None, 3]
    assert (told["low"] < 0, told["high"] > 4) == (True, True)


def test_a_limit_that_is_proposed_is_told_apart_from_the_one_in_force() -> None:
    picture = proposed_chart(TIMES, SEEN, edges(1, warn_high=3.5), edges(1, warn_high=4.0), label="both")
    labels = [each.text for each in parsed(picture).findall(".//*[@class='limit-label is-warning']")]
    assert labels == ["warning 3.5", "proposed warning 4"]
    same = proposed_chart(TIMES, SEEN, edges(1, warn_high=3.5), edges(1, warn_high=3.5), label="both")
    assert len(parsed(same).findall(".//*[@class='limit-label is-warning']")) == 1


def test_where_one_side_does_not_judge_or_nothing_was_seen_the_rest_is_drawn() -> None:
    off = Edges(np.full(4, np.nan), np.full(4, np.nan), {})
    assert "NaN" not in proposed_chart(TIMES, SEEN, edges(1), off, label="off")
    nothing = np.zeros(0)
    assert proposed_chart(nothing, nothing, Edges(nothing, nothing, {}), Edges(nothing, nothing, {}), label="none")
