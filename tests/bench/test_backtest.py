"""The bench of the backtest judges what it says."""

from bench.backtest import measure


def test_it_judges_all_values_of_all_machines() -> None:
    text = measure(2.0, 27, 1800, 1)
    assert text.startswith("2,592 values of 2 days and 27 signals in ")
    assert "1 stretches side by side" in text
    assert " MB, of which the recording is 0;" in text
