"""Trained models on disk: of each class a folder, in it one of each version, and `current` names that in force.

A model is data: arrays, and a card that says what it was trained on and how well it does. Nothing in it can run. What
cannot be read is passed over, and said; no model is better than a broken one.
"""

import json
import logging
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from analytics.prognosis.boosting import Model
from analytics.prognosis.library import load, save
from analytics.prognosis.signs import width
from analytics.prognosis.trained import Alike, Boosted, Trained
from analytics.prognosis.training import Days
from contract.errors import ContractError, ForewarnError
from contract.files import write_whole

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).parent / "shipped"
"""The models that come with the product, trained on simulated machines."""
_CURRENT, _CARD, _MODEL, _DAYS = "current", "card.json", "model.npz", "days.npz"


class ModelError(ForewarnError):
    """A model that cannot be read or found, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a model was trained on, and figures of how well it did on machines that it had not seen."""

    asset_class: str
    version: str
    method: str
    symptoms: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)


def card_of(
    model: Trained, asset_class: str, days: Days, figures: Mapping[str, float], data: Mapping[str, Any]
) -> Card:
    """The card of a model that was trained on these days, with what else there is to say of them."""
    seen = {"machines": len(set(days.machine)), "days": len(days.machine), "failures": days.failures}
    rounded = {name: round(figure, 4) for name, figure in figures.items()}
    return Card(
        asset_class=asset_class, version=model.version, method=model.method, symptoms=days.symptoms,
        data={**data, **seen}, figures=rounded,
    )  # fmt: skip


class Shelf:
    """The models in force, read when they are asked for, and again when another one is put in force; of folders that
    have a model of a class, the last one rules."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self._known: dict[str, tuple[str, Trained | None]] = {}

    def get(self, asset_class: str, /) -> Trained | None:
        """The model of a class; None where there is none that can be read."""
        folder = next((one for one in reversed(self.folders) if (one / asset_class / _CURRENT).exists()), None)
        if folder is None:
            return None
        stamp = _stamp(folder / asset_class / _CURRENT)
        if asset_class not in self._known or self._known[asset_class][0] != stamp:
            self._known[asset_class] = stamp, _read_or_tell(folder, asset_class)
        return self._known[asset_class][1]


def _stamp(path: Path) -> str:
    try:
        return f"{path} {path.stat().st_mtime_ns}"
    except OSError as error:
        return str(error)


def _read_or_tell(folder: Path, asset_class: str) -> Trained | None:
    try:
        return read(folder, asset_class)
    except ModelError as error:
        log.warning("%s: its assets are foretold without", error)
        return None


def read(folder: Path, asset_class: str, version: str | None = None) -> Trained:
    """A model of a class, the one in force where no version is asked for; raises `ModelError`."""
    known = card(folder, asset_class, version)
    path = folder / asset_class / known.version / _MODEL
    try:
        if known.method == "similar":
            scale, library = load(path, asset_class, len(known.symptoms))
            return Alike(known.version, known.symptoms, scale, library)
        model = Model.load(path)
        if model.columns != width(len(known.symptoms)):
            raise ContractError("model", f"it wants {model.columns} signs, its symptoms give another number")
        return Boosted(known.version, known.symptoms, model)
    except ContractError as error:
        raise ModelError(f"the model {known.version} of {asset_class} cannot be read: {error}") from None


def card(folder: Path, asset_class: str, version: str | None = None) -> Card:
    """The card of a model, of that in force where no version is asked for; raises `ModelError`."""
    try:
        name = version or (folder / asset_class / _CURRENT).read_text(encoding="ascii").strip()
        told = json.loads((folder / asset_class / _plain(name) / _CARD).read_text(encoding="utf-8"))
        return _card(told, asset_class, name)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        named = f"the model {version}" if version else "the model in force"
        raise ModelError(f"{named} of {asset_class} cannot be read: {error!r}") from None


def keep(folder: Path, model: Trained, own: Card, days: Days) -> Path:
    """Put a model with its card and the days that it saw on the shelf and in force; the one before stays. Gives its
    folder."""
    place = folder / own.asset_class / _plain(own.version)
    place.mkdir(parents=True, exist_ok=True)
    # The same model gives the same bytes: there is no time in them.
    if isinstance(model, Boosted):
        model.model.save(place / _MODEL)
    elif isinstance(model, Alike):
        save(place / _MODEL, model.scale, model.library)
    days.save(place / _DAYS)
    write_whole(place / _CARD, json.dumps(asdict(own), indent=1, sort_keys=True) + "\n")
    put_in_force(folder, own.asset_class, own.version)
    return place


def put_in_force(folder: Path, asset_class: str, version: str) -> None:
    """Let a version that is on the shelf be the one of its class from now on; raises `ModelError` where it cannot."""
    read(folder, asset_class, version)
    write_whole(folder / asset_class / _CURRENT, version + "\n")


def versions(folder: Path, asset_class: str) -> list[str]:
    """The versions of a class that are on the shelf, by name."""
    return sorted(path.parent.name for path in (folder / asset_class).glob(f"*/{_CARD}"))


def _plain(name: str) -> str:
    if not name or name.startswith(".") or any(letter in name for letter in "/\\\0"):
        raise ValueError(f"{name!r} is no name of a version")
    return name


def _card(told: Mapping[str, Any], asset_class: str, version: str) -> Card:
    figures = {name: float(figure) for name, figure in told["figures"].items()}
    if not all(math.isfinite(figure) for figure in figures.values()):
        raise ValueError("a figure is not finite")
    symptoms = tuple(str(name) for name in told["symptoms"])
    if (told["asset_class"], told["version"]) != (asset_class, version):
        raise ValueError(f"it is of {told['asset_class']} {told['version']}")
    if told["method"] not in ("boosting", "similar"):
        raise ValueError(f"{told['method']!r} is no method of a trained model")
    return Card(
        asset_class=asset_class, version=version, method=told["method"], symptoms=symptoms, data=told["data"],
        figures=figures,
    )  # fmt: skip
