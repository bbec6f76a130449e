"""`forewarn init`: set-up of a store through its HTTP API."""

from pathlib import Path

import click

from forewarn import context


@click.command()
@click.option(
    "--out",
    default=Path("var/secrets"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder for the token files.",
)
def command(out: Path) -> None:
    """Set up a store: first user if it is new, the four buckets, and one least-privilege token a component.

    Running it again changes nothing that is right. A new store needs FOREWARN_INIT_PASSWORD (and FOREWARN_INIT_USER);
    one that is set up already needs the operator's token as INFLUX_TOKEN, or in the folder from an earlier run.
    """
    done = context.set_up(context.load(), out)
    for line in done or ["nothing to do: everything is as it should be"]:
        click.echo(line)
