"""Fault codes."""

from analytics.verdict.codes import find
from contract.catalogue import CLASSES
from contract.catalogue.types import HIGH, LOW


def test_a_deviation_without_a_code_of_its_own_gets_a_plain_one() -> None:
    signal = CLASSES["ice"].signals["fuel_level_pct"]
    assert find(signal, LOW).name == "FUEL_LEVEL_PCT_LOW"


def test_a_deviation_with_a_code_gets_it() -> None:
    signal = CLASSES["ice"].signals["coolant_temp_c"]
    assert find(signal, HIGH) is signal.codes.high
