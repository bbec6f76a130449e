"""`forewarn restore`: a backup back into the stack of docker-compose.yml."""

from pathlib import Path

import click

from forewarn.stack.backup import restore


@click.command()
@click.argument("backup", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(backup: Path) -> None:
    """Restore what `forewarn backup` wrote, in place of what the stack holds now, and start the stack.

    On a new machine: clone the project, then this; the images are made or pulled on the way.
    """
    restore(backup)
    click.echo(f"restored {backup}; `make verify` checks everything")
