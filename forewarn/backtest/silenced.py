"""What silences would have hidden, as tables in a terminal."""

from rich.console import Console

from admin.names import plain
from analytics.backtest.silenced import Held, OfAsset, Silenced
from contract.time import duration
from forewarn.backtest.tables import table

LISTED = 40
HEAD = ("asset", "told", "never", "later", "latest by", "true")
HELD = ("told", "over", "would be told", "asset", "signal", "level", "true", "incident")


def show_silenced(console: Console, of: Silenced) -> None:
    """Print the whole of it."""
    never, later, true = (sum(getattr(one, name) for one in of.assets) for name in ("never", "later", "true"))
    console.print(
        f"of {sum(one.told for one in of.assets):,} messages {never:,} would never have been told, {later:,} later;"
        f" {true:,} of those are known to be true\n"
        f"by the incidents that were told; assets were judged from {of.judged_from:%Y-%m-%d %H:%M} to"
        f" {of.judged_until:%Y-%m-%d %H:%M} UTC",
        markup=False,
        highlight=False,
    )
    console.print(table("By asset", HEAD, map(_asset, of.assets)))
    if of.missed:
        missed = [(f"{one.time:%m-%d %H:%M}", one.asset, plain(one.what)) for one in of.missed]
        console.print(table(f"Missed altogether: {len(missed)}", ("failed", "asset", "what"), missed))
    if of.held:
        console.print(table(f"Hidden or late: {of.held_count:,}", HELD, map(_held, of.held[:LISTED])))


def _asset(of: OfAsset) -> tuple[str, ...]:
    latest = duration(of.longest_s) if of.later else "-"
    return of.asset, f"{of.told:,}", f"{of.never:,}", f"{of.later:,}", latest, f"{of.true:,}"


def _held(of: Held) -> tuple[str, ...]:
    closed = f"{of.closed:%m-%d %H:%M}" if of.closed else "open"
    late = f"{of.late:%m-%d %H:%M}" if of.late else "never"
    true = "-" if of.truth is None else plain(of.truth) or "yes"
    return f"{of.told:%m-%d %H:%M}", closed, late, of.asset, of.signal, of.severity, true, of.incident
