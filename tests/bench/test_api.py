"""The API for programs under load."""

import pytest

from bench.admin import SIGNALS
from bench.api import EVERY_S, QUESTIONS, SENDERS, measure


@pytest.mark.parametrize(("every", "pace"), [(0.0, ""), (0.05, ", each every 0.05 s")])
def test_every_kind_of_answer_is_waited_for_and_samples_are_taken_by_clients_at_once(every: float, pace: str) -> None:
    text = measure(assets=SENDERS, hours=1, clients=2, seconds=0.6, every=every)
    values = SENDERS * 3600 // EVERY_S * len(SIGNALS)
    assert f"2 clients at once{pace}, {values:,} values of {SENDERS} machines" in " ".join(text.split())
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if line.startswith("│")]
    assert [(row[0], row[-1]) for row in rows] == [(each.name, str(each.claim_ms)) for each in QUESTIONS]
    assert float(text.splitlines()[-1].split(": ")[1].split(" values")[0].replace(",", "")) > 0
