"""Vehicle identification numbers."""

import pytest

from admin.registry.vin import check_digit, checked
from contract.errors import ContractError


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "1HGCM82633A004352", "5GZCZ43D13S812715", "LVSHCAMB1CE054249"])
def test_a_number_with_its_check_digit_is_taken(vin: str) -> None:
    assert checked(vin.lower()) == vin
    assert check_digit(vin) == vin[8]


def test_all_ones_have_the_check_digit_one() -> None:
    assert check_digit("1" * 17) == "1"


def test_a_number_of_europe_has_no_check_digit() -> None:
    assert checked("WVWZZZ1JZ3W386752") == "WVWZZZ1JZ3W386752"
    assert checked("") == ""


def test_a_slip_of_the_hand_is_named_with_what_the_check_digit_should_be() -> None:
    with pytest.raises(ContractError, match="has X where its check digit should be 1") as refused:
        checked("1M8GDM9AXKP042789")
    assert refused.value.field == "vin"


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP04278", "1M8GDM9AXKP0427888", "WVWZZZ1JZ3W38675O", "WVWZZZ1JZ3W38675Ö"])
def test_what_is_no_such_number_is_refused(vin: str) -> None:
    with pytest.raises(ContractError, match="is not 17 digits and letters other than I, O and Q"):
        checked(vin)
