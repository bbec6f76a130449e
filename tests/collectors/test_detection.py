"""When a fault can be seen: the same whether it is looked for alone or in company, in one go or bit by bit."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import episodes, sensor_faults
from collectors.detection import Lookout
from collectors.episodes import Episode
from collectors.scenario import Planned, Scenario
from collectors.truth import Chronicle
from contract.time import DAY, HOUR, MINUTE
from tests.collectors.worlds import CONDITIONS, START, asset, scenario

MACHINES = [asset("pump", f"P-{n}") for n in range(4)]
MODES = ("bearing_wear", "clogged_strainer", "dry_run", "impeller_wear")


def _episodes(*planned: Planned) -> list[Episode]:
    world: Scenario = scenario(*MACHINES, faults=planned)
    return [entry for each in planned for entry in episodes.between(world, each, START - 1, START + 9 * DAY)]


def _nothing_held(broken: Episode) -> float:
    raise AssertionError(f"{broken.id} holds nothing")


def _seen(found: Sequence[Episode], until: int) -> list[int | None]:
    lookout = Lookout(CONDITIONS, _nothing_held)
    lookout.look(found, until)
    return [lookout.seen(episode) for episode in found]


planned = st.builds(
    Planned,
    asset=st.sampled_from([machine.name for machine in MACHINES]),
    mode=st.sampled_from(MODES),
    after=st.integers(0, 3 * DAY // MINUTE).map(lambda minutes: minutes * MINUTE),
    grow=st.integers(1, 72).map(lambda hours: hours * HOUR),
    repair=st.integers(73, 96).map(lambda hours: hours * HOUR),
)


@settings(deadline=None, max_examples=5)
@given(st.lists(planned, min_size=2, max_size=5, unique_by=lambda each: (each.asset, each.mode, each.after)))
def test_company_does_not_change_when_a_fault_is_seen(together: list[Planned]) -> None:
    found, until = _episodes(*together), START + 8 * DAY
    assert _seen(found, until) == [moment for episode in found for moment in _seen([episode], until)]


def test_looking_bit_by_bit_finds_the_same_and_no_more_than_was_asked_for() -> None:
    found = _episodes(Planned("P-1", "impeller_wear", 7 * HOUR, 6 * DAY), Planned("P-2", "dry_run", 30 * HOUR, 0))
    bits, lookout = range(START, START + 8 * DAY, 5 * HOUR), Lookout(CONDITIONS, _nothing_held)
    for until in bits:
        lookout.look(found, until)
    assert [lookout.seen(episode) for episode in found] == _seen(found, START + 8 * DAY)
    assert _seen(found, START + HOUR) == [None, None]


def test_a_fault_is_not_seen_before_it_begins_nor_after_its_repair() -> None:
    sudden = _episodes(Planned("P-1", "dry_run", 30 * HOUR + 17 * MINUTE, 0, HOUR))
    (moment,) = _seen(sudden, START + 9 * DAY)
    assert moment == sudden[0].onset
    faint = _episodes(Planned("P-1", "impeller_wear", HOUR, 60 * DAY, 2 * HOUR))
    assert _seen(faint, START + 9 * DAY) == [None]


def test_two_faults_of_one_machine_are_each_judged_for_themselves() -> None:
    wear, dry = Planned("P-1", "bearing_wear", 0, 9 * DAY), Planned("P-1", "dry_run", HOUR, 0)
    both = _seen(_episodes(wear, dry), START + 9 * DAY)
    assert both == [*_seen(_episodes(wear), START + 9 * DAY), START + HOUR]


@pytest.mark.parametrize("mode", [mode for mode, fault in sensor_faults.MODES.items() if fault.transport])
def test_what_befalls_a_line_on_its_way_can_be_seen_at_once(mode: str) -> None:
    found = _episodes(Planned("P-1", mode, HOUR, HOUR, 5 * HOUR))
    assert _seen(found, START + DAY) == [START + HOUR]


def test_what_is_found_of_many_together_is_what_the_chronicle_tells() -> None:
    found = _episodes(*(Planned(machine.name, "bearing_wear", HOUR, 3 * DAY) for machine in MACHINES))
    chronicle = Chronicle(CONDITIONS)
    chronicle.look(found, START + 3 * DAY)
    told = [chronicle.detectable(episode, START + 3 * DAY) for episode in found]
    assert told == [Chronicle(CONDITIONS).detectable(episode) for episode in found]
    assert all(moment is not None and START + HOUR < moment < START + 2 * DAY for moment in told)


def test_a_chronicle_says_nothing_of_what_will_be_seen_later() -> None:
    (wear,) = _episodes(Planned("P-1", "bearing_wear", HOUR, 3 * DAY))
    chronicle = Chronicle(CONDITIONS)
    moment = chronicle.detectable(wear)
    assert moment is not None
    assert chronicle.detectable(wear, moment - 1) is None
    assert chronicle.detectable(wear, moment) == moment
    phases = [point.fields["phase"] for point in chronicle.points(wear, START, moment - 1)]
    assert set(phases) == {"onset"}
    assert np.diff([point.time for point in chronicle.points(wear, START, moment)]).max() <= HOUR
