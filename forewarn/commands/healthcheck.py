"""`forewarn healthcheck`: for containers."""

import click

from forewarn.heartbeat import STALE_S, age_s


@click.command()
@click.argument("component", type=click.Choice(["worker", "simulator"]))
def command(component: str) -> None:
    """Say by exit status whether a component's loop came around in the last half minute."""
    age = age_s(component)
    click.echo(f"{component}: last sign of life {age:.0f} s ago" if age < 1e9 else f"{component}: no sign of life yet")
    raise SystemExit(0 if age <= STALE_S else 1)
