"""Would it have warned? The answer in a sentence."""

import pytest

from analytics.backtest.found import Alarm, Coverage, Episode, Found
from analytics.backtest.labels import Failure, judge
from contract.levels import WARNING
from contract.time import DAY, HOUR
from forewarn.backtest.verdict import answer

FOUND = Found(0, 30 * DAY, assets={"P": ("pump", "hall")})


def alarm(raised: int) -> Alarm:
    """One alarm that lasted for an hour."""
    episode = Episode(
        "P", "flow_m3h", "", WARNING, raised, None, raised + HOUR, 50, 1, 2, "flow_m3h is 1", "", "", "unknown", 0, ""
    )
    return Alarm("P", (episode,))


@pytest.mark.parametrize(
    ("raised", "failed", "said"),
    [
        ([9 * DAY], [10 * DAY], "Yes, 1 d 0 h before"),
        ([8 * DAY, 19 * DAY], [10 * DAY, 20 * DAY], "Yes, a median of 2 d 0 h before, at least 1 d 0 h"),
        ([9 * DAY], [10 * DAY, 25 * DAY], "For 1 of 2 failures, 1 d 0 h before"),
        ([10 * DAY + HOUR], [10 * DAY], "Only after it had begun"),
        ([1 * DAY], [20 * DAY], "No"),
        ([], [20 * DAY], "No"),
    ],
)
def test_known_failures_make_the_answer(raised: list[int], failed: list[int], said: str) -> None:
    calls = [alarm(time) for time in raised]
    judged = judge([Failure("P", time, time + 2 * HOUR, "seized") for time in failed], calls, FOUND.stop)
    assert answer(FOUND, calls, judged)[0] == said


def test_without_known_failures_it_is_how_often_people_would_have_been_called() -> None:
    assert answer(FOUND, [], None)[0] == "It would have stayed silent"
    said, why = answer(FOUND, [alarm(HOUR), alarm(9 * HOUR)], None)
    assert said == "It would have called 2 times"
    assert "First at 1970-01-01 01:00 UTC for P: Flow is 1." in why


def test_silence_of_what_was_never_judged_is_told_as_such() -> None:
    heard = Coverage(heard=2400, moments=2400, share=1.0, kept=36)
    short = Found(0, HOUR, assets={"P": ("pump", "hall")}, coverage={("P", "flow_m3h"): heard})
    said, why = answer(short, [], None)
    assert said == "Nothing could be judged"
    assert "400 samples at work" in why
    assert "of 2,400 values of the best heard signal 36 were such" in why
    limited = Found(0, HOUR, assets={"P": ("pump", "hall")}, coverage={("P", "flow_m3h"): Coverage(limits=True)})
    assert answer(limited, [], None)[0] == "It would have stayed silent"
