"""`forewarn backup`: the stack of docker-compose.yml into a folder."""

from datetime import UTC, datetime
from pathlib import Path

import click

from forewarn.stack.backup import back_up


@click.command()
@click.option(
    "--out", default=Path("backups"), show_default=True, type=click.Path(path_type=Path), help="Folder of backups."
)
def command(out: Path) -> None:
    """Back up the running stack: what InfluxDB holds, tokens, Grafana's database, and .env.

    The backup holds secrets: keep it like them. `forewarn restore` puts it back, here or on another machine.
    """
    made = back_up(out, datetime.now(UTC))
    size = sum(file.stat().st_size for file in made.iterdir())
    click.echo(f"backed up to {made} ({size / 1e6:.1f} MB)")
