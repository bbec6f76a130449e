"""The scenarios that ship: found by name, each told by the first line of its file."""

from importlib import resources
from pathlib import Path

from contract.errors import ContractError

_FOLDER = Path(str(resources.files("collectors"))) / "scenarios"
DEMO = _FOLDER / "demo.toml"
"""A fleet on two sites in which something is always about to break."""
SHIPPED = {path.stem: path for path in sorted(_FOLDER.glob("*.toml"))}
"""The files of all, by name."""


def find(name: str) -> Path:
    """The file of that path, or the shipped scenario of that name; raises `ContractError` where there is neither."""
    path = Path(name)
    if path.is_file():
        return path
    if name in SHIPPED:
        return SHIPPED[name]
    raise ContractError("scenario", f"{name!r} is neither a file nor one of {', '.join(SHIPPED)}")


def summary(path: Path) -> str:
    """The first line of a scenario's comment."""
    with path.open(encoding="utf-8") as handle:
        return handle.readline().strip("# \n")
