"""Models as files: plain arrays by their names, the same bytes for the same ones. Nothing of a file is believed."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from contract.errors import ContractError

Array = npt.NDArray[Any]


def pack(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write arrays of plain numbers (npz)."""
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **dict(arrays))
    path.write_bytes(packed.getvalue())


def unpack(path: Path) -> dict[str, Array]:
    """The arrays of a file, whatever they are. Raises `ContractError` where it cannot be read as arrays."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            return {name: np.asarray(kept[name]) for name in kept.files}
    except Exception as error:  # noqa: BLE001  (what a broken archive raises is of a dozen kinds)
        raise ContractError("model", f"{path} holds no model: {error or type(error).__name__}") from None


def part(arrays: Mapping[str, Array], name: str, kind: str) -> Array:
    """An array of a kind of numbers: "i" whole, "f" real, "b" yes or no. Raises `ContractError` where it is not there,
    or of another kind."""
    if name not in arrays:
        raise ContractError(name, "is missing")
    if arrays[name].dtype.kind != kind:
        raise ContractError(name, f"must be of kind {kind}, not {arrays[name].dtype}")
    return arrays[name].astype({"i": np.int64, "f": np.float64, "b": np.bool_}[kind])


def scalar(arrays: Mapping[str, Array], name: str, kind: str) -> float:
    """One number, finite and above 0. Raises `ContractError`."""
    found = part(arrays, name, kind)
    if found.shape != () or not np.isfinite(found) or found <= 0:
        raise ContractError(name, "must be one finite number above 0")
    return float(found)
