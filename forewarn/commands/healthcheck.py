"""`forewarn healthcheck`: for containers."""

import click

from forewarn.heartbeat import STALE_S, age_s


@click.command()
@click.argument("component", type=click.Choice(["worker", "simulator", "publisher", "notifier"]))
def command(component: str) -> None:
    """Say by exit status whether a component gave a sign of life in the last half minute.

    It does so while its loop comes around and the store takes what it writes, or of the publisher a broker, of the
    notifier a receiver.
    """
    age = age_s(component)
    click.echo(f"{component}: last sign of life {age:.0f} s ago" if age < 1e9 else f"{component}: no sign of life yet")
    if STALE_S < age < 1e9:
        click.echo("its loop stands still, or the store takes nothing that it writes; its log says which")
    raise SystemExit(0 if age <= STALE_S else 1)
