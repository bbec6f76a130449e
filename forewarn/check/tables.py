"""What a check found, as tables in a terminal."""

from collections.abc import Sequence

from rich.console import Console

from admin.names import in_words
from contract.levels import LEVELS
from forewarn.backtest.guessed import Guess
from forewarn.backtest.tables import BY, COVERED, covered, table
from forewarn.backtest.words import counted, length, moment
from forewarn.check.checked import Checked

LISTED = 10
"""Alarms of a place that are listed."""


def show(console: Console, checked: Checked) -> None:
    """Print one place: coverage, alarms, guesses."""
    console.print(f"\n{headline(checked)}", style="bold", markup=False, highlight=False)
    if checked.lines:
        console.print(table("Coverage", COVERED, map(covered, checked.lines)))
        console.print(BY, style="dim")
    if checked.alarms:
        title = (
            f"Would-be alarms, the first of {len(checked.alarms)}"
            if len(checked.alarms) > LISTED
            else "Would-be alarms"
        )
        console.print(table(title, CALLED, called(checked)[:LISTED]))
    if checked.guesses:
        console.print(table("Still guessed", GUESSED, map(marked, checked.guesses)))


def headline(checked: Checked) -> str:
    """What was replayed, and how often people would have been called."""
    found = checked.found
    if found is None:
        return f"{checked.name}: nothing was judged"
    return (
        f"{checked.name}: {counted(len(found.assets), 'asset')}, {length(found.stop - found.start)} up to "
        f"{moment(found.stop)} UTC, {found.values:,} values; {counted(len(checked.alarms), 'alarm')}, "
        f"{checked.rate:.2f} an asset-week"
    )


CALLED = ("raised", "asset", "level", "lasted", "why")


def called(checked: Checked) -> list[tuple[str, ...]]:
    """The rows of the would-be alarms."""
    assert checked.found is not None
    rows: list[tuple[str, ...]] = []
    for alarm in checked.alarms:
        first, kind = alarm.episodes[0], checked.found.assets[alarm.asset][0]
        lasted = length(alarm.cleared(checked.found.stop) - alarm.raised)
        why = in_words(first.why, kind) or first.description
        rows.append((moment(alarm.raised), alarm.asset, LEVELS[alarm.level], lasted, why))
    return rows


GUESSED = ("file", "line", "of", "says", "guessed by")


def marked(guess: Guess) -> tuple[str, ...]:
    """A guess's row."""
    return str(guess.path), f"{guess.line}", guess.table, guess.said, guess.reason


def summed_up(findings: Sequence[tuple[str, str]]) -> list[str]:
    """What a person should look at, a line each: where, and what."""
    return [f"{where}: {what}" for where, what in findings] or ["all is well: nothing needs a person"]
