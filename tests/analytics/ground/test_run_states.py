"""Run states."""

import numpy as np

from analytics.ground.fleet import Fleet


def test_the_class_says_which_states_are_work() -> None:
    fleet = Fleet()
    pump, van = fleet.asset("P", "machine", ""), fleet.asset("V", "ice", "")
    states = np.array([fleet.run_states.number(name) for name in ("running", "running", "city", "dancing")])
    kind = np.array(fleet.kinds)[[pump, van, van, pump]]
    assert fleet.run_states.working(kind, states).tolist() == [True, False, True, False]
