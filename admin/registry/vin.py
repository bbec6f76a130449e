"""Vehicle identification numbers: ISO 3779, with the check digit where the law asks for one."""

import re

from contract.errors import ContractError

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_CHECKED = "12345L"
"""A number that begins so is of North America or China, where its ninth place is a check digit."""
_LETTERS, _NUMBERS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ", "012345678912345678123457923456789"
_VALUES = dict(zip(_LETTERS, map(int, _NUMBERS), strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_PLACE = 8


def checked(said: str) -> str:
    """A vehicle identification number in capitals, "" for none; raises `ContractError`."""
    vin = said.upper()
    if not vin:
        return ""
    if not _VIN.fullmatch(vin):
        raise ContractError("vin", f"{said[:100]!r} is not 17 digits and letters other than I, O and Q")
    if vin[0] in _CHECKED and vin[_PLACE] != (digit := check_digit(vin)):
        raise ContractError(
            "vin", f"{said!r} has {vin[_PLACE]} where its check digit should be {digit}: is it mistyped?"
        )
    return vin


def check_digit(vin: str) -> str:
    """The check digit of 17 such letters and digits: 0 to 9 or X."""
    rest = sum(_VALUES[letter] * weight for letter, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)
