"""What people type into a form, as what it stands for."""

import re

from contract.errors import ContractError

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def number(field: str, text: str) -> float | None:
    """The number that was typed, `None` for none; raises `ContractError` for all else, as for a decimal comma."""
    said = text.strip()
    if not said:
        return None
    if len(said) > 100 or not _NUMBER.fullmatch(said):
        raise ContractError(field, f"{said[:100]!r} is not a number")
    return float(said)
