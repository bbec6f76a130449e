"""The admin under load."""

import numpy as np

from bench.admin import QUESTIONS, SIGNALS, measure, risks, scores
from contract.time import MINUTE


def test_every_minute_of_a_machine_is_a_point_of_its_risk_and_of_each_signal() -> None:
    times = np.arange(3, dtype=np.int64) * MINUTE
    found = [*risks(1, {"asset": "A"}, times), *scores(1, {"asset": "A", "signal": "s"}, times)]
    assert [line.split(",")[0] for line in found] == ["risk"] * 3 + ["score"] * 3
    assert [int(line.split()[-1]) for line in found[:3]] == times.tolist()


def test_every_kind_of_answer_is_waited_for_by_clients_that_ask_at_once() -> None:
    text = measure(assets=2, hours=1, clients=2, seconds=0.6)
    assert f"2 clients at once, {2 * 60 * (1 + len(SIGNALS))} points of 2 machines" in " ".join(text.split())
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if line.startswith("│")]
    assert [(row[0], row[-1]) for row in rows] == [(each.name, str(each.claim_ms)) for each in QUESTIONS]
