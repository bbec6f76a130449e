"""The smallest fleet: one pump."""

from datetime import UTC, datetime

BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)


def one_pump(start: datetime = BEGIN) -> str:
    """A scenario with the pump `P`, from a time of UTC on."""
    return f"""
seed = 3
start = {start:%Y-%m-%dT%H:%M:%SZ}
[[assets]]
name = "P"
class = "pump"
site = "hall"
"""
