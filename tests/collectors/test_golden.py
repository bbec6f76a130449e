"""Line protocol of one machine of each kind, kept as files, so that no byte changes unseen.

After a change that is meant: `FOREWARN_TEST_GOLDEN=write pytest tests/collectors/test_golden.py`, and read the diff.
"""

import os
from pathlib import Path

import pytest

from collectors import registry
from collectors.scenario import Planned
from collectors.world import World
from contract.time import HOUR, MINUTE
from tests.collectors.worlds import START, asset, moments, scenario

GOLDEN = Path(__file__).parent / "golden"
FAULT = {
    "ice": "misfire",
    "ev": "isolation_drop",
    "pump": "clogged_strainer",
    "motor": "cooling_blocked",
    "conveyor": "belt_slip",
    "rig": "regulator_creep",
}


@pytest.mark.parametrize("kind", registry.KINDS)
def test_a_machine_s_lines_are_those_on_file(kind: str) -> None:
    planned = Planned(f"{kind.upper()}-1", FAULT[kind], 30 * MINUTE, 2 * HOUR)
    world = World(scenario(asset(kind), faults=(planned,)))
    world.enter(START)
    lines = world.advance(moments(START, 2 * HOUR, 4 * MINUTE))
    path = GOLDEN / f"{kind}.lp"
    if os.environ.get("FOREWARN_TEST_GOLDEN") == "write":
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8").splitlines()
