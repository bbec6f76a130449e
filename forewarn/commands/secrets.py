"""`forewarn secrets`: `.env` for docker compose, with random secrets."""

import re
import secrets
from pathlib import Path

import click

from contract.errors import SettingsError
from contract.files import write_whole

PLACEHOLDER = re.compile(r"^([A-Z][A-Z0-9_]*)=change-me$", re.MULTILINE)


@click.command()
@click.option(
    "--example", default=Path(".env.example"), show_default=True, type=click.Path(path_type=Path), help="Template."
)
@click.option("--out", default=Path(".env"), show_default=True, type=click.Path(path_type=Path), help="File to write.")
def command(example: Path, out: Path) -> None:
    """Write .env from its commented example, every placeholder replaced by a random secret.

    A file that is there already is left alone: its secrets are in use. The folders of your own classes and sources are
    made too, as docker would make them root's.
    """
    for name in ("machines", "sources"):
        (out.parent / "own" / name).mkdir(parents=True, exist_ok=True)
    if out.exists():
        click.echo(f"{out} is there already; left alone")
        return
    if not example.exists():
        raise SettingsError(f"{example}: no such file; run this in the project's folder")
    text, count = PLACEHOLDER.subn(lambda match: f"{match[1]}={secrets.token_urlsafe(32)}", example.read_text("utf-8"))
    write_whole(out, text, 0o600)
    click.echo(f"wrote {out} with {count} random secrets")
