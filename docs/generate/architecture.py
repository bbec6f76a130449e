"""What `docs/architecture.md` shows of the rooms."""

import inspect
from typing import Any

from analytics.layers.contract import Layer
from analytics.layers.order import LAYERS
from docs.generate.tables import code, table
from docs.rooms import ANALYTICS, FREE, ROOMS


def rooms() -> str:
    """Every room, what it holds, and what it may import."""
    rows = [(_link(name), room.holds, code(room.may_import) or "nothing of ours") for name, room in ROOMS.items()]
    rows += [(_link(name), holds, "everything") for name, holds in FREE.items()]
    return table(("room", "what it holds", "may import"), rows)


def analytics() -> str:
    """The rooms inside the analytics, from the ground up."""
    return table(("room", "what it holds"), [(_link(f"analytics/{name}"), holds) for name, holds in ANALYTICS.items()])


def layers() -> str:
    """All layers in their order, each with what it gives to the score."""
    rows = [
        (f"`{layer.name}`", (inspect.getdoc(layer) or "").partition("\n\n")[0].replace("\n", " "), _views(layer))
        for layer in LAYERS
    ]
    return table(("layer", "what it asks", "its views, in a reason"), rows)


def _views(layer: Layer[Any]) -> str:
    """What its views are called, above or else below what is expected."""
    return "; ".join(cause.above or cause.below for cause in layer.causes)


def _link(folder: str) -> str:
    return f"[`{folder}/`](../{folder})"
