"""Live clients, and how far behind they are."""

import numpy as np

from bench.live import _behind, measure
from bench.live_clients import Heard
from contract.time import SECOND


def test_a_client_is_behind_until_it_has_a_write_or_what_came_after_it() -> None:
    heard = Heard("any", numbers=[1, 3], times=[2 * SECOND, 5 * SECOND])
    assert _behind(heard, [SECOND, 2 * SECOND, 4 * SECOND, 5 * SECOND]).tolist() == [1.0, 3.0, 1.0, np.inf]


def test_clients_of_each_kind_hear_of_every_write() -> None:
    text = measure(assets=3, clients=20, seconds=2)
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if line.startswith("│")]
    assert [(row[0], row[1], row[-1]) for row in rows] == [
        ("WebSocket, an asset", "1", "0"),
        ("WebSocket, the fleet", "9", "0"),
        ("server-sent events, an asset", "1", "0"),
        ("server-sent events, the fleet", "9", "0"),
    ]
