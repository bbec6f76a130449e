"""What `docs/architecture.md` shows of the rooms."""

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


def _link(folder: str) -> str:
    return f"[`{folder}/`](../{folder})"
