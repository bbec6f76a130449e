"""The registry as a file of CSV, and such a file as what it says of assets: pure, and each the other's inverse."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from admin import tables
from admin.pages.forms import number
from admin.registry.asset import Shown
from admin.registry.differences import NAMES, said
from admin.registry.facts import COSTS
from admin.registry.page_forms import components, labels
from contract.errors import ContractError
from contract.registry import MEDIUM

COLUMNS = ("asset", *NAMES, "version")
"""In this order; `version` is the one that the file was made of, and may be left empty."""
MAY_LACK = frozenset(COLUMNS) - {"asset"}
"""What a column that is not there would say stays as it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a file, in line `line`: what it names, with a `problem` where that cannot be read."""

    line: int
    asset: str
    changes: Mapping[str, object]
    version: int | None = None
    problem: ContractError | None = None


def write(assets: Iterable[Shown]) -> str:
    """The text of a file with all that is said of assets."""
    return tables.write(COLUMNS, ([one.asset, *(said(one, name) for name in NAMES), one.version] for one in assets))


def read(text: str) -> list[Entry]:
    """The rows of a file; raises `ContractError` with the field `text` where it is no file of assets at all."""
    rows = tables.read(tables.plain_text(text))
    names = next(rows)[1]
    tables.check_names(names, COLUMNS, MAY_LACK)
    return [_entry(line, names, cells) for line, cells in rows]


def _entry(line: int, names: Sequence[str], cells: Sequence[str]) -> Entry:
    record = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    asset, said_version = record.pop("asset", ""), record.pop("version", "")
    try:
        if len(cells) != len(names):
            raise ContractError("columns", f"has {len(cells)} cells, and not {len(names)}")
        changes = {name: _value(name, cell) for name, cell in record.items()}
        return Entry(line, asset, changes, _version(said_version))
    except ContractError as error:
        return Entry(line, asset, {}, problem=error)


def _version(cell: str) -> int | None:
    found = number("version", cell)
    if found is not None and found != int(found):
        raise ContractError("version", f"{cell[:100]!r} is not a whole number")
    return None if found is None else int(found)


def _value(name: str, cell: str) -> object:
    """A cell as what its column holds."""
    if name in COSTS:
        return number(name, cell)
    if name == "components":
        return components(cell.split(";"))
    if name == "labels":
        return labels(cell.split(";"))
    return (cell.lower() or MEDIUM) if name == "criticality" else cell
