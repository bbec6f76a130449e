"""What a backtest found, as tables in a terminal."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from admin.names import in_words, issue_label, plain, signal_label
from analytics.backtest.found import Alarm, Day, Found, alarms
from analytics.backtest.labels import Judged
from contract.levels import LEVELS
from forewarn.backtest.coverage import Line
from forewarn.backtest.verdict import answer
from forewarn.backtest.words import counted, lead, length, moment

WIDE = 140
"""Characters of a line where there is no terminal that has a width."""
LISTED = 40
"""Alarms that a terminal lists; the page has all of them."""
BY = (
    "Judged by history: the band of the hour and the duty, creep, slow means, what was never seen. By first samples: "
    "the band of the first values, until there is history. By limits: those of the class, or of a threshold."
)


def show(console: Console, found: Found, judged: Judged | None) -> None:
    """Print the whole of it, the most wanted first."""
    calls = alarms(found.episodes)
    console.print(headline(found, calls), markup=False, highlight=False)
    console.print(": ".join(answer(found, calls, judged)), style="bold", markup=False, highlight=False)
    if judged is not None:
        console.print(_failures(judged))
    if calls:
        console.print(_alarms(found, calls, judged))
    if len(calls) > LISTED:
        console.print(f"... and {len(calls) - LISTED} more")
    console.print(_days(found))
    console.print(_coverage(found))
    if found.data_faults:
        console.print(_faults(found))


def headline(found: Found, calls: list[Alarm]) -> str:
    """What was judged, and how often people would have been called."""
    rate = len(calls) / found.asset_weeks if found.asset_weeks else 0.0
    return (
        f"{moment(found.start)} to {moment(found.stop)} UTC: {counted(len(found.assets), 'asset')}, "
        f"{found.values:,} values judged; {counted(len(calls), 'alarm')}, {rate:.2f} an asset-week"
    )


def worst(found: Found, asset: str, day: Day) -> tuple[str, str]:
    """A day's highest score with its signal, and why its risk was at its worst."""
    kind = found.assets[asset][0]
    score = f"{day.score:.2f} {signal_label(day.signal, kind)}" if day.signal else "-"
    return score, in_words(day.reason, kind) if day.reason else "as expected"


def _failures(judged: Judged) -> Table:
    warned = sum(verdict.lead is not None for verdict in judged.verdicts)
    missed = len(judged.verdicts) - warned
    title = f"Failures: {warned} warned of, {missed} missed; {counted(len(judged.false), 'false alarm')}"
    rows = [
        (v.failure.asset, moment(v.failure.start), v.failure.what,
         moment(v.alarms[0].raised) if v.alarms else "-", lead(v.lead))
        for v in judged.verdicts
    ]  # fmt: skip
    return table(title, ("asset", "began", "what", "first alarm", "warned"), rows)


def _alarms(found: Found, calls: list[Alarm], judged: Judged | None) -> Table:
    false = judged.false if judged else []
    rows = []
    for alarm in calls[:LISTED]:
        first, kind = alarm.episodes[0], found.assets[alarm.asset][0]
        why = in_words(first.why, kind) or first.description
        lasted = length(alarm.cleared(found.stop) - alarm.raised)
        rows.append((moment(alarm.raised), alarm.asset, LEVELS[alarm.level], lasted, why, plain(first.mode),
                     "false" if alarm in false else ""))  # fmt: skip
    return table("Alarms", ("raised", "asset", "level", "lasted", "why", "likely", ""), rows)


def days_told(found: Found, most: int) -> tuple[list[tuple[str, str, int, str, str, str]], int]:
    """A row a day of each asset, and how many days there are; of more than `most` only those on which something was
    outside its band, the worst of them."""
    days = [(asset, day) for asset, own in sorted(found.days.items()) for day in own]
    told = days if len(days) <= most else [(a, day) for a, day in days if day.level or day.score > 1]
    told = sorted(sorted(told, key=lambda one: -one[1].risk)[:most], key=lambda one: (one[0], one[1].time))
    rows = [(moment(day.start)[:10], asset, day.level, f"{day.risk:.0f}", *worst(found, asset, day))
            for asset, day in told]  # fmt: skip
    return rows, len(days)


def _days(found: Found) -> Table:
    rows, count = days_told(found, LISTED)
    left = f"; the worst {len(rows)} of {count} are listed" if len(rows) < count else ""
    heads = ("day", "asset", "level", "risk", "highest score", "at its worst")
    told = [(day, asset, LEVELS[level], *rest) for day, asset, level, *rest in rows]
    return table(f"Day by day, in UTC{left}", heads, told)


def _coverage(found: Found) -> Table:
    rows = [
        (asset, signal_label(signal, found.assets[asset][0]), f"{of.heard:,}", f"{of.share:.0%}",
         f"{of.learned:.0%}" if of.symptom else "duty", f"{of.short:.0%}" if of.symptom else "",
         "yes" if of.limits else "no")
        for (asset, signal), of in found.coverage.items()
    ]  # fmt: skip
    heads = ("asset", "signal", "values", "heard", "judged by history", "by first samples", "by limits")
    return table("Coverage, of the time in which the asset was heard", heads, rows)


def _faults(found: Found) -> Table:
    rows = [
        (moment(fault.first), fault.asset, signal_label(fault.signal), issue_label(fault.issue), f"{fault.count:,}")
        for fault in sorted(found.data_faults, key=lambda fault: fault.first)
    ]
    return table("Data faults", ("first about", "asset", "signal", "fault", "times"), rows)


def table(title: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Table:
    """A table as all commands print it; nothing in it is markup."""
    drawn = Table(title=title, title_justify="left", box=None, header_style="dim", pad_edge=False)
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*map(escape, row))
    return drawn


COVERED = ("class", "signal", "unit", "assets", "values", "every", "gaps", "longest", "judged by")


def covered(line: Line) -> tuple[str, ...]:
    """A signal's row."""
    return (
        line.asset_class,
        signal_label(line.signal, line.asset_class),
        line.unit,
        f"{line.assets} of {line.of}",
        f"{line.values:,}",
        f"{line.step_s:.4g} s" if line.step_s == line.step_s else "-",
        f"{line.gaps:,}",
        length(line.longest) if line.longest else "-",
        line.judged or ("nothing yet" if line.heard else "nothing came"),
    )
