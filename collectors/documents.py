"""The TOML of scenarios. What is wrong is refused by the key's name and the reason."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contract.errors import ContractError

Table = Mapping[str, Any]


def read(path: Path, what: str) -> Table:
    """The document in a file; raises `ContractError` that calls it `what`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContractError(what, f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:  # neither TOML nor UTF-8, or a number of thousands of digits
        raise ContractError(what, f"{path} is not TOML: {error}") from error


def only(table: Table, known: frozenset[str], field: str) -> None:
    """Refuse keys that are not known; raises `ContractError`."""
    unknown = sorted(set(table) - known)
    if unknown:
        raise ContractError(f"{field}.{unknown[0]}", f"no such key; known are {', '.join(sorted(known))}")
