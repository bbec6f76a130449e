"""A question about telemetry, wherever it lies, as one of the shipped queries."""

from store import queries
from store.sources.place import Place, Wanted


def render(
    query: str,
    place: Place,
    wanted: Wanted,
    *,
    start: int | str = "-1h",
    stop: int | str = "now()",
    every_s: float = 60,
) -> str:
    """One shipped query about the rows of a place that are wanted, ready to send; times as in `store.queries`."""
    where = {"bucket": place.bucket, "columns": place.columns, "rows": place.rows(wanted)}
    return queries.render(query, start=start, stop=stop, every_s=every_s, **where)
