"""Fault codes."""

from analytics.verdict.codes import find
from contract.catalogue import CLASSES, AssetClass
from contract.codes import CODES, HIGH, LOW


def test_a_deviation_without_a_code_of_its_own_gets_a_plain_one() -> None:
    signal = CLASSES[AssetClass.ICE].signals["fuel_level_pct"]
    assert find(AssetClass.ICE, signal, LOW).name == "FUEL_LEVEL_PCT_LOW"


def test_a_deviation_with_a_code_gets_it() -> None:
    signal = CLASSES[AssetClass.ICE].signals["coolant_temp_c"]
    assert find(AssetClass.ICE, signal, HIGH) is CODES[AssetClass.ICE]["coolant_temp_c", HIGH]
