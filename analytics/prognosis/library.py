"""A library of courses to failure, of deviations of symptoms by days, and how it is kept as a file of plain arrays."""

from pathlib import Path

import numpy as np

from analytics.ground.columns import Floats, Ints
from analytics.prognosis.packing import pack, unpack
from analytics.prognosis.similarity import Course, Library, fit
from contract.errors import ContractError

_FAILED = 0.9
"""The part of failures at which a symptom is off by less than what counts as failed."""
_MOST = 2.0
"""How far a symptom counts as off at most, against a failure."""


def index(moved: Floats, scale: Floats) -> Floats:
    """(n, k) how far symptoms have gone, 0 sound, 1 as at a failure, from their deviations and their `scale`."""
    return np.clip(moved / scale, -_MOST, _MOST)


def scaled(moved: Floats, last: Ints) -> Floats:
    """(k,) how far symptoms are off at failures, from (n, k) deviations of days and which of these were the `last`."""
    with np.errstate(invalid="ignore"):
        ends = np.where(np.isfinite(moved[last]), np.abs(moved[last]), 0.0)
    return np.maximum(np.quantile(ends, _FAILED, axis=0), 1.0) if len(last) else np.ones(moved.shape[1])


def save(path: Path, scale: Floats, library: Library) -> None:
    """Write it, the same bytes for the same library."""
    arrays = {
        "scale": scale,
        "asset": np.array([one.asset for one in library.courses], np.str_),
        "mode": np.array([one.mode for one in library.courses], np.str_),
        "failed": np.array([one.failed for one in library.courses], np.bool_),
        "length": np.array([len(one.left_h) for one in library.courses], np.int64),
        "left_h": np.concatenate([one.left_h for one in library.courses]),
        "moved": np.concatenate([one.value for one in library.courses]),
    }
    pack(path, arrays)


def load(path: Path, asset_class: str, symptoms: int) -> tuple[Floats, Library]:
    """What `save` wrote of so many symptoms: the scale of each and the library. Raises `ContractError`."""
    found = unpack(path)
    try:
        ends = np.cumsum(found["length"])[:-1]
        left, moved = np.split(found["left_h"], ends), np.split(found["moved"], ends)
        named = found["asset"].tolist(), found["mode"].tolist(), left, moved, found["failed"].tolist()
        courses = [Course(*one) for one in zip(*named, strict=True)]
        scale = np.asarray(found["scale"], np.float64)
        fits = scale.shape == (symptoms,) and moved[0].shape[1:] == scale.shape
        if not fits or not (np.isfinite(scale) & (scale > 0)).all():
            raise ValueError(f"its courses are not of {symptoms} symptoms")
        return scale, fit(asset_class, courses)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise ContractError("model", f"{path} holds no library of courses: {error}") from None
