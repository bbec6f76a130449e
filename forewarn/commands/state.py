"""`forewarn state`: what `forewarn backup` and `forewarn restore` run inside the stack."""

import sys

import click

from forewarn.stack.state import Places, pack, unpack


@click.command()
@click.argument("action", type=click.Choice(["pack", "unpack"]))
def command(action: str) -> None:
    """Pack tokens and Grafana's database into a tar on standard output, or unpack one from standard input."""
    if action == "pack":
        pack(Places(), sys.stdout.buffer)
    else:
        for name in unpack(Places(), sys.stdin.buffer):
            click.echo(f"restored {name}", err=True)
