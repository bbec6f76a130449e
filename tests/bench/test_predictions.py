"""How long programs wait for predictions."""

from bench.predictions import lines, measure
from contract.time import HOUR


def test_every_asset_is_told_of_with_a_prognosis_and_a_condition() -> None:
    found = list(lines(["PUMP-1", "PUMP-2"], 3, 5 * HOUR))
    assert [line.split(",")[0] for line in found] == ["prognosis", "condition"] * 2
    assert ["rul_h" in line for line in found] == [True, False, False, False]
    assert all(line.endswith(f" {5 * HOUR}") for line in found)


def test_one_prediction_and_those_of_all_are_waited_for() -> None:
    text = measure(assets=3, days=1)
    assert "3 assets, told of hourly for 1 days" in text
    assert [line.split("│")[2].strip() for line in text.splitlines() if line.startswith("│")] == ["100", "10"]
