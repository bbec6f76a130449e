"""`forewarn trial`: what would another policy, or work on a machine, have done?"""

import time
from collections.abc import Mapping

import click
from rich.console import Console

from analytics.backtest.known import Against
from analytics.backtest.trial_report import Calmer, OfAsset, Report, Row, Told
from analytics.ground.source import Telemetry
from analytics.policies.maintenance import Work
from analytics.policies.silence import Silence
from analytics.worker.trial import Order, reported
from analytics.worker.trial_process import REPORTS
from contract.time import DAY, SECOND
from forewarn import context
from forewarn.backtest.silenced import show_silenced
from forewarn.backtest.spans import At, OfSilence, Span
from forewarn.backtest.tables import WIDE, table

AS = "worker"
"""Whose token history is read with, where none is set."""
DAYS = 7
"""Days that are tried where nobody says since when."""
LISTED = 40
HEAD = ("asset", "values", "learned first", "episodes", "proposed", "hours in alarm", "proposed", "first", "proposed")
CALMER = ("for", "signal", "episodes", "then", "dismissed", "policy")
KEPT = ("for", "signal", "episodes", "why")
TOLD = ("raised", "cleared", "asset", "signal", "code", "level")


class Limit(click.ParamType[float | None]):
    """A number, or `none` for no limit."""

    name = "NUMBER|none"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float | None:
        """See `click.ParamType`."""
        try:
            return None if value == "none" else float(str(value))
        except ValueError:
            self.fail(f"{value!r} is neither a number nor none", param, ctx)


class OfWork(click.ParamType[Work]):
    """Work on an asset from a time to another."""

    name = "ASSET=FROM/TO"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Work:
        """See `click.ParamType`."""
        asset, _, span = str(value).rpartition("=")
        if not asset:
            self.fail(f"{value!r} is not of the form PUMP-001=2026-03-01T08:00Z/2026-03-01T12:00Z", param, ctx)
        return Work(asset, *Span().convert(span, param, ctx), relearn=False)


@click.command()
@click.argument("scope", default="")
@click.argument("signal", default="")
@click.option("--direction", type=click.Choice(["above", "below", "both"]))
@click.option("--sensitivity", type=float, help="1 is usual; 2 makes the learned band half as wide.")
@click.option("--min-deviation", type=float, help="Smallest deviation that matters, in the signal's unit.")
@click.option("--warn-low", type=Limit())
@click.option("--warn-high", type=Limit())
@click.option("--crit-low", type=Limit())
@click.option("--crit-high", type=Limit())
@click.option("--dwell-s", type=Limit(), help="How long a level must last, seconds, before it is entered.")
@click.option("--on/--off", "enabled", default=None, help="Judge the signal, or not at all.")
@click.option("--work", "works", multiple=True, type=OfWork(), help="A window of maintenance; may be repeated.")
@click.option("--silence", "silences", multiple=True, type=OfSilence(), help="Hours or a span in which nobody is told.")
@click.option("--budget", type=float, help="Find policies for the class SCOPE under so many alarms an asset and week.")
@click.option("--from", "since", type=At(), help=f"Try from this time on; {DAYS} days back where it is not given.")
@click.option("--to", "stop", type=At(), help="Try up to this time; now where it is not given.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(
    scope: str,
    signal: str,
    works: tuple[Work, ...],
    silences: tuple[Silence, ...],
    budget: float | None,
    since: int | None,
    stop: int | None,
    *,
    as_json: bool,
    **changes: object,
) -> None:
    """Try a policy, or work, on stored history before it is in force: what would have been raised, and what not?

    SCOPE is `default`, a class or an asset, SIGNAL one of its signals; options change what is in force there. The span
    is judged twice, by what is in force and by what is proposed, through the worker's own code; nothing is written.
    With --budget, SCOPE is a class, and it is judged until policies are found that keep its alarms within that.
    With --silence, nothing is judged anew: it says which of the messages that were told would have been hidden or late.
    """
    settings = context.load()
    stop = stop or time.time_ns() // SECOND * SECOND
    order = Order(
        start=since or stop - DAYS * DAY,
        stop=stop,
        scope=scope,
        signal=signal,
        changes=_given(changes),
        works=works,
        budget=budget,
        silences=silences,
    )
    with context.gateway(settings, component=AS) as gateway, context.bar("judging history") as show:
        told = reported(gateway, Telemetry(gateway), settings.zones, order, show)
    if as_json:
        click.echo(REPORTS.dump_json(told, indent=2).decode())
        return
    _show(told)


def _given(changes: Mapping[str, object]) -> dict[str, object]:
    """The options that were typed, `none` for no limit among them."""
    context_ = click.get_current_context()
    default = click.core.ParameterSource.DEFAULT
    return {name: value for name, value in changes.items() if context_.get_parameter_source(name) is not default}


def _show(told: Report) -> None:
    console = Console()
    console = console if console.is_terminal else Console(width=WIDE)
    console.print(_headline(told), markup=False, highlight=False)
    if told.silenced:
        show_silenced(console, told.silenced)
        return
    if told.calmer:
        console.print(_calmer(told.calmer), markup=False, highlight=False)
        console.print(table("Suggested; nothing is set", CALMER, map(_suggested, told.calmer.rows)))
        kept = [(one.scope, one.signal, f"{one.count:,}", one.why) for one in told.calmer.kept]
        console.print(table("Stays as it is", KEPT, kept))
    console.print(table("By asset, as it is and as proposed", HEAD, map(_row, told.assets)))
    for name, count, listed in (("Not raised any more", told.gone_count, told.gone), ("New", told.new_count, told.new)):
        if count:
            console.print(table(f"{name}: {count:,}", TOLD, map(_told, listed[:LISTED])))


def _headline(told: Report) -> str:
    span = f"{told.start:%Y-%m-%d %H:%M} to {told.stop:%Y-%m-%d %H:%M} UTC"
    against = f"against what is known: {_against(told.known_before)} as it is, {_against(told.known_after)} as proposed"
    if told.silenced:
        return f"{span}\n{against}"
    sides = [
        (sum(of.episodes for of in part), sum(of.a_week for of in part))
        for part in ([one.before for one in told.assets], [one.after for one in told.assets])
    ]
    (now, rate), (then, proposed) = sides
    episodes = f"episodes: {now:,} as it is ({rate:.2f} a week), {then:,} as proposed ({proposed:.2f} a week)"
    return f"{span}, {len(told.assets)} assets\n{episodes}\n{against}"


def _calmer(of: Calmer) -> str:
    return (
        f"a budget of {of.budget:g} alarms an asset and week that are not known to be true: "
        f"{of.before:.2f} as it is, {of.after:.2f} with what is suggested"
    )


def _suggested(of: Row) -> tuple[str, ...]:
    policy = " ".join(f"{name}={value}" for name, value in of.policy.items() if value is not None)
    return of.scope, of.signal, f"{of.before:,}", f"{of.after:,}", f"{of.dismissed:,}", policy


def _against(of: Against) -> str:
    return f"{of.caught} failures caught, {of.missed} missed, {of.false} alarms false, {of.unknown} not known"


def _row(of: OfAsset) -> tuple[str, ...]:
    firsts = [f"{side.first:%m-%d %H:%M}" if side.first else "-" for side in (of.before, of.after)]
    counts = f"{of.before.episodes:,}", f"{of.after.episodes:,}", f"{of.before.hours:.1f}", f"{of.after.hours:.1f}"
    learned = f"{min(of.learned):%m-%d %H:%M}" if of.learned else "never"
    return of.asset, f"{of.values:,}", learned, *counts, *firsts


def _told(one: Told) -> tuple[str, ...]:
    cleared = "open" if one.cleared is None else f"{one.cleared:%m-%d %H:%M}"
    return f"{one.raised:%m-%d %H:%M}", cleared, one.asset, one.signal, one.code, one.severity
