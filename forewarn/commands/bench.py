"""`forewarn bench`: hands over to `python -m bench`, which lies beside this room in a source checkout only."""

import sys
from importlib import import_module
from pathlib import Path

import click

from contract.errors import ForewarnError


def found(root: Path) -> click.Command:
    """The benches of a source checkout. Raises `ForewarnError` where the folder is none."""
    if not (root / "pyproject.toml").is_file():
        raise ForewarnError("the benches come with the source checkout only; there, `python -m bench` runs them")
    if str(root) not in sys.path:
        sys.path.append(str(root))  # an installation knows the other rooms by itself, from any folder
    command: click.Command = import_module("bench.cli").command
    return command


command = found(Path(__file__).parents[2])
