"""An episode that is open where two stretches meet is told as one."""

from analytics.engine.state import State
from analytics.verdict.faults import Episode
from analytics.worker import seam
from contract.time import HOUR, SECOND

END = 1_700_000_000 * SECOND


def stretch() -> tuple[State, Episode]:
    """What is known at the end of a stretch in which a pump's bearing has become hot."""
    state = State()
    asset = state.fleet.asset("P-1", "machine", "hall")
    series = state.fleet.series(asset, "bearing_temp_c")
    episode = Episode(
        series=series, asset=asset, code="BEARING_HOT", level=2, raised=END - HOUR, risk=60.0, observed=75.0,
        limit=60.0, danger=False,
        description="hot", recommendation="look", mode="unknown", confidence=0.0, against="", last_reported=END - HOUR,
        signal="bearing_temp_c", site="hall",
    )  # fmt: skip
    state.episodes.open[series] = episode
    return state, episode


def told(later: dict[seam.Key, str]) -> list[tuple[str, str, int]]:
    """Id, state and time of what is told of that episode."""
    state, episode = stretch()
    raised = episode.point(state.fleet.assets[0], "raised", episode.raised)
    points = seam.joined(state, [raised], later, END)
    return [(point.tags["episode"], str(point.fields["state"]), point.time) for point in points]


OWN = f"P-1-BEARING_HOT-warning-{(END - HOUR) // SECOND}"
KEY = ("P-1", "BEARING_HOT", "warning", "bearing_temp_c")


def test_it_goes_on_under_the_id_that_was_given_later() -> None:
    name = f"P-1-BEARING_HOT-warning-{END // SECOND + 600}"
    assert told({KEY: name}) == [(name, "raised", END - HOUR)]


def test_it_ends_where_nothing_goes_on_with_it() -> None:
    other = {("P-1", "BEARING_HOT", "warning", "winding_temp_c"): "x-1", ("P-2", *KEY[1:]): "y-2"}
    assert told(other) == [(OWN, "raised", END - HOUR), (OWN, "cleared", END)]


def test_it_ends_when_one_of_another_severity_is_raised() -> None:
    critical = f"P-1-BEARING_HOT-critical-{END // SECOND + 600}"
    found = told({(*KEY[:2], "critical", KEY[3]): critical})
    assert found == [(OWN, "raised", END - HOUR), (OWN, "cleared", END + 600 * SECOND)]


def test_the_second_in_which_it_was_raised_is_in_its_id() -> None:
    assert seam.raised("P-1-X-warning-12") == 12
    assert seam.raised("somebody's own") == 0
